"""A delivery that comes after its month: only what depends on it changes, and no later month by a byte."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from monitoring import steps
from monitoring.commands import months as commands
from monitoring.commands import operate
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.redelivery import unforeseen
from monitoring.settings import load_settings
from tests.e2e.test_month import file_hashes
from tests.lib.county import County, copy_of, environment

DATASET = "trade_union.worker_relief"
PUBLICATION = (steps.stage_publication, steps.audit_publication, steps.publish, steps.write_reports)


@pytest.mark.slow
def test_a_redelivery_of_a_closed_month_changes_that_month_only_and_says_which_are_stale(
    county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = map(str, county.periods)
    home = copy_of(county, tmp_path / "redelivered")
    with environment(home, MONITOR_SETTLE_SECONDS="0", COLUMNS="200"):
        for period in (first, second):
            for step in PUBLICATION:
                step(period)
        layout = Layout(load_settings())
        kept = published_files(layout, second)
        rules = steps.published_digests(first)
        take_a_row_away(home, first)
        plan = steps.plan_redelivery(DATASET, first)
        assert plan.is_new
        assert plan.stale == (second,)

        steps.ingest(DATASET, first)
        assert steps.held(first) == [DATASET]
        steps.decide(DATASET, first, "approved", "测试员", "已核实")
        operate.redeliver(DATASET, first, yes=True)

        changed = {name for name, digest in steps.content_digests(first).items() if rules[name] != digest}
        assert published_files(layout, second) == kept
        commands.print_publications()
    said = capsys.readouterr().out
    assert f"以后应重跑的月份（从早到晚）：{second}" in said
    assert said.splitlines()[-2].strip("│ ").endswith(first)
    assert "mart:deliveries" in changed
    assert {name for name in changed if name.startswith("rule:")} <= {f"rule:{rule}" for rule in plan.rules}
    assert unforeseen(plan, changed) == []


def published_files(layout: Layout, period: str) -> dict[str, str]:
    """Everything of a month that people read, and what it was computed from."""
    folders = [layout.reports(Period.parse(period)), layout.home / "marts", layout.home / "findings"]
    hashes = {f"{folder.name}/{name}": digest for folder in folders for name, digest in file_hashes(folder).items()}
    mine = {name: digest for name, digest in hashes.items() if f"period={period}" in name or name.startswith(period)}
    return mine | {"published": str(commands.published_digest(period))}


def take_a_row_away(home: Path, period: str) -> None:
    import openpyxl

    folder = home / "inbox" / period / "trade_union"
    for listed in folder.glob("清单_*"):
        listed.unlink()
    [path] = folder.glob("*.xlsx")
    book = openpyxl.load_workbook(path)
    book.worksheets[0].delete_rows(book.worksheets[0].max_row)
    book.save(path)
    status = path.stat()
    os.utime(path, (status.st_atime - 3600, status.st_mtime - 3600))
