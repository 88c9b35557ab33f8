"""What is told about an error: everything when it is ours, its kind and place when it is a library's."""

from __future__ import annotations

import errno

import pytest

from monitoring.errors import (
    AuditRefused,
    ConfigurationError,
    DeliveryRefused,
    DeliveryStopped,
    LedgerBroken,
    PublicationHeld,
)
from monitoring.failures import describe
from monitoring.period import Period
from monitoring.settings import PROJECT
from monitoring.sources.errors import SourceUnavailable
from monitoring.warehouse.errors import LeaseLost, WarehouseUnavailable

ID_NUMBER = "529901199001011237"


def caught(error: Exception) -> Exception:
    try:
        raise error
    except Exception as raised:  # noqa: BLE001 - any kind is asked about
        return raised


@pytest.mark.parametrize("error", [DeliveryRefused("S007", "表头"), AuditRefused("total"), ConfigurationError("key x")])
def test_what_a_person_can_mend_is_told_in_full(error: Exception) -> None:
    assert describe(error).kind == "data"
    assert describe(error).message.startswith(str(error))


@pytest.mark.parametrize("error", [ConnectionRefusedError(111, "refused"), OSError(28, "No space left"), MemoryError()])
def test_what_may_pass_is_the_systems(error: Exception) -> None:
    assert describe(caught(error)).kind == "system"


def test_a_full_disk_is_named() -> None:
    assert "No space left on device" in describe(OSError(28, "No space left on device", f"/x/{ID_NUMBER}")).message


def test_an_engine_that_says_in_its_own_words_that_the_disk_is_full() -> None:
    failure = describe(caught(RuntimeError(f'Could not write file "/x/{ID_NUMBER}": No space left on device')))
    assert failure.kind == "system"
    assert "磁盘已满" in failure.message
    assert failure.message.endswith("（处理见 docs/runbooks/disk_full.md）")
    assert ID_NUMBER not in failure.message


@pytest.mark.parametrize("error", [ValueError(ID_NUMBER), KeyError(ID_NUMBER), OSError(5, "I/O error", ID_NUMBER)])
def test_a_librarys_words_are_never_repeated(error: Exception) -> None:
    message = describe(caught(error)).message
    assert ID_NUMBER not in message
    assert type(error).__name__ in message


def test_a_defect_names_the_line_of_this_package_it_came_through() -> None:
    with pytest.raises(TypeError) as raised:
        Period.parse(20261)  # type: ignore[arg-type]
    failure = describe(raised.value)
    assert failure.kind == "defect"
    assert "monitoring.period, line" in failure.message


def test_a_broken_ledger_is_never_the_departments_fault() -> None:
    assert describe(LedgerBroken("delivered 3, accounted for 2")).kind == "defect"


@pytest.mark.parametrize(
    ("error", "page"),
    [
        (DeliveryRefused("S007", "表头"), "delivery_refused"),
        (DeliveryStopped("ROWS", "行数"), "delivery_stopped"),
        (DeliveryRefused("REPLAY", "上月的文件"), "wrong_month"),
        (DeliveryRefused("SCHEMA_DRIFT", "列"), "source_unavailable"),
        (DeliveryRefused("REJECTED", "不予采用"), "held"),
        (SourceUnavailable("bureau", "没有应答"), "source_unavailable"),
        (PublicationHeld("待决定"), "held"),
        (AuditRefused("total"), "publication_refused"),
        (ConfigurationError("parameter income_line has no value in force"), "configuration"),
        (OSError(errno.ENOSPC, "No space left on device"), "disk_full"),
        (WarehouseUnavailable("x", "53100"), "disk_full"),
        (WarehouseUnavailable("x", "57P03"), "warehouse_down"),
        (WarehouseUnavailable("x", "55P03"), "break_a_lease"),
        (LeaseLost("已被后来的运行取代"), "task_failed"),
        (ValueError("x"), "task_failed"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_each_kind_of_failure_names_the_page_that_says_what_to_do(error: Exception, page: str) -> None:
    path = f"docs/runbooks/{page}.md"
    assert describe(error).message.endswith(f"（处理见 {path}）")
    text = (PROJECT / path).read_text(encoding="utf-8")
    assert "still right?" in text
    assert "## Look" in text


def test_a_message_that_names_its_page_names_it_once() -> None:
    assert describe(PublicationHeld("见 docs/runbooks/held.md")).message.count("docs/runbooks/") == 1
