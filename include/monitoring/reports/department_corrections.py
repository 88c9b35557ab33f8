"""The month's corrections of every department, from what was published."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from monitoring.contracts import Contract, load_contracts
from monitoring.period import Period
from monitoring.reports import words
from monitoring.reports.corrections import MOST_LINES, Corrections, Fate, Line, Note, counted
from monitoring.reports.data import MonthData, Row
from monitoring.reports.department_tasks import DepartmentTask, department_tasks
from monitoring.row_reasons import RowReason, RowReasons
from monitoring.settings import load_settings

STOPPED = "DELIVERY_STOPPED"
_NOT_USED = ("missing", "refused", "stopped", "carried")
_HELD = "待说明"
_ADVICE = (
    "“需改正的行”按所报文件的行号排列：行号含标题行和表头行，与表格软件左侧的行号一致；JSON 为第几条，数据库为按主键排序后的第几行。",
    "“需核实的线索”是由本部门核实的疑似问题：先查“本部门的数据”所指的行，再与“对方的数据”核对，错在哪方由哪方更正；"
    "只列行号和列名，需要对方内容的，凭线索编码向县级专班查询。请在“办结期限”前办完。",
    "在业务系统或原始台账中改正，不要只改这份清单；改好或核实一行可在最后一列打“√”。",
    "改正后重新导出整份文件报送；不要只报改过的行。",
    "报送前可先自查：monitor check 文件名（说明见 docs/check_before_sending.md）。",
)


def department_corrections(data: MonthData) -> dict[str, Corrections]:
    """Corrections by department code, of those departments that have something to put right."""
    period = Period.parse(data.period)
    by_dataset: dict[str, list[Row]] = defaultdict(list)
    for row in data.quarantined_rows:
        by_dataset[str(row["dataset"])].append(row)
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(data.deliveries, key=lambda row: str(row["dataset"])):
        grouped[str(row["department"])].append(row)
    tasks = department_tasks(data, _headers(period))
    found = {
        name: _of(data, period, name, grouped[name], by_dataset, tasks.get(name, []))
        for name in sorted({*grouped, *tasks})
    }
    return {name: book for name, book in found.items() if not book.is_good}


def _headers(period: Period) -> dict[str, dict[str, str]]:
    contracts = load_contracts(load_settings().contracts)
    return {
        dataset: {name: column.headers[0] for name, column in contract.at(period).columns.items()}
        for dataset, contract in contracts.items()
    }


def _of(
    data: MonthData,
    period: Period,
    department: str,
    deliveries: list[Row],
    quarantined: dict[str, list[Row]],
    tasks: list[DepartmentTask],
) -> Corrections:
    settings = load_settings()
    contracts = load_contracts(settings.contracts)
    fates, notes, lines = [], [], []
    for delivery in deliveries:
        dataset = str(delivery["dataset"])
        contract = contracts[dataset].at(period) if dataset in contracts else None
        fate = _fate(delivery, contract, period)
        fates.append(fate)
        if delivery["status"] in _NOT_USED:
            state = words.word(words.DELIVERY_STATES, delivery["status"])
            text = str(delivery.get("message") or f"{state}：{data.period} 没有可采用的文件")
            notes.append(Note(fate.title, fate.file_name, state, "", text, "改正后补报或重新报送"))
        notes += _held(data, dataset, fate)
        lines += _lines(data, fate, contract, settings.expectations, quarantined.get(dataset, []))
    lines.sort()
    name = data.department(department)
    to_correct = sum(fate.to_correct for fate in fates)
    not_used = sum(delivery["status"] in _NOT_USED for delivery in deliveries)
    held = sum(note.kind == _HELD for note in notes)
    return Corrections(
        heading=f"{name} {words.month(data.period)} 改正清单",
        subtitle=f"{len(deliveries)} 份数据 · 第 {data.version} 版",
        conclusion=f"需改正 {to_correct:,} 行；{not_used} 份数据本月没有采用；{held} 处变动待说明；需核实 {len(tasks):,} 条线索",
        is_good=not to_correct and not notes and not tasks,
        period=period,
        fates=tuple(fates),
        lines=tuple(lines[:MOST_LINES]),
        omitted=max(len(lines) - MOST_LINES, 0),
        reasons=counted(lines),
        notes=tuple(notes),
        advice=_ADVICE,
        tasks=tuple(tasks),
    )


def _held(data: MonthData, dataset: str, fate: Fate) -> list[Note]:
    """Why somebody in the county had to decide whether the delivery is used."""
    found = sorted(
        (row for row in data.held if row["dataset"] == dataset), key=lambda row: (str(row["code"]), str(row["message"]))
    )
    action = "核对并向县里说明；有误的改正后重新报送"
    return [Note(fate.title, fate.file_name, _HELD, "", f"{row['code']}：{row['message']}", action) for row in found]


def _fate(delivery: Row, contract: Contract | None, period: Period) -> Fate:
    delivered, usable, to_correct, repeated = (
        int(delivery.get(name) or 0) for name in ("rows_delivered", "rows_staged", "rows_quarantined", "rows_dropped")
    )
    return Fate(
        title=str(delivery["title"]),
        file_name=contract.delivery.file_name(period) if contract else "",
        verdict=words.word(words.DELIVERY_STATES, delivery["status"]),
        is_good=delivery["status"] == "delivered" and not to_correct,
        delivered=delivered,
        usable=usable,
        to_correct=to_correct,
        repeated=repeated,
    )


def _lines(data: MonthData, fate: Fate, contract: Contract | None, expectations: Path, rows: list[Row]) -> list[Line]:
    """Of a stopped delivery only the rows that are wrong by themselves: that all were stopped is said once."""
    reasons = RowReasons(contract, expectations) if contract else None
    told: dict[tuple[str, str | None], RowReason] = {}
    lines = []
    for row in rows:
        at = (str(row["code"]), row.get("column_name"))
        if at[0] == STOPPED:
            continue
        if at not in told:
            told[at] = reasons.of(*at) if reasons else RowReason(data.column(at[1]), at[0], "")
        known = told[at]
        where = ("", int(row["row_no"]))
        lines.append(Line(fate.title, fate.file_name, *where, known.column, known.reason, known.action, at[0]))
    return lines
