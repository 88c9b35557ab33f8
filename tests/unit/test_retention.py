"""What is past its window goes, what anything rests on stays, and a purge may be killed, doubled or repeated."""

from __future__ import annotations

import datetime as dt
import json
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from sqlalchemy import Engine, text

from monitoring import landing, ledger
from monitoring.contracts import load_contracts
from monitoring.errors import ConfigurationError
from monitoring.layout import LAYERS, Layout
from monitoring.ledger import Entry
from monitoring.period import Period
from monitoring.retention import purge as purging
from monitoring.retention.plan import plan
from monitoring.retention.purge import purge, record
from monitoring.retention.windows import STORES, load_retention
from monitoring.settings import Settings, load_settings
from monitoring.warehouse import access
from monitoring.warehouse.expiry import empty_version
from monitoring.warehouse.publish import audit, publications, publish, rollback, stage
from tests.lib import marts
from tests.lib.includes import include_with
from tests.lib.months import Months
from tests.lib.staged import stage_all
from tests.lib.warehouse import server_layout, server_url, warehouse

__all__ = ["server_layout", "server_url", "warehouse"]

TODAY = dt.date(2026, 11, 22)
MONTHS = [Period(2025, 8).shift(by) for by in range(16)]  # 2025-08 to 2026-11
SNAPSHOT, INCREMENT = "public_security.residents", "health.death_certificates"
CONTRACTS = load_contracts(load_settings().contracts)
UNPUBLISHED = Period(2026, 1)
NEWEST = MONTHS[-1]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(load_settings(), home=tmp_path, inbox=tmp_path / "inbox", warehouse_url=None)


@pytest.fixture
def layout(settings: Settings) -> Layout:
    """Sixteen months of everything, written in the month they are about."""
    layout = Layout(settings)
    for month in MONTHS:
        for path in things_of(layout, month):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x" * 10)
            if path == layout.table("staging", INCREMENT, month):
                pq.write_table(
                    pa.table({"row_no": [1], "person_id": [str(month.number)], "person_key": [1], "name": ["x"]}), path
                )
            written(path, month)
        for dataset in (SNAPSHOT, INCREMENT):
            entry = Entry(dataset, CONTRACTS[dataset].department, str(month), "delivered", sha256=sha256_of(month))
            ledger.write(layout, entry)
    return layout


@pytest.fixture
def engine(warehouse: Engine, tmp_path: Path) -> Engine:
    """All months but one are published."""
    with warehouse.begin() as connection:
        for month in MONTHS:
            if month != UNPUBLISHED:
                connection.execute(
                    text("insert into monitoring.current_publication values (:period, 1, :fence)"),
                    {"period": str(month), "fence": month.number},
                )
    return warehouse


def sha256_of(month: Period) -> str:
    return f"{month.number}".rjust(64, "0")


def things_of(layout: Layout, month: Period) -> list[Path]:
    tables = [layout.table(layer, name, month) for layer in LAYERS for name in (SNAPSHOT, INCREMENT)]
    return [
        *tables,
        layout.table("marts", "people", month),
        layout.table("marts", "monitoring_subjects", month),
        layout.landing(sha256_of(month)),
        layout.reports(month) / f"月报_{month}.html",
        layout.reports(month) / "工作簿" / "甲乡.xlsx",
        layout.identity / "proposals" / f"{month}.csv",
        layout.home / "logs" / "airflow" / f"{month}.log",
    ]


def written(path: Path, month: Period) -> None:
    moment = dt.datetime(month.year, month.month, 20, tzinfo=dt.UTC).timestamp()
    os.utime(path, (moment, moment))


def gone(layout: Layout) -> set[str]:
    every = {path for month in MONTHS for path in things_of(layout, month)}
    return {path.relative_to(layout.home).as_posix() for path in every if not path.exists()}


def months_of(paths: set[str], start: str) -> list[str]:
    return sorted({path.partition("period=")[2][:7] for path in paths if path.startswith(start)})


def test_each_store_goes_when_its_own_time_is_over(settings: Settings, layout: Layout, engine: Engine) -> None:
    purge(settings, layout, engine, TODAY, TODAY)
    left = gone(layout)
    before = {month: [str(m) for m in MONTHS if m < month and m != UNPUBLISHED] for month in MONTHS}
    assert months_of(left, f"raw/{SNAPSHOT}") == before[Period(2026, 9)]
    assert months_of(left, f"intermediate/{SNAPSHOT}") == before[Period(2026, 8)]
    assert months_of(left, f"quarantine/{SNAPSHOT}") == before[Period(2025, 10)]
    assert months_of(left, "marts/people") == before[Period(2026, 9)]
    assert months_of(left, "marts/monitoring_subjects") == before[Period(2025, 10)]
    landed = [layout.landing(sha256_of(month)).exists() for month in MONTHS]
    assert landed == [month >= Period(2026, 8) or month == UNPUBLISHED for month in MONTHS]
    logs = [str(month) for month in MONTHS if (layout.home / "logs" / "airflow" / f"{month}.log").exists()]
    assert logs == [str(month) for month in MONTHS if month >= Period(2026, 5)]


def test_reports_stay_longer_than_the_workbooks_beside_them(settings: Settings, layout: Layout, engine: Engine) -> None:
    purge(settings, layout, engine, TODAY, TODAY)
    first = layout.reports(MONTHS[0])
    assert (first / f"月报_{MONTHS[0]}.html").exists()
    assert not (first / "工作簿").exists()


def test_all_months_of_what_adds_up_stay_staged(settings: Settings, layout: Layout, engine: Engine) -> None:
    purge(settings, layout, engine, TODAY, TODAY)
    left = gone(layout)
    assert months_of(left, f"staging/{INCREMENT}") == []
    assert len(months_of(left, f"staging/{SNAPSHOT}")) > 8


DEATHS = (INCREMENT, "public_security.deaths")
DEAD, CORRECTED, ALIVE = (52990119400101001 + n * 1000 for n in range(3))
FIVE = [Period(2026, 5).shift(by) for by in range(5)]  # 2026-05 to 2026-09


def deaths_of(month: Period, number: int) -> list[dict[str, object]]:
    """One person's death is told once, another's again and corrected every month, each with its certificate."""
    day = f"{month}-0{number + 1}"
    people = [DEAD, CORRECTED] if month == FIVE[0] else [CORRECTED]
    own = {"death_certificate_no": f"SW{number}"}
    return [{"person_key": person, "name": "测试甲", "death_date": day, **own} for person in people]


def given_of(month: Period, number: int) -> dict[str, list[dict[str, object]]]:
    residents = [
        {
            "person_key": p,
            "name": "测试甲",
            "household_no": str(p),
            "township": "甲乡",
            "village": "一村",
            "status": "normal",
        }
        for p in (DEAD, CORRECTED, ALIVE)
    ]
    certified = deaths_of(month, number)
    told = [{key: row[key] for key in ("person_key", "name", "death_date")} for row in certified]
    return {SNAPSHOT: residents, INCREMENT: certified, DEATHS[1]: told}


@pytest.mark.slow
def test_of_what_adds_up_only_what_later_months_read_stays_and_they_compute_the_same_bytes(
    tmp_path: Path, warehouse: Engine
) -> None:
    months = Months(tmp_path, include_with(tmp_path, RULES))
    layout, settings = months.layout, months.settings
    for number, month in enumerate(FIVE):
        stage_all(layout, month, given_of(month, number))
        with warehouse.begin() as connection:
            connection.execute(
                text("insert into monitoring.current_publication values (:period, 1, :fence)"),
                {"period": str(month), "fence": month.number},
            )
    for month in FIVE[-2:]:
        months.rebuild(month)
    for path in layout.home.rglob("*.parquet"):
        written(path, FIVE[0])
    before = {month: built(layout, month) for month in FIVE[-2:]}
    assert {row["rule"] for row in months.mart("findings", FIVE[-1])} >= {"conflict.alive_or_dead"}
    day = dt.date(2026, 10, 20)
    gone = [one for one in purge(settings, layout, warehouse, day, day) if one.store == "added_up"]
    first = pq.read_table(layout.table("staging", INCREMENT, FIVE[0])).to_pylist()
    assert [(row["person_key"], row["death_certificate_no"]) for row in first] == [(DEAD, None)]
    assert {(one.month, one.size) for one in gone if INCREMENT in one.what} == {("2026-05", 2)}
    assert [one for one in plan(settings, layout, warehouse, day) if one.store == "added_up"] == []
    for month in FIVE[-2:]:
        months.rebuild(month)
        assert built(layout, month) == before[month]


RULES = ("wrong.paid_after_death", "conflict.alive_or_dead")


def built(layout: Layout, month: Period) -> dict[str, bytes]:
    """Everything that is published of a month, and what its rules found."""
    paths = [
        path for name in ("marts", "findings") for path in (layout.home / name).glob(f"*/period={month}/*.parquet")
    ]
    return {path.relative_to(layout.home).as_posix(): path.read_bytes() for path in paths}


def test_nothing_goes_of_a_month_without_publication(settings: Settings, layout: Layout, engine: Engine) -> None:
    purge(settings, layout, engine, TODAY, TODAY)
    kept = [path for path in things_of(layout, UNPUBLISHED) if path.suffix != ".log"]
    assert [path for path in kept if not path.exists()] == []


@pytest.mark.parametrize("years", [1, 5])
def test_the_newest_published_months_can_be_rebuilt_however_late_it_is(
    settings: Settings, layout: Layout, engine: Engine, years: int
) -> None:
    day = TODAY.replace(year=TODAY.year + years)
    purge(settings, layout, engine, day, day)
    for month in (NEWEST, NEWEST.shift(-1)):
        kept = [path for path in things_of(layout, month) if path.suffix != ".log"]
        assert [path for path in kept if not path.exists()] == []
    compared = NEWEST.shift(-2)
    assert layout.table("marts", "people", compared).exists()
    assert layout.table("staging", SNAPSHOT, compared).exists()
    assert not layout.table("raw", SNAPSHOT, compared).exists()


def test_before_anything_is_published_nothing_goes(settings: Settings, layout: Layout, warehouse: Engine) -> None:
    day = TODAY.replace(year=2040)
    assert {one.store for one in plan(settings, layout, warehouse, day)} == {"logs"}


def test_what_was_written_just_now_stays(settings: Settings, layout: Layout, engine: Engine) -> None:
    old = layout.table("raw", SNAPSHOT, MONTHS[0])
    recent = dt.datetime.combine(TODAY, dt.time(), dt.UTC).timestamp()
    os.utime(old, (recent, recent))
    purge(settings, layout, engine, TODAY, TODAY)
    assert old.exists()


def test_a_delivery_that_was_replaced_goes_by_its_age(settings: Settings, layout: Layout, engine: Engine) -> None:
    old, new = (layout.landing(digit * 64) for digit in "ab")
    for path, month in ((old, Period(2026, 7)), (new, Period(2026, 9))):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        written(path, month)
    purge(settings, layout, engine, TODAY, TODAY)
    assert (old.exists(), new.exists()) == (False, True)


def test_the_plan_touches_nothing_and_is_what_goes(settings: Settings, layout: Layout, engine: Engine) -> None:
    planned = plan(settings, layout, engine, TODAY)
    assert gone(layout) == set()
    assert purge(settings, layout, engine, TODAY, TODAY) == planned
    assert gone(layout) == {one.what for one in planned}
    said = json.loads(record(layout, TODAY).read_text(encoding="utf-8"))
    assert {line["what"] for line in said} == gone(layout)
    assert plan(settings, layout, engine, TODAY) == []


def test_a_day_to_come_is_refused(settings: Settings, layout: Layout, engine: Engine) -> None:
    with pytest.raises(ConfigurationError, match="还没有到"):
        purge(settings, layout, engine, TODAY + dt.timedelta(days=1), TODAY)
    assert gone(layout) == set()


@pytest.mark.slow
def test_killed_anywhere_and_run_again_it_ends_the_same(
    settings: Settings, layout: Layout, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = plan(settings, layout, engine, TODAY)
    inner, removed = purging._remove, 0

    def one_more(*arguments: object) -> None:
        nonlocal removed
        if removed and removed % 40 == 0:
            removed += 1
            raise KeyboardInterrupt
        removed += 1
        inner(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(purging, "_remove", one_more)
    broken_off = 0
    while plan(settings, layout, engine, TODAY):
        try:
            purge(settings, layout, engine, TODAY, TODAY)
        except KeyboardInterrupt:
            broken_off += 1
    assert broken_off >= 2
    assert gone(layout) == {one.what for one in planned}
    assert len(json.loads(record(layout, TODAY).read_text(encoding="utf-8"))) == len(planned)


def test_of_two_at_once_one_does_the_work(settings: Settings, layout: Layout, engine: Engine) -> None:
    planned = plan(settings, layout, engine, TODAY)
    results: list[int] = []

    def run() -> None:
        results.append(len(purge(settings, layout, engine, TODAY, TODAY)))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [0, len(planned)]


def test_a_month_whose_files_are_gone_is_not_landed_as_missing(
    settings: Settings, layout: Layout, engine: Engine
) -> None:
    purge(settings, layout, engine, TODAY, TODAY)
    contract, month = CONTRACTS[INCREMENT], MONTHS[0]
    with pytest.raises(ConfigurationError, match="保留期限"):
        landing.land(contract, month, layout)
    assert ledger.read(layout, contract, month).status == "delivered"
    assert layout.table("staging", INCREMENT, month).exists()


@pytest.fixture
def versions(warehouse: Engine, layout: Layout, tmp_path: Path) -> Callable[[Period], list[int]]:
    """Publishes three versions of a month and stages a fourth; all of it happened half a year ago."""

    def publish_versions(month: Period) -> list[int]:
        made = []
        for number in range(4):
            rows = marts.sample()
            rows["indicators"][0]["value"] = number
            version = stage(warehouse, layout, month, marts.write(rows, tmp_path / f"v{number}"))
            if number < 3:
                audit(warehouse, month, version)
                publish(warehouse, month, version)
            made.append(version)
        with warehouse.begin() as connection:
            connection.exec_driver_sql("update monitoring.publication_events set happened_at = '2026-05-20'")
        return made

    return publish_versions


def states(engine: Engine, month: Period) -> list[str]:
    return [row["state"] for row in publications(engine) if row["period"] == str(month)]


@pytest.mark.slow
def test_versions_nobody_sees_go_and_the_published_one_stays(
    settings: Settings, layout: Layout, warehouse: Engine, versions: Callable[[Period], list[int]]
) -> None:
    old, month = Period(2026, 5), Period(2026, 6)
    for each in (old, month, Period(2026, 7)):
        versions(each)
    digest = access.published_digest(warehouse, old)
    purge(settings, layout, warehouse, TODAY, TODAY)
    assert states(warehouse, old) == ["purged", "purged", "published", "discarded"]
    assert access.published_digest(warehouse, old) == digest
    assert states(warehouse, month) == ["superseded", "superseded", "published", "staged"]
    assert rollback(warehouse, month, 1) == 1


def test_what_became_current_after_the_plan_is_not_emptied(
    warehouse: Engine, versions: Callable[[Period], list[int]]
) -> None:
    month = Period(2026, 6)
    versions(month)
    rollback(warehouse, month, 2)
    digest = access.published_digest(warehouse, month)
    empty_version(warehouse, month, 2)
    assert access.published_digest(warehouse, month) == digest
    assert states(warehouse, month)[1] == "published"


def test_who_looked_at_whom_is_forgotten_after_three_years(settings: Settings, layout: Layout, engine: Engine) -> None:
    with engine.begin() as connection:
        for day in ("2023-10-31", "2023-11-01", "2026-11-01"):
            connection.exec_driver_sql(
                "insert into monitoring.access_log (ticket, login, what, period, purpose, requested_at, transaction_no)"
                f" values (gen_random_uuid(), 'l', 'worklist', '2026-10', 'p', '{day}', pg_current_xact_id())"
            )
    purge(settings, layout, engine, TODAY, TODAY)
    with engine.connect() as connection:
        left = connection.exec_driver_sql("select requested_at::date::text from monitoring.access_log order by 1")
        assert left.scalars().all() == ["2023-11-01", "2026-11-01"]


def test_every_store_has_a_window_a_reason_and_a_source() -> None:
    found = load_retention(load_settings().include)
    assert sorted(found.stores) == sorted(STORES)
    assert all(window.reason and window.source for window in found.stores.values())
    law = found.stores["logs"]
    assert law.days is not None
    assert law.days >= 183


@pytest.mark.parametrize(
    "change", [{"days": 3}, {"months": 0}, {"reason": None}, {"rows": 1}], ids=["both", "zero", "no reason", "unknown"]
)
def test_a_wrong_window_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    rules = yaml.safe_load((load_settings().include / "retention.yml").read_text(encoding="utf-8"))
    rules["stores"]["raw"] |= change
    (tmp_path / "retention.yml").write_text(yaml.safe_dump(rules), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"stores\.raw"):
        load_retention(tmp_path)
    del rules["stores"]["raw"]
    (tmp_path / "retention.yml").write_text(yaml.safe_dump(rules), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="raw"):
        load_retention(tmp_path)
