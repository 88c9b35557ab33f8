"""When a delivery arrived: seen in its own month, or stated by the department's list; never renewed by a rerun."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from monitoring import landing, ledger
from monitoring.errors import DeliveryRefused
from monitoring.layout import Layout
from monitoring.sources.fetch import Access
from tests.lib.deliveries import PERIOD, deliver, make_contract, make_layout

CONTRACT = make_contract()
FIRST = PERIOD.day(1)
GOOD, OTHER = b"a,b\n1,2\n", b"a,b\n3,4\n"


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return make_layout(tmp_path)


def look(layout: Layout, day: dt.date) -> ledger.Entry:
    return landing.land(CONTRACT, PERIOD, layout, Access(today=day))


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number - 1)


def known(entry: ledger.Entry) -> tuple[str | None, str | None]:
    return entry.first_seen_on, entry.absent_on


def finish(layout: Layout, entry: ledger.Entry) -> None:
    entry.status = "delivered"
    ledger.write(layout, entry)


def test_the_day_of_the_same_bytes_is_not_renewed(layout: Layout) -> None:
    deliver(layout, CONTRACT, GOOD)
    finish(layout, look(layout, day(9)))
    kept = layout.ledger(CONTRACT.dataset, PERIOD).read_bytes()
    finish(layout, look(layout, day(19)))
    assert layout.ledger(CONTRACT.dataset, PERIOD).read_bytes() == kept
    assert known(ledger.read(layout, CONTRACT, PERIOD)) == (day(9).isoformat(), None)


def test_who_looked_in_vain_remembers_it_when_the_file_comes(layout: Layout) -> None:
    look(layout, day(11))
    look(layout, day(12))
    deliver(layout, CONTRACT, GOOD)
    assert known(look(layout, day(13))) == (day(13).isoformat(), day(12).isoformat())


def test_a_correction_keeps_the_day_of_what_it_corrects(layout: Layout) -> None:
    deliver(layout, CONTRACT, GOOD)
    finish(layout, look(layout, day(9)))
    deliver(layout, CONTRACT, OTHER)
    assert known(look(layout, day(19))) == (day(9).isoformat(), None)


def test_what_was_refused_was_not_there_yet(layout: Layout) -> None:
    deliver(layout, CONTRACT, b"")
    with pytest.raises(DeliveryRefused):
        look(layout, day(9))
    deliver(layout, CONTRACT, GOOD)
    refused = look(layout, day(12))
    assert known(refused) == (day(12).isoformat(), day(9).isoformat())
    landing.refuse(layout, refused, DeliveryRefused("F099", "unreadable"))
    deliver(layout, CONTRACT, OTHER)
    assert known(look(layout, day(15))) == (day(15).isoformat(), day(12).isoformat())


def test_a_run_after_the_month_says_nothing_about_the_arrival(layout: Layout) -> None:
    look(layout, PERIOD.shift(1).day(3))
    deliver(layout, CONTRACT, GOOD)
    assert known(look(layout, PERIOD.shift(1).day(4))) == (None, None)


def test_the_departments_list_may_state_the_day(layout: Layout) -> None:
    path = deliver(layout, CONTRACT, GOOD)
    listed = path.with_name(f"清单_{PERIOD}.csv")
    listed.write_text(f"文件名,报送日期\n{path.name},{day(17)}\n", encoding="utf-8")
    assert look(layout, PERIOD.shift(2).day(1)).stated_on == day(17).isoformat()


def test_a_day_of_another_form_is_refused_and_named(layout: Layout) -> None:
    path = deliver(layout, CONTRACT, GOOD)
    listed = path.with_name(f"清单_{PERIOD}.csv")
    listed.write_text(f"文件名,报送日期\n{path.name},十七日\n", encoding="utf-8")
    with pytest.raises(DeliveryRefused, match="报送日期写法有误"):
        look(layout, day(18))
