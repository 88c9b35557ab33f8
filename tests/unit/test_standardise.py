"""Delivered text gets its canonical types, and every row that cannot have them says why."""

import datetime as dt
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.characters import BLANKS
from monitoring.contracts import Contract, load_contracts
from monitoring.errors import ConfigurationError
from monitoring.examples import run_examples
from monitoring.period import Period
from monitoring.settings import PROJECT
from monitoring.standardise import standardise, standardise_sql
from tests.lib.raw_layer import (
    AS_OF,
    DELIVERY,
    FIRST,
    PERSON,
    SECOND,
    THIRD,
    Row,
    contract_of,
    deliver,
    layout_at,
    read,
)

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


def standardised(home: Path, contract: Contract, rows: list[Row], errors: dict[int, str] | None = None) -> list[Any]:
    layout = layout_at(home)
    entry = standardise(contract, deliver(layout, contract, rows, errors), layout, AS_OF)
    assert entry.status == "standardised"
    return read(layout, "standardised", contract)


def one(column: dict[str, Any], delivered: str | None, name: str = "value") -> tuple[Any, str | None]:
    """The canonical value of one delivered text, and the row's reasons."""
    contract = contract_of({name: {"from": "值", **column}})
    with duckdb.connect() as connection:
        connection.execute('create table raw (row_no bigint, row_error varchar, "值" varchar)')
        connection.execute("insert into raw values (2, null, ?)", [delivered])
        row = connection.execute(standardise_sql(contract, DELIVERY, AS_OF)).fetchall()[0]
    return row[2], row[3]


CODE = {"as": "code", "values": {"男": "male", "女": "female", "Ａ级": "a", "1": "one"}}
PATTERN = {
    "as": "pattern",
    "patterns": [{"match": "^(小学|[一二]年级)", "value": "primary"}, {"match": "年级$", "value": "other"}],
}


@pytest.mark.parametrize(
    ("column", "delivered", "value"),
    [
        ({"as": "text"}, "\u00a0 测试　村\t\u200b", "测试　村"),
        ({"as": "text"}, "甲\u200e乙\u0007", "甲乙"),
        ({"as": "text"}, "甲_x000D_", "甲"),
        ({"as": "text"}, "N/A", "N/A"),
        ({"as": "text"}, "阿依古丽·买买提（测试）", "阿依古丽·买买提（测试）"),
        ({"as": "text"}, "𬱖䶮", "𬱖䶮"),
        ({"as": "list"}, "低保，临时救助、养老；", "低保,临时救助,养老"),
        ({"as": "list"}, " 低保 , 养老 ", "低保,养老"),
        ({"as": "list"}, "低保", "低保"),
        ({"as": "date"}, "2026-05-03", dt.date(2026, 5, 3)),
        ({"as": "date"}, "2026-5-3", dt.date(2026, 5, 3)),
        ({"as": "date"}, "２０２６－０５－０３", dt.date(2026, 5, 3)),
        ({"as": "date"}, "2026-05-30 00:00:00", dt.date(2026, 5, 30)),
        ({"as": "date"}, "2026-05-30T00:00:00", dt.date(2026, 5, 30)),
        ({"as": "date"}, "2026-5-12 1:30", dt.date(2026, 5, 12)),
        ({"as": "date"}, "2026-05-03 23:59:59", dt.date(2026, 5, 3)),
        ({"as": "date"}, "2026-05-03T15:59:59Z", dt.date(2026, 5, 3)),
        ({"as": "date"}, "2026-05-03T16:00:00Z", dt.date(2026, 5, 4)),
        ({"as": "date"}, "2026-05-03 00:00:00+08:00", dt.date(2026, 5, 3)),
        ({"as": "date"}, "2026-05-03 23:59:59.5+08", dt.date(2026, 5, 3)),
        ({"as": "date"}, "2026/01/01", dt.date(2026, 1, 1)),
        ({"as": "date"}, "2026.1.1", dt.date(2026, 1, 1)),
        ({"as": "date"}, "20260101", dt.date(2026, 1, 1)),
        ({"as": "date"}, "44927", dt.date(2023, 1, 1)),
        ({"as": "date"}, "1900-01-01", None),
        ({"as": "date"}, "9999-12-31", None),
        ({"as": "date"}, "0000-00-00", None),
        ({"as": "date", "format": "%Y%m%d"}, "00000000", None),
        ({"as": "date", "open_end": True}, "长期", None),
        ({"as": "date", "open_end": True}, "2099-12-31", dt.date(2099, 12, 31)),
        ({"as": "date", "planned": True}, "2027-01-01", dt.date(2027, 1, 1)),
        ({"as": "date", "format": "%d/%m/%Y"}, "01/02/2023", dt.date(2023, 2, 1)),
        ({"as": "month", "open_end": True}, "至今", None),
        ({"as": "month", "format": "%Y%m"}, "2026/5", 202605),
        ({"as": "date", "format": "%Y%m%d"}, "'20240229", dt.date(2024, 2, 29)),
        ({"as": "date", "format": ["%Y年%m月%d日", "%Y/%m/%d"]}, "2026/1/1", dt.date(2026, 1, 1)),
        ({"as": "date", "format": ["%Y年%m月%d日", "%Y/%m/%d"]}, "2026年1月1日", dt.date(2026, 1, 1)),
        ({"as": "month"}, "2026-05", 202605),
        ({"as": "month"}, "2026-05-01", 202605),
        ({"as": "month", "format": "%Y%m"}, "202612", 202612),
        ({"as": "month", "format": "%Y年%m月"}, "2026年5月", 202605),
        ({"as": "int"}, "1,234", 1234),
        ({"as": "int"}, "12.0", 12),
        ({"as": "int"}, "-3", -3),
        ({"as": "decimal"}, "1,234.50", Decimal("1234.50")),
        ({"as": "decimal"}, "￥１２．５", Decimal("12.50")),
        ({"as": "decimal"}, "0.30000000000000004", Decimal("0.30")),
        ({"as": "decimal", "scale": 4}, "0.00005", Decimal("0.0001")),
        ({"as": "decimal", "scale": 0}, "80", Decimal(80)),
        ({"as": "decimal", "may_be_negative": True}, "（100）", Decimal(-100)),
        ({"as": "decimal", "unit": "万元", "scale": 4}, "1.2万", Decimal("1.2000")),
        ({"as": "decimal"}, "NaN", None),
        ({"as": "decimal"}, "-", None),
        ({"as": "int"}, "/", None),
        ({"as": "bool"}, "是", True),
        ({"as": "bool"}, "否", False),
        ({"as": "bool"}, "true", True),
        ({"as": "bool"}, "False", False),
        (CODE, " 男 ", "male"),
        (CODE, "A级", "a"),
        (CODE, "Ａ级", "a"),
        (CODE, "１", "one"),
        (PATTERN, "二年级", "primary"),
        (PATTERN, "九年级", "other"),
    ],
)
def test_ways_of_writing_a_value_are_one_value(column: dict[str, Any], delivered: str, value: object) -> None:
    assert one(column, delivered) == (value, None)


@pytest.mark.parametrize(
    ("column", "delivered", "code"),
    [
        ({"as": "date"}, "2026-02-30", "DATE_INVALID"),
        ({"as": "date"}, "26-01-01", "DATE_INVALID"),
        ({"as": "date"}, "2026-05-03 25:30:00Z", "DATE_INVALID"),
        ({"as": "date"}, "长期", "DATE_INVALID"),
        ({"as": "date", "open_end": True}, "农历八月", "DATE_INVALID"),
        ({"as": "date"}, "60", "DATE_INVALID"),
        ({"as": "date"}, "2023", "DATE_INVALID"),
        ({"as": "date"}, "01/02/2023", "DATE_AMBIGUOUS"),
        ({"as": "date", "format": "%Y%m%d"}, "2026111", "DATE_INVALID"),
        ({"as": "month"}, "2026-13", "MONTH_INVALID"),
        ({"as": "month"}, "2026-05-02", "MONTH_INVALID"),
        ({"as": "month", "format": "%Y%m"}, "20265", "MONTH_INVALID"),
        ({"as": "int"}, "12.5", "NUMBER_INVALID"),
        ({"as": "int"}, "99999999999999999999", "NUMBER_INVALID"),
        ({"as": "decimal"}, "1.2万", "AMT_UNIT"),
        ({"as": "decimal", "unit": "万元"}, "1.2亿", "AMT_UNIT"),
        ({"as": "decimal"}, "12,34", "AMT_TEXT"),
        ({"as": "decimal"}, "一百", "AMT_TEXT"),
        ({"as": "decimal"}, "1e5", "AMT_TEXT"),
        ({"as": "decimal"}, "12345678901234567.00", "AMT_RANGE"),
        ({"as": "bool"}, "不详", "BOOL_UNKNOWN"),
        (CODE, "男性", "CODE_UNKNOWN"),
        (CODE, "male", "CODE_UNKNOWN"),
        (PATTERN, "大学", "CODE_UNKNOWN"),
    ],
)
def test_what_cannot_be_typed_is_never_nulled_silently(column: dict[str, Any], delivered: str, code: str) -> None:
    assert one(column, delivered) == (None, f"{code}:value")


@pytest.mark.parametrize("kind", ["text", "list", "date", "month", "int", "decimal", "bool"])
@pytest.mark.parametrize("delivered", [None, "", " \u3000\t"])
def test_a_blank_is_empty_in_every_type(kind: str, delivered: str | None) -> None:
    assert one({"as": kind}, delivered) == (None, None)
    assert one({"as": kind, "required": True}, delivered) == (None, "REQUIRED_EMPTY:value")


TYPED: dict[str, dict[str, Any]] = {
    "text": {"as": "text"},
    "asset_no": {"as": "text"},
    "day": {"as": "date"},
    "compact": {"as": "date", "format": "%Y%m%d"},
    "month": {"as": "month"},
    "number": {"as": "int"},
    "amount": {"as": "decimal"},
    "flag": {"as": "bool"},
    "sex": CODE,
    "stage": PATTERN,
}
WRITTEN = st.text(alphabet="0123456789.,-+/年月日是否男女￥万年级 \u3000\u200bT:１，'e", max_size=12) | st.dates().map(
    str
)


@settings(max_examples=25, deadline=None)
@given(st.lists(WRITTEN, min_size=1, max_size=30))
def test_a_value_is_typed_or_a_reason_unless_it_is_blank(written: list[str]) -> None:
    contract = contract_of({name: {"from": name, **column} for name, column in TYPED.items()})
    headers = ", ".join(f'"{name}" varchar' for name in TYPED)
    with duckdb.connect() as connection:
        connection.execute(f"create table raw (row_no bigint, row_error varchar, {headers})")
        for row_no, text in enumerate(written):
            connection.execute(
                f"insert into raw values ({', '.join('?' * (len(TYPED) + 2))})", [row_no, None, *[text] * len(TYPED)]
            )
        rows = connection.execute(f"select * from ({standardise_sql(contract, '', AS_OF)}) order by row_no").fetchall()
    for text, (_, _, *values, reasons, notes) in zip(written, rows, strict=True):
        named = {reason.partition(":")[2] for reason in (reasons or "").split(",")}
        counted = {note.partition(":")[2] for note in (notes or "").split(",")}
        is_blank = text.strip(BLANKS).lstrip("'").strip(BLANKS) == ""
        for name, value in zip(TYPED, values, strict=True):
            assert is_blank or value is not None or name in named | counted, name


@pytest.mark.parametrize(
    ("column", "delivered", "code"),
    [
        ({"as": "date"}, "2026-11-01", "DATE_FUTURE"),
        ({"as": "decimal"}, "-100", "AMT_NEGATIVE"),
        ({"as": "decimal"}, "（100）", "AMT_NEGATIVE"),
        ({"as": "decimal", "max": 1000}, "1000.01", "AMT_RANGE"),
        ({"as": "text"}, "甲\u202e乙", "TEXT_BIDI"),
        ({"as": "text"}, "甲\u0000乙", "CTRL_NUL"),
        ({"as": "text"}, "锟斤拷", "TEXT_MOJIBAKE"),
        ({"as": "text"}, "å¼\xa0ä¸‰", "TEXT_MOJIBAKE"),
    ],
)
def test_what_can_be_typed_but_not_believed_is_held_back(column: dict[str, Any], delivered: str, code: str) -> None:
    assert one(column, delivered)[1] == f"{code}:value"


@pytest.mark.parametrize(
    ("column", "delivered"),
    [({"as": "decimal"}, "-"), ({"as": "date"}, "0000-00-00"), ({"as": "date"}, "9999-12-31"),
     ({"as": "date", "open_end": True}, "长期")],
)  # fmt: skip
def test_a_word_for_nothing_is_nothing_where_something_is_required(column: dict[str, Any], delivered: str) -> None:
    assert one({**column, "required": True}, delivered) == (None, "REQUIRED_EMPTY:value")


@pytest.mark.parametrize(
    "delivered", ["姓　名", "屯里村", "李锟", "烫伤", "naïve café", "ئۇيغۇر", "한국", "x_1", "䶮㛃𬱖"]
)
def test_rare_and_foreign_characters_are_no_broken_text(delivered: str) -> None:
    assert one({"as": "text"}, delivered) == (delivered, None)


def test_the_contract_may_say_what_empty_means() -> None:
    column = {"as": "code", "values": {"农村": "rural"}, "empty": "none"}
    assert one(column, None) == ("none", None)
    assert one(column, "农村") == ("rural", None)


def test_numbers_that_identify_things_are_compared_without_blanks_and_widths() -> None:
    assert one({"as": "text"}, "测Ａ １２３", name="asset_no") == ("测A123", None)
    assert one({"as": "text"}, "#NUM:6.2284E+18", name="account_no") == (None, "NUMBER_INVALID:account_no")


def test_an_unreadable_format_is_a_mistake_of_the_contract() -> None:
    with pytest.raises(ConfigurationError, match="%y"):
        one({"as": "date", "format": "%d.%m.%y"}, "01.01.26")


def test_a_date_that_looks_like_sql_is_only_text() -> None:
    assert one({"as": "text"}, "'; drop table raw; --") == ("'; drop table raw; --", None)


def test_a_row_says_all_its_reasons_sorted(tmp_path: Path) -> None:
    contract = contract_of(
        {"person_id": PERSON, "paid_date": {"from": "日期", "as": "date"}, "amount": {"from": "金额", "as": "decimal"}}
    )
    rows: list[Row] = [
        {"证件号码": "52990119900101", "日期": "昨天", "金额": "许多"},
        {"证件号码": "无", "日期": None, "金额": None},
        {"证件号码": None, "日期": None, "金额": None},
        {"证件号码": FIRST, "日期": None, "金额": None},
    ]
    found = standardised(tmp_path, contract, rows, errors={4: "ROW_SHORT"})
    assert [row["reasons"] for row in found] == [
        "AMT_TEXT:amount,DATE_INVALID:paid_date,ID_LEN:person_id",
        "ID_MISSING:person_id",
        "ROW_SHORT",
        None,
    ]
    assert [row["row_no"] for row in found] == [2, 3, 4, 5]
    assert {row["delivery"] for row in found} == {DELIVERY}


def test_the_person_is_three_columns_and_a_placeholder_keeps_the_person(tmp_path: Path) -> None:
    contract = contract_of({"person_id": PERSON, "name": {"from": "姓名", "as": "text"}}, key=["person_id"])
    rows: list[Row] = [
        {"证件号码": f" {FIRST}", "姓名": "测试甲"},
        {"证件号码": "999999202605010018", "姓名": "测试乙"},
        {"证件号码": "#NUM:529903700707003", "姓名": "测试丙"},
    ]
    columns = ("person_id", "person_key", "person_id_status", "reasons")
    found = [tuple(row[name] for name in columns) for row in standardised(tmp_path, contract, rows)]
    assert found == [
        (FIRST, int(FIRST[:17]), "valid", None),
        (None, None, "placeholder", None),
        (None, None, "numeric", "ID_NUMERIC:person_id"),
    ]


def test_an_optional_number_may_be_missing_but_not_wrong(tmp_path: Path) -> None:
    contract = contract_of({"person_id": {**PERSON, "required": False}})
    rows: list[Row] = [{"证件号码": None}, {"证件号码": FIRST[:17] + "9"}]
    assert [row["reasons"] for row in standardised(tmp_path, contract, rows)] == [None, "ID_CHECK:person_id"]


def test_a_missing_column_is_a_typed_null_and_an_old_header_still_counts(tmp_path: Path) -> None:
    contract = contract_of(
        {
            "name": {"from": ["姓名", "户主姓名"], "as": "text"},
            "amount": {"from": "金额", "as": "decimal"},
            "person_id": {**PERSON, "required": False},
        }
    )
    found = standardised(tmp_path, contract, [{"户主姓名": "测试甲"}])
    assert found[0]["name"] == "测试甲"
    assert (found[0]["amount"], found[0]["person_id_status"], found[0]["reasons"]) == (None, "missing", None)


NAMED = {"person_id": {**PERSON, "required": False}, "name": {"from": "姓名", "as": "text"}}


def fates(home: Path, contract: Contract, rows: list[Row]) -> list[str]:
    return [
        row["reasons"] or ("dropped" if row["is_dropped"] else "good") for row in standardised(home, contract, rows)
    ]


def test_of_equal_rows_the_first_is_kept_however_they_were_written(tmp_path: Path) -> None:
    rows: list[Row] = [
        {"证件号码": "529902851231002", "姓名": "测试乙"},
        {"证件号码": FIRST, "姓名": "测试甲"},
        {"证件号码": SECOND, "姓名": " 测试乙"},
        {"证件号码": FIRST, "姓名": "测试甲"},
    ]
    assert fates(tmp_path, contract_of(NAMED, key=["person_id"]), rows) == ["good", "good", "dropped", "dropped"]


def test_one_key_with_two_values_quarantines_every_row_of_it(tmp_path: Path) -> None:
    contract = contract_of({**NAMED, "amount": {"from": "金额", "as": "int"}}, key=["person_id"])
    rows: list[Row] = [
        {"证件号码": FIRST, "姓名": "测试甲", "金额": "1"},
        {"证件号码": FIRST, "姓名": "测试甲", "金额": "1"},
        {"证件号码": FIRST, "姓名": "测试甲", "金额": "2"},
        {"证件号码": SECOND, "姓名": "测试乙", "金额": "1"},
    ]
    conflict = "DUP_CONFLICT:person_id"
    assert fates(tmp_path, contract, rows) == [conflict, conflict, conflict, "good"]


def test_one_number_with_names_of_two_people_is_nobodys(tmp_path: Path) -> None:
    rows: list[Row] = [
        {"证件号码": FIRST, "姓名": "测试甲"},
        {"证件号码": FIRST, "姓名": "测试丁"},
        {"证件号码": SECOND, "姓名": "付测试"},
        {"证件号码": SECOND, "姓名": "傅测试（户主）"},
    ]
    conflict = "ID_NAME_CONFLICT:person_id"
    assert fates(tmp_path, contract_of(NAMED), rows) == [conflict, conflict, "good", "good"]


def test_a_bad_row_is_no_rival_of_a_good_one(tmp_path: Path) -> None:
    contract = contract_of({**NAMED, "amount": {"from": "金额", "as": "int"}}, key=["person_id"])
    rows: list[Row] = [
        {"证件号码": FIRST, "姓名": "测试甲", "金额": "1"},
        {"证件号码": FIRST, "姓名": "测试甲", "金额": "一"},
    ]
    assert fates(tmp_path, contract, rows) == ["good", "NUMBER_INVALID:amount"]


def test_rows_without_their_key_do_not_conflict_but_may_be_equal(tmp_path: Path) -> None:
    rows: list[Row] = [
        {"证件号码": None, "姓名": "测试甲"},
        {"证件号码": None, "姓名": "测试乙"},
        {"证件号码": None, "姓名": "测试甲"},
    ]
    assert fates(tmp_path, contract_of(NAMED, key=["person_id"]), rows) == ["good", "good", "dropped"]


def test_numbers_that_give_no_key_never_make_two_people_one(tmp_path: Path) -> None:
    rows: list[Row] = [
        {"证件号码": "999999201501010011", "姓名": "测试甲"},
        {"证件号码": "999999201601010029", "姓名": "测试甲"},
    ]
    assert fates(tmp_path, contract_of(NAMED, key=["person_id"]), rows) == ["good", "good"]


def test_a_dataset_without_a_key_drops_equal_rows_only(tmp_path: Path) -> None:
    rows: list[Row] = [{"姓名": "测试甲"}, {"姓名": "测试乙"}, {"姓名": "测试甲"}]
    contract = contract_of({"name": NAMED["name"]})
    assert fates(tmp_path, contract, rows) == ["good", "good", "dropped"]


def test_a_number_that_passes_by_chance_is_not_trusted_beside_cut_off_ones(tmp_path: Path) -> None:
    by_chance, cut_off = "529901199001012000", "529901199001013000"
    contract = contract_of({"person_id": PERSON})
    truncated = "ID_EXCEL_TRUNC:person_id"
    assert fates(tmp_path / "a", contract, [{"证件号码": by_chance}, {"证件号码": THIRD}]) == ["good", "good"]
    rows: list[Row] = [{"证件号码": by_chance}, {"证件号码": THIRD}, {"证件号码": cut_off}]
    assert fates(tmp_path / "b", contract, rows) == ["ID_UNCONFIRMED:person_id", "good", truncated]
    chance = read(layout_at(tmp_path / "b"), "standardised", contract)[0]
    assert (chance["person_id"], chance["person_key"], chance["person_id_status"]) == (None, None, "unconfirmed")


def test_standardising_again_gives_the_same_bytes(tmp_path: Path) -> None:
    layout, contract = layout_at(tmp_path), contract_of(NAMED, key=["person_id"])
    entry = deliver(layout, contract, [{"证件号码": FIRST, "姓名": f"测试{n}"} for n in range(50)])
    path = layout.table("standardised", contract.dataset, Period.parse(entry.period))
    standardise(contract, entry, layout, AS_OF)
    before = path.read_bytes()
    standardise(contract, entry, layout, AS_OF)
    assert path.read_bytes() == before


def test_examples_that_do_not_hold_are_named_without_their_values() -> None:
    contract = contract_of({"person_id": PERSON, "name": {"from": "姓名", "as": "text"}})
    given = {"证件号码": FIRST, "姓名": "测试甲"}
    examples = [
        {"name": "right", "given": given, "expect": {"name": "测试甲", "person_key": int(FIRST[:17])}},
        {"name": "wrong value", "given": given, "expect": {"name": "测试乙"}},
        {"name": "not quarantined", "given": given, "quarantined": "ID_LEN"},
        {"name": "quarantined", "given": {"证件号码": FIRST[:17]}, "expect": {"name": None}},
        {"name": "no such header", "given": {**given, "号码": "1"}, "expect": {}},
    ]
    wrong = Contract.model_validate({**contract.model_dump(by_alias=True), "examples": examples})
    problems = run_examples(wrong, AS_OF)
    assert len(problems) == 4
    for name, problem in zip(
        ["wrong value", "not quarantined", "quarantined", "no such header"], problems, strict=True
    ):
        assert f"「{name}」" in problem
    assert FIRST not in "".join(problems)
    assert "测试甲" not in "".join(problems)


@pytest.mark.parametrize("dataset", ["public_security.deaths", "civil_affairs.disability_subsidies"])
def test_the_compiled_select_changes_only_knowingly(dataset: str) -> None:
    """Regenerate with REGENERATE_GOLDEN=1 and read the difference before keeping it."""
    contract = load_contracts(PROJECT / "include" / "contracts")[dataset]
    golden = GOLDEN / "standardise" / f"{dataset}.sql"
    compiled = standardise_sql(contract, DELIVERY, AS_OF) + "\n"
    if os.environ.get("REGENERATE_GOLDEN"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(compiled, encoding="utf-8")
    assert compiled == golden.read_text(encoding="utf-8")
