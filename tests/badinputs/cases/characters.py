"""Characters inside cells that are broken, invisible, misleading or rare."""

from __future__ import annotations

import ftfy

from tests.badinputs.bench import PAYMENTS, SETTLEMENTS, Bench, number_of
from tests.badinputs.case import Case, Seen
from tests.badinputs.cases.changed import becomes, both, cell, counted, staged

BROKEN = ("锟斤拷", "烫烫烫", "张三".encode().decode("cp1252"), "李四医院".encode().decode("latin-1"))
RARE = ("䶮", "㛃", "𬱖", "李䶮", "张㛃𬱖")


def rare_names(bench: Bench) -> Seen:
    """Delivered in GB18030, where they take four bytes."""
    dataset = "public_security.deaths"
    rows = [
        {
            "公民身份号码": number_of(place),
            "姓名": name,
            "死亡日期": "20261001",
            "注销日期": "20261002",
            "注销原因": "死亡",
        }
        for place, name in enumerate(RARE)
    ]
    return bench.rows(dataset, rows)


def rare_names_stay(bench: Bench, seen: Seen) -> None:
    assert staged(bench, "public_security.deaths", "name") == list(RARE)


def is_known_to_be_broken(bench: Bench, seen: Seen) -> None:
    """The detector that the pattern stands for agrees where it can know."""
    assert seen.counts[2] == len(BROKEN)
    assert all(map(ftfy.is_bad, BROKEN[2:]))


CASES = [
    Case(
        32, "E005_CELL", "单元格文字为乱码", "quarantined", "TEXT_MOJIBAKE",
        cell(SETTLEMENTS, "医院名称", *BROKEN), is_known_to_be_broken,
    ),
    Case(
        33, "E006", "姓名中的生僻字成了问号", "warned", "NAME_RARE_LOST",
        cell(PAYMENTS, "姓名", "李?", "王？三", "赵\ufffd"), counted("NAME_RARE_LOST", 3),
    ),
    Case(34, "E007", "单元格含 NUL", "quarantined", "CTRL_NUL", cell(PAYMENTS, "姓名", "甲\x00乙")),
    Case(
        35, "E008", "单元格含其他控制字符", "normalised", "E008",
        cell(SETTLEMENTS, "医院名称", "测试\x07医院", "医院\x1a"),
        both(becomes(SETTLEMENTS, "hospital", "测试医院", "医院"), counted("E008", 2)),
    ),
    Case(
        36, "E009_ESCAPE", "表格软件的 _x000D_", "normalised", "E009",
        cell(SETTLEMENTS, "医院名称", "测试医院_x000D_"), becomes(SETTLEMENTS, "hospital", "测试医院"),
    ),
    Case(37, "E010", "自造字（私用区）", "warned", "NAME_PUA", cell(PAYMENTS, "姓名", "李\ue8f5"), counted("NAME_PUA", 1)),
    Case(38, "E011", "GB18030 四字节生僻字", "accepted", None, rare_names, rare_names_stay),
    Case(
        39, "E012", "零宽字符、BOM、不间断空格、全角空格、方向标记", "normalised", "E012",
        cell(SETTLEMENTS, "医院名称", "测试\u200b医院", "\ufeff测试医院", "\xa0测试医院", "测试医院\u3000", "测试\u200e医院"),
        both(becomes(SETTLEMENTS, "hospital", *["测试医院"] * 5), counted("E012", 5)),
    ),
    Case(
        40, "E013", "全角数字与字母", "normalised", "E013",
        cell(PAYMENTS, "银行账号", "６２０００００００００００００１"), becomes(PAYMENTS, "account_no", "6200000000000001"),
    ),
    Case(
        41, "E014", "形似字符：西里尔字母、字母 O、字母 l", "quarantined", "ID_CHARSET",
        cell(PAYMENTS, "身份证号码", number_of(0)[:17] + "\u0425", "O" + number_of(1)[1:], number_of(2)[:9] + "l" + number_of(2)[10:]),
    ),
    Case(
        42, "E015", "改变书写方向的字符", "quarantined", "TEXT_BIDI",
        cell(PAYMENTS, "姓名", "甲\u202e乙", "\u2066甲\u2069"),
    ),
    Case(
        44, "E017", "繁体字与异体字", "accepted", None,
        cell(PAYMENTS, "姓名", "張三豐", "峯"), becomes(PAYMENTS, "name", "張三豐", "峯"),
    ),
]  # fmt: skip
