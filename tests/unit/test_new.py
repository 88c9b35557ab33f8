"""A draft of a new dataset: loads at once, receives its sample at once, and holds nothing personal of it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from monitoring.checking.check import check_file
from monitoring.commands import months, new
from monitoring.contracts import load_contract, load_contracts
from monitoring.drafting.draft import title_of
from monitoring.drafting.sample import heading
from monitoring.drafting.undecided import undecided
from monitoring.errors import ConfigurationError
from monitoring.parameters import load_parameters
from monitoring.period import Period
from monitoring.settings import PROJECT, Settings, load_settings
from monitoring.validation.suites import suite_of
from tests.badinputs.bench import csv_bytes, number_of, table, xlsx_bytes

KINDS = ("食品摊", "百货摊", "修理摊")
NAME = "流动摊贩备案_2026-11"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A project of its own, into which drafts may be written."""
    project = tmp_path / "project"
    for folder in ("contracts", "parameters"):
        shutil.copytree(PROJECT / "include" / folder, project / "include" / folder)
    shutil.copy(PROJECT / "include" / "reason_codes.yml", project / "include")
    shutil.copytree(PROJECT / "expectations", project / "expectations")
    monkeypatch.setenv("MONITOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MONITOR_INCLUDE", str(project / "include"))
    monkeypatch.setenv("MONITOR_EXPECTATIONS", str(project / "expectations"))
    return load_settings()


def vendor(place: int) -> dict[str, str]:
    return {
        "公民身份号码": number_of(place),
        "姓名": f"周{'甲乙丙丁'[place % 4]}",
        "联系电话": f"199{place:08}",
        "备案日期": f"2026/1/{place % 28 + 1}",
        "起始月份": f"2026年{place % 9 + 1}月",
        "月工资": f"{place * 3}.50",
        "人员类别": ("在职", "退休")[place % 2],
        "摊位类型": KINDS[place % 3],
        "经办人": ("吴丙", "郑丁")[place % 2],
        "摊位照片": "",
    }


def sample(folder: Path, form: str, count: int = 120) -> Path:
    cells = table([vendor(place) for place in range(count)])
    path = folder / f"{NAME}.{form}"
    titles = ["流动摊贩备案表", "填报单位：市场监管局"]
    path.write_bytes(csv_bytes(cells, "gb18030") if form == "csv" else xlsx_bytes(cells, "摊贩", titles))
    return path


def drafted(settings: Settings, path: Path) -> tuple[str, str]:
    new.new("market_regulation", "street_vendors", path, None)
    return (
        (settings.contracts / "market_regulation" / "street_vendors.yml").read_text(encoding="utf-8"),
        (settings.expectations / "market_regulation" / "street_vendors.json").read_text(encoding="utf-8"),
    )


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_sample_is_received_through_its_own_draft_at_once(form: str, settings: Settings, tmp_path: Path) -> None:
    path = sample(tmp_path, form)
    drafted(settings, path)
    contract = load_contract(settings.contracts / "market_regulation" / "street_vendors.yml")
    assert contract.delivery.form == form
    assert (contract.delivery.encoding, contract.delivery.title_rows) == (
        ("gb18030", 0) if form == "csv" else (None, 2)
    )
    assert contract.delivery.file_name(Period(2026, 11)) == path.name
    assert contract.since == "2026-11"
    assert contract.owner.department == "市场监督管理局"
    assert (contract.key, contract.id_column) == (["person_id"], "person_id")
    found = {name: column.headers[0] for name, column in contract.columns.items()}
    assert found["person_id"] == "公民身份号码"
    assert found["start_month"] == "起始月份"
    assert contract.columns["start_month"].formats == ["%Y年%m月"]
    assert set(contract.ignore) >= {"摊位类型", "经办人", "摊位照片", "备案日期"}
    fate = check_file(path, None, None, None).fates[0]
    assert (fate.delivered, fate.usable) == (120, 120)


def test_the_drafts_examples_hold_and_its_suite_names_only_its_columns(settings: Settings, tmp_path: Path) -> None:
    from monitoring.examples import run_examples

    drafted(settings, sample(tmp_path, "csv"))
    contract = load_contracts(settings.contracts)["market_regulation.street_vendors"]
    as_of = load_parameters(settings.parameters).as_of(Period(2026, 11), settings.county)
    assert len(contract.examples) == 2
    assert run_examples(contract, as_of) == []
    codes = [expectation.code for expectation in suite_of(contract, settings.expectations)]
    assert len(codes) == len(set(codes))
    assert "EXPECT_PERSON_KNOWN" in codes


def test_no_person_of_the_sample_stands_in_the_draft(settings: Settings, tmp_path: Path) -> None:
    contract, suite = drafted(settings, sample(tmp_path, "csv"))
    for text in (contract, suite):
        assert not any(word in text for word in ("周甲", "周乙", "吴丙", "郑丁", "1990000"))
        assert not re.search(r"199\d{8}", text.replace("52990119900101001", ""))
        assert not any(number_of(place) in text for place in range(120))
    assert "摊位类型 # 像是代码：修理摊、百货摊、食品摊" in contract


def test_what_a_person_must_decide_is_listed_and_fails_the_check_of_the_docs(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert undecided(settings.contracts) == []
    monkeypatch.setattr("monitoring.documents.stale", lambda settings: {})
    assert months.write_docs(check=True)
    contract, _ = drafted(settings, sample(tmp_path, "csv"))
    assert len(undecided(settings.contracts)) == sum("待定" in line for line in contract.splitlines())
    assert any(line.endswith("why: 待定") for line in undecided(settings.contracts))
    assert not months.write_docs(check=True)


def test_nothing_is_overwritten(settings: Settings, tmp_path: Path) -> None:
    path = sample(tmp_path, "csv")
    before = drafted(settings, path)
    with pytest.raises(ConfigurationError, match="不覆盖"):
        new.new("market_regulation", "street_vendors", sample(tmp_path, "xlsx"), None)
    with pytest.raises(ConfigurationError, match="不覆盖"):
        new.new("finance", "public_payroll", path, None)
    assert texts_of(settings) == before


def texts_of(settings: Settings) -> tuple[str, str]:
    folders = (settings.contracts, ".yml"), (settings.expectations, ".json")
    first, second = (
        (folder / "market_regulation" / f"street_vendors{end}").read_text(encoding="utf-8") for folder, end in folders
    )
    return first, second


def test_a_sample_nobody_could_draft_from_leaves_no_file(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "无表头_2026-11.csv"
    path.write_bytes(csv_bytes([list(vendor(place).values()) for place in range(20)]))
    with pytest.raises(ConfigurationError, match="表头") as told:
        new.new("market_regulation", "street_vendors", path, None)
    assert "周甲" not in str(told.value)
    assert number_of(0) not in str(told.value)
    with pytest.raises(ConfigurationError, match="不能作名称"):
        new.new("market_regulation", "../vendors", path, None)
    assert not (settings.contracts / "market_regulation" / "street_vendors.yml").exists()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["姓名", "金额"], ["测试甲", "3"]], (0, 1)),
        ([["某县补贴表", ""], ["", ""], ["姓名", "金额"], ["测试甲", "3"]], (2, 1)),
        ([["户主", "饮水评价", ""], ["", "水量", "水质"], ["测试甲", "达标", "达标"]], (0, 2)),
        ([["户主", "饮水评价"], ["测试甲", "达标"]], (0, 1)),
    ],
    ids=["plain", "titles above", "merged", "no gap"],
)
def test_titles_and_merged_headers_are_told_apart(rows: list[list[str]], expected: tuple[int, int]) -> None:
    assert heading(rows) == expected


def test_titles_of_files_lose_their_month() -> None:
    names = ("流动摊贩备案_2026-11.csv", "流动摊贩备案202611.csv", "流动摊贩备案2026年11月.csv", "流动摊贩备案.csv")
    assert {title_of(name) for name in names} == {"流动摊贩备案"}


def test_a_draft_is_json_and_yaml_of_the_projects_style(settings: Settings, tmp_path: Path) -> None:
    contract, suite = drafted(settings, sample(tmp_path, "csv"))
    assert json.loads(suite)["name"] == "market_regulation.street_vendors"
    assert max(map(len, contract.splitlines())) <= 140
