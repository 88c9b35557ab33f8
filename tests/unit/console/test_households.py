"""Opening a household: found without an address that names it, on record before it is read, and only one's own."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from tests.lib import marts
from tests.unit.console import county
from tests.unit.console.conftest import Browser

OTHERS_WORK_ID = "529901********003X"
OWN_WORK_ID = "529901********0012"


def _log(engine: Engine, what: str = "household") -> list[tuple[str, str, str]]:
    sql = text("select actor, what, subject from monitoring.access_log where what = :what order by entry_no")
    with engine.connect() as connection:
        rows = connection.execute(sql, {"what": what})
        return [(row.actor, row.what, row.subject) for row in rows]


def _open(browser: Browser, who: str, role: str = "Analyst", user: str = "zhang") -> str:
    answer = browser.post("/household", {"who": who}, role, user)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).removeprefix("/monitoring")


@pytest.fixture(autouse=True)
def empty_log(browser: Browser, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text("truncate monitoring.access_log, monitoring.access_log_head"))


@pytest.mark.parametrize("who", [marts.REGISTERED, "900000002", OTHERS_WORK_ID, "p_000000000000000000000003"])
def test_a_household_is_found_by_every_way_people_write_it(browser: Browser, engine: Engine, who: str) -> None:
    page = browser.get(_open(browser, who), "Analyst").text
    assert "疑似新增" in page
    assert "529901************" in page
    assert "不在名单" in page, "the month before stands in the timeline"
    assert _log(engine) == [("zhang", "household", marts.REGISTERED)]


def test_a_search_by_the_ends_of_a_number_is_on_record_too(browser: Browser, engine: Engine) -> None:
    _open(browser, OTHERS_WORK_ID)
    browser.post("/household", {"who": OTHERS_WORK_ID}, "Viewer", "town")
    assert _log(engine, "search") == [("zhang", "search", marts.REGISTERED), ("town", "search", None)]


def test_without_a_record_nothing_is_shown(browser: Browser, engine: Engine) -> None:
    """The address of a household comes from the record; when that cannot be written, there is none."""
    with engine.begin() as connection:
        connection.execute(text("alter table monitoring.access_log rename to away"))
    try:
        for who in (marts.LISTED, OWN_WORK_ID):
            answer = browser.post("/household", {"who": who}, "Analyst")
            assert answer.status_code == 503
            assert marts.LISTED not in answer.text
    finally:
        with engine.begin() as connection:
            connection.execute(text("alter table monitoring.away rename to access_log"))
    assert _log(engine) == []


def test_opening_is_on_record_even_when_nothing_is_read_afterwards(browser: Browser, engine: Engine) -> None:
    _open(browser, marts.LISTED)
    assert _log(engine) == [("zhang", "household", marts.LISTED)]


def test_a_ticket_is_for_who_got_it_and_for_an_hour(browser: Browser, engine: Engine) -> None:
    address = _open(browser, marts.REGISTERED)
    assert marts.REGISTERED in browser.get(address, "Analyst").text
    for other in (browser.get(address, "Analyst", "li"), browser.get(f"{address}/why", "Analyst", "li")):
        assert marts.REGISTERED not in other.text
        assert "已过期" in other.text
    with engine.begin() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text("update monitoring.access_log set requested_at = requested_at - interval '2 hours'"))
    assert marts.REGISTERED not in browser.get(address, "Analyst").text
    assert browser.get(f"/household/{'-' * 36}", "Analyst").status_code == 404


@pytest.mark.parametrize("who", [marts.REGISTERED, "900000002", OTHERS_WORK_ID, "p_000000000000000000000003", "nobody"])
def test_another_townships_household_does_not_exist_for_a_township(browser: Browser, engine: Engine, who: str) -> None:
    answer = browser.post("/household", {"who": who}, "Viewer", "town")
    assert answer.status_code == 200
    assert "没有找到" in answer.text
    assert _log(engine) == []


def test_a_township_sees_its_own_households_and_findings_only(browser: Browser, engine: Engine) -> None:
    page = browser.get(_open(browser, OWN_WORK_ID, "Viewer", "town"), "Viewer", "town").text
    assert marts.LISTED in page
    assert _log(engine) == [("town", "household", marts.LISTED)]
    findings = browser.get("/findings?status=all", "Viewer", "town").text
    assert f"共 {county.MANY} 条" in findings
    assert county.OTHER not in findings
    assert county.OTHER not in browser.get("/changes", "Viewer", "town").text


@pytest.mark.parametrize("headers", [{"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"}])
def test_a_form_of_another_site_opens_nothing(browser: Browser, engine: Engine, headers: dict[str, str]) -> None:
    answer = browser.post("/household", {"who": marts.LISTED}, "Analyst", **headers)
    assert answer.status_code == 403
    assert _log(engine) == []


def test_a_form_too_long_or_broken_is_refused(browser: Browser, engine: Engine) -> None:
    assert browser.post("/household", {"who": "x" * 5000}, "Analyst").status_code == 403
    assert browser.post("/household", {"who": ""}, "Analyst").status_code == 200
    assert _log(engine) == []


def test_why_says_where_to_ask_when_this_machine_has_no_computed_tables(browser: Browser) -> None:
    page = browser.get(f"{_open(browser, marts.LISTED)}/why", "Analyst").text
    assert "monitor explain listed:5200000001 --period 2026-10" in page


def test_the_auditor_sees_who_opened_what(browser: Browser) -> None:
    _open(browser, marts.LISTED)
    page = browser.get("/access", "Auditor").text
    assert "zhang" in page
    assert "打开一户" in page
