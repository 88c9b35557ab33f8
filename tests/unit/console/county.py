"""A county of two townships and two months, some of whose words are hostile, as the pages' tests read it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from monitoring.period import Period
from monitoring.warehouse.publish import audit, publish, stage
from tests.lib import marts
from tests.lib.warehouse import layout_at

OWN, OTHER = "云坪镇", "云桥乡"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
SEPTEMBER, OCTOBER = Period(2026, 9), Period(2026, 10)
MANY = 120


def release(engine: Engine, folder: Path, period: Period, rows: marts.Marts) -> int:
    """Stages, audits and publishes rows; returns the version."""
    version = stage(engine, layout_at(folder), period, marts.write(rows, folder / str(period)))
    audit(engine, period, version)
    return publish(engine, period, version)


def september() -> marts.Marts:
    """One household on the list."""
    rows = marts.sample()
    rows["monitoring_subjects"] = rows["monitoring_subjects"][:1]
    rows["subject_members"] = rows["subject_members"][:2]
    rows["findings"] = []
    rows["rule_runs"][1].update(hits=0, clear=2)
    _of_township(rows["monitoring_subjects"][0], OWN)
    for one in rows["monitoring_subjects"]:
        one["first_seen_period"] = "2026-09"
    return rows


def october() -> marts.Marts:
    """A second household, of the other township, has entered; its words are hostile; and many plain findings."""
    rows = marts.sample()
    listed, entered = rows["monitoring_subjects"]
    _of_township(listed, OWN)
    listed.update(first_seen_period="2026-09", periods_active=2, finding_count=MANY)
    _of_township(entered, OTHER)
    entered["village"] = HOSTILE
    (finding,) = rows["findings"]
    evidence = [
        {"dataset": "education.students", "department": "education", "row_no": 7, "title": HOSTILE, "value": HOSTILE},
        {
            "dataset": "public_security.residents",
            "department": "public_security",
            "row_no": 9,
            "title": "年龄",
            "value": "12",
        },
    ]
    finding.update(township=OTHER, village=HOSTILE, sentence=HOSTILE, action=HOSTILE, evidence=json.dumps(evidence))
    finding.update(masked_name="测**", masked_id="529901************", verify_department="education")
    rows["findings"] += [_plain(finding, number) for number in range(MANY)]
    rows["rule_catalogue"][1].update(title=HOSTILE, basis=HOSTILE)
    rows["rule_runs"][1].update(title=HOSTILE, hits=MANY + 1, clear=0)
    rows["parameters_used"][0]["source"] = HOSTILE
    rows["deliveries"][1]["message"] = HOSTILE
    rows["rule_runs"][0]["clear"] = 3
    rows["deliveries"].append(
        {
            "dataset": "water.assessments",
            "department": "water",
            "title": "饮水安全评价",
            "status": "missing",
            "rows_delivered": 0,
            "rows_staged": 0,
            "rows_quarantined": 0,
            "rows_dropped": 0,
        }
    )
    rows["household_changes"] = [
        {
            "household_id": marts.REGISTERED,
            "household_no": "900000002",
            "township": OTHER,
            "village": HOSTILE,
            "change": "entered",
            "status_now": "suspected",
            "cause": "data",
            "explanation": HOSTILE,
        }
    ]
    rows["indicators"].append(
        {
            "indicator": "households_entered",
            "title": "本月进入",
            "unit": "户",
            "area_level": "county",
            "area": "县",
            "value": 1,
        }
    )
    return rows


def _of_township(row: dict[str, Any], township: str) -> None:
    row["township"] = township


def _plain(finding: dict[str, Any], number: int) -> dict[str, Any]:
    status = "dismissed" if number < 20 else "persisting"
    return {
        **finding,
        "finding_id": f"f{number + 2:015d}",
        "subject": marts.LISTED,
        "household_id": marts.LISTED,
        "person": None,
        "masked_id": None,
        "masked_name": None,
        "township": OWN,
        "village": "一村",
        "sentence": f"第 {number + 1} 条",
        "action": "入户核实",
        "severity": "low",
        "evidence": "[]",
        "status": status,
        "first_seen_period": "2026-09",
    }
