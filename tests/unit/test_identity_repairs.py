"""What is left of a damaged number names its person only with the county's word; changed numbers are one person."""

import datetime as dt
import stat
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from monitoring import steps
from monitoring.errors import ConfigurationError
from monitoring.identity import aliases, proposals
from monitoring.identity.agreement import agreement
from monitoring.identity.citizen_id import check_character
from tests.badinputs.bench import PAYMENTS, PERIOD, Bench, good, number_of
from tests.badinputs.cases.identity import RESIDENTS, residents
from tests.lib.county import environment

AS_OF = dt.date(2026, 10, 20)
WHOLE = "529901199001010179"


@pytest.mark.parametrize(
    ("delivered", "damage"),
    [
        (WHOLE[:15] + "000", "excel15"),
        ("5.29901199001010E+17", "excel15"),
        ("#NUM:5.2990119900101e+17", "excel15"),
        (f"{float(int(WHOLE)):.16E}", "float64"),
        (f"#NUM:{int(float(int(WHOLE)))}", "float64"),
        ("5.29901199E+17", "scientific"),
        ("529901********" + WHOLE[14:], "masked"),
        (WHOLE[:17] + "0", "one_digit"),
        (WHOLE[:8] + WHOLE[9:], "one_missing"),
        (WHOLE[:8] + "7" + WHOLE[8:], "one_extra"),
        (WHOLE[:13] + WHOLE[14] + WHOLE[13] + WHOLE[15:], "swapped"),
        (WHOLE.replace("0", "O"), "look_alike"),
        (WHOLE, "unconfirmed"),
        (WHOLE + "42", "unconfirmed"),
    ],
)
def test_every_damage_is_explained_from_the_whole_number(delivered: str, damage: str) -> None:
    found = agreement(delivered, WHOLE)
    assert found is not None
    assert found.damage == damage


@pytest.mark.parametrize(
    "delivered", ["529901199001020000", "529902********0179", WHOLE[:6] + "19850101" + WHOLE[14:], "", None, "护照"]
)
def test_what_does_not_fit_is_no_evidence(delivered: str | None) -> None:
    assert agreement(delivered, WHOLE) is None


def test_a_lost_last_zero_is_put_back() -> None:
    found = agreement("52990119900101016", "529901199001010160")
    assert found is not None
    assert found.damage == "trimmed_zero"


def test_a_number_that_ends_in_x_was_never_a_number() -> None:
    assert agreement("529901194912310000", "52990119491231002X") is None


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    with environment(tmp_path):
        found = Bench(tmp_path)
        assert found.rows(RESIDENTS, residents({1: {"姓名": "独名甲"}, 2: {"姓名": "独名乙"}})).counts == (
            200,
            200,
            0,
            0,
        )
        yield found  # type: ignore[misc]


def damaged_payments(bench: Bench) -> list[str]:
    """Two damaged numbers beside the register's names, a third beside a stranger's; what was delivered."""
    rows = good(PAYMENTS)
    for place, name in ((1, "独名甲"), (2, "独名乙"), (3, "无此人")):
        number = rows[place]["身份证号码"]
        rows[place] |= {"身份证号码": number[:17] + ("1" if number[17] != "1" else "2"), "姓名": name}
    assert bench.rows(PAYMENTS, rows).counts == (200, 197, 3, 0)
    return [row["身份证号码"] for row in rows[:4]]


def staged(bench: Bench) -> dict[int, tuple[str | None, str]]:
    table = pq.read_table(bench.layout.table("staging", PAYMENTS, PERIOD), partitioning=None)
    return {row["row_no"]: (row["person_id"], row["person_id_status"]) for row in table.to_pylist()}


def test_a_proposal_joins_nobody_until_it_is_confirmed_and_then_holds_in_later_months(bench: Bench) -> None:
    from monitoring.commands.identity import confirm_proposals

    damaged_payments(bench)
    assert steps.join_people(str(PERIOD))["repair_proposals"] == 2
    found = proposals.load_proposals(bench.layout, PERIOD)
    assert [(one.id, one.damage, one.person_id) for one in found] == [
        (f"{PAYMENTS}:3", "one_digit", number_of(1)),
        (f"{PAYMENTS}:4", "one_digit", number_of(2)),
    ]
    assert 3 not in staged(bench)
    confirm_proposals(str(PERIOD), [f"{PAYMENTS}:3"], "测试员")
    assert staged(bench)[3] == (number_of(1), "confirmed")
    assert 4 not in staged(bench)


def test_restricted_files_are_for_the_pipelines_account_alone(bench: Bench) -> None:
    damaged_payments(bench)
    steps.join_people(str(PERIOD))
    aliases.add_alias(bench.layout, number_of(0), number_of(1), "2026-10", "测试", AS_OF)
    files = [path for path in bench.layout.identity.rglob("*") if path.is_file()]
    assert len(files) == 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_an_unknown_proposal_is_refused(bench: Bench) -> None:
    from monitoring.commands.identity import confirm_proposals

    with pytest.raises(ConfigurationError, match="no proposal"):
        confirm_proposals(str(PERIOD), ["finance.subsidy_payments:9"], "测试员")


@pytest.mark.slow
def test_an_old_number_is_joined_as_the_new_one_from_its_month_on(bench: Bench) -> None:
    digits = number_of(1)[:14] + "888"
    old = digits + check_character(digits)
    rows = good(PAYMENTS)
    rows[1]["身份证号码"] = old
    bench.rows(PAYMENTS, rows)

    def people() -> dict[int, str]:
        steps.join_people(str(PERIOD))
        table = pq.read_table(bench.layout.table("intermediate", "int_people", PERIOD), partitioning=None)
        return {row["person_key"]: row["datasets"] for row in table.to_pylist()}

    assert people()[int(old[:17])] == PAYMENTS
    aliases.add_alias(bench.layout, old, number_of(1), "2026-11", "换证登记", AS_OF)
    assert int(old[:17]) in people()
    aliases.add_alias(bench.layout, old, number_of(1), "2026-10", "换证登记", AS_OF)
    found = people()
    assert int(old[:17]) not in found
    assert found[int(number_of(1)[:17])] == f"{PAYMENTS},{RESIDENTS}"


def test_a_person_whom_the_register_holds_twice_is_one_under_the_new_number(bench: Bench) -> None:
    aliases.add_alias(bench.layout, number_of(0), number_of(1), "2026-10", "重复户口注销", AS_OF)
    assert steps.join_people(str(PERIOD))["people"] == 199


@pytest.mark.parametrize(
    ("old", "new"), [(number_of(0), number_of(0)), (number_of(0)[:17], number_of(1)), ("无", number_of(1))]
)
def test_an_alias_of_no_number_or_of_itself_is_refused(bench: Bench, old: str, new: str) -> None:
    with pytest.raises(ConfigurationError):
        aliases.add_alias(bench.layout, old, new, "2026-10", "测试", AS_OF)


def test_aliases_may_follow_each_other_but_not_go_round(bench: Bench) -> None:
    for old, new in ((0, 1), (1, 2)):
        aliases.add_alias(bench.layout, number_of(old), number_of(new), "2026-10", "测试", AS_OF)
    with pytest.raises(ConfigurationError, match="circle"):
        aliases.add_alias(bench.layout, number_of(2), number_of(0), "2026-10", "测试", AS_OF)
