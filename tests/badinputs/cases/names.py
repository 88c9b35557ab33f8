"""Names that are missing, written otherwise, annotated, invented or somebody else's; numbers in a column of remarks."""

from __future__ import annotations

import pyarrow.parquet as pq

from monitoring import steps
from monitoring.contracts import Contract
from tests.badinputs.bench import PAYMENTS, PERIOD, Bench, Row, good, number_of
from tests.badinputs.case import Case, Seen
from tests.badinputs.cases.identity import RESIDENTS, counted, residents

LISTED = "rural_revitalization.monitored_members"


def names(bench: Bench, *written: str) -> Seen:
    """Good payments, the first names of which are these."""
    rows = good(PAYMENTS)
    for row, name in zip(rows, written, strict=False):
        row["姓名"] = name
    return bench.rows(PAYMENTS, rows)


def staged(bench: Bench, dataset: str, column: str) -> list[str | None]:
    table = pq.read_table(bench.layout.table("staging", dataset, PERIOD), partitioning=None)
    values: list[str | None] = table[column].to_pylist()
    return values


def stays_as_written(name: str, code: str) -> object:
    def check(bench: Bench, found: Seen) -> None:
        counted(code, 1)(bench, found)
        assert staged(bench, PAYMENTS, "name")[0] == name

    return check


def annotated(bench: Bench, found: Seen) -> None:
    counted("N004", 3)(bench, found)
    counted("NAME_DECEASED", 1)(bench, found)
    assert staged(bench, PAYMENTS, "name")[:3] == ["测试甲（已故）", "测试乙（户主）", "测试丙(五保)"]


def nobody(bench: Bench) -> Seen:
    rows = good(PAYMENTS)
    rows[0] |= {"身份证号码": "999999199001010010", "姓名": "某某"}
    return bench.rows(PAYMENTS, rows)


def member(contract: Contract, place: int) -> Row:
    """A row of the national list: the columns every row must have, the others empty."""
    number = number_of(place)
    given = {"户编号": f"H{place:05}", "姓名": f"测试{chr(0x4E00 + place)}", "证件号码": number}
    return {header: given.get(header, "") for column in contract.columns.values() for header in column.headers[:1]}


def noted(bench: Bench) -> Seen:
    contract = bench.contract(LISTED)
    rows = [member(contract, place) for place in range(50)]
    rows[0]["其他备注"] = "联系13800000000"
    rows[1]["其他备注"] = "卡号6228480000000000000已换"
    rows[2]["其他备注"] = "已核实"
    return bench.rows(LISTED, rows)


def not_loaded(bench: Bench, found: Seen) -> None:
    counted("PII_IN_NOTE", 2)(bench, found)
    assert set(staged(bench, LISTED, "risk_note")) == {None}


def another_name_elsewhere(bench: Bench) -> Seen:
    """The register and another department give one number two names: found when the month is joined."""
    bench.rows(RESIDENTS, residents({0: {"姓名": "另名丁"}}))
    bench.rows(LISTED, [member(bench.contract(LISTED), place) for place in range(50)])
    found = bench.rows(PAYMENTS, good(PAYMENTS, 1))
    steps.join_people(str(PERIOD))
    steps.assess_rules(str(PERIOD))
    hits = pq.read_table(
        bench.layout.table("findings", "conflict.name.outcomes", PERIOD), partitioning=None
    ).to_pylist()
    is_hit = any(row["subject_id"] == number_of(0)[:17] and row["outcome"] == "hit" for row in hits)
    codes = frozenset({"NAME_MISMATCH"}) if is_hit else frozenset()
    return Seen("warned" if is_hit else "accepted", codes, found.messages, found.counts, found.entry)


CASES = [
    Case(94, "N001", "姓名空白", "warned", "N001", lambda bench: names(bench, "", "　"), counted("N001", 2)),
    Case(
        95,
        "N002",
        "姓名中有空格",
        "normalised",
        "N002",
        lambda b: names(b, "测　甲"),
        stays_as_written("测　甲", "N002"),
    ),
    Case(
        96,
        "N003",
        "各种间隔号",
        "normalised",
        "N003",
        lambda b: names(b, "测试•甲乙"),
        stays_as_written("测试•甲乙", "N003"),
    ),
    Case(
        97,
        "N004",
        "姓名后有注记",
        "warned",
        "N004",
        lambda b: names(b, "测试甲（已故）", "测试乙（户主）", "测试丙(五保)"),
        annotated,
    ),
    Case(98, "N005", "姓名中有数字字母", "warned", "N005", lambda b: names(b, "测试A", "测试2"), counted("N005", 2)),
    Case(
        99,
        "N006",
        "测试、某某、未知、无名",
        "warned",
        "N006",
        lambda b: names(b, "测试", "某某", "未知", "无名"),
        counted("N006", 4),
    ),
    Case(99, "N006-nobody", "占位号加占位名", "quarantined", "NAME_PLACEHOLDER", nobody),
    Case(101, "N008", "姓名超过 50 个字", "quarantined", "NAME_LONG", lambda b: names(b, "测" * 51)),
    Case(102, "N009", "两部门同号不同名", "warned", "NAME_MISMATCH", another_name_elsewhere, is_slow=True),
    Case(103, "N010", "备注列中有电话和卡号", "warned", "PII_IN_NOTE", noted, not_loaded),
]
