"""Deliveries that are wrong beside those of other departments."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from monitoring import steps, transform
from monitoring.commands.months import published_digest
from monitoring.errors import AuditRefused, MonitoringError
from monitoring.settings import load_settings
from tests.badinputs.bench import PAYMENTS, PERIOD, Bench, good, number_of, payment, table
from tests.badinputs.case import Case, Seen
from tests.badinputs.cases.names import LISTED, member
from tests.badinputs.county_rows import (
    DEATHS,
    MIGRANTS,
    RESIDENTS,
    TOWNSHIPS,
    another_contract,
    death,
    empty_row,
    register,
    resident,
)

_STRANGERS = 60_000


def _fewer_known_people(bench: Bench) -> Seen:
    register(bench, 4)
    bench.history(PAYMENTS)
    return bench.rows(PAYMENTS, [*good(PAYMENTS, 170), *(payment(_STRANGERS + place) for place in range(30))])


def _another_county(bench: Bench) -> Seen:
    register(bench, 1)
    return bench.rows(PAYMENTS, [payment(_STRANGERS + place) for place in range(200)])


def _no_head_and_two_heads(bench: Bench) -> Seen:
    rows = [resident(place) for place in range(200)]
    rows[0]["与户主关系"], rows[5]["与户主关系"] = "其他", "户主"
    return bench.rows(RESIDENTS, rows)


def _two_households_are_counted(bench: Bench, seen: Seen) -> None:
    assert seen.entry is not None
    assert [(remark.code, remark.rows) for remark in seen.entry.remarks] == [("HOUSEHOLD_HEAD", 2)]


def _joins_multiply(bench: Bench) -> Seen:
    """A model that joins without the whole key: the gate stands behind every model, whoever wrote it."""
    bench.rows(RESIDENTS, [resident(place) for place in range(20)])
    with another_contract(bench, RESIDENTS) as folder:
        path = folder / "sql" / "intermediate" / "int_people.sql"
        text = path.read_text(encoding="utf-8").rstrip()
        path.write_text(f"select twice.* from ({text}) as twice cross join range(2)", encoding="utf-8")
        try:
            transform.build(load_settings(), bench.layout, PERIOD)
        except MonitoringError as error:
            return Seen("refused", frozenset({str(error).partition(" ")[0]}))
    return Seen("accepted", frozenset())


def _member_of_no_household(bench: Bench) -> Seen:
    rows = [resident(place) for place in range(30)]
    given = [
        {"姓名": "测试甲", "证件号码": row["公民身份号码"], "户编号": "" if n < 3 else f"L{n}"}
        for n, row in enumerate(rows)
    ]
    return bench.rows(MIGRANTS, [empty_row(bench, MIGRANTS, **one) for one in given])


def _otherwise_than_the_register(bench: Bench, **written: str) -> Seen:
    """A list of another department; its first three rows say something else of a person than the register."""
    register(bench, 1)
    rows = [resident(place) for place in range(30)]
    given = [
        {
            "姓名": "测试甲",
            "证件号码": row["公民身份号码"],
            "户编号": f"L{n}",
            "乡": row["乡镇"],
            "行政村": row["行政村"],
            **(written if n < 3 else {}),
        }
        for n, row in enumerate(rows)
    ]
    return bench.rows(MIGRANTS, [empty_row(bench, MIGRANTS, **one) for one in given])


def _the_register_is_right(bench: Bench, seen: Seen) -> None:
    """Both are kept; who belongs where is told by the register."""
    assert seen.entry is not None
    assert [(one.column, one.rows) for one in seen.entry.remarks if one.code == "U005"] == [("行政村", 3)]
    bench.rows(RESIDENTS, [resident(place) for place in range(30)])
    steps.join_people(str(PERIOD))
    people = pq.read_table(bench.layout.table("intermediate", "int_people", PERIOD), partitioning=None)
    assert set(people["village"].to_pylist()) == {"测试村"}


def _paid_after_death(bench: Bench) -> Seen:
    bench.rows(RESIDENTS, [resident(place) for place in range(200)])
    bench.rows(LISTED, [member(bench.contract(LISTED), place) for place in range(3, 50)])
    bench.rows(DEATHS, [death(place, "20260810", "20261005") for place in range(3)])
    return bench.rows(PAYMENTS, good(PAYMENTS))


def _is_an_anomaly(bench: Bench, seen: Seen) -> None:
    """The rows stay: which of two departments is mistaken is for people to find out."""
    assert seen.counts == (200, 200, 0, 0)
    steps.join_people(str(PERIOD))
    steps.assess_rules(str(PERIOD))
    found = pq.read_table(
        bench.layout.table("findings", "wrong.paid_after_death.outcomes", PERIOD), partitioning=None
    ).to_pylist()
    assert {row["subject_id"] for row in found if row["outcome"] == "hit"} == {number_of(n)[:17] for n in range(3)}


def _townships_beside_a_total(bench: Bench) -> Seen:
    """Rows under a subtotal of their township each, and a total in which one township is missing."""
    header, *rows = table(good(PAYMENTS))
    first, second = rows[:100], rows[100:]
    amounts = [f"{sum(float(str(row[-1])) for row in part):.2f}" for part in (first, second)]
    subtotals = [[f"{one.name}小计", "", "", "", "", amount] for one, amount in zip(TOWNSHIPS, amounts, strict=False)]
    total = ["合计", "", "", "", "", amounts[0]]
    return bench.cells(PAYMENTS, [header, *first, subtotals[0], *second, subtotals[1], total])


def _register_is_missing(bench: Bench) -> Seen:
    """The month is published once, then the register is taken away: the publication is refused and the old one stays."""
    bench.rows(RESIDENTS, [resident(place) for place in range(40)])
    _run_month()
    before = published_digest(str(PERIOD))
    bench.inbox(RESIDENTS).unlink()
    seen = bench.receive(RESIDENTS)
    with pytest.raises(AuditRefused, match="户籍人口"):
        _run_month()
    assert before is not None
    assert published_digest(str(PERIOD)) == before
    return seen


def _run_month() -> None:
    for step in steps.MONTH:
        step(str(PERIOD))


CASES = [
    Case(
        137, "U005", "应以户籍为准的字段，另一部门的登记不同", "warned", "U005",
        lambda bench: _otherwise_than_the_register(bench, 行政村="另一村"), _the_register_is_right,
    ),
    Case(138, "X001", "在户籍中找到的人骤减", "held", "JOIN_RATE", _fewer_known_people, is_slow=True),
    Case(139, "X002", "关联后行数变多", "refused", "JOIN_FANOUT", _joins_multiply),
    Case(
        140, "X003", "户没有户主或有两个户主", "warned", "HOUSEHOLD_HEAD", _no_head_and_two_heads,
        also=_two_households_are_counted,
    ),
    Case(141, "X004", "成员没有户", "warned", "ORPHAN_MEMBER", _member_of_no_household),
    Case(142, "X005", "一处登记死亡，他处仍在发放", "accepted", None, _paid_after_death, _is_an_anomaly, is_slow=True),
    Case(
        143, "X006", "两个部门写的乡镇不同", "warned", "TOWNSHIP_DIFFERS",
        lambda bench: _otherwise_than_the_register(bench, 乡=TOWNSHIPS[9].name),
    ),
    Case(144, "X007", "各乡镇之和与部门自报的合计不符", "held", "TOTAL_MISMATCH", _townships_beside_a_total),
    Case(145, "X008", "证件号码都有效却都不是本县人", "refused", "WRONG_REGION", _another_county),
    Case(146, "X009", "户籍人口未报", "missing", None, _register_is_missing, is_slow=True),
]  # fmt: skip
