"""Citizen ID numbers that are written otherwise, damaged, somebody else's, or nobody's."""

from __future__ import annotations

from collections.abc import Callable

import openpyxl

from monitoring.identity.citizen_id import check_character
from tests.badinputs.bench import HOUSES, PAYMENTS, Bench, Row, good, number_of, saved
from tests.badinputs.case import Case, Seen

NUMBER = {PAYMENTS: "身份证号码", HOUSES: "户主身份证号"}
RESIDENTS = "public_security.residents"


def cell(written: str, count: int = 1) -> list[Row]:
    """Good payments, the number of some of them replaced."""
    rows = good(PAYMENTS)
    for place in range(count):
        rows[place][NUMBER[PAYMENTS]] = written
    return rows


def each(write: str, count: int) -> list[Row]:
    """Good payments, the numbers of some of them rewritten: `{n}` is the number."""
    rows = good(PAYMENTS)
    for row in rows[:count]:
        row[NUMBER[PAYMENTS]] = write.format(n=row[NUMBER[PAYMENTS]])
    return rows


def numeric_cells(bench: Bench, count: int) -> Seen:
    """A workbook of houses in which some numbers are numeric cells."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    rows = good(HOUSES)
    page.append(["测试表"])
    page.append(list(rows[0]))
    for place, row in enumerate(rows):
        number = row[NUMBER[HOUSES]]
        as_number = int(number[:15] + "000")
        page.append([as_number if name == NUMBER[HOUSES] and place < count else value for name, value in row.items()])
    return bench.content(HOUSES, saved(book))


def truncated(count: int) -> list[Row]:
    """Good payments, some numbers of which kept fifteen digits and fail their check."""
    rows = good(PAYMENTS)
    cut_off = [row for row in rows if check_character(row[NUMBER[PAYMENTS]][:15] + "00") != "0"]
    for row in cut_off[:count]:
        row[NUMBER[PAYMENTS]] = row[NUMBER[PAYMENTS]][:15] + "000"
    return rows


def resident(place: int) -> Row:
    number = number_of(place)
    return {
        "公民身份号码": number,
        "姓名": "测试" + chr(0x4E00 + place),
        "性别": "男" if int(number[16]) % 2 else "女",
        "出生日期": number[6:14],
        "民族": "汉族",
        "户号": f"H{place:05}",
        "与户主关系": "户主",
        "户籍地址": "测试村",
        "行政区划代码": "529901101001",
        "乡镇": "云桥乡",
        "行政村": "测试村",
        "人员状态": "正常",
        "状态日期": "",
        "联系电话": "",
    }


def residents(changes: dict[int, Row] | None = None) -> list[Row]:
    """Good rows of the register, some cells replaced."""
    rows = [resident(place) for place in range(200)]
    for place, change in (changes or {}).items():
        rows[place] |= change
    return rows


def quarantined(number: int, name: str, title: str, code: str, written: str) -> Case:
    """One bad number among good ones: its row is held back with that code, the others are not."""

    def only_that_row(bench: Bench, found: Seen) -> None:
        assert found.counts == (200, 199, 1, 0)
        assert found.entry is not None
        assert found.entry.reasons == {code: 1}

    return Case(
        number, name, title, "quarantined", code, lambda bench: bench.rows(PAYMENTS, cell(written)), only_that_row
    )


def counted(code: str, rows: int) -> Callable[[Bench, Seen], None]:
    def check(bench: Bench, found: Seen) -> None:
        assert found.entry is not None
        assert {remark.code: remark.rows for remark in found.entry.remarks}.get(code) == rows

    return check


def old_form(bench: Bench) -> Seen:
    rows = good(PAYMENTS)
    for row in rows[:4]:
        number = row[NUMBER[PAYMENTS]]
        row[NUMBER[PAYMENTS]] = number[:6] + number[8:17]
    return bench.rows(PAYMENTS, rows)


def permits(bench: Bench) -> Seen:
    numbers = ("810000199408230021", "830000199201300022")
    rows = good(PAYMENTS)
    for row, number in zip(rows, numbers, strict=False):
        row[NUMBER[PAYMENTS]] = number
    return bench.rows(PAYMENTS, rows)


def unknown_area(bench: Bench) -> Seen:
    digits = "19010119900101001"
    return bench.rows(PAYMENTS, cell(digits + check_character(digits)))


def two_names(bench: Bench) -> Seen:
    rows = good(PAYMENTS)
    rows[1] |= {NUMBER[PAYMENTS]: rows[0][NUMBER[PAYMENTS]], "姓名": "另测丙"}
    return bench.rows(PAYMENTS, rows)


def two_numbers(bench: Bench) -> Seen:
    digits = number_of(0)[:14] + "777"
    return bench.rows(
        RESIDENTS, residents({1: {**resident(0), "公民身份号码": digits + check_character(digits), "户号": "H9"}})
    )


CASES = [
    Case(72, "I001", "证件号是数值单元格", "quarantined", "ID_NUMERIC", lambda bench: numeric_cells(bench, 2)),
    Case(72, "I001-column", "整列证件号是数值格式", "refused", "ID_NUMERIC", lambda bench: numeric_cells(bench, 200)),
    quarantined(73, "I002", "科学计数法", "ID_SCI", "5.29901E+17"),
    quarantined(73, "I002-float", "浮点数写成的文本", "ID_NUMERIC", "5.2990119900101299E+17"),
    Case(
        74, "I003", "多行末三位成了 000", "refused", "ID_EXCEL_TRUNC", lambda bench: bench.rows(PAYMENTS, truncated(5))
    ),
    Case(
        74, "I003-few", "两行末三位成了 000", "quarantined", "ID_EXCEL_TRUNC", lambda b: b.rows(PAYMENTS, truncated(2))
    ),
    quarantined(75, "I004", "少一位", "ID_LEN", number_of(0)[:8] + number_of(0)[9:]),
    Case(76, "I005", "15 位旧号", "warned", "ID_15", old_form, counted("ID_15", 4)),
    Case(
        77,
        "I006",
        "全角与小写 x",
        "normalised",
        "I006",
        lambda bench: bench.rows(PAYMENTS, cell("１１０１０５１９４９１２３１００２ｘ")),
        counted("I006", 1),
    ),
    quarantined(78, "I007", "校验位不符", "ID_CHECK", "529901199001010018"),
    quarantined(79, "I008", "二月三十日", "ID_DOB", "529901199002300010"),
    quarantined(80, "I009", "出生在将来", "ID_AGE", "529901203001010011"),
    Case(81, "I010", "区划代码不在历年名单中", "warned", "ID_AREA", unknown_area, counted("ID_AREA", 1)),
    quarantined(82, "I011", "脱敏的号码", "ID_MASKED", "529901********0123"),
    Case(
        82,
        "I011-column",
        "整列脱敏",
        "refused",
        "ID_MASKED",
        lambda bench: bench.rows(PAYMENTS, cell("529901********0123", 150)),
    ),
    quarantined(83, "I012", "随手填的号码", "ID_PLACEHOLDER", "111111111111111111"),
    Case(
        84,
        "I013",
        "证件号空白",
        "quarantined",
        "ID_MISSING",
        lambda b: b.rows(RESIDENTS, residents({0: {"公民身份号码": "／"}})),
    ),
    quarantined(85, "I014", "一格两个号码", "ID_MULTI", f"{number_of(0)}、{number_of(1)}"),
    Case(
        86,
        "I015",
        "号码中有空格和横线",
        "normalised",
        "I015",
        lambda bench: bench.rows(PAYMENTS, cell("110105-19491231 002X")),
        counted("I015", 1),
    ),
    Case(87, "I016", "港澳台居民居住证", "accepted", None, permits),
    quarantined(88, "I017", "护照", "ID_OTHER_DOC", "护照E00000000"),
    quarantined(88, "I017-none", "无户口", "ID_OTHER_DOC", "无户口"),
    Case(
        89,
        "I018",
        "证件号列填残疾人证号",
        "warned",
        "ID_CERTIFICATE",
        lambda bench: bench.rows(PAYMENTS, each("{n}42", 3)),
        counted("ID_CERTIFICATE", 3),
    ),
    Case(
        90,
        "I019",
        "性别与证件号不一致",
        "warned",
        "ID_SEX",
        lambda bench: bench.rows(RESIDENTS, residents({0: {"性别": "女" if int(number_of(0)[16]) % 2 else "男"}})),
        counted("ID_SEX", 1),
    ),
    Case(
        91,
        "I020",
        "出生日期与证件号不一致",
        "warned",
        "ID_DOB_DIFF",
        lambda bench: bench.rows(RESIDENTS, residents({0: {"出生日期": "19990909"}})),
        counted("ID_DOB_DIFF", 1),
    ),
    Case(92, "I021", "同号两名", "quarantined", "ID_NAME_CONFLICT", two_names),
    Case(93, "I022", "同名同日生两号", "warned", "PERSON_TWO_IDS", two_numbers, counted("PERSON_TWO_IDS", 2)),
]
