"""Dead, indiscriminate and doubled rules are named from what they did."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitoring.rule_coverage import ENOUGH, problems, problems_over
from tests.lib.months import Months
from tests.lib.staged import INCLUDE, PERIOD

pytestmark = pytest.mark.slow

PEOPLE = [52990119800101001 + n * 1000 for n in range(ENOUGH + 5)]
RULE = """-- One row per living resident.
-- Why: a rule to be looked at.
/*
id: missed.{name}
title: 试验
definition: 试验。
family: missed
level: person
severity: low
since: "2026-01"
needs: [residents]
verify_department: public_security
action: 试验。
sentence: 试验。
basis: 试验
innocent: 试验
columns: {{}}
*/
with

final as (

    select
        cast(residents.person_key as varchar) as subject_id,
        cast(null as varchar) as household_id,
        residents.person_key,
        case when {condition} then 'hit' else 'clear' end as outcome,
        residents.dataset as evidence_dataset,
        residents.delivery as evidence_delivery,
        residents.row_no as evidence_row_no,
        'sex' as evidence_field,
        residents.sex as evidence_value
    from residents

)

select * from final
"""
RULES = {
    "some": "residents.sex = 'male'",
    "same": "not residents.sex = 'female'",
    "everybody": "residents.sex is not null",
    "nobody": "residents.sex = 'male' and residents.sex = 'female'",
    "others": "residents.sex = 'female'",
    # Nobody can be assessed, which is not the same as nothing found.
    "silent": "false then 'hit' when true then 'not_assessed' when false",
}


NEXT = PERIOD.shift(1)


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Months:
    home = tmp_path_factory.mktemp("coverage")
    months = Months(home, _include(home))
    months.build(PERIOD, {"public_security.residents": _residents(ENOUGH)})
    months.build(NEXT, {"public_security.residents": _residents(0)})
    return months


def _residents(men: int) -> list[dict[str, object]]:
    return [
        {
            "person_key": p,
            "name": "测试甲",
            "household_no": "1",
            "status": "normal",
            "sex": "male" if n < men else "female",
        }
        for n, p in enumerate(PEOPLE)
    ]


def _include(home: Path) -> Path:
    include = home / "include"
    (include / "sql" / "rules" / "missed").mkdir(parents=True)
    for shared in ("contracts", "parameters", "sql/intermediate", "sql/marts", "sql/indicators"):
        (include / shared).symlink_to(INCLUDE / shared)
    for name, condition in RULES.items():
        text = RULE.format(name=name, condition=condition)
        (include / "sql" / "rules" / "missed" / f"{name}.sql").write_text(text, encoding="utf-8")
    return include


def test_dead_indiscriminate_and_doubled_rules_are_named_and_no_other(months: Months) -> None:
    assert problems(months.layout, PERIOD) == [
        f"missed.everybody: found all of {len(PEOPLE)} subjects",
        f"missed.nobody: found nothing among {len(PEOPLE)} subjects",
        "missed.some: found what missed.same found, on the same rows",
    ]


def test_over_several_months_a_rule_is_judged_by_all_of_them(months: Months) -> None:
    assert problems(months.layout, NEXT) == [
        f"missed.everybody: found all of {len(PEOPLE)} subjects",
        f"missed.nobody: found nothing among {len(PEOPLE)} subjects",
        f"missed.others: found all of {len(PEOPLE)} subjects",
        "missed.others: found what missed.everybody found, on the same rows",
        f"missed.same: found nothing among {len(PEOPLE)} subjects",
        f"missed.some: found nothing among {len(PEOPLE)} subjects",
    ]
    assert problems_over(months.layout, [PERIOD, NEXT]) == [
        f"missed.everybody: found all of {2 * len(PEOPLE)} subjects",
        f"missed.nobody: found nothing among {2 * len(PEOPLE)} subjects",
        "missed.some: found what missed.same found, on the same rows",
    ]
