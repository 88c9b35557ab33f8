"""Which canonical column a delivered header is: what it is in the contracts there are, or in the dictionary."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from monitoring.contract_parts import Column, FieldDefinition
from monitoring.contracts import Contract
from monitoring.drafting.values import Values, id_share

IDENTIFYING = ("citizen_id", "certificate_no")
_ID_SHARE = 0.8


@dataclass(frozen=True)
class Named:
    """names: header -> canonical name; donors: header -> columns under which contracts know it, the department's own
    first; others: header -> why it has no name; near: header -> Chinese, which free canonical column it may be."""

    names: dict[str, str]
    donors: dict[str, list[Column]]
    others: dict[str, str]
    near: dict[str, str]


class Dictionary:
    """Headers as contracts and dictionary know them. The department's own contracts count most."""

    def __init__(
        self, contracts: Mapping[str, Contract], fields: Mapping[str, FieldDefinition], department: str
    ) -> None:
        self._votes: dict[str, Counter[str]] = defaultdict(Counter)
        self._columns: dict[tuple[str, str], list[Column]] = defaultdict(list)
        for contract in contracts.values():
            weight = 100 if contract.department == department else 1
            for name, column in contract.columns.items():
                for header in column.headers:
                    self._votes[plain(header)][name] += weight
                    known = self._columns[plain(header), name]
                    known.insert(0 if weight > 1 else len(known), column)
        for name, field in fields.items():
            self._votes[plain(field.title)][name] += 1
        self._fields = fields

    def candidates(self, header: str) -> list[tuple[int, str]]:
        """(weight, canonical name), best first."""
        found = self._votes.get(plain(header), Counter())
        return sorted(((weight, name) for name, weight in found.items()), key=lambda vote: (-vote[0], vote[1]))

    def name_headers(self, columns: Mapping[str, Values], as_of: dt.date) -> Named:
        """Gives every canonical name once; the surest headers choose first, and one number identifies the person."""
        names, donors, others = self._chosen(columns)
        if not any(self._fields[name].type in IDENTIFYING for name in names.values()):
            shares = {header: id_share(columns[header], as_of) for header in columns if header not in names}
            best = max(shares, key=lambda header: shares[header], default=None)
            if best is not None and shares[best] >= _ID_SHARE:
                names[best] = "person_id"
                others.pop(best, None)
        has_number = any(self._fields[name].type in IDENTIFYING for name in names.values())
        for header in [header for header, name in names.items() if name == "name" and not has_number]:
            del names[header]
            others[header] = "没有证件号与姓名对应"
        taken = set(names.values())
        near = {header: self._near(header, taken) for header in columns if header not in names}
        return Named({header: names[header] for header in columns if header in names}, donors, others, near)

    def _near(self, header: str, taken: set[str]) -> str:
        """The canonical column whose title is the longest end of the header."""
        titles = {name: field.title for name, field in self._fields.items() if name not in taken}
        ends = [(len(title), name) for name, title in titles.items() if len(title) > 1 and header.endswith(title)]
        name = max(ends, default=(0, ""))[1]
        return f"可能是 {name}（{titles[name]}）" if name else ""

    def _chosen(self, columns: Mapping[str, Values]) -> tuple[dict[str, str], dict[str, list[Column]], dict[str, str]]:
        votes = [(-weight, place, name, header) for place, header in enumerate(columns)
                 for weight, name in self.candidates(header)]  # fmt: skip
        names: dict[str, str] = {}
        donors: dict[str, list[Column]] = {}
        others: dict[str, str] = {}
        for _, _, name, header in sorted(votes):
            is_second = self._fields[name].type in IDENTIFYING and any(
                self._fields[taken].type in IDENTIFYING for taken in names.values()
            )
            if header in names:
                continue
            if name in names.values() or is_second:
                others[header] = f"标准列 {name} 已由别的列填"
                continue
            names[header] = name
            others.pop(header, None)
            donors[header] = self._columns.get((plain(header), name), [])
        return names, donors, others


def plain(header: str) -> str:
    """Headers that differ only in width and blanks are the same."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", header)).casefold()
