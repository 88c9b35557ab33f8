"""What numbers and names tell about a delivery without holding a row back, counted: put right, or worth a look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from monitoring.characters import SPACES, literal
from monitoring.contracts import Contract
from monitoring.engines.duckdb import DuckDB
from monitoring.identity import forms
from monitoring.identity.areas import unknown_areas
from monitoring.identity.citizen_id import UNLINKED, Status
from monitoring.identity.names import PLACEHOLDER_NAME, SEPARATORS
from monitoring.identity.sql import normalised
from monitoring.identity.typed import delivered_number
from monitoring.ledger import Remark
from monitoring.reason_codes import reason_code
from monitoring.refusals import Place, message

NORMALISED = ("I006", "I015", "N002", "N003")
WARNED = (
    "ID_15", "ID_AREA", "ID_CERTIFICATE", "ID_DOB_DIFF", "ID_OLD", "ID_SEX", "ID_UNLINKED", "N001", "N004", "N005",
    "N006", "NAME_DECEASED", "PERSON_TWO_IDS",
)  # fmt: skip
CODES = frozenset({*NORMALISED, *WARNED})
"""Every remark of this module; all are found anew when a delivery is standardised again."""

OLD_AGE = 115
_BIRTH = "(person_key // 1000) % 100000000"
_ANNOTATED = r"[(（\[【〔][^)）\]】〕]*[)）\]】〕]$"
_PLAIN_NAME = "[㐀-鿿]+"


def identity_remarks(engine: DuckDB, contract: Contract, file_name: str, as_of: dt.date) -> list[Remark]:
    """Remarks from relations `raw` and `typed` of one delivery; as_of: the day ages are counted at."""
    counts = dict(_name_counts(engine, contract))
    if contract.id_column is not None:
        counts |= {code: (rows, contract.id_column) for code, rows in _number_counts(engine, contract, as_of)}
    return [_remark(contract, file_name, code, *counts[code]) for code in sorted(counts) if counts[code][0]]


def _remark(contract: Contract, file_name: str, code: str, rows: int, column: str) -> Remark:
    told = reason_code(code)
    header = contract.columns[column].headers[0]
    text = message(contract, file_name, f"{told.reason}（{rows} 行）", told.action, Place(column=header))
    return Remark(code, "normalised" if code in NORMALISED else "warned", text, header, rows)


def _number_counts(engine: DuckDB, contract: Contract, as_of: dt.date) -> Iterator[tuple[str, int]]:
    yield from _written(engine, contract)
    unlinked = ", ".join(map(literal, UNLINKED))
    conditions = {
        "ID_15": f"person_id_status = '{Status.UPGRADED}'",
        "ID_UNLINKED": f"person_id_status in ({unlinked})",
        "ID_OLD": f"{_BIRTH} < {as_of:%Y%m%d} - {OLD_AGE * 10_000}",
    }
    if "sex" in contract.columns:
        conditions["ID_SEX"] = "sex in ('male', 'female') and (person_key % 2 = 1) <> (sex = 'male')"
    if "birth_date" in contract.columns:
        day = "year(birth_date) * 10000 + month(birth_date) * 100 + day(birth_date)"
        conditions["ID_DOB_DIFF"] = f"{day} <> {_BIRTH}"
    yield from _counted(engine, conditions).items()
    yield "ID_AREA", _area_count(engine)
    if "name" in contract.columns:
        yield "PERSON_TWO_IDS", _two_numbers_count(engine)


def _written(engine: DuckDB, contract: Contract) -> Iterator[tuple[str, int]]:
    """Ways of writing, looked at only where a usable number is not written as promised."""
    number = delivered_number(contract, engine.columns("select * from raw"))
    is_certificate = contract.columns[contract.id_column or ""].type == "certificate_no"
    promised = forms.CERTIFICATE if is_certificate else forms.RESIDENT
    spread = f"[{SPACES}{forms.DASHES[1:]}-]|^[{forms.APOSTROPHES}]|[.]0+$"
    found = engine.rows(
        f"with odd as (\n  select row_no, {number} as number from raw\n"
        f"  where not regexp_full_match({number}, '{promised}')\n)\n"
        f"select count(*) filter (regexp_matches(number, '[a-z×！-～]')) as I006,\n"
        f"  count(*) filter (regexp_matches(number, {literal(spread)})) as I015,\n"
        f"  count(*) filter (length({normalised('number')}) >= 20) as ID_CERTIFICATE\n"
        "from odd semi join (select row_no from typed where person_key is not null) as usable using (row_no)"
    )[0]
    yield "I006", found["I006"]
    yield "I015", found["I015"]
    yield "ID_CERTIFICATE", 0 if is_certificate else found["ID_CERTIFICATE"]


def _area_count(engine: DuckDB) -> int:
    rows = engine.rows(
        "select lpad(cast(person_key // 100000000000 as varchar), 6, '0') as code, count(*) as rows from typed"
        " where person_key is not null group by code order by code"
    )
    unknown = set(unknown_areas(row["code"] for row in rows))
    return sum(row["rows"] for row in rows if row["code"] in unknown)


def _two_numbers_count(engine: DuckDB) -> int:
    """Rows of people who have a namesake born on the same day: perhaps one person with an old and a new number."""
    rows = engine.rows(
        "select coalesce(sum(rows), 0) as rows from (\n  select count(*) as rows from typed\n"
        "  where reasons is null and person_key is not null and name is not null\n"
        f"  group by name, {_BIRTH} having min(person_key) <> max(person_key)\n) as namesakes"
    )
    return int(rows[0]["rows"])


def _name_counts(engine: DuckDB, contract: Contract) -> Iterator[tuple[str, tuple[int, str]]]:
    column = contract.columns.get("name")
    if column is None:
        return
    conditions = {
        "N002": f"regexp_matches(name, '[{SPACES}]')",
        "N003": f"regexp_matches(name, '[{SEPARATORS}]')",
        "N004": f"regexp_matches(name, {literal(_ANNOTATED)})",
        "N005": "regexp_matches(name, '[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]')",
        "NAME_DECEASED": f"regexp_matches(name, {literal('[(（【〔](已故|已死亡|死亡|去世|亡故|故)[)）】〕]$')})",
    }
    odd = f"select name from typed where not regexp_full_match(name, '{_PLAIN_NAME}')"
    counts = _counted(engine, conditions, f"({odd}) as odd")
    counts["N006"] = _counted(engine, {"N006": f"regexp_full_match(name, {literal(PLACEHOLDER_NAME)})"})["N006"]
    if not column.required:
        counts["N001"] = _counted(engine, {"N001": "name is null and (reasons is null or contains(reasons, ':'))"})[
            "N001"
        ]
    yield from ((code, (rows, "name")) for code, rows in counts.items())


def _counted(engine: DuckDB, conditions: Mapping[str, str], source: str = "typed") -> dict[str, int]:
    counts = ", ".join(f"count(*) filter ({condition}) as {code}" for code, condition in conditions.items())
    found: dict[str, int] = engine.rows(f"select {counts} from {source}")[0]
    return found
