"""SQL that would fail on another engine, or worse, give another result there, is noticed before it is merged."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitoring.engines.portability import check_portable
from monitoring.settings import PROJECT

FILES = sorted((PROJECT / "include" / "sql").rglob("*.sql"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PROJECT / "include" / "sql")))
def test_every_sql_file_is_portable(path: Path) -> None:
    assert check_portable(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("select round(amount / 3, 2) from t", "round"),
        ("select date_diff('year', a, b) from t", "date_diff"),
        ("select cast(a / b as integer) from t", "fraction"),
        ("select avg(a)::bigint from t", "fraction"),
        ("select * exclude (a) from t", "exclude"),
        ("select * replace (1 as a) from t", "replace"),
        ("select columns('a.*') from t", "columns"),
        ("select list_transform(a, lambda x: x + 1) from t", "lambda"),
        ("select s[1:6] from t", "slice"),
        ("select string_split(s, ',') from t", "string_split"),
        ("select regexp_full_match(s, 'a') from t", "regexp_full_match"),
        ("select regexp_extract(s, 'a') from t", "regexp_extract"),
        ("select try_strptime(s, '%Y') from t", "try_strptime"),
        ("select make_date(2026, 1, 1)", "make_date"),
        ("select * from t unpivot (v for n in (a, b))", "pivot"),
        ("pivot t on a using sum(b)", "pivot"),
        ("select * from a asof join b using (k)", "asof"),
        ("select {'a': 1}", "struct"),
        ("select hash(a) from t", "hash"),
        ("select any_value(a) from t", "any_value"),
        ("select 1 as a union all by name select 2 as a", "by name"),
        ("create macro f(x) as x + 1", "create"),
        ("select * from read_parquet('x')", "read_parquet"),
        ("select * from 'x.parquet'", "file name"),
        ("select a, count(*) from t group by all", "group by all"),
        ("select now()", "now"),
        ("select current_date", "current_date"),
        ("select random()", "random"),
        ("selec 1 from", "not understood"),
    ],
)
def test_a_construct_that_differs_elsewhere_is_named(sql: str, named: str) -> None:
    problems = check_portable(sql)
    assert len(problems) == 1
    assert named in problems[0]


@pytest.mark.parametrize(
    "sql",
    [
        "select a from t qualify row_number() over (partition by b order by c) = 1",
        "select round(cast(a as decimal(18, 2)), 1), floor(a / b)::bigint from t",
        "select regexp_matches(s, '^a$'), substr(s, 1, 6), strptime(s, '%Y-%m-%d') from t",
        "select date_diff('month', a, b), coalesce(sum(c), 0), string_agg(d, ',' order by d) from t group by a, b",
        "-- one row per household\n/* id: x\n   title: 测试 */\nwith a as (select 1 as b) select b from a",
        "select cast(yyyymmdd / 10000 as double) from t",
    ],
)
def test_what_all_engines_do_alike_passes(sql: str) -> None:
    assert check_portable(sql) == []
