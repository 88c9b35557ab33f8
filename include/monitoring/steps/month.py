"""The stages of a month, in their order; those that write take turns with every other process at work on the month."""

from __future__ import annotations

import json
from dataclasses import asdict

from monitoring import ledger
from monitoring.contracts import load_contracts
from monitoring.layout import Layout, write_text
from monitoring.period import Period
from monitoring.published_data import month_data, warehouse
from monitoring.steps.place import Summary, in_turn, month_of, remember, require_same_inputs
from monitoring.townships import load_townships


@in_turn
def close_deliveries(period: str) -> Summary:
    """Counts what is there on the comparison day; what is not final by now counts as not delivered, a correction whose
    reception was not ended as not made.
    townships_listed 0: the county has no list, and nobody has looked whether a township exists."""
    from monitoring import beside, holds, inputs
    from monitoring.roles import load_dictionary
    from monitoring.sources.files import leftovers

    settings, layout, when = month_of(period)
    beside.complete_all(layout)
    contracts = load_contracts(settings.contracts)
    holds.complete_rejections(layout, contracts, when)
    inputs.remember(layout, contracts, load_dictionary(settings.contracts), when)
    entries = [ledger.read(layout, contract, when) for contract in contracts.values()]
    final = [entry for entry in entries if entry.status in ledger.FINAL]
    for entry in final:
        entry.check()
    counts = {status: sum(entry.status == status for entry in final) for status in ledger.FINAL}
    rows = {
        name: sum(getattr(entry, name) for entry in final)
        for name in ("rows_delivered", "rows_staged", "rows_quarantined", "rows_dropped")
    }
    holds.remember_used(layout, when, final)
    rows |= asdict(leftovers(contracts.values(), when, layout.inbox))
    rows["townships_listed"] = len(load_townships(settings.townships, settings.county) or [])
    return {"period": period, "datasets": len(entries), "unfinished": len(entries) - len(final), **counts, **rows}


@in_turn
def join_people(period: str) -> Summary:
    """Builds people and households of the month from every role; notes which damaged numbers could be repaired."""
    from monitoring import transform
    from monitoring.identity import proposals

    settings, layout, when = month_of(period)
    counts = transform.build(settings, layout, when)
    proposed = proposals.write(settings, layout, when)
    require_same_inputs(period)
    return remember(layout, when, "join_people", {**counts, **proposed})


@in_turn
def assess_rules(period: str) -> Summary:
    """Runs every rule on the month's people and households."""
    from monitoring import rules

    settings, layout, when = month_of(period)
    counts = rules.assess(settings, layout, when)
    require_same_inputs(period)
    return remember(layout, when, "assess_rules", counts)


@in_turn
def build_marts(period: str) -> Summary:
    """Builds the tables that will be published."""
    from monitoring import subjects

    settings, layout, when = month_of(period)
    counts = subjects.build_marts(settings, layout, when)
    require_same_inputs(period)
    return remember(layout, when, "build_marts", counts)


@in_turn
def stage_publication(period: str) -> Summary:
    """Loads the month into the warehouse as a version nobody sees yet; the same content keeps its version."""
    from monitoring.provenance import provenance
    from monitoring.warehouse import publish as publications

    settings, layout, when = month_of(period)
    engine = warehouse(settings, layout)
    made_by = publications.Provenance(**provenance(settings, layout, when))
    version = publications.stage(engine, layout, when, provenance=made_by)
    return remember(layout, when, "publication", {"period": period, "version": version})


@in_turn
def audit_publication(period: str) -> Summary:
    """Audits the staged version. Raises AuditRefused, and the published month stays as it was."""
    from monitoring.warehouse.audit import audit

    settings, layout, when = month_of(period)
    report = audit(warehouse(settings, layout), when, _staged_version(layout, when))
    return {"period": period, "version": report.version, "checks": report.check_count}


def await_decisions(period: str) -> Summary:
    """Ends here while a delivery is held and nobody has decided. Raises PublicationHeld, naming what waits."""
    from monitoring import holds

    settings, layout, when = month_of(period)
    return holds.await_decisions(layout, load_contracts(settings.contracts), when)


@in_turn
def publish(period: str) -> Summary:
    """Moves the pointer to the audited version; does nothing when the same content is published already."""
    from monitoring import holds, published, redelivery
    from monitoring.warehouse import access
    from monitoring.warehouse import publish as publications

    settings, layout, when = month_of(period)
    engine = warehouse(settings, layout)
    version = _staged_version(layout, when)
    state = "unchanged" if access.current_version(engine, when) == version else "published"
    version = publications.publish(engine, when, version)
    redelivery.remember_published(settings, layout, when)
    noted = published.remember(layout, when, version, holds.used_deliveries(layout, when))
    return {"period": period, "version": version, "state": state, **noted}


@in_turn
def write_reports(period: str) -> Summary:
    """Writes what people open, from the published version."""
    from monitoring.reports import fonts
    from monitoring.reports import write_reports as write

    settings, layout, when = month_of(period)
    data = month_data(settings, layout, when, purpose="生成乡镇核查工作簿")
    files = write(data, layout.reports(when))
    record = {"period": period, "files": len(files), "sha256": {file["name"]: file["sha256"] for file in files}}
    write_text(layout.run_record("reports", when), json.dumps(record, ensure_ascii=False, indent=1) + "\n")
    lacking = fonts.obstacle()
    return {"period": period, "files": len(files), **({"pdf": lacking} if lacking else {})}


MONTH = (
    close_deliveries,
    join_people,
    assess_rules,
    build_marts,
    stage_publication,
    audit_publication,
    await_decisions,
    publish,
    write_reports,
)


def _staged_version(layout: Layout, period: Period) -> int:
    return int(json.loads(layout.run_record("publication", period).read_text(encoding="utf-8"))["version"])
