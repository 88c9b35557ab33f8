"""The audit blocks: with one thing wrong the pointer does not move, and the reason is said without a personal value."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from monitoring.errors import AuditRefused
from monitoring.warehouse import access
from monitoring.warehouse.publish import audit, publications, publish
from tests.lib.marts import PEOPLE, REGISTERED, Marts, sample
from tests.lib.warehouse import PERIOD

Load = Callable[[Marts], int]
NUMBER = next(iter(PEOPLE.values()))[0]


def change(table: str, row: int, **values: object) -> Callable[[Marts], None]:
    return lambda marts: marts[table][row].update(values)


def remove(table: str, row: int) -> Callable[[Marts], None]:
    def without(marts: Marts) -> None:
        del marts[table][row]

    return without


def both(*changes: Callable[[Marts], None]) -> Callable[[Marts], None]:
    return lambda marts: [one(marts) for one in changes] and None


BROKEN = {
    "a delivered row has no fate": (change("deliveries", 1, rows_staged=0), "education.students"),
    "the register did not come": (change("deliveries", 0, status="missing"), "户籍人口"),
    "the register is not listed": (remove("deliveries", 0), "户籍人口"),
    "a quarantined row is not listed": (change("quarantined_rows", 1, row_no=9), "public_security.residents"),
    "a household has people and no member": (remove("subject_members", 2), "没有成员"),
    "a member's household is no subject": (change("subject_members", 2, household_id="register:1"), "不是监测对象"),
    "a risk is found at a household not shown": (
        both(
            change("findings", 0, household_id="register:1", subject="register:1"),
            change("monitoring_subjects", 1, change_cause="-"),
        ),
        "risk.dropout",
    ),
    "a finding has no household": (change("findings", 0, household_id=None), "risk.dropout"),
    "a person cannot be traced": (remove("people", 2), "受限对照表"),
    "a hit is not in the list": (change("rule_runs", 1, hits=2), "risk.dropout"),
    "a finding's rule did not run": (change("findings", 0, rule="risk.other"), "risk.other"),
    "something is not assessed without a reason": (change("rule_runs", 1, reasons="{}"), "risk.dropout"),
    "a count is negative": (change("rule_runs", 1, clear=-1), "risk.dropout"),
    "a dataset was left out of the count": (change("rule_runs", 0, clear=1), "delivery.missing"),
    "a rule did not run": (remove("rule_runs", 0), "delivery.missing"),
    "a number stands in a text": (change("findings", 0, action=f"核实{NUMBER}的学籍"), "findings.action"),
    "a number stands in evidence": (change("findings", 0, evidence=f'[{{"value": "{NUMBER}"}}]'), "findings.evidence"),
    "a lower-case x": (change("monitoring_subjects", 0, causes="52990119800101003x"), "monitoring_subjects.causes"),
    "a certificate holds the number": (change("findings", 0, facts=f'{{"no": "{NUMBER}43B1"}}'), "findings.facts"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_wrong_is_refused_and_the_published_month_stays(
    warehouse: Engine, load: Load, release: Load, what: str
) -> None:
    release(sample())
    before = access.published_digest(warehouse, PERIOD)
    breaks, named = BROKEN[what]
    marts = sample()
    breaks(marts)
    version = load(marts)
    with pytest.raises(AuditRefused, match=named) as refusal:
        audit(warehouse, PERIOD, version)
    assert not any(value in str(refusal.value) for person in PEOPLE.values() for value in person)
    with pytest.raises(AuditRefused):
        publish(warehouse, PERIOD, version)
    assert access.published_digest(warehouse, PERIOD) == before
    assert publications(warehouse)[-1]["state"] == "refused"


def test_rows_lost_after_loading_are_noticed(warehouse: Engine, load: Load) -> None:
    version = load(sample())
    with warehouse.begin() as connection:
        connection.exec_driver_sql("delete from monitoring.indicators")
    with pytest.raises(AuditRefused, match="indicators 应有 1 行，实有 0 行"):
        audit(warehouse, PERIOD, version)


def test_all_reasons_are_given_at_once(warehouse: Engine, load: Load) -> None:
    marts = sample()
    marts["rule_runs"][1]["hits"] = 4
    marts["deliveries"][0]["rows_dropped"] = 0
    with pytest.raises(AuditRefused) as refusal:
        audit(warehouse, PERIOD, load(marts))
    assert "risk.dropout" in str(refusal.value)
    assert "public_security.residents" in str(refusal.value)


@pytest.mark.parametrize(
    "innocent",
    [
        change("findings", 0, facts='{"digest": "a199001199001011234567890"}'),
        change("findings", 0, facts='{"account": "6217001990010112345678"}'),
        change("monitoring_subjects", 0, household_no="529901000000000001"),
        change("deliveries", 0, status="carried", carried_from="2026-09"),
        both(remove("subject_members", 2), change("monitoring_subjects", 1, not_assessed_rules="risk.dropout")),
        both(change("findings", 0, status="not_reassessed"), change("rule_runs", 1, hits=0, clear=2)),
        both(
            change("findings", 0, household_id="register:1", subject="register:1", status="dismissed"),
            change("monitoring_subjects", 1, change_cause="-"),
        ),
    ],
)
def test_what_only_looks_wrong_passes(warehouse: Engine, load: Load, innocent: Callable[[Marts], None]) -> None:
    marts = sample()
    innocent(marts)
    version = load(marts)
    assert audit(warehouse, PERIOD, version).row_counts["monitoring_subjects"] == 2
    assert marts["monitoring_subjects"][1]["household_id"] == REGISTERED


def test_a_published_version_can_be_audited_again(warehouse: Engine, release: Load) -> None:
    version = release(sample())
    assert audit(warehouse, PERIOD, version).version == version
    assert publications(warehouse)[0]["state"] == "published"
