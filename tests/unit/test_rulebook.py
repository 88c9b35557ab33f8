"""The page about rules is for people who know the field: nothing on it must be looked up in a paper they do not have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitoring.indicator_files import load_indicators
from monitoring.rule_files import load_rules
from monitoring.rulebook import rules_markdown
from monitoring.settings import PROJECT
from tests.lib.staged import INCLUDE, settings_at

CASES = PROJECT / "tests" / "sql"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return rules_markdown(settings_at(tmp_path_factory.mktemp("rulebook")), CASES)


def test_the_index_leads_to_every_rule(page: str) -> None:
    for name, rule in load_rules(INCLUDE / "sql" / "rules").items():
        assert page.count(f"[{rule.header.title}](#{name})") == page.count(f'<a id="{name}"></a>') == 1


def test_sentences_name_what_is_filled_in(page: str) -> None:
    assert "〔适用的监测线（元）〕" in page
    assert re.search(r"\{\w+\}", page) is None


def test_every_test_case_is_an_example_with_its_outcome(page: str) -> None:
    for path in CASES.glob("*/*/expect.yml"):
        case = re.escape(path.parent.name.replace("_", " "))
        assert re.search(rf"  - {case}：.*((命中|未能判断) \d+ 个|不在本规则判断范围)", page), path


def test_no_basis_is_a_number_of_a_paper_nobody_has(page: str) -> None:
    assert re.findall(r"\b(?:SUB|DQ|RSK|CMP|RPT)-\w+", page) == []


def test_every_indicator_says_what_it_counts(page: str) -> None:
    for indicator in load_indicators(INCLUDE / "sql" / "indicators"):
        assert f"- 口径：{indicator.header.definition}" in page
        assert all(f"`{name}` {title}" in page for name, title in indicator.header.titles.items())


def test_rules_without_test_cases_are_described_without_examples(tmp_path: Path) -> None:
    assert "- 例子：" not in rules_markdown(settings_at(tmp_path), tmp_path)
