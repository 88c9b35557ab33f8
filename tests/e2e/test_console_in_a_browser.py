"""The pages in a browser, inside a running Airflow: who gets in, what is seen, and that nothing runs or leaves."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from airflow_environment import airflow_environment
from monitoring.layout import Layout
from monitoring.settings import load_settings
from monitoring.warehouse import keeper, server
from monitoring.warehouse.migrate import upgrade
from tests.lib import marts
from tests.unit.console import county
from up import stop

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

PROJECT = Path(__file__).resolve().parents[2]
SCREENSHOTS = PROJECT / "out" / "screenshots"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SIZES = ((1366, 768), (1920, 1080))
USERS = {"chief": "admin", "reader": "viewer", "town": "viewer"}
ROLES = (
    f'roles: {{viewer: [counts], admin: [operator, analyst, auditor]}}\nusers: {{town: ["township:{county.OWN}"]}}\n'
)
PAGES = {
    "month": "/",
    "findings": "/findings",
    "search": "/household",
    "rules": "/rules",
    "changes": "/changes",
    "publications": "/publications",
    "access": "/access",
    "delivery": "/delivery/2026-10/public_security/residents",
}
TICKET = re.compile("/monitoring/household/[0-9a-f-]{36}$")
START_SECONDS = 240
expect.set_options(timeout=30_000)


@dataclass
class Visit:
    """One person's browser. foreign: addresses outside this machine that anything asked for; alerts: scripts that ran."""

    page: Page
    url: str
    foreign: list[str] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)

    def go(self, path: str) -> str:
        self.page.goto(f"{self.url}/monitoring{path}")
        return self.page.content()


@pytest.fixture(scope="module")
def airflow() -> Iterator[tuple[str, Path]]:
    """A running API server over a published county; its address and its log."""
    home = Path(tempfile.mkdtemp(prefix="monitor-console-"))
    layout = Layout(replace(load_settings(), home=home, inbox=home / "inbox", warehouse_url=None))
    engine = server.engine_for(server.private_url(layout))
    upgrade(engine)
    county.release(engine, home / "seed", county.SEPTEMBER, county.september())
    county.release(engine, home / "seed", county.OCTOBER, county.october())
    environment, log = _environment(home), home / "api.log"
    program = str(Path(sys.executable).with_name("airflow"))
    with log.open("ab") as output:
        subprocess.run([program, "db", "migrate"], env=environment, stdout=output, stderr=output, check=True)
        process = subprocess.Popen(
            [program, "api-server"], env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        address = environment["AIRFLOW__API__BASE_URL"]
        _wait(process, urlsplit(address).port or 0, log)
        yield address, log
    finally:
        stop(process)
        server.stop(layout, force=True)
        keeper.drop_lease(layout.postgres)
        shutil.rmtree(home)


def _environment(home: Path) -> dict[str, str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    settings = airflow_environment(home, port=port)
    passwords = Path(settings["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"])
    passwords.parent.mkdir(parents=True)
    passwords.write_text(json.dumps({name: f"{name}-password" for name in USERS}), encoding="utf-8")
    (home / "roles.yml").write_text(ROLES, encoding="utf-8")
    return {
        **os.environ,
        **settings,
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{name}:{role}" for name, role in USERS.items()),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "INFO",
        "MONITOR_CONSOLE_ROLES": str(home / "roles.yml"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(log.read_text(encoding="utf-8")[-2000:])
        time.sleep(0.5)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.fail("no Chromium on the PATH: apt-get install chromium")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
        )


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(locale="zh-CN", viewport={"width": SIZES[0][0], "height": SIZES[0][1]})
    yield context
    context.close()


def _visit(context: BrowserContext, airflow: tuple[str, Path], user: str | None) -> Visit:
    visit = Visit(context.new_page(), airflow[0])

    def note(address: str) -> None:
        if urlsplit(address).scheme not in ("data", "blob", "about") and urlsplit(address).hostname != "127.0.0.1":
            visit.foreign.append(address)

    context.on("request", lambda request: note(request.url))
    visit.page.on("dialog", lambda dialog: (visit.alerts.append(dialog.message), dialog.dismiss()))
    if user is not None:
        visit.page.goto(f"{visit.url}/monitoring/")
        visit.page.locator("input").first.fill(user)
        visit.page.locator("input[type=password]").fill(f"{user}-password")
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url(re.compile(re.escape(f"{visit.url}/monitoring/")))
    return visit


def test_a_login_leads_to_the_page_that_was_asked_for(context: BrowserContext, airflow: tuple[str, Path]) -> None:
    visit = _visit(context, airflow, None)
    visit.go("/findings")
    assert urlsplit(visit.page.url).path.startswith("/auth/login")
    assert county.OTHER not in visit.page.content()
    assert "2026年10月报送" in _visit(context, airflow, "chief").page.content()


def test_every_page_is_seen_and_nothing_runs_or_leaves(context: BrowserContext, airflow: tuple[str, Path]) -> None:
    visit = _visit(context, airflow, "chief")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for width, height in SIZES:
        visit.page.set_viewport_size({"width": width, "height": height})
        for name, path in PAGES.items():
            visit.go(path)
            assert visit.page.locator("h1").count() == 1, name
            visit.page.screenshot(path=SCREENSHOTS / f"console_{name}_{width}.png")
            wide = visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{name} is wider than {width}"
    assert visit.alerts == []
    assert visit.foreign == []


def test_a_household_is_opened_from_a_finding_and_found_again(
    context: BrowserContext, airflow: tuple[str, Path]
) -> None:
    visit = _visit(context, airflow, "chief")
    visit.go("/findings")
    visit.page.get_by_label("乡镇").select_option(county.OTHER)
    visit.page.get_by_role("button", name="筛选").click()
    expect(visit.page.locator("article.finding")).to_have_count(1)
    visit.page.get_by_role("button", name="看这一户").click()
    visit.page.wait_for_url(TICKET)
    expect(visit.page.get_by_text("疑似新增").first).to_be_visible()
    visit.page.screenshot(path=SCREENSHOTS / "console_household_1366.png", full_page=True)
    visit.page.get_by_role("link", name="全部规则").click()
    expect(visit.page.get_by_text("monitor explain")).to_be_visible()
    visit.page.go_back()
    expect(visit.page.get_by_text("疑似新增").first).to_be_visible()
    visit.go("/household")
    visit.page.get_by_label("证件号").fill("529901********0012")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(TICKET)
    expect(visit.page.get_by_text(marts.LISTED)).to_be_visible()
    visit.go("/access")
    assert visit.page.get_by_text("打开一户").count() >= 2
    assert visit.foreign == []


def test_the_navigation_leads_to_the_pages_inside_airflow(context: BrowserContext, airflow: tuple[str, Path]) -> None:
    visit = _visit(context, airflow, "chief")
    visit.page.goto(f"{visit.url}/")
    visit.page.get_by_role("link", name="返贫监测").first.click()
    frame = visit.page.frame_locator("iframe")
    frame.get_by_role("heading", name="2026年10月报送").wait_for()
    visit.page.screenshot(path=SCREENSHOTS / "console_in_airflow_1366.png")
    frame.get_by_role("link", name="发现").first.click()
    frame.get_by_role("heading", name="2026年10月发现").wait_for()
    frame.get_by_role("button", name="看这一户").first.click()
    frame.get_by_role("heading", name="各月情况").wait_for()
    assert visit.alerts == []
    assert visit.foreign == []


@pytest.mark.parametrize("user", ["reader", "town"])
def test_others_see_less(context: BrowserContext, airflow: tuple[str, Path], user: str) -> None:
    visit = _visit(context, airflow, user)
    shown = {name: visit.go(path) for name, path in PAGES.items()}
    refused = {name for name, content in shown.items() if "您不能查看这一页" in content}
    expected = {
        "reader": {"findings", "search", "access", "delivery"},
        "town": {"rules", "publications", "access"},
    }
    assert refused == expected[user]
    if user == "town":
        assert county.OTHER not in shown["findings"] + shown["changes"]


def test_the_servers_log_names_nobody(context: BrowserContext, airflow: tuple[str, Path]) -> None:
    visit = _visit(context, airflow, "chief")
    visit.go("/household")
    visit.page.get_by_label("证件号").fill("529901********003X")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(TICKET)
    log = airflow[1].read_text(encoding="utf-8", errors="replace")
    assert "/monitoring/household" in log
    for hidden in (*(number for number, _ in marts.PEOPLE.values()), "********", marts.REGISTERED, "900000002"):
        assert hidden not in log
