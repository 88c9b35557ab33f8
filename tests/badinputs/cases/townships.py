"""Townships that do not exist, no longer exist, or are written otherwise than by their name."""

from __future__ import annotations

from collections.abc import Callable

from tests.badinputs.bench import CERTIFICATES, Bench
from tests.badinputs.case import Case, Seen
from tests.badinputs.cases.changed import Deliver, becomes, both, cell, counted, under_contract
from tests.badinputs.county_rows import RESIDENTS, TOWNSHIPS, Row, another_contract, resident

FIRST, SECOND, THIRD, FOURTH = TOWNSHIPS[:4]
LIST = f"""
- {{code: "{FIRST.code}", name: {FIRST.name}, aliases: ["001", 老城, 河东]}}
- {{code: "{SECOND.code}", name: {SECOND.name}, until: "2026-05-31", merged_into: "{FIRST.code}"}}
- {{code: "{THIRD.code}", name: {THIRD.name}, aliases: ["0030", 河东], since: "2020-01-01"}}
- {{code: "{FOURTH.code}", name: {FOURTH.name}, aliases: ["030"]}}
"""
KIND = 'values: {"视力": vision'


def changed(rows: int, **cells: str | list[str]) -> list[Row]:
    """Good rows of the register in the first township; the first of them hold those cells."""
    found = [{**resident(place), "乡镇": FIRST.name, "行政区划代码": f"{FIRST.code}200"} for place in range(200)]
    for header, written in cells.items():
        for row, text in zip(found[:rows], written if isinstance(written, list) else [written] * rows, strict=True):
            row[header] = text
    return found


def written(*names: str) -> Deliver:
    """The register with those texts in the column of townships, under the list above."""
    return listed(lambda bench: bench.rows(RESIDENTS, changed(len(names), 乡镇=list(names))))


def listed(deliver: Deliver) -> Deliver:
    def under_list(bench: Bench) -> Seen:
        with another_contract(bench, RESIDENTS) as folder:
            (folder / "townships" / "demo.yml").write_text(LIST, encoding="utf-8")
            return deliver(bench)

    return under_list


def are_named(count: int) -> Callable[[Bench, Seen], None]:
    return becomes(RESIDENTS, "township", *[FIRST.name] * count)


def unlisted_county(bench: Bench, _: Seen) -> None:
    """Without a list nobody can tell."""
    with another_contract(bench, RESIDENTS) as folder:
        (folder / "townships" / "demo.yml").unlink()
        assert "TOWN_UNKNOWN" not in bench.rows(RESIDENTS, changed(2, 乡镇="不存在镇")).codes


CASES = [
    Case(125, "C001", "不存在的乡镇", "quarantined", "TOWN_UNKNOWN", written("不存在镇", "529901999"), unlisted_county),
    Case(
        125, "C001_CODE", "区划代码中的乡镇不存在", "quarantined", "TOWN_UNKNOWN",
        listed(lambda bench: bench.rows(RESIDENTS, changed(2, 行政区划代码=["529901999001", FIRST.name]))),
    ),
    Case(
        126, "C002", "已撤并的乡镇", "warned", "C002", written(SECOND.name, SECOND.code),
        both(are_named(2), counted("C002", 2)),
    ),
    Case(
        126, "C002_CODE", "区划代码中的乡镇已撤并", "warned", "C002",
        listed(lambda bench: bench.rows(RESIDENTS, changed(1, 行政区划代码=f"{SECOND.code}201"))),
        becomes(RESIDENTS, "village_code", f"{SECOND.code}201"),
    ),
    Case(
        127, "C003", "以代码、别名、简称代替乡镇名称", "normalised", "C003",
        written(FIRST.code, "老城", FIRST.name[:-1]), both(are_named(3), counted("C003", 3)),
    ),
    Case(127, "C003_AMBIGUOUS", "可以指几个乡镇的写法", "quarantined", "TOWN_AMBIGUOUS", written("河东")),
    Case(
        128, "C004", "乡镇代码前面的 0 丢失", "normalised", "C004", written("1"),
        both(are_named(1), counted("C004", 1)),
    ),
    Case(128, "C004_AMBIGUOUS", "丢失的 0 补法不唯一", "quarantined", "TOWN_AMBIGUOUS", written("30")),
    Case(
        128, "C004_CODE", "代码前面的 0 丢失", "normalised", "C004",
        under_contract(
            CERTIFICATES, KIND, KIND.replace("{", '{"06": physical, '), cell(CERTIFICATES, "残疾类别", "6"),
        ),
        counted("C004", 1),
    ),
]  # fmt: skip
