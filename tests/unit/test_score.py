"""What `monitor score` counts, on answers written by hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from monitoring.commands import scoring
from monitoring.period import Period
from monitoring.score import overall, score
from monitoring.score_memory import (
    Month,
    MonthKey,
    StatusScore,
    broken_sums,
    differing,
    read_month_key,
    score_changes,
    score_findings,
    score_households,
)
from monitoring.settings import load_settings

AUGUST, SEPTEMBER = Period(2026, 8), Period(2026, 9)


def allowed(**statuses: str) -> dict[tuple[str, ...], frozenset[str]]:
    return {(name,): frozenset(text.split("|")) for name, text in statuses.items()}


def published(**statuses: str) -> dict[tuple[str, ...], str]:
    return {(name,): status for name, status in statuses.items()}


def test_precision_falls_with_what_is_extra_and_recall_with_what_is_missed() -> None:
    expected = {AUGUST: {("r.one", "a"), ("r.one", "b"), ("r.two", "a")}, SEPTEMBER: {("r.one", "a")}}
    found = {AUGUST: {("r.one", "a"), ("r.one", "c"), ("r.two", "a")}, SEPTEMBER: {("r.one", "a")}}

    one, two = score(expected, {}, found)

    assert (one.precision, one.recall, one.is_exact) == (pytest.approx(2 / 3), pytest.approx(2 / 3), False)
    assert (two.precision, two.recall, two.is_exact) == (1, 1, True)
    assert overall([one, two]).precision == pytest.approx(3 / 4)


def test_nothing_found_has_no_precision_and_nothing_planted_no_recall() -> None:
    missed, extra = score({AUGUST: {("r.one", "a")}}, {}, {AUGUST: {("r.two", "a")}})

    assert (missed.precision, missed.recall) == (None, 0)
    assert (extra.precision, extra.recall) == (0, None)


def test_a_finding_of_another_status_or_without_an_answer_is_counted_as_wrong() -> None:
    key = MonthKey(allowed(a="new", b="persisting", c="ended", d="ended|not_reassessed"), {}, {})
    month = Month(published(a="new", b="recurred", d="not_reassessed", e="new"), {}, {})

    assert score_findings([key], [month]) == [
        StatusScore("ended", 2, 1, 0),  # c; nobody expects e
        StatusScore("new", 1, 1, 1),
        StatusScore("persisting", 1, 0, 0),
        StatusScore("recurred", 0, 0, 1),
    ]
    assert [(subject, is_) for subject, _, is_ in differing(key.findings, month.findings)] == [
        (("b",), "recurred"),
        (("e",), "new"),
    ]


def test_who_came_and_went_follows_from_two_months_and_what_is_open_is_not_judged() -> None:
    before = allowed(stays="listed", goes="suspected", turns="listed", open="suspected|absent")
    now = allowed(stays="listed", comes="suspected", turns="eliminated")
    changes = published(goes="left", turns="status_changed", open="left")

    lines = score_changes([MonthKey({}, now, before)], [Month({}, {}, changes)])

    assert lines == [
        StatusScore("entered", 1, 0, 0),
        StatusScore("left", 1, 1, 0),
        StatusScore("status_changed", 1, 1, 0),
    ]


def test_a_household_that_should_not_be_there_is_wrong() -> None:
    key = MonthKey({}, allowed(a="listed"), {})

    lines = score_households([key], [Month({}, published(a="listed", b="suspected"), {})])

    assert lines == [StatusScore("absent", 1, 0, 0), StatusScore("listed", 1, 1, 0), StatusScore("suspected", 0, 0, 1)]


def test_months_must_add_up() -> None:
    first = Month({}, published(a="listed", b="listed"), published(a="entered", b="entered"))
    good = Month({}, published(b="listed", c="listed"), published(a="left", c="entered"))
    bad = Month({}, published(b="listed"), published())
    keys = [MonthKey({}, {}, {})] * 3

    assert broken_sums(keys, [first, good, bad]) == [2]


def test_the_key_is_read_as_nobody_or_as_somebody_verified(tmp_path: Path) -> None:
    for period, rows in ((AUGUST, "h1,suspected,suspected\n"), (SEPTEMBER, "h1,suspected,absent\n")):
        (tmp_path / str(period)).mkdir()
        text = "household_id,status,status_verified\n" + rows
        (tmp_path / str(period) / "households.csv").write_text(text, encoding="utf-8")

    plain, verified = (read_month_key(tmp_path, SEPTEMBER, is_verified=given) for given in (False, True))

    assert plain.households == allowed(h1="suspected")
    assert verified.households == allowed(h1="absent")
    assert verified.before == allowed(h1="suspected")


def test_a_score_reaches_no_warehouse_and_no_inbox_of_this_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = {
        "MONITOR_HOME": "/srv/county",
        "MONITOR_INBOX": "/srv/county/inbox",
        "MONITOR_COUNTY": "elsewhere",
        "MONITOR_WAREHOUSE_URL": "postgresql://somewhere/county",
    }
    for name, value in theirs.items():
        monkeypatch.setenv(name, value)
    with scoring._scratch_home() as home:
        settings = load_settings()
        assert (settings.home, settings.inbox) == (home.resolve(), home.resolve() / "inbox")
        assert (settings.warehouse_url, settings.county) == (None, "demo")
    assert {name: os.environ.get(name) for name in theirs} == theirs
    assert not home.exists()
