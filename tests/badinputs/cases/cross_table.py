"""Deliveries that are wrong beside those of other departments."""

from __future__ import annotations

import pytest

from monitoring import steps, transform
from monitoring.commands.months import published_digest
from monitoring.errors import AuditRefused, MonitoringError
from monitoring.settings import load_settings
from tests.badinputs.bench import PAYMENTS, PERIOD, Bench, good, payment
from tests.badinputs.case import Case, Seen
from tests.badinputs.county_rows import MIGRANTS, RESIDENTS, another_contract, empty_row, register, resident

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


def _another_township(bench: Bench) -> Seen:
    register(bench, 1)
    rows = [resident(place) for place in range(30)]
    given = [
        {
            "姓名": "测试甲",
            "证件号码": row["公民身份号码"],
            "户编号": f"L{n}",
            "乡": "测试癸镇" if n < 3 else row["乡镇"],
        }
        for n, row in enumerate(rows)
    ]
    return bench.rows(MIGRANTS, [empty_row(bench, MIGRANTS, **one) for one in given])


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
    Case(138, "X001", "在户籍中找到的人骤减", "held", "JOIN_RATE", _fewer_known_people),
    Case(139, "X002", "关联后行数变多", "refused", "JOIN_FANOUT", _joins_multiply),
    Case(
        140, "X003", "户没有户主或有两个户主", "warned", "HOUSEHOLD_HEAD", _no_head_and_two_heads,
        also=_two_households_are_counted,
    ),
    Case(141, "X004", "成员没有户", "warned", "ORPHAN_MEMBER", _member_of_no_household),
    Case(143, "X006", "两个部门写的乡镇不同", "warned", "TOWNSHIP_DIFFERS", _another_township),
    Case(145, "X008", "证件号码都有效却都不是本县人", "refused", "WRONG_REGION", _another_county),
    Case(146, "X009", "户籍人口未报", "missing", None, _register_is_missing),
]  # fmt: skip
