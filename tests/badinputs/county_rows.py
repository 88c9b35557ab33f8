"""Good rows of the datasets by which a month of its own is judged, and an include folder with another contract."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitoring.period import Period
from monitoring.settings import PROJECT
from monitoring.townships import load_townships
from tests.badinputs.bench import PERIOD, Bench, Row, number_of, payment

RESIDENTS = "public_security.residents"
DEATHS = "public_security.deaths"
MIGRANTS = "rural_revitalization.migrant_work"
MEMBERS = "rural_revitalization.monitored_members"
TOWNSHIPS = (load_townships(PROJECT / "include" / "townships", "demo") or [])[:10]
_FOLDERS = ("contracts", "parameters", "sql", "reports", "townships")


def resident(place: int) -> Row:
    """Households of four, the first of them its head; ten townships of equal size."""
    township = TOWNSHIPS[place // 4 % len(TOWNSHIPS)]
    return {
        "公民身份号码": number_of(place),
        "姓名": "测试甲",
        "性别": "女" if int(number_of(place)[16]) % 2 == 0 else "男",
        "出生日期": number_of(place)[6:14],
        "民族": "汉族",
        "户号": f"H{place // 4:05}",
        "与户主关系": "户主" if place % 4 == 0 else "其他",
        "户籍地址": "测试地址",
        "行政区划代码": f"{township.code}200",
        "乡镇": township.name,
        "行政村": "测试村",
        "人员状态": "正常",
        "状态日期": "20260105",
        "联系电话": "",
    }


def death(place: int, day: str, reported: str) -> Row:
    return {
        "公民身份号码": number_of(place),
        "姓名": "测试甲",
        "死亡日期": day,
        "注销日期": reported,
        "注销原因": "死亡",
    }


def empty_row(bench: Bench, dataset: str, **given: str) -> Row:
    """Every promised header, blank unless given."""
    headers = [column.headers[0] for column in bench.contract(dataset).columns.values()]
    unknown = sorted(set(given) - set(headers))
    assert not unknown, unknown
    return {**dict.fromkeys(headers, ""), **given}


def register(bench: Bench, months_before: int, count: int = 400) -> None:
    """The resident register of an earlier month: what deliveries of later months are held against."""
    bench.rows(RESIDENTS, [resident(place) for place in range(count)], PERIOD.shift(-months_before))


def payments_of(period: Period, places: range) -> list[Row]:
    """Payments of one month to those people."""
    return [{**payment(place), "发放日期": f"{period}-08"} for place in places]


@contextmanager
def another_contract(bench: Bench, dataset: str, *changes: tuple[str, str]) -> Iterator[Path]:
    """The project's include folder with some text of one contract replaced; yields the folder."""
    folder = bench.home / "include"
    if not folder.exists():
        for name in _FOLDERS:
            shutil.copytree(PROJECT / "include" / name, folder / name)
        for path in (PROJECT / "include").glob("*.yml"):
            shutil.copy(path, folder / path.name)
    path = folder / "contracts" / f"{dataset.replace('.', '/')}.yml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    before = os.environ.get("MONITOR_INCLUDE")
    os.environ["MONITOR_INCLUDE"] = str(folder)
    try:
        yield folder
    finally:
        if before is None:
            del os.environ["MONITOR_INCLUDE"]
        else:
            os.environ["MONITOR_INCLUDE"] = before
