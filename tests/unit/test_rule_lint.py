"""A rule with a mistake is found before it sees data; the shipped rules have none."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitoring.rule_lint import lint
from tests.lib.staged import INCLUDE, settings_at

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
    "a role that is read and not needed": (
        "from listed_members",
        "from visits as listed_members",
        "the role visits without",
    ),
    "a file under another name": ("id: missed.measures", "id: missed.help", "missed.help"),
    "no reason": ("-- Why: being on the list helps nobody; measures do, and they are due within days.\n", "", "why"),
    "a hit that cannot be": ("when judged.is_hit then 'hit'", "when judged.is_hit and 1 = 0 then 'hit'", "never hit"),
    "a hit for everybody": ("else 'clear'", "else 'hit'", "hits everybody"),
    "no dataset declared": ("needs: [listed_members]", "needs: []", "declares no dataset"),
    "a rule without data": (
        "with\n\njudged",
        "with\n\nint_households as (select 'A' as household_id, 'A' as household_no, period_month as identified_month, "
        "false as has_measures, as_of as identified_last_day, 'active' as listing from parameters),\n\n"
        "listed_members as (select 'A' as listed_household_no, 'x' as dataset, 'd' as delivery, "
        "period_month as row_no, period_month as identified_month from parameters),\n\njudged",
        "nothing that is delivered",
    ),
    "nothing to say of those it does not hit": ("clear_sentence: ", "# ", "clear_sentence"),
    "no SQL": ("with\n\njudged", "wiht\n\njudged", "not understood"),
    "a result without evidence": ("'identified_month' as evidence_field,", "", "evidence_field"),
    "a result nobody reads": ("'identified_month' as evidence_field,", "'x' as evidence_field, 1 as note,", "note"),
}


@pytest.fixture(scope="module")
def problems(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What lint says of one folder of rules, each the same good rule spoilt in one place."""
    home = tmp_path_factory.mktemp("lint")
    include = home / "include"
    folder = include / "sql" / "rules" / "missed"
    folder.mkdir(parents=True)
    for shared in ("contracts", "parameters"):
        (include / shared).symlink_to(INCLUDE / shared)
    (include / "sql" / "intermediate").symlink_to(INCLUDE / "sql" / "intermediate")
    good = (INCLUDE / "sql" / "rules" / "missed" / "measures.sql").read_text(encoding="utf-8")
    for mistake, (right, wrong, _) in MISTAKES.items():
        assert right in good, mistake
        spoilt = good.replace(right, wrong).replace("id: missed.measures", f"id: missed.{_name(mistake)}")
        (folder / f"{_name(mistake)}.sql").write_text(spoilt, encoding="utf-8")
    return lint(settings_at(home, include), home)


def _name(mistake: str) -> str:
    return mistake.replace(" ", "_").replace("'", "")


def test_the_shipped_rules_have_no_mistake(tmp_path: Path) -> None:
    assert lint(settings_at(tmp_path), tmp_path) == []


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_file(problems: list[str], mistake: str) -> None:
    found = [problem for problem in problems if problem.startswith(f"missed/{_name(mistake)}.sql: ")]
    assert any(MISTAKES[mistake][2] in problem for problem in found)


def test_a_mistake_is_not_blamed_on_something_else(problems: list[str]) -> None:
    places = [problem.partition(":")[0] for problem in problems]
    assert sorted(set(places)) == sorted(f"missed/{_name(mistake)}.sql" for mistake in MISTAKES)
    assert len(problems) < 2 * len(MISTAKES)
