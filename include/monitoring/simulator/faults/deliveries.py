"""Rows that cannot be used: damaged numbers, unknown codes, impossible dates, gaps, contradictions, exact duplicates.

The unusable rows speak of people who do not exist, so that no other rule changes by losing them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitoring.simulator.ids import FABRICATED_AREA, damage, id_text
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.world import World

CONTRADICTING = "natural_resources.properties"
_SPREADSHEET = "scientific"
_NUMBER_DAMAGE = ("check", "short", "letter", "date", _SPREADSHEET)


@dataclass(frozen=True)
class Spoiling:
    """How rows of a dataset are spoilt. number: the column of the ID; fresh: key columns that need a value of their own.

    values: column -> what stands there instead; None is a blank in a column that must not be empty.
    """

    number: str
    name: str
    fresh: tuple[str, ...]
    values: tuple[tuple[str, str | None], ...]


SPOILT: dict[str, Spoiling] = {
    "public_security.residents": Spoiling("公民身份号码", "姓名", (), (
        ("姓名", None), ("人员状态", "挂靠"), ("出生日期", "19901345"), ("户号", None))),
    "public_security.vehicles": Spoiling("证件号码", "车主姓名", ("号牌号码",), (
        ("证件号码", None), ("车辆类型", "拖拉机"), ("初次登记日期", "20230230"))),
    "medical_insurance.enrolments": Spoiling("证件号码", "姓名", (), (("参保状态", "不详"), ("险种", "商业保险"))),
    "medical_insurance.settlements": Spoiling("证件号码", "姓名", ("结算流水号",), (
        ("证件号码", None), ("结算日期", None), ("个人自付金额", "壹佰元"), ("结算日期", "2026-02-30"))),
    "education.students": Spoiling("身份证件号", "姓名", ("学籍号",), (("就读状态", "借读"),)),
    "disabled_federation.certificates": Spoiling("残疾人证号", "姓名", (), (("证件状态", "挂失"), ("残疾等级", "五级"))),
    "health.serious_illness": Spoiling("id_no", "name", (), (("category", "其他"),)),
    "human_resources.resident_pension": Spoiling("身份证号码", "姓名", (), (("参保状态", "待定"),)),
    "civil_affairs.temporary_relief": Spoiling("身份证号", "姓名", ("救助编号",), ()),
    "rural_revitalization.migrant_work": Spoiling("证件号码", "姓名", ("户编号",), (("开始时间", "2026年13月"),)),
    "market_regulation.businesses": Spoiling("legal_person_id", "legal_person", ("credit_code",), (("status", "歇业"),)),
}  # fmt: skip
_NOT_TWICE = {"public_security.deaths", "civil_affairs.cremations", "health.death_certificates", CONTRADICTING}


@dataclass(frozen=True)
class Fate:
    """What must become of the rows of one delivery. damaged: how many of the quarantined a spreadsheet has spoilt."""

    delivered: int
    quarantined: int
    dropped: int
    damaged: int = 0


def spoil(world: World, sheet: Sheet) -> tuple[Sheet, Fate]:
    """The sheet with unusable rows and exact duplicates among the good ones, and how many of each."""
    rng = world.rng("spoil", sheet.dataset)
    good = len(sheet)
    extra: list[Sheet] = []
    quarantined = damaged = 0
    if sheet.dataset in SPOILT:
        rows, damaged = _spoilt_rows(world, rng, sheet, SPOILT[sheet.dataset])
        extra.append(rows)
        quarantined += len(rows)
    if sheet.dataset == CONTRADICTING:
        rows = _contradictions(rng, sheet)
        extra.append(rows)
        quarantined += len(rows)
    dropped = 0
    if sheet.dataset not in _NOT_TWICE and sheet.repeats and good:
        dropped = max(1, min(good // 700, 300))
        extra.append(sheet.take(np.sort(rng.permutation(good)[:dropped])))
    if not extra:
        return sheet, Fate(good, 0, 0)
    mixed = sheet.mixed_with(extra, rng)
    return mixed, Fate(len(mixed), quarantined, dropped, damaged)


def _spoilt_rows(world: World, rng: np.random.Generator, sheet: Sheet, spoiling: Spoiling) -> tuple[Sheet, int]:
    """One row per kind of damage, more in large deliveries; small ones get two kinds, others next month.

    Returns how many of them a spreadsheet has spoilt, too."""
    kinds: list[tuple[str | None, tuple[str, str | None] | None]] = [(kind, None) for kind in _NUMBER_DAMAGE]
    kinds += [(None, change) for change in spoiling.values]
    least = 2 if len(sheet) < 1500 else len(kinds)
    count = max(least, min(len(sheet) // 4000, 60))
    first = int(rng.integers(0, len(kinds)))
    rows = sheet.take(rng.integers(0, len(sheet), count))
    damaged = 0
    for position in range(count):
        kind, change = kinds[(first + position) % len(kinds)]
        damaged += kind == _SPREADSHEET
        number = _fabricated(world, rng, sheet.dataset, position)
        suffix = ""
        if spoiling.number == "残疾人证号" and kind != _SPREADSHEET:
            suffix = "42"
        rows.put(spoiling.number, position, (damage(number, kind) if kind else number) + suffix)
        rows.put(spoiling.name, position, "测试" + "甲乙丙丁戊己"[position % 6])
        for column in spoiling.fresh:
            rows.put(column, position, f"BF{world.month.index}{position:04d}")
        if change is not None:
            rows.put(change[0], position, change[1])
    return rows, damaged


def _fabricated(world: World, rng: np.random.Generator, dataset: str, position: int) -> str:
    """A valid number nobody has; different for every dataset, month and row."""
    place = list(SPOILT).index(dataset) * 60 + position
    year, day = 1950 + place % 47, 1 + place // 47 % 28
    return id_text(
        ((FABRICATED_AREA * 10_000 + year) * 100 + 3) * 100_000 + day * 1000 + 2 * (world.month.index % 240) + 1
    )


def _contradictions(rng: np.random.Generator, sheet: Sheet) -> Sheet:
    """Pairs that agree in the key and differ in what they say; both rows of a pair are unusable."""
    pairs = max(1, min(len(sheet) // 2000, 40))
    rows = sheet.take(np.repeat(rng.integers(0, len(sheet), pairs), 2))
    for position in range(2 * pairs):
        rows.put("不动产单元号", position, f"529901000000GB0009{position // 2:04d}F00010001")
        rows.put("建筑面积", position, f"{80 + position}.00")
    return rows
