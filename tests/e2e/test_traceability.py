"""Whoever doubts a finding finds its numbers again in the delivered file, in the row that the evidence names."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from monitoring.contracts import load_contracts
from monitoring.identity import citizen_id
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.settings import load_settings
from monitoring.simulator.forms import FORMS, Form
from tests.lib.county import County
from tests.lib.simulated import delivered, read

pytestmark = pytest.mark.slow

PER_RULE = 3
NUMBER = re.compile(r"\d+(?:\.\d+)?")
MASKED = "*"
Finding = dict[str, Any]
Row = dict[str, str | None]


def first_row(form: Form) -> int:
    """Where the first row stands in the file, as a spreadsheet or an editor counts; other forms have no headers."""
    if form.kind in ("json", "jsonl", "database"):
        return 1
    return 3 if form.merged else form.title_rows + 2


def sampled(home: Path, period: Period) -> list[Finding]:
    """A few findings of every rule."""
    path = Layout(load_settings()).table("marts", "findings", period)
    place = "row_number() over (partition by rule order by md5(finding_id))"
    rows = duckdb.connect().execute(
        f"select * exclude (place) from (select *, {place} as place from '{path}'"
        f" where status not in ('not_reassessed', 'set_aside')) where place <= {PER_RULE} order by rule, finding_id"
    )
    columns = [column[0] for column in rows.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in rows.fetchall()]


def cited(county: County, piece: dict[str, Any], period: Period) -> Row:
    """The row of the delivered file, read without the pipeline; the file is the one with the bytes of the delivery."""
    dataset = piece["dataset"]
    for month in reversed([p for p in county.periods if p <= period]):
        path = delivered(county.home, dataset, month)
        if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest().startswith(piece["delivery"]):
            rows: list[Row] = read(county.home, dataset, month)
            return in_order(dataset, rows)[piece["row_no"] - first_row(FORMS[dataset])]
    raise AssertionError(f"no file of {dataset} has the bytes of {piece['delivery']}")


def in_order(dataset: str, rows: list[Row]) -> list[Row]:
    """A table of a database has no order of its own: its rows are counted by the key, then by every column."""
    if FORMS[dataset].kind != "database":
        return rows
    contract = load_contracts(load_settings().contracts)[dataset]
    key = [next(h for h in contract.columns[name].headers if h in rows[0]) for name in contract.key]
    order = dict.fromkeys([*key, *rows[0]])
    return sorted(rows, key=lambda row: [(row[header] or "").encode() for header in order])


def plain(text: str) -> str:
    """A number or day in one form: 1,200.50 元 is 1200.5, 2026-09 is 202609."""
    bare = text.replace(",", "").strip()
    if re.fullmatch(r"\d+(\.\d+)?", bare):
        return f"{Decimal(bare).normalize():f}"
    return re.sub(r"\D", "", text)


def test_every_number_of_the_evidence_stands_in_the_row_it_names(county: County) -> None:
    lost, checked = [], 0
    for period in county.periods:
        for finding in sampled(county.home, period):
            for piece in json.loads(finding["evidence"]):
                if piece["row_no"] is None or piece["field"] == "code":
                    continue
                row = cited(county, piece, period)
                value = str(piece["value"] or "")
                if MASKED in value or not NUMBER.fullmatch(re.sub(r"\D", "", value)):
                    continue
                checked += 1
                cells = {plain(str(cell)) for cell in row.values() if cell is not None}
                if plain(value) not in cells:
                    lost.append((finding["rule"], piece["dataset"], piece["field"]))
    assert lost == [], lost
    assert checked > 100


def test_every_number_of_a_sentence_follows_from_the_rows_it_rests_on(county: County) -> None:
    lost, rules = [], set()
    for period in county.periods:
        parameters = parameter_values(period)
        for finding in sampled(county.home, period):
            known = parameters | set(numbers_of_the_month(period))
            known |= set(numbers_of_the_rows(county, finding, period)) | people_of(finding, period)
            said = {f"{Decimal(number).normalize():f}" for number in NUMBER.findall(finding["sentence"])}
            rules.add(finding["rule"])
            if said - known:
                lost.append((finding["rule"], finding["sentence"]))
    assert lost == [], lost
    assert len(rules) > 80


def people_of(finding: Finding, period: Period) -> set[str]:
    """How many living people the finding's household has."""
    path = Layout(load_settings()).table("intermediate", "int_households", period)
    sql = f"select people_count from '{path}' where household_id = ?"
    return {str(count) for (count,) in duckdb.connect().execute(sql, [finding["household_id"]]).fetchall()}


def parameter_values(period: Period) -> set[str]:
    """Parameters as they stand, and the one line that is a multiple of another."""
    path = Layout(load_settings()).table("marts", "parameters_used", period)
    values = dict(duckdb.connect().execute(f"select name, value from '{path}'").fetchall())
    line = Decimal(values["income_line"]) * Decimal(values["school_cost_income_ratio"])
    return {number for value in (*values.values(), line) for number in numbers(str(value))}


def numbers(text: str) -> Iterator[str]:
    """Every number of the text, and the parts of a day or month in it."""
    for found in NUMBER.findall(text):
        yield f"{Decimal(found).normalize():f}"
        if re.fullmatch(r"(19|20)\d{4}(\d\d)?", found):
            yield from (str(int(part)) for part in (found[:4], found[4:6], found[6:]) if part)


def numbers_of_the_month(period: Period) -> Iterator[str]:
    yield from numbers(str(period))
    yield from (str(period.school_year_start), str(period.school_year_start + 1))


def numbers_of_the_rows(county: County, finding: Finding, period: Period) -> Iterator[str]:
    """What stands in the cited rows, how many they are, their sums, and how long ago their days are."""
    pieces = json.loads(finding["evidence"])
    yield from map(str, range(len(pieces) + 1))
    total: dict[str, Decimal] = {}
    as_of = period.day(20)
    for piece in pieces:
        if piece["row_no"] is None:
            path = delivered(county.home, piece["dataset"], period)
            yield str(len(read(county.home, piece["dataset"], period)) if path.exists() else 0)
            yield from numbers(str(piece["value"]))
            continue
        value = str(piece["value"] or "")
        if re.fullmatch(r"\d+\.\d+", value):
            total[piece["field"]] = total.get(piece["field"], Decimal(0)) + Decimal(value)
        for cell in cited(county, piece, period).values():
            if cell is not None:
                yield plain(str(cell))
                yield from numbers(str(cell))
                yield from ages(str(cell), as_of)
    yield from (f"{amount.normalize():f}" for amount in total.values())
    yield f"{earned(county, pieces, period).normalize():f}"
    yield from (
        f"{(Decimal(piece['value']) * 12).normalize():f}" for piece in pieces if piece["field"] == "income_month"
    )
    months = {int(y) * 12 + int(m) for p in pieces for y, m in re.findall(r"(20\d\d)\D?(\d\d)", str(p["value"]))}
    yield from (str(abs(one - other)) for one in months for other in months)


def earned(county: County, pieces: Sequence[dict[str, Any]], period: Period) -> Decimal:
    """Wages a month in the cited rows, times how many of the last twelve months each was paid."""
    total = Decimal(0)
    for piece in (piece for piece in pieces if piece["field"] == "wage_month"):
        row = cited(county, piece, period)
        begun = next(month_of(row[header]) for header in ("开始时间", "上岗日期") if header in row)
        ended = next(month_of(row[header]) for header in ("结束时间", "离岗日期") if header in row)
        this = period.year * 12 + period.month
        months = min(ended or this, this) - max(begun or this, this - 11) + 1
        total += Decimal(piece["value"]) * months
    return total


def month_of(cell: str | None) -> int | None:
    """A day or month as a number of months; None when the cell says none, as an open end does."""
    found = re.search(r"(20\d\d)\D?(\d\d)", cell or "")
    return int(found[1]) * 12 + int(found[2]) if found else None


def ages(cell: str, as_of: dt.date) -> Iterator[str]:
    """Full years and months since a day or month in the cell, or since the birth that a citizen ID states."""
    number = citizen_id.classify(cell, as_of).person_id
    for year, month, day in re.findall(r"((?:19|20)\d\d)\D?(\d\d)\D?(\d\d)?", number[6:14] if number else cell):
        months = (as_of.year - int(year)) * 12 + as_of.month - int(month)
        yield str(months)
        yield str((months - (as_of.day < int(day or 1))) // 12)
