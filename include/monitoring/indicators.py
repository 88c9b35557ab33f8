"""The values of a month's indicators: what the files of include/sql/indicators return, added up by area.

Adding up happens here and not in the files, so that the townships of a count are always the county.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitoring.contracts import Contract, datasets_for, departments
from monitoring.engines.duckdb import DuckDB
from monitoring.errors import ConfigurationError
from monitoring.indicator_files import Indicator, load_indicators
from monitoring.marts import register_mart, rows_relation
from monitoring.period import Period
from monitoring.rule_files import Rule

_TITLES = {
    "indicator": "varchar",
    "title": "varchar",
    "unit": "varchar",
    "depth": "bigint",
    "is_known": "boolean",
    "is_ratio": "boolean",
}
_DEPTH = {"department": 0, "township": 1, "village": 2}
_NOWHERE = "未登记"
_PLACES = """
    select coalesce(township, '未登记') as township, coalesce(village, '未登记') as village from int_households
    union
    select coalesce(township, '未登记') as township, coalesce(village, '未登记') as village from subject_rows
"""
_AREAS = f"""
with places as ({_PLACES})
select 0 as depth, 'county' as area_level, '全县' as area
union
select 1 as depth, 'township' as area_level, township as area from places
union
select 2 as depth, 'village' as area_level, township || '/' || village as area from places
"""
_ROWS = """
with expected as (
    select titles.indicator, areas.area_level, areas.area
    from indicator_titles as titles inner join indicator_areas as areas on areas.depth <= titles.depth
    union
    select indicator, area_level, area from indicator_values
)
select
    expected.indicator, titles.title, titles.unit, expected.area_level, expected.area,
    case
        when not titles.is_known then null
        when found.indicator is not null or titles.is_ratio then found.value
        else 0
    end as value
from expected
inner join indicator_titles as titles on expected.indicator = titles.indicator
left join indicator_values as found
    on expected.indicator = found.indicator and expected.area_level = found.area_level and expected.area = found.area
"""


@dataclass(frozen=True)
class Month:
    """What decides whether a value is known: contracts that are due, datasets with rows in force, and indicators that
    had a value in the same month a year before."""

    due: dict[str, Contract]
    present: set[str]
    year_ago: set[str]

    def knows(self, needs: list[str], year_ago: list[str]) -> bool:
        """Whether every need has a dataset that is due, and nothing of them is missing."""
        found = [set(datasets_for(self.due, need)) for need in needs]
        return all(found) and set().union(*found) <= self.present and set(year_ago) <= self.year_ago


def register_indicators(
    engine: DuckDB,
    folder: Path,
    year_ago: Path,
    period: Period,
    contracts: dict[str, Contract],
    rules: Mapping[str, Rule],
    present: set[str],
) -> None:
    """Leaves the relation indicator_rows. year_ago: the indicators of the same month a year before, if it was built;
    present: datasets with rows in force.

    Without what it needs a value is null. A count is 0 in an area where there is nothing to count; a ratio is null
    there. Raises ConfigurationError when a file returns an indicator without a title.
    """
    register_mart(engine, "indicators_year_ago", "indicators", year_ago)
    known = engine.rows("select distinct indicator from indicators_year_ago where value is not null")
    due = {name: one for name, one in contracts.items() if Period.parse(one.since) <= period}
    month = Month(due, present, {row["indicator"] for row in known})
    owners = [{"department": name, "title": held[0].owner.department} for name, held in departments(contracts).items()]
    rows_relation(engine, "department_titles", dict.fromkeys(("department", "title"), "varchar"), owners)
    engine.table("indicator_areas", _AREAS)
    indicators = load_indicators(folder)
    ratios = {one.name for one in indicators if "base" in engine.columns(one.sql)}
    titles = [title for one in indicators for title in _titles(one, rules, month, is_ratio=one.name in ratios)]
    rows_relation(engine, "indicator_titles", _TITLES, titles)
    for one in indicators:
        engine.table(f"{one.name}.values", _values_sql(one, is_ratio=one.name in ratios))
    engine.view("indicator_values", "\nunion all\n".join(f'select * from "{one.name}.values"' for one in indicators))
    found = engine.rows("select distinct indicator from indicator_values")
    unknown = sorted({str(row["indicator"]) for row in found} - {title["indicator"] for title in titles})
    if unknown:
        raise ConfigurationError(f"indicators without a title: {', '.join(unknown)}")
    engine.table("indicator_rows", _ROWS)


def _titles(one: Indicator, rules: Mapping[str, Rule], month: Month, *, is_ratio: bool) -> Iterator[dict[str, Any]]:
    for name, title in one.titles(rules).items():
        yield {
            "indicator": name,
            "title": title,
            "unit": one.header.unit,
            "depth": _DEPTH[one.header.areas],
            "is_known": month.knows(one.needs(name, rules), one.header.year_ago),
            "is_ratio": is_ratio,
        }


def _values_sql(one: Indicator, *, is_ratio: bool) -> str:
    """A SELECT of indicator, area_level, area and value, for the county and every area the rows belong to."""
    areas = one.header.areas
    place = "department" if areas == "department" else "township"
    village = "village" if areas == "village" else f"'{_NOWHERE}'"
    rows = (
        f"select indicator, coalesce({place}, '{_NOWHERE}') as place, coalesce({village}, '{_NOWHERE}') as village, "
        f"amount, {'base' if is_ratio else 'null'} as base from (\n{one.sql}\n) as found"
    )
    within = "rollup (place, village)" if areas == "village" else "rollup (place)"
    is_village = "grouping(village) = 0" if areas == "village" else "false"
    named = "place || '/' || village" if areas == "village" else "place"
    return (
        f"select indicator, case when {is_village} then 'village' when grouping(place) = 0 then '{place}' "
        f"else 'county' end as area_level, case when {is_village} then {named} "
        "when grouping(place) = 0 then place else '全县' end as area, "
        f"cast({_ratio(one.header.unit) if is_ratio else 'sum(amount)'} as decimal(18, 2)) as value "
        f"from ({rows}) as located group by indicator, {within}"
    )


def _ratio(unit: str) -> str:
    """The sum of the amounts by the sum of the bases, rounded to two decimals without a fraction that is not exact."""
    hundredths = f"cast(cast(sum(amount) as decimal(24, 2)) * {10000 if unit == '%' else 100} as hugeint)"
    base = "cast(sum(base) as hugeint)"
    return f"(2 * {hundredths} + {base}) // nullif(2 * {base}, 0) * cast(0.01 as decimal(18, 2))"
