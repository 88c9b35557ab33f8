"""The stages of a month, composed: the only module the Dags and the command line call.

Every step takes strings, can be run again at any time with the same outcome, and returns a small dictionary of counts,
hashes and codes: never a value of a row. Libraries that are slow to import are imported where they are used, so that
the Dags parse quickly.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from monitoring import ledger
from monitoring.contracts import Contract, datasets_for, departments, load_contracts
from monitoring.errors import ConfigurationError, DeliveryRefused
from monitoring.layout import Layout, write_text
from monitoring.parameters import load_parameters
from monitoring.period import Period
from monitoring.published_data import month_data, warehouse
from monitoring.settings import Settings, load_settings
from monitoring.townships import Townships, in_force, load_townships

if TYPE_CHECKING:
    from monitoring.sources.connection import Connection

Summary = dict[str, Any]


def department_names() -> list[str]:
    """Departments with at least one contract, sorted."""
    return sorted(departments(load_contracts(load_settings().contracts)))


def datasets_of(department: str) -> list[str]:
    """Datasets a department delivers, sorted."""
    return [contract.dataset for contract in departments(load_contracts(load_settings().contracts))[department]]


def status(dataset: str, period: str) -> str:
    """How far a delivery is: missing, landed, standardised, delivered, refused or stopped."""
    contract, when, _, layout = _delivery(dataset, period)
    return ledger.read(layout, contract, when).status


def connection_of(dataset: str) -> str | None:
    """Id of the connection the dataset is fetched through; None for the drop folder."""
    source = load_contracts(load_settings().contracts)[dataset].delivery.source
    return source.connection if source else None


def land(dataset: str, period: str, connection: Connection | None = None) -> Summary:
    """Fetches one delivery, keeps its bytes, reads it into text columns.

    connection: of the contract's source; without it, that of the environment variable AIRFLOW_CONN_<ID>. Status
    "deferred" means that the file is still being uploaded. Raises DeliveryRefused when it cannot be read.
    """
    from monitoring import landing
    from monitoring.readers.raw import write_raw
    from monitoring.sources.connection import from_environment
    from monitoring.sources.fetch import Access
    from monitoring.sources.today import today

    contract, when, settings, layout = _delivery(dataset, period)
    source = contract.delivery.source
    if source is not None and connection is None:
        connection = from_environment(source.connection)
    entry = landing.land(contract, when, layout, Access(connection, settings.settle_seconds, today()))
    if entry.status in ("missing", "deferred"):
        return _short(entry)
    try:
        return _short(write_raw(contract, entry, layout))
    except DeliveryRefused as refusal:
        landing.refuse(layout, entry, refusal)
        raise


def standardise(dataset: str, period: str) -> Summary:
    """Gives the text of one delivery its canonical columns and types. Raises DeliveryRefused when too much of its column
    of citizen IDs is damaged."""
    from monitoring import landing
    from monitoring import standardise as stage

    contract, when, settings, layout = _delivery(dataset, period)
    landed = ledger.read(layout, contract, when)
    try:
        as_of = _as_of(settings, when)
        return _short(stage.standardise(contract, landed, layout, as_of, _townships(settings, as_of)))
    except DeliveryRefused as refusal:
        landing.refuse(layout, landed, refusal)
        raise


def validate(dataset: str, period: str) -> Summary:
    """Runs the suite of one delivery, holds it against its history, closes its ledger. Raises DeliveryStopped or
    DeliveryRefused when nothing of it may be used."""
    from monitoring import holds, landing
    from monitoring import validate as stage
    from monitoring.errors import DeliveryStopped

    contract, when, settings, layout = _delivery(dataset, period)
    as_of = _as_of(settings, when)
    landed = ledger.read(layout, contract, when)
    try:
        entry = stage.validate(contract, landed, layout, settings.expectations, as_of, _register(settings, when))
        holds.stay_rejected(layout, contract, entry)
    except DeliveryRefused as refusal:
        landing.refuse(layout, landed, refusal)
        raise
    if entry.status == "stopped":
        raise DeliveryStopped(entry.code or "STOPPED", entry.message or "")
    return _short(entry)


def ingest(dataset: str, period: str) -> Summary:
    """All stages of one delivery in order; a missing one, or one still being uploaded, ends after landing."""
    landed = land(dataset, period)
    if landed["status"] in ("missing", "deferred"):
        return landed
    standardise(dataset, period)
    return validate(dataset, period)


def close_deliveries(period: str) -> Summary:
    """Counts what is there on the comparison day; what is not final by now counts as not delivered.
    townships_listed 0: the county has no list, and nobody has looked whether a township exists."""
    from monitoring import holds
    from monitoring.sources.files import leftovers

    settings, layout, when = _month(period)
    contracts = load_contracts(settings.contracts)
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


def join_people(period: str) -> Summary:
    """Builds people and households of the month from every role; notes which damaged numbers could be repaired."""
    from monitoring import transform
    from monitoring.identity import proposals

    settings, layout, when = _month(period)
    counts = transform.build(settings, layout, when)
    proposed = proposals.write(settings, layout, when)
    return _remember(layout, when, "join_people", {**counts, **proposed})


def assess_rules(period: str) -> Summary:
    """Runs every rule on the month's people and households."""
    from monitoring import rules

    settings, layout, when = _month(period)
    return _remember(layout, when, "assess_rules", rules.assess(settings, layout, when))


def build_marts(period: str) -> Summary:
    """Builds the tables that will be published."""
    from monitoring import subjects

    settings, layout, when = _month(period)
    return _remember(layout, when, "build_marts", subjects.build_marts(settings, layout, when))


def stage_publication(period: str) -> Summary:
    """Loads the month into the warehouse as a version nobody sees yet; the same content keeps its version."""
    from monitoring.provenance import provenance
    from monitoring.warehouse import publish as publications

    settings, layout, when = _month(period)
    engine = warehouse(settings, layout)
    made_by = publications.Provenance(**provenance(settings, layout, when))
    version = publications.stage(engine, layout, when, provenance=made_by)
    return _remember(layout, when, "publication", {"period": period, "version": version})


def audit_publication(period: str) -> Summary:
    """Audits the staged version. Raises AuditRefused, and the published month stays as it was."""
    from monitoring.warehouse.audit import audit

    settings, layout, when = _month(period)
    report = audit(warehouse(settings, layout), when, _staged_version(layout, when))
    return {"period": period, "version": report.version, "checks": report.check_count}


def await_decisions(period: str) -> Summary:
    """Ends here while a delivery is held and nobody has decided. Raises PublicationHeld, naming what waits."""
    from monitoring import holds

    settings, layout, when = _month(period)
    return holds.await_decisions(layout, load_contracts(settings.contracts), when)


def publish(period: str) -> Summary:
    """Moves the pointer to the audited version; does nothing when the same content is published already."""
    from monitoring import holds, published
    from monitoring.warehouse import access
    from monitoring.warehouse import publish as publications

    settings, layout, when = _month(period)
    engine = warehouse(settings, layout)
    version = _staged_version(layout, when)
    state = "unchanged" if access.current_version(engine, when) == version else "published"
    version = publications.publish(engine, when, version)
    noted = published.remember(layout, when, version, holds.used_deliveries(layout, when))
    return {"period": period, "version": version, "state": state, **noted}


def write_reports(period: str) -> Summary:
    """Writes what people open, from the published version."""
    from monitoring.reports import write_reports as write

    settings, layout, when = _month(period)
    files = write(month_data(settings, layout, when), layout.reports(when))
    record = {"period": period, "files": len(files), "sha256": {file["name"]: file["sha256"] for file in files}}
    write_text(layout.run_record("reports", when), json.dumps(record, ensure_ascii=False, indent=1) + "\n")
    return {"period": period, "files": len(files)}


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


def _delivery(dataset: str, period: str) -> tuple[Contract, Period, Settings, Layout]:
    settings, layout, when = _month(period)
    contracts = load_contracts(settings.contracts)
    if dataset not in contracts:
        raise ConfigurationError(f"no contract for dataset {dataset}")
    return contracts[dataset].at(when), when, settings, layout


def _month(period: str) -> tuple[Settings, Layout, Period]:
    settings = load_settings()
    return settings, Layout(settings), Period.parse(period)


def _register(settings: Settings, period: Period) -> Contract | None:
    contracts = load_contracts(settings.contracts)
    found = datasets_for(contracts, "residents")
    return contracts[found[0]].at(period) if found else None


def _townships(settings: Settings, as_of: dt.date) -> Townships | None:
    listed = load_townships(settings.townships, settings.county)
    return in_force(listed, as_of) if listed is not None else None


def _as_of(settings: Settings, period: Period) -> dt.date:
    return load_parameters(settings.parameters).as_of(period, settings.county)


def _staged_version(layout: Layout, period: Period) -> int:
    return int(json.loads(layout.run_record("publication", period).read_text(encoding="utf-8"))["version"])


def _short(entry: ledger.Entry) -> Summary:
    kept = ("dataset", "period", "status", "delivery", "code")
    counts = ("rows_delivered", "rows_staged", "rows_quarantined", "rows_dropped", "warning_count")
    values = asdict(entry)
    return {name: values[name] for name in (*kept, *counts)}


def _remember(layout: Layout, period: Period, name: str, counts: Summary) -> Summary:
    write_text(layout.run_record(name, period), json.dumps(counts, sort_keys=True, indent=1) + "\n")
    return counts
