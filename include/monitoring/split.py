"""What only a whole delivery can tell about its rows: duplicates, and numbers that a spreadsheet cut off."""

from __future__ import annotations

from monitoring.canonical import canonical_columns
from monitoring.contracts import Contract
from monitoring.identity.citizen_id import Status

CUT_OFF_MIN_COUNT = 3
CUT_OFF_MIN_PERCENT = 1
"""From both on, cut-off numbers mean that the whole column went through a spreadsheet's numbers (source: I003)."""

_CUT_OFF = "coalesce(right(person_id, 3) = '000', false) and is_damaged"


def split_sql(contract: Contract) -> str:
    """The SELECT over relation `typed` that adds is_dropped, and the reasons that need the whole delivery.

    Among rows without reasons: of rows equal in every canonical column all but the lowest row_no are dropped (an old
    and a new form of one number are equal); rows with one complete key and different values each get DUP_CONFLICT.
    In a column with many cut-off numbers, those that end in 000 and pass their check by chance get ID_CHECK too.
    """
    key = ["person_key" if name == "person_id" else name for name in contract.key]
    same = ", ".join(name for name in canonical_columns(contract) if name != "person_id_status")
    cut_off = _CUT_OFF if contract.id_column else "false"
    ctes = [_damage_cte(contract), *_suspect_ctes(key, cut_off), *_fate_ctes(same, key)]
    lines = [
        "typed.row_no",
        "typed.delivery",
        *_columns(contract),
        f"case\n    when reasons is not null then reasons\n    when {cut_off} then 'ID_CHECK:{contract.id_column}'\n"
        f"    when is_conflict then 'DUP_CONFLICT:{''.join(contract.key[:1])}'\n  end as reasons",
        f"coalesce(is_copy and not is_conflict, false){_same_person(contract)} as is_dropped",
    ]
    return (
        "with " + ",\n".join(ctes) + "\nselect\n  " + ",\n  ".join(lines) + "\nfrom typed\n"
        "cross join damage\nleft join fates on fates.row_no = typed.row_no"
    )


def _same_person(contract: Contract) -> str:
    """Rows whose number gives no key (placeholders, foreign cards) may be about two people: neither is dropped."""
    if contract.id_column is None:
        return ""
    return f" and (person_key is not null or person_id_status = '{Status.MISSING}')"


def _columns(contract: Contract) -> list[str]:
    """Of a number that is not trusted nothing is kept but that it was delivered."""
    without_number = {
        "person_id": f"case when not ({_CUT_OFF}) then person_id end as person_id",
        "person_key": f"case when not ({_CUT_OFF}) then person_key end as person_key",
        "person_id_status": f"case when {_CUT_OFF} then '{Status.EXCEL15}' else person_id_status end"
        " as person_id_status",
    }
    return [without_number.get(name, name) for name in canonical_columns(contract)]


def _damage_cte(contract: Contract) -> str:
    if contract.id_column is None:
        return "damage as (\n  select false as is_damaged\n)"
    return (
        "numbers as (\n"
        f"  select count(*) filter (person_id_status = '{Status.EXCEL15}') as cut_off,\n"
        f"    count(*) filter (person_id_status <> '{Status.MISSING}') as delivered\n  from typed\n),\n"
        f"damage as (\n  select cut_off >= {CUT_OFF_MIN_COUNT} and cut_off * 100 >= delivered * {CUT_OFF_MIN_PERCENT}"
        " as is_damaged\n  from numbers\n)"
    )


def _suspect_ctes(key: list[str], cut_off: str) -> list[str]:
    """Rows that may have a twin: those whose key occurs again, and those without a complete key."""
    good = f"from typed cross join damage where reasons is null and not ({cut_off})"
    if not key:
        return [f"suspects as (\n  select typed.*, false as is_complete\n  {good}\n)"]
    keys = ", ".join(key)
    complete = " and ".join(f"{name} is not null" for name in key)
    return [
        f"repeated as (\n  select {keys}\n  {good} and {complete}\n  group by {keys} having count(*) > 1\n)",
        f"suspects as (\n  select typed.*, false as is_complete\n  {good} and not ({complete})\n  union all\n"
        f"  select twins.*, true\n  from (select typed.* {good}) as twins semi join repeated using ({keys})\n)",
    ]


def _fate_ctes(same: str, key: list[str]) -> list[str]:
    values = f"count(*) filter (copy = 1) over (partition by is_complete, {', '.join(key)})"
    conflict = f"is_complete and {values} > 1" if key else "false"
    return [
        f"copies as (\n  select *, row_number() over (partition by {same} order by row_no) as copy\n  from suspects\n)",
        f"fates as (\n  select row_no, copy > 1 as is_copy, {conflict} as is_conflict\n  from copies\n)",
    ]
