"""A rule with a mistake is found before it sees data; the shipped rules have none."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.lib.staged import INCLUDE, settings_at

from monitoring.rule_lint import lint
from monitoring.settings import Settings

MISTAKES = {
    "a threshold in the SQL": ("> parameters.measures_within_days", "> 30", "the number 30"),
    "a threshold as text": ("> parameters.measures_within_days", "> '30'", "the number 30"),
    "a date in the SQL": ("parameters.as_of)", "cast('2026-10-20' as date))", "the date 2026-10-20"),
    "today's date": ("parameters.as_of)", "current_date)", "current_date"),
    "a column nobody has": ("int_households.identified_month,", "int_households.identified_mnth,", "identified_mnth"),
    "a relation nobody has": ("from int_households", "from stg_households as int_households", "stg_households"),
    "an undeclared parameter": ("parameters: [measures_within_days]\n", "", "measures_within_days without declaring"),
    "a parameter nobody has": ("[measures_within_days]", "[measures_within_days, patience]", "patience"),
    "a misspelt key": ("severity: medium", "severty: medium", "severty"),
    "a severity nobody knows": ("severity: medium", "severity: grave", "severity"),
    "a fact nobody computes": ("超过 {days} 天", "超过 {weeks} 周", "weeks"),
    "a fact nobody describes": ("  fact_days: 落实措施的期限（天）\n", "", "days"),
    "a need nobody delivers": ("needs: [listed_members]", 'needs: [listed_members, "assets:yacht"]', "assets:yacht"),
    "a need that is no role": ("needs: [listed_members]", "needs: [listed_members, unicorns]", "unicorns"),
    "a department nobody has": ("verify_department: rural_revitalization", "verify_department: harbour", "harbour"),
    "a file under another name": ("id: missed.measures", "id: missed.help", "missed.help"),
    "no reason": ("-- Why: being on the list helps nobody; measures do, and they are due within days.\n", "", "why"),
    "no SQL": ("with\n\njudged", "wiht\n\njudged", "not understood"),
    "a result without evidence": ("'identified_month' as evidence_field,", "", "evidence_field"),
    "a result nobody reads": ("'identified_month' as evidence_field,", "'x' as evidence_field, 1 as note,", "note"),
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The shipped contracts, parameters and models, and one rule to spoil."""
    include = tmp_path / "include"
    (include / "sql" / "rules" / "missed").mkdir(parents=True)
    for shared in ("contracts", "parameters"):
        (include / shared).symlink_to(INCLUDE / shared)
    (include / "sql" / "intermediate").symlink_to(INCLUDE / "sql" / "intermediate")
    return settings_at(tmp_path / "home", include)


def _spoil(settings: Settings, right: str, wrong: str) -> list[str]:
    text = (INCLUDE / "sql" / "rules" / "missed" / "measures.sql").read_text(encoding="utf-8")
    assert right in text
    (settings.sql / "rules" / "missed" / "measures.sql").write_text(text.replace(right, wrong), encoding="utf-8")
    return lint(settings, settings.home)


def test_the_shipped_rules_have_no_mistake(tmp_path: Path) -> None:
    assert lint(settings_at(tmp_path), tmp_path) == []


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_file(settings: Settings, mistake: str) -> None:
    right, wrong, named = MISTAKES[mistake]
    problems = _spoil(settings, right, wrong)
    assert problems
    assert all(problem.startswith("missed/measures.sql: ") for problem in problems)
    assert any(named in problem for problem in problems)


def test_a_role_that_is_read_must_be_needed(settings: Settings) -> None:
    problems = _spoil(settings, "from listed_members", "from visits as listed_members")
    assert any("reads the role visits without needing it" in problem for problem in problems)
