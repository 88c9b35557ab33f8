"""A month small enough to read: two households, three people, one finding, as the marts a publication is made from."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from monitoring.marts_schema import MART_TABLES
from monitoring.warehouse.load import arrow_schema

Marts = dict[str, list[dict[str, Any]]]

LISTED, REGISTERED = "listed:5200000001", "register:900000002"
PEOPLE = {
    "p_000000000000000000000001": ("529901196503070012", "测试甲"),
    "p_000000000000000000000002": ("529901201204150028", "测试乙"),
    "p_000000000000000000000003": ("52990119800101003X", "测试丙"),
}
DROPOUT = "risk.dropout"


def sample() -> Marts:
    """Rows by table; columns left out are null. Passes every check of the audit."""
    one, two, three = PEOPLE
    return {
        "monitoring_subjects": [
            _subject(LISTED, "listed", 2, category="unstable", income_per_capita=Decimal("9876.50")),
            _subject(REGISTERED, "suspected", 1, risk_hits=DROPOUT, risk_hit_count=1, finding_count=1),
        ],
        "subject_members": [_member(LISTED, one), _member(LISTED, two), _member(REGISTERED, three)],
        "findings": [
            {
                "finding_id": "f000000000000001",
                "rule": DROPOUT,
                "family": "risk",
                "severity": "high",
                "level": "household",
                "subject": REGISTERED,
                "household_id": REGISTERED,
                "person": three,
                "township": "甲乡",
                "village": "一村",
                "sentence": '有 1 名适龄儿童没有学籍，\n请核实"家中情况"',
                "evidence": '[{"dataset": "education.students", "row_no": 7, "value": null}]',
                "facts": '{"children": 1}',
                "status": "new",
                "first_seen_period": "2026-10",
                "is_missed_inclusion": True,
            }
        ],
        "rule_runs": [
            _run("delivery.missing", "delivery", "dataset", hits=0, clear=2),
            _run(DROPOUT, "risk", "household", hits=1, clear=1, not_assessed=3, reasons='{"no_birth_date": 3}'),
        ],
        "indicators": [
            {"indicator": "subjects", "title": "监测户", "unit": "户", "area_level": "county", "area": "县", "value": 1}
        ],
        "deliveries": [
            _delivery("public_security.residents", delivered=5, staged=3, quarantined=1, dropped=1),
            _delivery("education.students", delivered=1, staged=1),
        ],
        "delivery_checks": [
            {
                "dataset": "education.students",
                "expectation": "expect_table_row_count_to_be_between",
                "severity": "critical",
                "scope": "table",
                "success": True,
            }
        ],
        "quarantined_rows": [
            {"dataset": "public_security.residents", "delivery": "0123456789ab", "row_no": 4, "code": code}
            for code in ("ID_CHECK", "REQUIRED_EMPTY")
        ],
        "parameters_used": [{"name": "income_line", "value": "8500", "valid_from": dt.date(2026, 1, 1), "source": ""}],
        "rule_catalogue": [
            _rule("delivery.missing", "delivery", "dataset"),
            _rule(DROPOUT, "risk", "household"),
        ],
        "people": [
            {"person": person, "person_id": number, "name": name, "key_version": "1"}
            for person, (number, name) in PEOPLE.items()
        ],
    }


def write(marts: Marts, folder: Path) -> dict[str, Path]:
    """Writes the tables as Parquet files; returns their paths by table."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for definition in MART_TABLES:
        paths[definition.name] = folder / f"{definition.name}.parquet"
        rows = [
            {column.name: row.get(column.name) for column in definition.columns}
            for row in marts.get(definition.name, ())
        ]
        pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(definition)), paths[definition.name])
    return paths


def _subject(household: str, status: str, people: int, **values: Any) -> dict[str, Any]:
    return {
        "household_id": household,
        "household_no": household.partition(":")[2],
        "township": "甲乡",
        "village": "一村",
        "people_count": people,
        "status": status,
        "risk_hit_count": 0,
        "finding_count": 0,
        "first_seen_period": "2026-10",
        "periods_active": 1,
        "priority": 2,
        "last_visit_date": dt.date(2026, 10, 3),
        "has_contact": False,
        **values,
    }


def _member(household: str, person: str) -> dict[str, Any]:
    number, name = PEOPLE[person]
    masked = {"masked_id": number[:6] + "*" * 12, "masked_name": name[0] + "**"}
    return {"household_id": household, "person": person, "membership": household.partition(":")[0], **masked}


def _run(rule: str, family: str, level: str, **counts: Any) -> dict[str, Any]:
    return {"rule": rule, "title": rule, "family": family, "level": level, "not_assessed": 0, "reasons": "{}", **counts}


def _rule(rule: str, family: str, level: str) -> dict[str, Any]:
    return {"rule": rule, "title": rule, "family": family, "level": level, "severity": "high"}


def _delivery(dataset: str, delivered: int, staged: int, quarantined: int = 0, dropped: int = 0) -> dict[str, Any]:
    return {
        "dataset": dataset,
        "department": dataset.partition(".")[0],
        "title": dataset,
        "status": "delivered",
        "delivery": "0123456789ab",
        "rows_delivered": delivered,
        "rows_staged": staged,
        "rows_quarantined": quarantined,
        "rows_dropped": dropped,
    }
