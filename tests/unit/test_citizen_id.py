"""The reference for citizen ID numbers, and that the generated SQL says the same for every number, damaged or not."""

import datetime as dt

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from monitoring.characters import BLANKS, FULL_WIDTH, HALF_WIDTH
from monitoring.identity import forms
from monitoring.identity.citizen_id import Identity, Status, check_character, classify, classify_certificate
from monitoring.identity.sql import identity_ctes

AS_OF = dt.date(2026, 10, 20)

VALID = (
    "11010519491231002X",
    "440524188001010014",
    "440308199901101512",
    "430302199312194239",
    "362324198001010014",
    "360426199101010071",
    "810000199408230021",
    "830000199201300022",
    "34052419800101001X",
    "500154199301135886",
)


@pytest.mark.parametrize("number", VALID)
def test_published_vectors_are_valid_whatever_their_address(number: str) -> None:
    assert classify(number, AS_OF) == Identity(Status.VALID, number, int(number[:17]))


@pytest.mark.parametrize(
    ("old", "new"), [("610104620927690", "610104196209276908"), ("110105491231002", "11010519491231002X")]
)
def test_fifteen_digits_become_the_person_of_eighteen(old: str, new: str) -> None:
    assert classify(old, AS_OF) == Identity(Status.UPGRADED, new, int(new[:17]))


@pytest.mark.parametrize(
    ("number", "status"),
    [
        ("440308199901101513", Status.BAD_CHECKSUM),
        ("110101199003077890", Status.BAD_CHECKSUM),
        ("44030819990110", Status.BAD_LENGTH),
        ("440308199902301512", Status.BAD_DATE),
        ("610104620932690", Status.BAD_DATE),
        ("529901187912310016", Status.BAD_AGE),
        ("529901202610210013", Status.BAD_AGE),
        ("529901500101998", Status.CENTURY_UNCERTAIN),
        ("529901199001013000", Status.EXCEL15),
        ("5.29901199001012E+17", Status.SCIENTIFIC),
        ("5.29901E+17", Status.SCIENTIFIC),
        ("5.2990119900101299e+17", Status.FLOAT64),
        ("#NUM:529901500101011", Status.NUMERIC),
        ("#NUM:5.29901199001013e+17", Status.NUMERIC),
        ("#NUM:529901199001013000", Status.NUMERIC),
        ("#NUM:5.2990119900101299e+17", Status.FLOAT64),
        ("#NUM:529901199001012992.0", Status.FLOAT64),
        ("999999199001010010", Status.PLACEHOLDER),
        ("ABC990101011234", Status.FOREIGN_CARD),
        ("529901********0118", Status.MASKED),
        ("529901××××××××0118", Status.MASKED),
        ("＊＊＊＊＊＊＊＊＊＊＊＊＊＊0118", Status.MASKED),
        ("111111111111111111", Status.FILLER),
        ("111111111111111", Status.FILLER),
        ("000000000000000000", Status.FILLER),
        ("123456789012345678", Status.FILLER),
        ("5299011990010100", Status.BAD_LENGTH),
        ("护照E00000000", Status.OTHER_DOCUMENT),
        ("E00000000", Status.OTHER_DOCUMENT),
        ("无户口", Status.OTHER_DOCUMENT),
        ("临时身份证", Status.OTHER_DOCUMENT),
        ("52990119900101O118", Status.BAD_CHARSET),
        ("52990119900101011Х", Status.BAD_CHARSET),  # a Cyrillic look-alike is never taken for an X
        ("11010519491231002X 440308199901101512", Status.MULTI),
        ("11010519491231002X/610104620927690", Status.MULTI),
        ("110105491231002，610104620927690", Status.MULTI),
        (None, Status.MISSING),
        ("　\t", Status.MISSING),
        ("无", Status.MISSING),
        ("／", Status.MISSING),
        ("-", Status.MISSING),
    ],
)
def test_what_cannot_be_joined_says_why_and_has_no_key(number: str | None, status: Status) -> None:
    assert classify(number, AS_OF) == Identity(status)


@pytest.mark.parametrize(
    "written",
    [
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "１１０１０５１９４９１２３１００２ｘ",
        "11010519491231002×",
        " 110105 19491231 002X\t",
        "\u00a011010519491231002X\u3000",
        "\u200b11010519491231002X\ufeff",
        "'11010519491231002X",
        "’11010519491231002X\r\n",
        "110105-19491231-002X",
        "110105—19491231—002x",
    ],
)
def test_ways_of_writing_are_one_number(written: str) -> None:
    assert classify(written, AS_OF).person_id == "11010519491231002X"


def test_trailing_point_zero_of_a_spreadsheet_is_not_part_of_the_number() -> None:
    assert classify("440308199901101512.0", AS_OF).person_id == "440308199901101512"
    assert classify("110105491231002.0", AS_OF).person_id == "11010519491231002X"


def test_a_lost_last_zero_is_told_from_any_other_lost_digit() -> None:
    whole = next(
        n
        for n in (d + check_character(d) for d in map(str, range(52990119900101011, 52990119900101099)))
        if n[17] == "0"
    )
    assert classify(whole[:17], AS_OF) == Identity(Status.TRIMMED_ZERO)
    assert classify(whole[:8] + whole[9:], AS_OF) == Identity(Status.BAD_LENGTH)


def test_a_birth_on_the_comparison_day_is_possible_and_on_the_next_is_not() -> None:
    digits = "52990120261020001"
    number = digits + check_character(digits)
    assert classify(number, AS_OF).status is Status.VALID
    assert classify(number, AS_OF - dt.timedelta(days=1)).status is Status.BAD_AGE


def test_disability_certificates_carry_the_person_and_two_digits() -> None:
    certificate = classify_certificate("11010519491231002x41", AS_OF)
    assert certificate.certificate_no == "11010519491231002X41"
    assert (certificate.category_digit, certificate.grade_digit) == ("4", "1")
    assert certificate.holder == classify("11010519491231002X", AS_OF)
    reissued = classify_certificate("11010519491231002X72B1", AS_OF)
    assert (reissued.certificate_no, reissued.grade_digit) == ("11010519491231002X72B1", "2")
    assert classify("11010519491231002X41", AS_OF) == classify("11010519491231002X", AS_OF)


@pytest.mark.parametrize(
    ("number", "status"),
    [
        ("11010519491231002X", Status.BAD_LENGTH),
        ("440308199901101512", Status.BAD_LENGTH),
        ("11010519491231002X91", Status.BAD_CHARSET),
        ("44030819990110151341", Status.BAD_CHECKSUM),
        ("", Status.MISSING),
    ],
)
def test_what_is_no_certificate_number(number: str, status: Status) -> None:
    assert classify_certificate(number, AS_OF).holder == Identity(status)


def _numbers() -> st.SearchStrategy[str]:
    births = st.dates(dt.date(1870, 1, 1), dt.date(2030, 12, 31)).map(lambda day: f"{day:%Y%m%d}")
    impossible = st.sampled_from(["19900230", "19901301", "19000229", "20000229", "19900100", "19900431"])
    digits = st.tuples(
        st.integers(0, 99).map(lambda county: f"5299{county:02d}"),
        births | births | impossible,
        st.integers(0, 999).map(lambda sequence: f"{sequence:03d}"),
    ).map("".join)
    right = digits.map(lambda d: d + check_character(d))
    old = digits.map(lambda d: d[:6] + d[8:])
    certificates = st.tuples(right, st.sampled_from(["11", "74", "81", "15", "42B1", "4", "420"])).map("".join)
    excel = digits.map(lambda d: d[:15] + "000")
    return right | old | certificates | excel | digits


DAMAGE = (
    lambda n, at: n,
    lambda n, at: n.lower(),
    lambda n, at: n.translate(str.maketrans(HALF_WIDTH, FULL_WIDTH)),
    lambda n, at: n.replace("X", "×"),
    lambda n, at: n[:at] + BLANKS[at % len(BLANKS)] + n[at:],
    lambda n, at: "'" + n,
    lambda n, at: n + ".0",
    lambda n, at: n[:at] + n[at + 1 :],
    lambda n, at: n[:at] + "OlX-*'.E+#无é\n\0"[at % 14] + n[at + 1 :],
    lambda n, at: n[:at] + n[at : at + 2][::-1] + n[at + 2 :],
    lambda n, at: "999999" + n[6:],
    lambda n, at: f"{n[0]}.{n[1:6]}e+{at + 1}",
    lambda n, at: forms.NUMERIC_CELL + n,
    lambda n, at: "wxy" + n[:12],
    lambda n, at: n + n,
    lambda n, at: n + "/、, "[at % 4] + n,
    lambda n, at: n[:at] + "-—－"[at % 3] + n[at:],
    lambda n, at: n[:at] + "*×?＊"[at % 4] * 4 + n[at + 4 :],
    lambda n, at: n[:17],
    lambda n, at: repr(float(int(n[:17]) * 10)) if n[:17].isascii() and n[:17].isdigit() else n,
    lambda n, at: "0123456789"[at % 10] * len(n),
    lambda n, at: n[:at] + "临时护照"[at % 4 :],
    lambda n, at: ("", "无", "/", "－", "  ")[at % 5],
)


@st.composite
def _delivered(draw: st.DrawFn) -> str:
    number = draw(_numbers())
    for damage in draw(st.lists(st.sampled_from(DAMAGE), max_size=2)):
        number = damage(number, draw(st.integers(0, 17)))
    return number


@settings(max_examples=30, deadline=None)
@given(st.lists(_delivered() | st.none() | st.text(max_size=20), min_size=1, max_size=40))
def test_sql_judges_every_number_as_the_reference_does(numbers: list[str | None]) -> None:
    with duckdb.connect() as connection:
        connection.execute("create table raw (row_no bigint, number varchar)")
        connection.executemany("insert into raw values (?, ?)", list(enumerate(numbers)))
        people = connection.execute(
            f"with {identity_ctes('raw', 'number', AS_OF)}"
            " select person_id_status, person_id, person_key from identified order by row_no"
        ).fetchall()
        certificates = connection.execute(
            f"with {identity_ctes('raw', 'number', AS_OF, certificate=True)}"
            " select person_id_status, person_id, person_key, certificate_no, certificate_category_digit,"
            " certificate_grade_digit from identified order by row_no"
        ).fetchall()
    assert people == [_person(classify(number, AS_OF)) for number in numbers]
    assert certificates == [
        (*_person(found.holder), found.certificate_no, found.category_digit, found.grade_digit)
        for found in (classify_certificate(number, AS_OF) for number in numbers)
    ]


def _person(identity: Identity) -> tuple[str, str | None, int | None]:
    return str(identity.status), identity.person_id, identity.person_key


@settings(max_examples=100, deadline=None)
@given(st.dates(dt.date(1900, 1, 1), AS_OF), st.integers(0, 999), st.sampled_from("0123456789X"))
def test_the_check_character_agrees_with_python_stdnum(birth: dt.date, sequence: int, last: str) -> None:
    digits = f"110101{birth:%Y%m%d}{sequence:03d}"  # an address code that python-stdnum knows
    assert check_character(digits) == ric.calc_check_digit(digits + "0")
    ours = classify(digits + last, AS_OF).status is Status.VALID
    assert ours == ric.is_valid(digits + last)
