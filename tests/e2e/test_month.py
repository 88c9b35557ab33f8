"""The promises of a month, checked on a county whose truth is known."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from monitoring import ledger, steps
from monitoring.commands import months as commands
from monitoring.commands import scoring
from monitoring.contracts import load_contracts
from monitoring.layout import Layout
from monitoring.score import differences, read_key
from monitoring.settings import load_settings
from tests.lib import another_dataset
from tests.lib.county import County, copy_of, environment, publish_month, run_month


def file_hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_every_rule_finds_exactly_what_the_county_hides(any_county: County) -> None:
    for period in any_county.periods:
        found = scoring.published_findings(str(period))
        missed, extra = differences(read_key(any_county.answer_key, period, "expected"), found)

        assert (missed, extra) == ([], []), period


def test_innocent_lookalikes_are_left_alone(any_county: County) -> None:
    for period in any_county.periods:
        lookalikes = read_key(any_county.answer_key, period, "lookalikes")

        assert lookalikes
        assert lookalikes & scoring.published_findings(str(period)) == set()


@pytest.mark.slow
def test_nearly_every_rule_has_something_to_find(county: County) -> None:
    expected = set().union(*(read_key(county.answer_key, period, "expected") for period in county.periods))

    assert len({rule for rule, _ in expected}) >= 84


def test_every_delivered_row_has_one_fate(any_county: County) -> None:
    settings = load_settings()
    layout = Layout(settings)
    for period in any_county.periods:
        entries = [ledger.read(layout, c, period) for c in load_contracts(settings.contracts).values()]
        for entry in entries:
            entry.check()

        assert sum(entry.rows_delivered for entry in entries) > 10_000
        assert sum(entry.rows_quarantined for entry in entries) > 0
        assert sum(entry.rows_dropped for entry in entries) > 0


def test_quarantine_matches_what_was_damaged(any_county: County) -> None:
    settings = load_settings()
    contracts = load_contracts(settings.contracts)
    for period in any_county.periods:
        expected = commands.expected_deliveries(any_county.answer_key, period)
        actual = {d: ledger.read(Layout(settings), contracts[d], period) for d in expected}

        assert {d: (e.rows_quarantined, e.rows_dropped) for d, e in actual.items()} == {
            d: (row["quarantined"], row["dropped"]) for d, row in expected.items()
        }


@pytest.mark.slow
def test_any_step_cleared_alone_and_then_a_whole_run_change_nothing(county: County) -> None:
    period = county.periods[-1]
    layout = Layout(load_settings())

    def left() -> tuple[str | None, dict[str, str], dict[str, str]]:
        marts = {name: digest for name, digest in file_hashes(layout.home / "marts").items() if str(period) in name}
        return commands.published_digest(str(period)), marts, file_hashes(layout.reports(period))

    before = left()
    for step in steps.MONTH:
        step(str(period))
        assert left() == before, step.__name__

    run_month(period)

    assert left() == before
    assert steps.publish(str(period))["state"] == "unchanged"


@pytest.mark.slow
def test_another_machine_gets_the_same_bytes(county: County, tmp_path: Path) -> None:
    home = tmp_path / "elsewhere"
    home.mkdir()
    (home / "inbox").symlink_to(county.home / "inbox")
    expected = {period: commands.published_digest(str(period)) for period in county.periods}
    with environment(home):
        for period in county.periods:
            run_month(period)
        digests = {period: commands.published_digest(str(period)) for period in county.periods}

    assert digests == expected


@pytest.mark.slow
def test_a_silent_department_clears_nobody(county: County, tmp_path: Path) -> None:
    first, second = county.periods
    home = copy_of(county, tmp_path / "silent")
    for file in (home / "inbox" / str(second) / "medical_insurance").iterdir():
        file.unlink()
    with environment(home):
        publish_month(first)
        run_month(second, ["medical_insurance"])
        runs = {row["rule"]: row for row in commands.mart("rule_runs", str(second))}
        before = commands.mart("monitoring_subjects", str(first))
        after = {row["household_id"] for row in commands.mart("monitoring_subjects", str(second))}
        findings = commands.mart("findings", str(second))

    for rule in ("risk.medical_self_paid", "risk.uninsured"):
        assert runs[rule]["clear"] == 0
        assert runs[rule]["hits"] == 0
        assert runs[rule]["not_assessed"] > 0
        assert any("medical_insurance" in reason for reason in _json(runs[rule]["reasons"]))
    held = {row["household_id"] for row in before if _only_medical(row["risk_hits"])}
    assert held
    assert held <= after
    assert {f["household_id"] for f in findings if f["status"] == "not_reassessed"} >= held


def _json(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value


def _only_medical(risk_hits: str | None) -> bool:
    hits = set((risk_hits or "").split(",")) - {""}
    return bool(hits) and hits <= {"risk.medical_self_paid", "risk.uninsured"}


@pytest.mark.slow
def test_a_register_that_does_not_arrive_is_carried_forward(county: County, tmp_path: Path) -> None:
    first, second = county.periods
    home = copy_of(county, tmp_path / "no_register")
    for file in (home / "inbox" / str(second) / "public_security").glob("户籍人口*"):
        file.unlink()
    with environment(home):
        publish_month(first)
        run_month(second, ["public_security"])
        deliveries = {row["dataset"]: row for row in commands.mart("deliveries", str(second))}
        before = {
            r["household_id"] for r in commands.mart("monitoring_subjects", str(first)) if r["status"] == "listed"
        }
        after = {r["household_id"] for r in commands.mart("monitoring_subjects", str(second))}

    assert deliveries["public_security.residents"]["status"] == "carried"
    assert deliveries["public_security.residents"]["carried_from"] == str(first)
    assert len(before - after) < len(before) / 10


@pytest.mark.slow
def test_nothing_is_published_without_a_register(young_county: County, tmp_path: Path) -> None:
    from monitoring.errors import AuditRefused

    first = young_county.periods[0]
    home = tmp_path / "blind"
    home.mkdir()
    (home / "inbox" / str(first)).mkdir(parents=True)
    with environment(home), pytest.raises(AuditRefused):
        run_month(first)


@pytest.mark.slow
def test_a_new_dataset_costs_a_contract_and_a_suite_and_no_code(county: County, tmp_path: Path) -> None:
    second = str(county.periods[1])
    dead = "conflict.alive_or_dead"
    person = min(
        subject for rule, subject in read_key(county.answer_key, county.periods[0], "expected") if rule == dead
    )
    include, expectations = another_dataset.project_with_it(tmp_path)
    home = copy_of(county, tmp_path / "home")
    another_dataset.deliver(home / "inbox", second, person)

    with environment(home, MONITOR_INCLUDE=str(include), MONITOR_EXPECTATIONS=str(expectations)):
        run_month(county.periods[1], ["veterans"])
        deliveries = {row["dataset"]: row for row in commands.mart("deliveries", second)}
        checked = {row["dataset"] for row in commands.mart("delivery_checks", second)}
        found = scoring.published_findings(second)

    delivery = deliveries[another_dataset.DATASET]
    assert (delivery["status"], delivery["rows_staged"], delivery["rows_quarantined"]) == ("delivered", 1, 1)
    assert another_dataset.DATASET in checked
    assert ("wrong.paid_after_death", person) in found
