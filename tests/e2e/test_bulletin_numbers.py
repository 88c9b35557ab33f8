"""The bulletin of a published month says what the warehouse says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from monitoring import published_data
from monitoring.commands.bulletin import bulletin as write_bulletin
from monitoring.commands.months import query_rows
from monitoring.layout import Layout
from monitoring.reports import words
from monitoring.reports.bulletin import bulletin
from monitoring.settings import load_settings
from tests.lib.county import County

pytestmark = pytest.mark.slow

_BY_TOWNSHIP = """
select township, status, count(*) as households, sum(people_count) as people
from mart.monitoring_subjects where period = :period group by township, status
"""
_VILLAGES = """
select township, village, count(*) as households
from mart.monitoring_subjects where period = :period group by township, village
"""
_VALUE = """
select value from mart.indicators where period = :period and indicator = :indicator and area_level = 'county'
"""


def test_its_numbers_are_those_of_the_warehouse(county: County) -> None:
    settings, now = load_settings(), county.periods[-1]
    data = published_data.month_data(settings, Layout(settings), now)
    edition = bulletin(data, is_public=False)
    sections = {section.anchor: list(section.parts) for section in edition.sections}
    subjects = query_rows(_BY_TOWNSHIP, {"period": str(now)})

    towns, _, villages = (part.table for part in sections["towns"])
    expected: Counter[tuple[str, str]] = Counter()
    for row in subjects:
        expected[row["township"], row["status"]] = row["households"]
    shown = {row[0]: row[1:4] for row in towns.rows}
    assert {name for name, _ in expected} <= set(shown)
    for name in {name for name, _ in expected}:
        assert shown[name] == [expected[name, status] for status in words.STATUSES]
    assert towns.total is not None and villages.total is not None
    assert towns.total[4:6] == [sum(row["households"] for row in subjects), sum(row["people"] for row in subjects)]
    assert villages.total[1:6] == towns.total[1:6]
    assert villages.total[-1] == towns.total[-1]
    counted = {row["village"]: row["households"] for row in query_rows(_VILLAGES, {"period": str(now)})}
    lines = [row for at, row in enumerate(villages.rows) if at not in villages.strong and row[4]]
    assert sum(row[4] for row in lines) == sum(counted.values())
    assert [row[8:10] for row in lines] != [[None, None]] * len(lines)

    (visits,) = (part.table for part in sections["visits"])
    due, done = (
        query_rows(_VALUE, {"period": str(now), "indicator": f"visits_{name}"})[0]["value"] for name in ("due", "done")
    )
    assert visits.total is not None
    assert visits.total[1:3] == [due, done] == [sum(row[place] for row in visits.rows) for place in (1, 2)]
    assert villages.total[8:10] == [due, done]

    over_time = sections["progress"][0].table
    for period, row in zip(county.periods, over_time.rows, strict=True):
        statuses = Counter(
            one["status"]
            for one in query_rows("select status from mart.monitoring_subjects where period = :p", {"p": str(period)})
        )
        assert row[1:4] == [statuses[status] for status in words.STATUSES]


def test_an_edition_is_written_anywhere_and_is_the_one_of_the_months_folder(county: County, tmp_path: Path) -> None:
    settings, now = load_settings(), county.periods[0]
    for is_public, stem in ((False, "月报"), (True, "月报_公开版")):
        write_bulletin(str(now), public=is_public, out=tmp_path)
        for ending in ("html", "pdf"):
            name = f"{stem}_{now}.{ending}"
            assert (tmp_path / name).read_bytes() == (Layout(settings).reports(now) / name).read_bytes()
