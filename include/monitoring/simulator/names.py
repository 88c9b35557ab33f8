"""Invented names of people, places, schools and firms, put together from small sets of characters."""

from __future__ import annotations

from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from monitoring.simulator.table import Array

COUNTY = "虚谷县"
_SURNAMES = list(
    "安白柏边卜岑柴常池储丛邓窦樊丰符甘葛宫古关桂海杭禾洪侯胡花霍"
    "嵇纪简江焦金靳景居康柯蓝黎连廉凌柳龙娄鲁路骆麻梅米苗闵莫牧宁欧"
)
_GIVEN = list("安柏晨丹尔帆高含嘉可岚朗明宁培琪清若山书恬维晓言依雨元远云泽章知舟子")
_RARE = list("䶮𠮷㛃㬎𬭎㴪")
_MINORITY_FIRST = [
    "阿依", "阿木", "布都", "尔古", "吉克", "克其", "拉玛", "麦麦", "诺尔", "帕夏", "沙马", "吐尔", "乌孜", "西热",
    "依拉",
]  # fmt: skip
_MINORITY_LAST = [
    "阿普", "布哈", "达吾", "尔沙", "古丽", "哈森", "吉木", "卡迪", "木呷", "尼哈", "热玛", "苏木", "土提", "乌来",
    "伊玛",
]  # fmt: skip
_LOCAL = list("云石清龙青白松竹梅柳金银红长双大小东西南北上下新")
_FEATURES = list("坪溪岭坡湾塘岩桥峰谷泉坝冲寨田林井滩洞沟关渡台垭箐原川洲潭屯")
_TRADES = [
    "五金", "食品", "服饰", "建材", "电子", "纸品", "木业", "茶叶", "药材", "物流", "家具", "陶瓷",
]  # fmt: skip
PROVINCES = ["临海省", "平原省", "南岭省", "江东省", "河西省"]
COUNTIES_AWAY = ["望海县", "长堤市", "平川县", "东港市", "云桥区", "柳岸县"]
HOSPITALS = ["虚谷县人民医院", "虚谷县中医院", "临江市第一医院", "虚谷县妇幼保健院", "镇中心卫生院"]
ETHNICITIES = ["汉族", "苗族", "彝族", "布依族", "维吾尔族"]
PLACES = [a + b for a, b in product(_LOCAL, _FEATURES)]
EMPLOYERS = [f"虚谷{a}{b}有限公司" for a, b in product(_LOCAL, _TRADES)]
_GIVEN_NAMES = _GIVEN + [a + b for a, b in product(_GIVEN, _GIVEN)]
_RARE_NAMES = [a + b for a, b in product(_GIVEN, _RARE)]
SURNAME_COUNT = len(_SURNAMES)
RARE = frozenset(_RARE)
SEPARATORS = "·・•．.‧∙"


def make_names(rng: np.random.Generator, surnames: Array, minority: Array) -> pa.Array:
    """A name per person; people of minority households bear two parts with a middle dot."""
    count = len(surnames)
    given = rng.integers(0, len(_GIVEN_NAMES), count)
    one = rng.random(count) < 0.15
    given = np.where(one, given % len(_GIVEN), given)
    rare = rng.random(count) < 0.003
    given = np.where(rare, len(_GIVEN_NAMES) + given % len(_RARE_NAMES), given)
    common = pc.binary_join_element_wise(_taken(_SURNAMES, surnames), _taken(_GIVEN_NAMES + _RARE_NAMES, given), "")
    first = rng.integers(0, len(_MINORITY_FIRST), count)
    last = rng.integers(0, len(_MINORITY_LAST), count)
    longer = pc.binary_join_element_wise(_taken(_MINORITY_FIRST, first), _taken(_MINORITY_LAST, last), "·")
    return pc.if_else(pa.array(minority), longer, common)


def _taken(pool: list[str], places: Array) -> pa.Array:
    return pa.array(pool).take(pa.array(places.astype(np.int64)))


def another_name(name: str, choice: int) -> str:
    """A name that cannot be taken for the same one: its last character changed, or a different person's."""
    if choice % 2 == 0:
        others = [character for character in _GIVEN if character != name[-1]]
        return name[:-1] + others[choice % len(others)]
    surnames = [surname for surname in _SURNAMES if surname != name[0]]
    return surnames[choice % len(surnames)] + _GIVEN[choice % len(_GIVEN)] + _GIVEN[(choice + 7) % len(_GIVEN)]


def written_differently(name: str, choice: int) -> str:
    """The same name as another clerk or system writes it."""
    if "·" in name:
        return name.replace("·", SEPARATORS[choice % len(SEPARATORS)])
    return (name[0] + " " + name[1:], name + " ", name[0] + "　" + name[1:], " " + name)[choice % 4]


def with_lost_character(name: str, choice: int) -> str:
    """The name as a system stores it that cannot hold rare characters; a common name stays as it is."""
    return "".join(("?" if choice % 2 else "□") if character in RARE else character for character in name)
