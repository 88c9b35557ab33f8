"""The plugin: into the navigation, behind Airflow's own login, whichever auth manager is in force."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from tests.dags.conftest import Steps

PLUGIN = Path(__file__).resolve().parents[2] / "plugins" / "console.py"


@pytest.fixture(scope="module")
def plugin() -> ModuleType:
    spec = importlib.util.spec_from_file_location("console_plugin", PLUGIN)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_roles_are_read_from_either_auth_manager(plugin: ModuleType) -> None:
    fab = SimpleNamespace(roles=[SimpleNamespace(name="Viewer"), SimpleNamespace(name="分析")], username="zhang")
    assert plugin.role_names(fab) == ("Viewer", "分析")
    assert plugin.role_names(SimpleNamespace(role="admin")) == ("admin",)
    assert plugin.role_names(SimpleNamespace(role=None)) == ()
    assert plugin.role_names(SimpleNamespace(roles=[])) == ()


def test_every_entry_of_the_navigation_is_a_page_of_the_console(plugin: ModuleType) -> None:
    from monitoring.console.pages import TABS

    addresses = {f"{plugin.PREFIX}{path}" for _, _, path in TABS}
    views = plugin.ConsolePlugin.external_views
    assert {view["href"] for view in views} <= addresses
    assert len({view["url_route"] for view in views}) == len(views)
    assert plugin.PREFIX not in ("/api/v2", "/ui", "/execution", "/auth", "/pluginsv2")


@pytest.mark.slow
def test_a_service_that_shows_no_page_does_not_load_the_pages() -> None:
    code = (
        f"import sys, runpy; runpy.run_path({str(PLUGIN)!r});"
        "print(sorted(n for n in ('monitoring.console', 'great_expectations', 'pandas', 'duckdb') if n in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"


@pytest.mark.slow
def test_a_delivery_leads_to_the_run_of_its_department_and_month(
    plugin: ModuleType, bag: Any, pipeline: Steps, run: Callable[..., tuple[str, Any]]
) -> None:
    run("ingest__trade_union", period="2026-10")
    found = plugin.run_of("ingest__trade_union", "2026-10")
    assert found
    assert plugin.run_of("ingest__trade_union", "2026-09") is None
    assert plugin.run_of("ingest__education", "2026-10") != found
