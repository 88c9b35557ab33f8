"""The stages of one delivery: landed, standardised, validated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitoring import ledger
from monitoring.contracts import departments, load_contracts
from monitoring.errors import DeliveryRefused
from monitoring.settings import load_settings
from monitoring.steps.place import Summary, comparison_day, delivery_of, register_of, short, townships_of

if TYPE_CHECKING:
    from monitoring.sources.connection import Connection


def department_names() -> list[str]:
    """Departments with at least one contract, sorted."""
    return sorted(departments(load_contracts(load_settings().contracts)))


def datasets_of(department: str) -> list[str]:
    """Datasets a department delivers, sorted."""
    return [contract.dataset for contract in departments(load_contracts(load_settings().contracts))[department]]


def status(dataset: str, period: str) -> str:
    """How far a delivery is: missing, landed, standardised, delivered, refused or stopped."""
    contract, when, _, layout = delivery_of(dataset, period)
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
    from monitoring import beside, landing
    from monitoring.readers.raw import write_raw
    from monitoring.sources.connection import from_environment
    from monitoring.sources.fetch import Access
    from monitoring.sources.today import now, today

    contract, when, settings, layout = delivery_of(dataset, period)
    source = contract.delivery.source
    if source is not None and connection is None:
        connection = from_environment(source.connection)
    with beside.alone(layout, dataset):
        entry = landing.land(contract, when, layout, Access(connection, settings.settle_seconds, today(), now()))
        if entry.status in ("missing", "deferred"):
            return short(entry)
        place = beside.place(layout, dataset, when)
        try:
            return short(write_raw(contract, entry, place))
        except DeliveryRefused as refusal:
            landing.refuse(place, entry, refusal)
            raise


def standardise(dataset: str, period: str) -> Summary:
    """Gives the text of one delivery its canonical columns and types. Raises DeliveryRefused when too much of its column
    of citizen IDs is damaged."""
    from monitoring import beside, landing
    from monitoring import standardise as stage

    contract, when, settings, layout = delivery_of(dataset, period)
    with beside.alone(layout, dataset):
        place = beside.reopened(layout, dataset, when, "raw")
        landed = ledger.read(place, contract, when)
        try:
            as_of = comparison_day(settings, when)
            return short(stage.standardise(contract, landed, place, as_of, townships_of(settings, as_of)))
        except DeliveryRefused as refusal:
            landing.refuse(place, landed, refusal)
            raise


def validate(dataset: str, period: str) -> Summary:
    """Runs the suite of one delivery, holds it against its history, closes its ledger. Raises DeliveryStopped or
    DeliveryRefused when nothing of it may be used."""
    from monitoring import beside, holds, landing
    from monitoring import validate as stage
    from monitoring.errors import DeliveryStopped

    contract, when, settings, layout = delivery_of(dataset, period)
    as_of = comparison_day(settings, when)
    with beside.alone(layout, dataset):
        place = beside.reopened(layout, dataset, when, "standardised")
        landed = ledger.read(place, contract, when)
        try:
            entry = stage.validate(contract, landed, place, settings.expectations, as_of, register_of(settings, when))
            holds.stay_rejected(place, contract, entry)
        except DeliveryRefused as refusal:
            landing.refuse(place, landed, refusal)
            raise
        beside.settle(place)
    if entry.status == "stopped":
        raise DeliveryStopped(entry.code or "STOPPED", entry.message or "")
    return short(entry)


def ingest(dataset: str, period: str) -> Summary:
    """All stages of one delivery in order; a missing one, or one still being uploaded, ends after landing."""
    landed = land(dataset, period)
    if landed["status"] in ("missing", "deferred"):
        return landed
    standardise(dataset, period)
    return validate(dataset, period)
