"""The stages of a month, composed: the only package the Dags and the command line call.

Every step takes strings, can be run again at any time with the same outcome, and returns a small dictionary of counts,
hashes and codes: never a value of a row. Libraries that are slow to import are imported where they are used, so that
the Dags parse quickly.
"""

from __future__ import annotations

from monitoring.steps.deliveries import (
    connection_of,
    datasets_of,
    department_names,
    ingest,
    land,
    standardise,
    status,
    validate,
)
from monitoring.steps.month import (
    MONTH,
    assess_rules,
    audit_publication,
    await_decisions,
    build_marts,
    close_deliveries,
    join_people,
    publish,
    stage_publication,
    write_reports,
)
from monitoring.steps.place import Summary
from monitoring.steps.redelivery import content_digests, plan_redelivery, published_digests
from monitoring.steps.waiting import (
    arrived,
    awaited,
    comparison_day_of_month,
    comparison_hours,
    decide,
    deliveries_until,
    held,
    held_figures,
    missing,
    unfinished,
    unpublished,
)

__all__ = [
    "MONTH",
    "Summary",
    "arrived",
    "assess_rules",
    "audit_publication",
    "await_decisions",
    "awaited",
    "build_marts",
    "close_deliveries",
    "comparison_day_of_month",
    "comparison_hours",
    "connection_of",
    "content_digests",
    "datasets_of",
    "decide",
    "deliveries_until",
    "department_names",
    "held",
    "held_figures",
    "ingest",
    "join_people",
    "land",
    "missing",
    "plan_redelivery",
    "publish",
    "published_digests",
    "stage_publication",
    "standardise",
    "status",
    "unfinished",
    "unpublished",
    "validate",
    "write_reports",
]
