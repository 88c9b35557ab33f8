"""A county's list of townships: what is in force in a month, and what else may be written for it."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitoring.errors import ConfigurationError
from monitoring.settings import PROJECT
from monitoring.simulator.population import make_villages
from monitoring.townships import Townships, in_force, load_townships

OLD, NEW, NEWEST = "529901100", "529901101", "529901102"
MERGED: list[dict[str, Any]] = [
    {"code": OLD, "name": "旧村乡", "until": "2025-12-31", "merged_into": NEW, "aliases": ["旧集"]},
    {"code": NEW, "name": "新桥乡", "until": "2026-06-30", "merged_into": NEWEST},
    {"code": NEWEST, "name": "新桥镇", "since": "2026-07-01"},
]


def on(day: str, listed: list[dict[str, Any]], folder: Path) -> Townships:
    (folder / "here.yml").write_text(yaml.safe_dump(listed, allow_unicode=True), encoding="utf-8")
    found = load_townships(folder, "here")
    assert found is not None
    return in_force(found, dt.date.fromisoformat(day))


def test_the_list_of_the_simulated_county_is_that_of_its_villages() -> None:
    listed = load_townships(PROJECT / "include" / "townships", "demo") or []
    villages = make_villages(2_500_000)
    assert {one.code: one.name for one in listed} == {village.code[:9]: village.township for village in villages}


def test_a_county_without_a_list_is_not_checked(tmp_path: Path) -> None:
    assert load_townships(tmp_path, "elsewhere") is None


@pytest.mark.parametrize(
    ("day", "names", "retired"),
    [
        ("2025-12-31", ("新桥乡", "旧村乡"), {}),
        ("2026-01-01", ("新桥乡",), {OLD: "新桥乡", "旧村": "新桥乡", "旧村乡": "新桥乡", "旧集": "新桥乡"}),
        (
            "2026-07-01",
            ("新桥镇",),
            {OLD: "新桥镇", "旧村": "新桥镇", "旧村乡": "新桥镇", "旧集": "新桥镇", NEW: "新桥镇", "新桥乡": "新桥镇"},
        ),
    ],
)
def test_each_month_has_the_townships_it_had(
    tmp_path: Path, day: str, names: tuple[str, ...], retired: dict[str, str]
) -> None:
    found = on(day, MERGED, tmp_path)
    assert (found.names, found.retired) == (names, retired)


def test_what_could_be_several_is_none(tmp_path: Path) -> None:
    listed = [
        {"code": OLD, "name": "云坪乡", "aliases": ["007", "城关"]},
        {"code": NEW, "name": "云坪镇", "aliases": ["08", "城关"]},
        {"code": NEWEST, "name": "石桥镇", "aliases": ["0007"]},
    ]
    found = on("2026-10-20", listed, tmp_path)
    assert found.ambiguous == ("7", "云坪", "城关")
    assert found.lost_zeros == {"8": "云坪镇"}


@pytest.mark.parametrize(
    "wrong",
    [
        [{"code": OLD, "name": "旧村乡"}, {"code": OLD, "name": "新桥乡"}],
        [{"code": OLD, "name": "旧村乡", "until": "2025-12-31"}],
        [{"code": OLD, "name": "旧村乡", "until": "2025-12-31", "merged_into": NEW}],
        [{"code": "100", "name": "旧村乡"}],
        [
            {"code": OLD, "name": "旧村乡", "until": "2025-12-31", "merged_into": NEW},
            {"code": NEW, "name": "新桥乡", "until": "2025-12-31", "merged_into": OLD},
        ],
    ],
)
def test_a_list_that_contradicts_itself_is_a_configuration_error(tmp_path: Path, wrong: list[dict[str, Any]]) -> None:
    with pytest.raises(ConfigurationError):
        on("2026-10-20", wrong, tmp_path)
