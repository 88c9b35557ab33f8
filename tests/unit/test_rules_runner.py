"""The runner's three values: what missing and carried deliveries do to hits, to "clear" and to whole rules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from monitoring import rules, transform
from monitoring.engines.duckdb import DuckDB
from monitoring.errors import ConfigurationError, MonitoringError
from monitoring.layout import Layout
from monitoring.rule_engine import Gate, gate, run_rule, sentence_sql
from monitoring.rule_files import Rule, load_rules
from monitoring.rules import outcomes_path
from tests.lib.staged import CONTRACTS, INCLUDE, PERIOD, Row, settings_at, stage, stage_all

RULES = load_rules(INCLUDE / "sql" / "rules")
DELIVERED = dict.fromkeys(CONTRACTS, "delivered")
CARS, PAYROLL = "public_security.vehicles", "finance.public_payroll"
RESIDENTS, MEMBERS = "public_security.residents", "rural_revitalization.monitored_members"
CHILD = 52990120150601001


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDB]:
    with DuckDB(tmp_path, "test", memory="500MB", threads=1) as opened:
        yield opened


def _gate(rule: str, **status: str) -> Gate:
    return gate(
        RULES[rule], CONTRACTS, {**DELIVERED, **{name.replace("__", "."): v for name, v in status.items()}}, PERIOD
    )


def test_nothing_stands_in_the_way_of_a_complete_month() -> None:
    assert all(gate(rule, CONTRACTS, DELIVERED, PERIOD) == Gate() for rule in RULES.values())


def test_a_missing_need_blocks_the_rule_and_no_other() -> None:
    status = {CARS.replace(".", "__"): "refused"}
    assert _gate("wrong.dibao_car", **status).blocked == (f"missing:{CARS}",)
    assert _gate("wrong.dibao_public_salary", **status) == Gate()


def test_a_need_for_a_column_does_not_wait_for_datasets_without_it() -> None:
    assert _gate("risk.unsafe_housing", water__drinking_water="missing") == Gate()
    assert _gate("risk.unsafe_housing", housing__housing_safety="missing").blocked


def test_what_is_needed_for_clear_only_leaves_hits_alone() -> None:
    found = _gate("wrong.paid_after_death", civil_affairs__cremations="missing")
    assert found == Gate(blocked=(), unclear=("missing:civil_affairs.cremations",))


def test_carried_data_prove_a_hit_and_clear_nobody() -> None:
    found = _gate("missed.measures", rural_revitalization__monitored_members="carried")
    assert found == Gate(blocked=(), unclear=(f"carried:{MEMBERS}",))


@pytest.mark.parametrize("dataset", [RESIDENTS, MEMBERS])
def test_without_register_or_list_nothing_can_be_said_about_anybody(dataset: str) -> None:
    status = {**DELIVERED, dataset: "missing"}
    blocked = {name for name, rule in RULES.items() if gate(rule, CONTRACTS, status, PERIOD).blocked}
    assert blocked == {name for name, rule in RULES.items() if rule.header.level != "dataset"}


def test_a_dataset_whose_contract_begins_later_is_not_missed_yet() -> None:
    later = CONTRACTS[CARS].model_copy(update={"since": "2026-11"})
    status = {**DELIVERED, CARS: "missing"}
    assert gate(RULES["wrong.dibao_car"], {**CONTRACTS, CARS: later}, status, PERIOD) == Gate()


def _rule(sql: str, sentence: str = "命中") -> Rule:
    model = RULES["missed.measures"]
    header = model.header.model_copy(update={"sentence": sentence, "columns": {}})
    return Rule(header, model.grain, model.why, sql)


def _select(*rows: tuple[str, str]) -> str:
    columns = (
        "cast(null as varchar) as household_id, cast(null as bigint) as person_key, "
        "cast(null as varchar) as evidence_dataset, cast(null as varchar) as evidence_delivery, "
        "cast(null as bigint) as evidence_row_no, cast(null as varchar) as evidence_field, "
        "cast(null as varchar) as evidence_value"
    )
    return " union all ".join(
        f"select '{subject}' as subject_id, '{value}' as outcome, {columns}" for subject, value in rows
    )


def test_pieces_of_evidence_count_as_one_hit(engine: DuckDB) -> None:
    run = run_rule(engine, _rule(_select(("a", "hit"), ("a", "hit"), ("b", "clear"))), Gate())
    assert (run.hits, run.clear, run.not_assessed) == (1, 1, 0)
    assert len(engine.rows("select * from rule_evidence")) == 2


@pytest.mark.parametrize("rows", [(("a", "hit"), ("a", "clear")), (("a", "clear"), ("a", "clear"))])
def test_a_rule_that_contradicts_itself_is_not_believed(engine: DuckDB, rows: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(MonitoringError, match=r"missed\.measures: 1 subjects"):
        run_rule(engine, _rule(_select(*rows)), Gate())


def test_a_value_that_is_none_of_the_three_is_refused(engine: DuckDB) -> None:
    with pytest.raises(MonitoringError, match="outcome other than"):
        run_rule(engine, _rule(_select(("a", "maybe"))), Gate())


def test_a_select_without_evidence_columns_is_refused(engine: DuckDB) -> None:
    with pytest.raises(ConfigurationError, match="evidence_dataset"):
        run_rule(engine, _rule("select 'a' as subject_id, 'hit' as outcome"), Gate())


def test_a_blocked_rule_hits_nobody_and_gives_the_reason(engine: DuckDB) -> None:
    run = run_rule(
        engine, _rule(_select(("a", "hit"), ("b", "clear"))), Gate((f"missing:{CARS}",), (f"missing:{CARS}",))
    )
    assert (run.hits, run.clear, run.reasons) == (0, 0, {f"missing:{CARS}": 2})
    assert engine.rows("select * from rule_evidence") == []


def test_an_unclear_month_clears_nobody_and_keeps_a_rules_own_reason(engine: DuckDB) -> None:
    sql = "select found.*, case when outcome = 'not_assessed' then 'no_date' end as reason from ({}) as found"
    rows = _select(("a", "hit"), ("b", "clear"), ("c", "not_assessed"))
    run = run_rule(engine, _rule(sql.format(rows)), Gate((), (f"carried:{CARS}",)))
    assert (run.hits, run.clear, run.reasons) == (1, 0, {f"carried:{CARS}": 1, "no_date": 1})


def test_a_sentence_says_when_a_fact_is_not_known(engine: DuckDB) -> None:
    sql = sentence_sql(_rule("", "共 {count} 人，自 {day} 起。It's {count}."))
    row = engine.rows(f"select {sql} as sentence from (select '3' as fact_count, null as fact_day) as facts")[0]
    assert row["sentence"] == "共 3 人，自 不详 起。It's 3."


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """Three eliminated households of a child each: nothing found, a child out of school, a house nobody appraised."""
    settings = settings_at(tmp_path_factory.mktemp("month"))
    layout = Layout(settings)
    member = {"category": "marginal", "risk_eliminated": True, "identified_month": 202501, "eliminated_month": 202601}
    member |= {"income_per_capita_after": 9000}
    people = [CHILD, CHILD + 1, CHILD + 2]
    members = [{"person_key": person, "listed_household_no": f"L{n}", **member} for n, person in enumerate(people)]
    indicators = ("quantity", "quality", "convenience", "reliability")
    given: dict[str, list[Row]] = {
        RESIDENTS: [{"person_key": person, "household_no": "1", "status": "normal"} for person in people],
        MEMBERS: members,
        "water.drinking_water": [
            {"person_key": person, **{f"water_{name}_ok": True for name in indicators}} for person in people
        ],
        "medical_insurance.enrolments": [{"person_key": p, "insured_year": 2026, "status": "normal"} for p in people],
        "housing.housing_safety": [{"person_key": person, "housing_grade": "A"} for person in people[:2]],
        "education.students": [
            {"person_key": person, "school_year": "2026-2027", "status": "studying"} for person in people[::2]
        ],
    }
    stage(layout, MEMBERS, PERIOD.shift(-3), members)
    stage_all(layout, PERIOD, given)
    transform.build(settings, layout, PERIOD)
    rules.assess(settings, layout, PERIOD)
    return layout


def test_an_eliminated_household_is_judged_by_this_months_risks(month: Layout) -> None:
    found = pq.read_table(outcomes_path(month, "elimination.risk_still_there", PERIOD)).to_pylist()
    assert [(row["subject_id"], row["outcome"], row["reason"]) for row in found] == [
        ("listed:L0", "clear", None),
        ("listed:L1", "hit", None),
        ("listed:L2", "not_assessed", "risk_not_assessed"),
    ]
    assert "未见在读" in found[1]["sentence"]


def test_every_subject_of_every_rule_is_counted(month: Layout) -> None:
    for rule, run in rules.read_runs(month, PERIOD).items():
        outcomes = pq.read_table(outcomes_path(month, rule, PERIOD)).column("outcome").to_pylist()
        counted = [outcomes.count(value) for value in ("hit", "clear", "not_assessed")]
        assert counted == [run.hits, run.clear, run.not_assessed]
        assert sum(run.reasons.values()) == run.not_assessed


@pytest.mark.slow
def test_a_month_is_the_same_bytes_when_it_is_built_again(month: Layout) -> None:
    files = sorted(path for layer in ("intermediate", "findings") for path in (month.home / layer).rglob("*.parquet"))
    before = {path: path.read_bytes() for path in files}
    settings = settings_at(month.home)
    transform.build(settings, month, PERIOD)
    rules.assess(settings, month, PERIOD)
    assert {path: path.read_bytes() for path in files} == before
