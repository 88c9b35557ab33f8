"""Names are compared in one form, whichever way a department wrote them."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.identity.names import (
    has_lost_character,
    has_lost_character_sql,
    normalise_name,
    normalised_name_sql,
)

WRITTEN = (
    "阿依古丽・买买提",
    "阿依古丽•买买提",
    "阿依古丽．买买提",
    "阿依古丽.买买提",
    "阿依古丽‧买买提",
    "阿依古丽∙买买提",
    "阿依古丽 · 买买提",
    "　阿依古丽·买买提\u200b",
)


@pytest.mark.parametrize("name", WRITTEN)
def test_separators_and_blanks_make_no_other_name(name: str) -> None:
    assert normalise_name(name) == "阿依古丽·买买提"


def test_full_width_letters_are_the_letters() -> None:
    assert normalise_name("测试Ａ１") == "测试A1"


def test_rare_characters_pass_unchanged() -> None:
    assert normalise_name("䶮㛃𬱖") == "䶮㛃𬱖"


def test_a_different_character_stays_different() -> None:
    assert normalise_name("测试甲") != normalise_name("测试乙")


@pytest.mark.parametrize("name", ["测?甲", "测？甲", "测□甲"])
def test_a_lost_character_is_noticed(name: str) -> None:
    assert has_lost_character(name)
    assert not has_lost_character("测试甲")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(alphabet="测试甲·・•．.‧∙ 　\u00a0\u200bＡａ？?□'ⅷ𬱖", max_size=8), min_size=1, max_size=20))
def test_sql_says_the_same(names: list[str]) -> None:
    query = f"select {normalised_name_sql('n')}, {has_lost_character_sql('n')} from (select unnest(?) as n)"
    with duckdb.connect() as connection:
        found = connection.execute(query, [names]).fetchall()
    assert found == [(normalise_name(name), has_lost_character(name)) for name in names]
