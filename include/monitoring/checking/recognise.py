"""Which dataset and month a file is: by its name, else by its headers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from monitoring.contracts import Contract
from monitoring.errors import ConfigurationError
from monitoring.period import Period
from monitoring.readers.delivered import Unreadable
from monitoring.readers.headers import count_known, locate
from monitoring.readers.peek import Peek, Table, peek

LEAST_LIKENESS = 0.5
_CLEAR_LEAD = 0.05
_MONTH = re.compile(r"(20\d{2})[-_.年 ]?(1[0-2]|0[1-9]|[1-9](?=月))(?:[-_.月]?[0-3]\d日?)?(?!\d)")


@dataclass(frozen=True)
class Recognised:
    """contracts: more than one only for a database of several views. how: Chinese, what it was recognised by."""

    contracts: list[Contract]
    period: Period
    how: str
    looked: Peek | None


def recognise(
    path: Path, contracts: Mapping[str, Contract], department: str | None, dataset: str | None, period: str | None
) -> Recognised:
    """Raises ConfigurationError (Chinese) when dataset or month cannot be told, with what to give."""
    candidates = of_department(contracts, department)
    looked, unreadable = _look(path)
    named = [contract for contract in candidates.values() if _month_of_pattern(contract, path.name)]
    if dataset is not None:
        chosen, how = [_given(candidates, dataset)], "按 --dataset"
    elif named:
        chosen, how = named, "按文件名"
    elif looked is None:
        raise ConfigurationError(f"{path.name}：{unreadable}（文件名也不合约定，无法判断是哪份数据）")
    else:
        chosen, how = _by_headers(looked, candidates), "按列名"
        if not chosen:
            raise ConfigurationError(_unknown(path, looked, contracts, candidates))
    when = _period(path.name, chosen, period)
    return Recognised(sorted(chosen, key=lambda contract: contract.dataset), when, how, looked)


def of_department(contracts: Mapping[str, Contract], department: str | None) -> dict[str, Contract]:
    """Contracts of a department named by its code or its Chinese name; all of them when none is named."""
    found = {
        name: contract
        for name, contract in contracts.items()
        if department in (None, contract.department, contract.owner.department)
    }
    if not found:
        names = sorted({f"{c.owner.department}（{c.department}）" for c in contracts.values()})
        raise ConfigurationError(f"没有部门“{department}”。部门有：{'、'.join(names)}")
    return found


def likeness(tables: Iterable[Table], contract: Contract) -> float:
    """0 to 1: how many of the delivered and the promised headers are the same ones."""
    return max((_likeness(table, contract) for table in tables if table.rows), default=0.0)


def month_in(name: str) -> Period | None:
    """The month a file name speaks of in any usual way: 2026-10, 202610, 2026年10月, 20261015."""
    found = _MONTH.search(_plain(name))
    return Period(int(found[1]), int(found[2])) if found else None


def _likeness(table: Table, contract: Contract) -> float:
    names = [name for name in locate(table.rows, contract).names if name.strip()]
    known = count_known(names, contract)
    promised = len(contract.columns) + len(contract.ignore)
    return 2 * known / (len(names) + promised) if known > 1 else 0.0


def _look(path: Path) -> tuple[Peek | None, str]:
    try:
        return peek(path), ""
    except Unreadable as problem:
        return None, str(problem)


def _by_headers(looked: Peek, candidates: Mapping[str, Contract]) -> list[Contract]:
    if looked.form == "database":
        tables = {table.name for table in looked.tables}
        return [contract for contract in candidates.values() if contract.delivery.table in tables]
    scored = sorted(
        ((likeness(looked.tables, contract), contract.dataset) for contract in candidates.values()), reverse=True
    )
    best = [(score, name) for score, name in scored if score >= LEAST_LIKENESS and score > scored[0][0] - _CLEAR_LEAD]
    if len(best) > 1:
        names = "、".join(f"{candidates[name].title}（{name}）" for _, name in best)
        raise ConfigurationError(f"列名同样像几份数据：{names}。请用 --dataset 说明是哪一份")
    return [candidates[name] for _, name in best]


def _given(candidates: Mapping[str, Contract], dataset: str) -> Contract:
    found = [
        contract for contract in candidates.values() if dataset in (contract.dataset, contract.name, contract.title)
    ]
    if len(found) != 1:
        names = "、".join(f"{contract.dataset}（{contract.title}）" for contract in candidates.values())
        raise ConfigurationError(f"没有数据集“{dataset}”。数据集有：{names}")
    return found[0]


def _unknown(path: Path, looked: Peek, contracts: Mapping[str, Contract], candidates: Mapping[str, Contract]) -> str:
    others = {name: contract for name, contract in contracts.items() if name not in candidates}
    elsewhere = [c for c in others.values() if _month_of_pattern(c, path.name)] or _by_headers(looked, others)
    if elsewhere:
        likely = elsewhere[0]
        return f"{path.name}：不是该部门的数据，像是{likely.owner.department}《{likely.title}》。请核对 --department"
    return f"{path.name}：文件名和列名都不像任何一份约定的数据。请用 --dataset 说明是哪一份"


def _period(name: str, chosen: list[Contract], given: str | None) -> Period:
    if given is not None:
        return Period.parse(given)
    for contract in chosen:
        if (text := _month_of_pattern(contract, name)) is not None:
            return Period.parse(text)
    if (found := month_in(name)) is not None:
        return found
    raise ConfigurationError(f"{name}：文件名里没有月份。请用 --period 2026-10 这样的写法说明是哪个月的数据")


def _month_of_pattern(contract: Contract, name: str) -> str | None:
    before, after = (re.escape(_plain(part)) for part in contract.delivery.pattern.split("{period}", 1))
    found = re.fullmatch(rf"{before}(\d{{4}}-(?:0[1-9]|1[0-2])){after}", _plain(name))
    return found[1] if found else None


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
