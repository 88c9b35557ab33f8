"""Names are compared in one form, whichever way a department wrote them."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.identity.names import (
    compared_sql,
    difference,
    difference_sql,
    has_lost_character,
    normalise_name,
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


ALPHABET = "测试甲乙末未·・•．.‧∙ 　\u00a0\u200bＡａ？?□'ⅷ𬱖張张（户主）()\ue000\ufffd%_\\"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.text(alphabet=ALPHABET, max_size=8)] * 2), min_size=1, max_size=20))
def test_sql_says_the_same(names: list[tuple[str, str]]) -> None:
    with duckdb.connect() as connection:
        connection.execute("create table given (place bigint, one varchar, other varchar)")
        rows = [(place, one, other) for place, (one, other) in enumerate(names)]
        connection.executemany("insert into given values (?, ?, ?)", rows)
        found = connection.execute(
            f"with compared as (select place, {compared_sql('one')} as one, {compared_sql('other')} as other from given)"
            f" select one, other, {difference_sql('one', 'other')} from compared order by place"
        ).fetchall()
    assert found == [(normalise_name(one), normalise_name(other), difference(one, other)) for one, other in names]


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("測試張", "测试张", None),
        ("测试甲（户主）", "测试甲", None),
        ("测试甲(已故)", "测试甲", None),
        ("测?甲", "测䶮甲", None),
        ("测??甲", "测䶮甲", None),
        ("测\ue863甲", "测䶮甲", None),
        ("测\ufffd", "测䶮", None),
        ("李?甲", "测䶮甲", "different_person"),
        ("阿依古丽买买提", "阿依古丽·买买提", "separator"),
        ("付测试", "傅测试", "look_alike"),
        ("测试末", "测试未", "look_alike"),
        ("测试甲", "测试乙", "one_character"),
        ("测试甲", "测甲", "one_character"),
        ("测试甲", "测试丙丁", "different_person"),
        ("王测", "李试", "different_person"),
    ],
)
def test_a_difference_has_its_kind_whichever_name_comes_first(one: str, other: str, kind: str | None) -> None:
    assert (difference(one, other), difference(other, one)) == (kind, kind)
