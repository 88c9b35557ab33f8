"""Who is monitored and where: the first of the four pictures, by township and village."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby
from operator import itemgetter
from typing import Any

from monitoring.reports import charts, words
from monitoring.reports.bulletin.months import UNREGISTERED, Month, added
from monitoring.reports.bulletin.parts import Part, Section
from monitoring.reports.bulletin.pictures import BESIDE, bars
from monitoring.reports.charts import Value
from monitoring.reports.data import MonthData, Row, Rows, as_list
from monitoring.reports.figures import NOWHERE, Table, place_of, village_order

STATUS_COLOURS = dict(zip(words.STATUSES.values(), (charts.NAVY, charts.SKY, charts.AMBER), strict=True))
FAMILIES = ("risk", "missed", "wrong", "conflict", "elimination")
_STATUSES = tuple(words.STATUSES)
_CAUSES = 6


def by_category(month: Month) -> Table:
    """Households by category and status. Those without a category make the columns the sums the townships show."""
    rows: list[list[Any]] = []
    for category, title in words.CATEGORIES.items():
        counts = [month.county(f"households_{category}_{status}") for status in _STATUSES]
        rows.append([title, *counts, added(counts)])
    total = [month.county(f"households_{status}") for status in _STATUSES]
    without = [_rest(whole, [row[place] for row in rows]) for place, whole in enumerate(total, 1)]
    if any(without):
        rows.append(["未定类别", *without, added(without)])
    return Table(["类别", *_short(), "合计"], rows, ["合计", *total, added(total)])


def _rest(whole: Value, parts: list[Value]) -> Value:
    known = added(parts)
    if isinstance(whole, int) and isinstance(known, int):
        return whole - known
    return 0 if isinstance(whole, words.Hidden) or whole is None else whole


def _short() -> tuple[str, str, str]:
    return "在册", "已消除", "疑似"


def distribution(data: MonthData, month: Month, *, is_public: bool) -> Section:
    """By township and, inside, by village."""
    parts = [_townships(month), *([] if is_public else [_priorities(data, month), _villages(data, month)])]
    notes = ["户数为比对日的监测对象；疑似新增是系统比对出的线索，须入户核实。"]
    if not is_public:
        notes.append(
            "数据报送类的待核查事项不落到乡镇。每个乡镇另有一本工作簿（文件夹“工作簿”），逐条写明依据和核查办法。"
        )
    return Section("towns", "分布", "图一　监测对象分布", parts, notes)


def _townships(month: Month) -> Part:
    rows: list[list[Any]] = []
    for name in month.townships:
        households: list[Value] = [month.township(f"households_{status}", name) for status in _STATUSES]
        persons = month.sum([f"persons_{status}" for status in _STATUSES], name)
        found = [month.township(f"findings_{family}", name) for family in FAMILIES]
        rows.append([shown_name(name), *households, added(households), persons, *found, added(found)])
    households = [month.county(f"households_{status}") for status in _STATUSES]
    found = [month.county(f"findings_{family}") for family in FAMILIES]
    persons = month.sum([f"persons_{status}" for status in _STATUSES])
    total = ["合计", *households, added(households), persons, *found, added(found)]
    table = Table(
        ["乡镇", *_short(), "合计", "人数", *(words.FAMILIES[family] for family in FAMILIES), "合计"],
        rows,
        total,
        [("", 1), ("监测对象（户）", 4), ("", 1), ("待核查事项（条）", len(FAMILIES) + 1)],
    )
    title = "各乡镇监测对象（户）"
    return Part(table, bars(title, [row[:4] for row in rows], STATUS_COLOURS), is_wide=True)


def _priorities(data: MonthData, month: Month) -> Part:
    counted = Counter((place_of(row), str(row["priority"])) for row in data.monitoring_subjects)
    names = [*(name for name in month.townships if any(place == name for place, _ in counted)), NOWHERE]
    rows: list[list[Any]] = [[name, *(counted[name, code] for code in words.PRIORITIES)] for name in names]
    rows = [[*row, sum(row[1:])] for row in rows if any(row[1:])]
    colours = dict(zip(words.PRIORITIES.values(), (charts.RED, charts.AMBER, charts.GREY), strict=True))
    title = "各乡镇核查优先级（户）"
    table = Table(["乡镇", *words.PRIORITIES.values(), "合计"], rows, _total(rows))
    return Part(table, bars(title, [row[:4] for row in rows], colours, BESIDE))


def _villages(data: MonthData, month: Month) -> Part:
    """Villages with a subject or a finding, under their townships: the lines of a township add up to it."""
    subjects, found = _by_village(data.monitoring_subjects), _by_village(data.open_findings)
    known = subjects.keys() | {key for key, rows in found.items() if any(map(_is_located, rows))}
    order = sorted(known, key=village_order(data.monitoring_subjects))
    rows: list[list[Any]] = []
    strong = set()
    for township, keys in groupby(order, itemgetter(0)):
        lines = [_village(key, subjects.get(key, []), found.get(key, []), month) for key in keys]
        strong.add(len(rows))
        rows += [_summed(township, lines), *(["　" + line[0], *line[1:]] for line in lines)]
    total = _summed("合计", [rows[place] for place in sorted(strong)])
    head = ["乡镇／村", *_short(), "合计", "人数", "在册户的主要原因（户）", "在册无措施", "应走访", "已走访", "待核查"]
    spans = [("", 1), ("监测对象（户）", 4), ("", 2), ("帮扶（户）", 3), ("", 1)]
    return Part(
        Table(head, rows, total, spans, frozenset(strong)),
        title="各村",
        notes=[
            "只列有监测对象或待核查事项的村；乡镇一行为其各村之和。一户有几个原因的各计一次。没有走访记录报送时，走访为“—”。"
        ],
    )


def _summed(name: str, lines: list[list[Any]]) -> list[Any]:
    return [name, *("" if place == _CAUSES else added([line[place] for line in lines]) for place in range(1, 11))]


def _by_village(rows: Rows) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        found[place_of(row), str(row.get("village") or "")].append(row)
    return found


def _is_located(finding: Row) -> bool:
    return finding["family"] in FAMILIES


def _village(key: tuple[str, str], subjects: list[Row], found: list[Row], month: Month) -> list[Any]:
    area = f"{key[0]}/{key[1] or UNREGISTERED}"
    counts = Counter(row["status"] for row in subjects)
    listed = [row for row in subjects if row["status"] == "listed"]
    causes = Counter(cause for row in listed for cause in as_list(row.get("causes")))
    most = sorted(causes.items(), key=lambda item: (-item[1], item[0]))[:3]
    return [
        key[1] or "未登记到村",
        *(counts[status] for status in _STATUSES),
        len(subjects),
        sum(int(row.get("people_count") or 0) for row in subjects),
        "、".join(f"{words.word(words.CAUSES, cause)} {count}" for cause, count in most),
        sum(not as_list(row.get("measures")) for row in listed),
        month.area("visits_due", "village", area),
        month.area("visits_done", "village", area),
        sum(map(_is_located, found)),
    ]


def shown_name(township: str) -> str:
    """How a township is called in tables."""
    return NOWHERE if township == UNREGISTERED else township


def _total(rows: list[list[Any]]) -> list[Any]:
    return ["合计", *(added([row[place] for row in rows]) for place in range(1, len(rows[0])))] if rows else []
