"""What a late or corrected delivery of a month can change: told before anything is run, and compared afterwards."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from monitoring import ledger, outstanding, published
from monitoring.contracts import Contract, datasets_for, load_contracts, load_roles
from monitoring.engines.duckdb import DuckDB
from monitoring.layout import Layout, write_text
from monitoring.marts_schema import MART_TABLES
from monitoring.period import Period
from monitoring.roles import history_view
from monitoring.rule_files import Rule, rules_in_force
from monitoring.rules import outcomes_path
from monitoring.settings import Settings
from monitoring.standing import standing
from monitoring.transform import models

_ACCOUNT = ("deliveries", "delivery_remarks", "quarantined_rows")
_PUBLISHED = "published_content"
_PEOPLE = ("mentions", "name_differences")
_RISKS = ("risk_outcomes", "risk_evidence")
# What they say comes from the rules and parameters in force, not from what is delivered.
_UNMOVED = ("parameters_used", "rule_catalogue")


@dataclass(frozen=True)
class Plan:
    """What may change when a dataset of a month is received again; every list is sorted.

    status, delivery: what is in force now; is_new: other bytes lie in the drop folder (None: the source must be asked).
    roles: tables it feeds; rules: those that read it or need it; other_rules: how many do not; reaches_people: whether
    those may still see it through people and households; tables: of the marts, those that may change. findings: of the
    month's, how many rest on it now.
    used_in: later published months that use this very delivery; stale: all later published months. refused: code of the
    correction refused last, while what is in force stayed.
    """

    dataset: str
    title: str
    period: str
    status: str
    delivery: str | None
    is_new: bool | None
    roles: tuple[str, ...]
    reaches_people: bool
    rules: tuple[str, ...]
    other_rules: int
    tables: tuple[str, ...]
    findings: int
    used_in: tuple[str, ...]
    stale: tuple[str, ...]
    refused: str | None = None


def plan(settings: Settings, layout: Layout, contract: Contract, period: Period) -> Plan:
    """Looks, and changes nothing."""
    contracts = load_contracts(settings.contracts)
    entry = ledger.read(layout, contract, period)
    in_force = rules_in_force(settings.sql / "rules", period)
    reading = _rules(settings, contracts, contract, in_force)
    later = published.later_months(layout, period)
    return Plan(
        dataset=contract.dataset,
        title=contract.title,
        period=str(period),
        status=entry.status,
        delivery=entry.delivery,
        is_new=None if contract.delivery.source else outstanding.is_new(layout, contract, period),
        roles=tuple(sorted(contract.roles)),
        reaches_people=_reaches_people(settings, contract),
        rules=tuple(sorted(reading)),
        other_rules=len(in_force) - len(reading),
        tables=tuple(sorted({table.name for table in MART_TABLES} - set(_UNMOVED))),
        findings=_findings(layout, contract, period),
        used_in=tuple(str(month) for month in later if period in standing(layout, contract, month).sources),
        stale=tuple(map(str, later)),
        refused=entry.refused.code if entry.refused else None,
    )


def digests(settings: Settings, layout: Layout, period: Period) -> dict[str, str]:
    """SHA-256 of what the month's rules found and of its mart tables, as `rule:…` and `mart:…`; absent files left out."""
    rules = {
        f"rule:{rule}": [outcomes_path(layout, rule, period), layout.table("findings", rule, period)]
        for rule in rules_in_force(settings.sql / "rules", period)
    }
    marts = {f"mart:{table.name}": [layout.table("marts", table.name, period)] for table in MART_TABLES}
    return {name: _digest(paths) for name, paths in {**rules, **marts}.items() if all(path.exists() for path in paths)}


def remember_published(settings: Settings, layout: Layout, period: Period) -> None:
    """Keeps the digests of what is being published, so that a later delivery can be compared with it."""
    text = json.dumps(digests(settings, layout, period), indent=1, sort_keys=True)
    write_text(layout.run_record(_PUBLISHED, period), text + "\n")


def published_digests(layout: Layout, period: Period) -> dict[str, str]:
    """What remember_published() kept."""
    path = layout.run_record(_PUBLISHED, period)
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Names whose content differs, sorted."""
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))


def unforeseen(plan: Plan, names: Iterable[str]) -> list[str]:
    """Of the names that changed(), those the plan did not say, sorted: there are none, or the plan is wrong."""
    rules = {f"rule:{rule}" for rule in plan.rules}
    tables = {f"mart:{table}" for table in plan.tables}
    return sorted(
        name for name in names if name not in rules | tables and not (plan.reaches_people and name.startswith("rule:"))
    )


def _rules(
    settings: Settings, contracts: dict[str, Contract], contract: Contract, in_force: Mapping[str, Rule]
) -> set[str]:
    histories = {history_view(role) for role, one in load_roles(settings.contracts).items() if one.history_months}
    views = {*contract.roles, *(view for view in map(history_view, contract.roles) if view in histories)}
    views |= set(_ACCOUNT) | (set(_PEOPLE) if contract.id_column is not None else set())
    found = {
        name
        for name, rule in in_force.items()
        if _reads(rule.sql, views)
        or any(
            contract.dataset in datasets_for(contracts, need)
            for need in (*rule.header.needs, *rule.header.needs_for_clear)
        )
    }
    if any(in_force[name].header.family == "risk" for name in found):
        found |= {name for name, rule in in_force.items() if _reads(rule.sql, _RISKS)}
    return found


def _reaches_people(settings: Settings, contract: Contract) -> bool:
    texts = models(settings.sql / "intermediate").values()
    return contract.id_column is not None or any(_reads(text, contract.roles) for text in texts)


def _reads(sql: str, relations: Iterable[str]) -> bool:
    return any(re.search(rf"\b{re.escape(name)}\b", sql) for name in relations)


def _findings(layout: Layout, contract: Contract, period: Period) -> int:
    path = layout.table("marts", "findings", period)
    if not path.exists():
        return 0
    with DuckDB(layout.home, "redelivery") as engine:
        engine.view("month_findings", path)
        sql = f"select count(*) as found from month_findings where evidence like '%\"{contract.dataset}\"%'"
        return int(engine.rows(sql)[0]["found"])


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()
