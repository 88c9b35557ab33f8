"""What only a whole column of numbers and names can tell: that it went through a spreadsheet, that it is masked, that
one number stands for two people."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, starmap

import pyarrow as pa

from monitoring.characters import literal
from monitoring.contracts import Contract
from monitoring.engines.duckdb import DuckDB
from monitoring.identity.citizen_id import Status
from monitoring.identity.doubts import SAME_PERSON
from monitoring.identity.names import LONGEST_NAME, PLACEHOLDER_NAME, difference
from monitoring.identity.typed import change
from monitoring.refusals import Place, refusal

REFUSED_MIN_COUNT = 3
REFUSED_MIN_PERCENT = 1
"""A column with so many numbers of one damage is refused whole (source: I001, I003, I011); both must be reached, so
that a slip in a short list costs one row."""

SUSPECT_MIN_COUNT = 3
SUSPECT_MIN_PER_MILLE = 1
"""From either on, cut-off numbers put every number of the column that ends in 000 in doubt: 0.09 % of true ones do, and
9 % of those cut off pass their check."""

_REFUSED = {
    "ID_NUMERIC": (
        (Status.NUMERIC, Status.FLOAT64),
        "证件号码列是数值格式，后几位已失真",
        "把该列设为“文本”格式后重新导出",
    ),
    "ID_EXCEL_TRUNC": (
        (Status.EXCEL15,),
        "证件号码列被表格软件截断为 15 位（末尾成了 000）",
        "把该列设为“文本”格式后重新导出",
    ),
    "ID_MASKED": ((Status.MASKED,), "收到的是脱敏数据，无法比对", "报送未脱敏的完整证件号码"),
}


def judge(engine: DuckDB, contract: Contract, file_name: str) -> None:
    """Adds to relation `typed` the reasons that need the whole column.

    Raises DeliveryRefused (ID_NUMERIC, ID_EXCEL_TRUNC, ID_MASKED) for a column of which too much is damaged.
    """
    found: dict[str, str] = {}
    suspect = "false"
    if contract.id_column is not None:
        counts = _counts(engine)
        _refuse(contract, file_name, counts)
        if _is_suspect(counts):
            suspect = f"coalesce(right(person_id, 3) = '000', false) and person_id_status <> '{Status.CONFIRMED}'"
            found[f"ID_UNCONFIRMED:{contract.id_column}"] = suspect
    if "name" in contract.columns:
        found["NAME_LONG:name"] = f"length(name) > {LONGEST_NAME}"
    if contract.id_column is not None and "name" in contract.columns:
        nobody = f"person_id_status = '{Status.PLACEHOLDER}' and regexp_full_match(name, {literal(PLACEHOLDER_NAME)})"
        found["NAME_PLACEHOLDER:name"] = nobody
        if conflicting := _two_people(engine):
            engine.table_from_arrow("two_people", pa.table({"person_key": pa.array(conflicting, pa.int64())}))
            found[f"ID_NAME_CONFLICT:{contract.id_column}"] = "person_key in (select person_key from two_people)"
    _add(engine, found, suspect)


def _counts(engine: DuckDB) -> dict[str, int]:
    rows = engine.rows("select person_id_status as status, count(*) as rows from typed group by person_id_status")
    return {row["status"]: row["rows"] for row in rows if row["status"] != Status.MISSING}


def _refuse(contract: Contract, file_name: str, counts: dict[str, int]) -> None:
    delivered = sum(counts.values())
    for code, (statuses, reason, action) in _REFUSED.items():
        damaged = sum(counts.get(status, 0) for status in statuses)
        if damaged >= REFUSED_MIN_COUNT and damaged * 100 > delivered * REFUSED_MIN_PERCENT:
            header = contract.columns[contract.id_column or ""].headers[0]
            raise refusal(contract, file_name, code, f"{reason}（{damaged} 行）", action, Place(column=header))


def _is_suspect(counts: dict[str, int]) -> bool:
    cut_off = counts.get(Status.EXCEL15, 0)
    return cut_off >= SUSPECT_MIN_COUNT or (
        cut_off > 0 and cut_off * 1000 >= sum(counts.values()) * SUSPECT_MIN_PER_MILLE
    )


def _two_people(engine: DuckDB) -> list[int]:
    """Keys that stand beside names of two different people."""
    rows = engine.rows(
        "with twice as (\n"
        "  select person_key from typed where reasons is null and person_key is not null\n"
        "  group by person_key having min(name) <> max(name)\n)\n"
        "select distinct typed.person_key, typed.name from typed semi join twice on twice.person_key = typed.person_key\n"
        "where typed.reasons is null and typed.name is not null order by typed.person_key, typed.name"
    )
    names: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        names[row["person_key"]].append(row["name"])
    return [key for key, written in names.items() if any(starmap(_differs, combinations(written, 2)))]


def _differs(one: str, other: str) -> bool:
    return difference(one, other) not in SAME_PERSON


def _add(engine: DuckDB, found: dict[str, str], suspect: str) -> None:
    """Rows that could not be taken apart keep that reason alone: it names no column."""
    if not found or not engine.rows(f"select 1 as found from typed where {' or '.join(found.values())} limit 1"):
        return
    items = ", ".join(f"case when {condition} then {literal(item)} end" for item, condition in sorted(found.items()))
    added = f"nullif(concat_ws(',', reasons, {items}), '')"
    changed = {
        "reasons": f"case when reasons is null or contains(reasons, ':')"
        f" then array_to_string(list_sort(string_split({added}, ',')), ',') else reasons end",
    }
    if suspect != "false":
        changed |= {
            "person_id": f"case when not {suspect} then person_id end",
            "person_key": f"case when not {suspect} then person_key end",
            "person_id_status": f"case when {suspect} then '{Status.UNCONFIRMED}' else person_id_status end",
        }
    change(engine, changed)
