"""What each page answers, to whom, and that what it shows is text."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from markupsafe import escape
from sqlalchemy import Engine, text

from monitoring import ledger
from monitoring.console import pages
from monitoring.console.app import HEADERS
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.settings import Settings
from tests.lib import marts
from tests.unit.console import county
from tests.unit.console.conftest import Browser

PAGES = ("/", "/findings", "/household", "/rules", "/changes", "/publications", "/access")
DELIVERY = "/delivery/2026-10/education/students"
MAY = {
    "Viewer": {"/", "/rules", "/changes", "/publications"},
    "Op": {"/", "/rules", "/changes", "/publications", DELIVERY},
    "Analyst": {"/", "/findings", "/household", "/rules", "/changes", DELIVERY},
    "Auditor": {"/", "/rules", "/publications", "/access", DELIVERY},
    "Admin": {*PAGES, DELIVERY},
    "Nobody": set(),
}
WORK_ID = "529901********003X"


@pytest.mark.parametrize("role", MAY)
def test_a_role_opens_its_pages_and_no_other(browser: Browser, role: str) -> None:
    answers = {path: browser.get(path, role).status_code for path in (*PAGES, DELIVERY)}
    assert answers == {path: 200 if path in MAY[role] else 403 for path in answers}


def test_a_township_opens_what_is_about_its_households(browser: Browser) -> None:
    answers = {path: browser.get(path, "Viewer", "town").status_code for path in (*PAGES, DELIVERY)}
    own = {"/findings", "/household", "/changes", DELIVERY}
    assert answers == {"/": 303} | {path: 200 if path in own else 403 for path in answers if path != "/"}
    assert browser.get("/", "Viewer", "town").headers["location"] == "/monitoring/findings"


@pytest.mark.parametrize("path", [*PAGES, DELIVERY, "/console.css", "/household/nothing", "/none"])
def test_nobody_sees_anything_without_a_login(browser: Browser, path: str) -> None:
    page = browser.anonymously("GET", path, "text/html")
    assert page.status_code == 302
    assert page.headers["location"] == f"/auth/login?next=/monitoring{path}"
    for method, accept in (("GET", "*/*"), ("POST", "text/html"), ("HEAD", "text/html")):
        refused = browser.anonymously(method, path, accept)
        assert refused.status_code == 401
        assert refused.text in ("401", "")


@pytest.mark.parametrize("path", [*PAGES, DELIVERY, "/console.css", "/none"])
def test_every_answer_forbids_keeping_running_and_framing_elsewhere(browser: Browser, path: str) -> None:
    for answer in (browser.get(path), browser.get(path, "Nobody"), browser.anonymously("GET", path, "text/html")):
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    policy = HEADERS["Content-Security-Policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert HEADERS["Cache-Control"] == "no-store"


def test_a_value_is_text_and_never_part_of_the_page(browser: Browser) -> None:
    ticket = browser.post("/household", {"who": marts.REGISTERED}).headers["location"].removeprefix("/monitoring")
    shown = {path: browser.get(path).text for path in (*PAGES, DELIVERY, ticket)}
    for path, page in shown.items():
        assert "<script" not in page, path
        assert "<img" not in page, path
        assert not re.search(r"<[a-z][^>]* (style|on[a-z]+)=", page), path
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", page), path
    for path in ("/findings", "/rules", "/changes", ticket):
        assert escape("<script>alert(1)</script>") in shown[path], path


def test_nothing_that_names_somebody_is_on_a_page_in_an_address_or_in_a_log(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    seen = []
    for who in (WORK_ID, marts.REGISTERED, marts.LISTED, *marts.PEOPLE, "529901********9999"):
        answer = browser.post("/household", {"who": who})
        seen.append(answer.headers.get("location", ""))
        if answer.status_code == 303:
            address = answer.headers["location"].removeprefix("/monitoring")
            assert re.fullmatch("/household/[0-9a-f-]{36}", address)
            seen += [browser.get(address).text, browser.get(f"{address}/why").text]
    addresses = [*PAGES, DELIVERY, "/findings?status=all&page=2"]
    seen += [browser.get(path, role).text for role in MAY for path in addresses]
    said = "\n".join([*seen, caplog.text])
    for number, name in marts.PEOPLE.values():
        assert number not in said
        assert name not in said
    assert WORK_ID not in said
    for links in re.findall(r'(?:href|action)="([^"]*)"', "\n".join(seen)):
        assert not re.search("listed:|register:|p_0|9000000", links)


def test_the_month_says_what_was_delivered_and_what_is_wrong(browser: Browser) -> None:
    page = browser.get("/").text
    assert "2026年10月报送" in page
    assert "有隔离行" in page
    assert "已发布" in page
    assert browser.get("/?month=2026-09").text.count("2026年9月报送") == 1
    assert "2026年10月报送" in browser.get("/?month=1999-01").text


def test_a_delivery_says_why_and_what_to_do(browser: Browser) -> None:
    page = browser.get("/delivery/2026-10/public_security/residents").text
    assert "要做什么" in page
    assert "docs/runbooks/rows_quarantined.md" in page
    assert "ingest__public_security" in page
    assert browser.get("/delivery/2026-10/nobody/nothing").status_code == 404
    assert browser.get("/delivery/2026-99/education/students").status_code == 404


def test_of_what_did_not_arrive_nothing_is_said_to_be_fine(browser: Browser) -> None:
    page = browser.get("/delivery/2026-10/water/assessments").text
    assert "未报送" in page
    assert "docs/runbooks/delivery_missing.md" in page
    for claim in ("都与约定一致", "没有被隔离的行", "全部通过", "本月不需要处理"):
        assert claim not in page


def test_findings_are_paged_and_settled_ones_are_left_out_unless_asked_for(browser: Browser) -> None:
    assert "第 1–50 条，共 101 条" in browser.get("/findings").text
    assert "第 101–101 条，共 101 条" in browser.get("/findings?page=99").text
    assert "共 121 条" in browser.get("/findings?status=all").text
    settled = browser.get("/findings?status=dismissed").text
    assert "共 20 条" in settled
    first = browser.get("/findings").text
    assert first.index(escape(county.HOSTILE)) < first.index("第 21 条"), "high severity comes first"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (f"township={county.OTHER}", 1),
        ("severity=low", 100),
        ("family=risk&verify_department=education", 101),
        ("rule=risk.dropout&severity=high", 1),
        ("township=' or true --", 0),
        ("page=-1", 101),
        ("page=１", 101),
    ],
)
def test_a_filter_leaves_what_fits(browser: Browser, query: str, count: int) -> None:
    page = browser.get(f"/findings?{query}")
    assert page.status_code == 200
    assert f"共 {count} 条" in page.text if count else "没有符合筛选条件的问题" in page.text


def test_evidence_of_two_departments_stands_side_by_side(browser: Browser) -> None:
    page = browser.get(f"/findings?township={county.OTHER}").text
    sides = re.findall(r'<div class="side"><h4>([^<]*)', page)
    assert sides == ["教育局《学籍》", "公安局《户籍人口》"]


def test_rules_say_what_they_could_not_assess_and_how_they_went(browser: Browser) -> None:
    page = browser.get("/rules").text
    assert "出生日期" in page
    assert "+121" in page
    assert "<polyline" in page
    assert "income_line" in page
    assert "built-in" not in page


def test_changes_add_up_and_viewers_get_numbers_only(browser: Browser) -> None:
    page = browser.get("/changes").text
    assert "上月 1 户 ＋ 进入 1 － 退出 0 ＝ 本月 2 户" in page
    counts = browser.get("/changes", "Viewer").text
    assert "本月进入" in counts
    assert "900000002" not in counts
    assert escape(county.HOSTILE) not in counts


def test_publications_show_what_is_current_and_change_nothing(browser: Browser) -> None:
    page = browser.get("/publications").text
    assert page.count("正在发布") >= 2
    assert "monitor rollback 2026-10" in page
    assert "<b>2 / 2</b><span>个月发布后没有更正" in page
    assert "应在此前发布" in browser.get("/publications", "Auditor").text
    assert "<form" not in page


def test_a_warehouse_that_is_down_is_said_so_in_time(
    open_pages: Callable[[Settings], Browser], settings: Settings
) -> None:
    address = "postgresql://monitor:very-secret@127.0.0.1:1/monitor"
    closed = open_pages(replace(settings, warehouse_url=address))
    began = time.monotonic()
    answer = closed.get("/")
    assert time.monotonic() - began < 10
    assert answer.status_code == 503
    assert "现在读不到仓库" in answer.text
    assert "secret" not in answer.text


def test_an_unforeseen_error_shows_and_logs_no_value(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(asked: object) -> None:
        raise ValueError("529901196503070012")

    broken = tuple(replace(page, show=fail) if page.name == "rules" else page for page in pages.PAGES)
    monkeypatch.setattr(pages, "PAGES", broken)
    answer = browser.get("/rules")
    assert answer.status_code == 500
    assert "529901" not in answer.text + caplog.text
    assert "ValueError" in caplog.text


def test_before_the_first_publication_a_page_says_what_is_missing(
    browser: Browser, engine: Engine, settings: Settings, open_pages: Callable[[Settings], Browser]
) -> None:
    with engine.begin() as connection:
        kept = connection.execute(
            text("delete from monitoring.current_publication returning period, version, fence")
        ).all()
    try:
        for path in ("/", "/findings", "/household", "/rules", "/changes"):
            assert "还没有发布过任何月份" in browser.get(path).text, path
    finally:
        with engine.begin() as connection:
            for row in kept:
                statement = "insert into monitoring.current_publication values (:period, :version, :fence)"
                connection.execute(text(statement), dict(row._mapping))


def test_a_month_on_its_way_is_shown_from_the_ledger(browser: Browser, settings: Settings) -> None:
    layout, november = Layout(settings), Period(2026, 11)
    entries = [
        ledger.Entry("education.students", "education", "2026-11", "delivered", rows_delivered=5, rows_staged=5),
        ledger.Entry("civil_affairs.dibao", "civil_affairs", "2026-11", "refused", code="F008", message="打不开"),
        ledger.Entry("civil_affairs.cremations", "civil_affairs", "2026-11", "delivered", first_seen_on="2026-11-30"),
    ]
    for entry in entries:
        ledger.write(layout, entry)
    try:
        page = browser.get("/?month=2026-11").text
        assert "未发布" in page
        for state in ("已退回", "迟报", "未报送"):
            assert state in page
        assert "2026年11月报送" in page
        assert "2026年11月报送" in browser.get("/").text, "this month is the one on its way"
        assert "2026年10月发现" in browser.get("/findings").text
        reasons = browser.get("/delivery/2026-11/civil_affairs/dibao").text
        assert "打不开" in reasons
        assert "docs/runbooks/delivery_refused.md" in reasons
    finally:
        for entry in entries:
            layout.ledger(entry.dataset, november).unlink()
