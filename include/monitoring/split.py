"""What only a whole delivery can tell about its rows: which of them say the same, and which contradict each other."""

from __future__ import annotations

from monitoring.canonical import canonical_columns
from monitoring.characters import literal
from monitoring.contracts import Contract
from monitoring.identity.citizen_id import Status
from monitoring.readers.delivered import NO_DATA

_IS_NO_DATA = f"reasons in ({', '.join(map(literal, NO_DATA))})"


def split_sql(contract: Contract) -> str:
    """The SELECT over relation `typed` that adds is_dropped, and the reasons that need the whole delivery.

    Among rows without reasons: of rows equal in every canonical column all but the lowest row_no are dropped (an old
    and a new form of one number are equal); rows with one complete key and different values each get DUP_CONFLICT, or
    all but the last are dropped where the contract says so. Rows that a reader found to be about nobody are dropped.
    """
    key = ["person_key" if name == "person_id" else name for name in contract.key]
    same = ", ".join(name for name in canonical_columns(contract) if name != "person_id_status")
    ctes = [*_suspect_ctes(key), *_fate_ctes(contract, same, key)]
    lines = [
        "typed.row_no",
        "typed.delivery",
        *canonical_columns(contract),
        f"case\n    when {_IS_NO_DATA} then null\n    when reasons is not null then reasons\n"
        f"    when is_conflict then 'DUP_CONFLICT:{''.join(contract.key[:1])}'\n  end as reasons",
        f"coalesce({_IS_NO_DATA}, false)"
        f" or coalesce(is_copy and not is_conflict, false){_same_person(contract)} as is_dropped",
    ]
    return (
        "with " + ",\n".join(ctes) + "\nselect\n  " + ",\n  ".join(lines) + "\nfrom typed\n"
        "left join fates on fates.row_no = typed.row_no"
    )


def _same_person(contract: Contract) -> str:
    """Rows whose number gives no key (placeholders, foreign cards) may be about two people: neither is dropped."""
    if contract.id_column is None:
        return ""
    return f" and (person_key is not null or person_id_status = '{Status.MISSING}')"


def _suspect_ctes(key: list[str]) -> list[str]:
    """Rows that may have a twin: those whose key occurs again, and those without a complete key."""
    good = "from typed where reasons is null"
    if not key:
        return [f"suspects as (\n  select typed.*, false as is_complete\n  {good}\n)"]
    keys = ", ".join(key)
    complete = " and ".join(f"{name} is not null" for name in key)
    return [
        f"repeated as (\n  select {keys}\n  {good} and {complete}\n  group by {keys} having count(*) > 1\n)",
        f"suspects as (\n  select typed.*, false as is_complete\n  {good} and not ({complete})\n  union all\n"
        f"  select twins.*, true\n  from (select typed.* {good}) as twins semi join repeated using ({keys})\n)",
    ]


def _fate_ctes(contract: Contract, same: str, key: list[str]) -> list[str]:
    copies = (
        f"copies as (\n  select *, row_number() over (partition by {same} order by row_no) as copy\n  from suspects\n)"
    )
    if not key:
        return [copies, _fates("copy > 1", "false")]
    same_key = f"partition by is_complete, {', '.join(key)}"
    if contract.duplicates == "keep_last":
        is_older = f"row_number() over ({same_key} order by row_no desc) > 1"
        return [copies, _fates(f"case when is_complete then {is_older} else copy > 1 end", "false")]
    values = f"count(*) filter (copy = 1) over ({same_key})"
    return [copies, _fates("copy > 1", f"is_complete and {values} > 1")]


def _fates(is_copy: str, is_conflict: str) -> str:
    return f"fates as (\n  select row_no, {is_copy} as is_copy, {is_conflict} as is_conflict\n  from copies\n)"
