"""Dead, indiscriminate and doubled rules are named from what they did."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitoring.rule_coverage import ENOUGH, problems
from tests.lib.months import Months
from tests.lib.staged import INCLUDE, PERIOD

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
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    home = tmp_path_factory.mktemp("coverage")
    months = Months(home, _include(home))
    men = ENOUGH
    rows = [
        {
            "person_key": p,
            "name": "测试甲",
            "household_no": "1",
            "status": "normal",
            "sex": "male" if n < men else "female",
        }
        for n, p in enumerate(PEOPLE)
    ]
    months.build(PERIOD, {"public_security.residents": rows})
    return problems(months.layout, PERIOD)


def _include(home: Path) -> Path:
    include = home / "include"
    (include / "sql" / "rules" / "missed").mkdir(parents=True)
    for shared in ("contracts", "parameters", "sql/intermediate", "sql/marts", "sql/indicators"):
        (include / shared).symlink_to(INCLUDE / shared)
    for name, condition in RULES.items():
        text = RULE.format(name=name, condition=condition)
        (include / "sql" / "rules" / "missed" / f"{name}.sql").write_text(text, encoding="utf-8")
    return include


def test_dead_indiscriminate_and_doubled_rules_are_named_and_no_other(found: list[str]) -> None:
    assert found == [
        f"missed.everybody: found all of {len(PEOPLE)} subjects",
        f"missed.nobody: found nothing among {len(PEOPLE)} subjects",
        "missed.some: found what missed.same found, on the same rows",
    ]
