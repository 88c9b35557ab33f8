"""Numbers that end in 000: true ones do once in a thousand, and so does one in eleven that a spreadsheet cut off. They
are joined only when the register, or another dataset, has the same number beside the same name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pyarrow as pa

from monitoring.contracts import Contract
from monitoring.engines.duckdb import DuckDB, quoted
from monitoring.identity.names import difference

RELATION = "doubtful_numbers"
SAME_PERSON = (None, "separator", "look_alike")
Mention = tuple[str, int, str | None]


def register_doubts(engine: DuckDB, staged: Iterable[tuple[Contract, str]]) -> set[str]:
    """The relation doubtful_numbers (dataset, person_key, name) from views of staged rows; returns its datasets."""
    found, registers = set[Mention](), set[str]()
    for contract, view in staged:
        name = "name" if "name" in contract.columns else "cast(null as varchar)"
        rows = engine.rows(
            f"select distinct person_key, {name} as name from {quoted(view)} where right(person_id, 3) = '000'"
        )
        found |= {(contract.dataset, row["person_key"], row["name"]) for row in rows if row["person_key"] is not None}
        registers |= {contract.dataset} if "residents" in contract.roles else set()
    doubtful = sorted(_unconfirmed(found, registers), key=str)
    schema = pa.schema([("dataset", pa.string()), ("person_key", pa.int64()), ("name", pa.string())])
    rows = [dict(zip(schema.names, mention, strict=True)) for mention in doubtful]
    engine.table_from_arrow(RELATION, pa.Table.from_pylist(rows, schema=schema))
    return {dataset for dataset, _, _ in doubtful}


def without_doubtful(engine: DuckDB, contract: Contract, staged: str) -> str:
    """The SELECT over view `staged` in which a doubtful number links nobody."""
    same_name = " and doubtful.name is not distinct from staged.name" if "name" in contract.columns else ""
    is_doubtful = (
        f"exists (select 1 from {RELATION} as doubtful where doubtful.dataset = '{contract.dataset}'"
        f" and doubtful.person_key = staged.person_key{same_name})"
    )
    columns = engine.columns(f"select * from {quoted(staged)}")
    picked = ", ".join(
        f"case when not {is_doubtful} then staged.{name} end as {name}"
        if name in ("person_id", "person_key")
        else f"staged.{quoted(name)}"
        for name in columns
    )
    return f"select {picked} from {quoted(staged)} as staged"


def _unconfirmed(found: set[Mention], registers: set[str]) -> Iterable[Mention]:
    by_key: dict[int, list[Mention]] = defaultdict(list)
    for mention in found:
        by_key[mention[1]].append(mention)
    for mentions in by_key.values():
        for one in mentions:
            is_known = any(_confirms(other, one, registers) for other in mentions if other[0] != one[0])
            if one[0] not in registers and not is_known:
                yield one


def _confirms(other: Mention, one: Mention, registers: set[str]) -> bool:
    if other[2] is None or one[2] is None:
        return other[0] in registers
    return difference(other[2], one[2]) in SAME_PERSON
