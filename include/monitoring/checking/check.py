"""Checks one file as its delivery would be: the same stages, in a folder that is thrown away."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from monitoring import ledger, steps
from monitoring.checking.outcome import Outcome
from monitoring.checking.recognise import Recognised, recognise
from monitoring.checking.scratch import put, scratch
from monitoring.contracts import load_contracts
from monitoring.errors import ConfigurationError, DeliveryRefused
from monitoring.layout import Layout
from monitoring.reports import words
from monitoring.reports.corrections import MOST_LINES, Corrections, Fate, Line, Note, counted
from monitoring.settings import Settings, load_settings
from monitoring.sources import files

_ADVICE = (
    "“需改正的行”写明第几行、哪一列、为什么、怎么改；行号含标题行和表头行，与表格软件左侧的行号一致"
    "（JSON 为第几条，数据库为按主键排序后的第几行）。",
    "在业务系统或原始台账中改正后重新导出，再检查一次，直到结论为“可以报送”。",
    "检查只在本机进行，不上传、不留存数据；这里只有行号和原因，没有姓名、证件号等内容。",
    "与往月的比较（行数骤减、人员大量变动等）在接收时进行，这里不作判断。",
)


def check_file(path: Path, department: str | None, dataset: str | None, period: str | None) -> Corrections:
    """What would become of the file. Raises ConfigurationError (Chinese) when dataset or month cannot be told."""
    if not path.is_file():
        raise ConfigurationError(f"没有文件 {path}")
    settings = load_settings()
    found = recognise(path, load_contracts(settings.contracts), department, dataset, period)
    fetched = [contract.title for contract in found.contracts if contract.delivery.source is not None]
    if fetched:
        raise ConfigurationError(f"《{fetched[0]}》由平台直接读取，不经文件报送，不用自查")
    with scratch() as layout:
        is_named = _lay_out(path, found, layout)
        outcomes = [_outcome(path, found, dataset_name, settings, layout) for dataset_name in _datasets(found)]
        return _corrections(path, found, outcomes, is_named=is_named)


def _datasets(found: Recognised) -> list[str]:
    return [contract.dataset for contract in found.contracts]


def _lay_out(path: Path, found: Recognised, layout: Layout) -> bool:
    """Whether the pipeline finds the file under its own name; if not it is laid out under the promised one."""
    contract = found.contracts[0]
    own = put(path, path.name, contract, found.period, layout)
    if files.find(contract, found.period, layout.inbox) is not None:
        return True
    own.unlink()
    put(path, contract.delivery.file_name(found.period), contract, found.period, layout)
    return False


def _outcome(path: Path, found: Recognised, dataset: str, settings: Settings, layout: Layout) -> Outcome:
    with suppress(DeliveryRefused):
        steps.ingest(dataset, str(found.period))
    contract = next(contract for contract in found.contracts if contract.dataset == dataset).at(found.period)
    entry = ledger.read(layout, contract, found.period)
    return Outcome(contract, entry, layout, path.name, settings.expectations, found.looked)


def _corrections(path: Path, found: Recognised, outcomes: list[Outcome], *, is_named: bool) -> Corrections:
    fates = [outcome.fate() for outcome in outcomes]
    lines = sorted(line for outcome in outcomes for line in outcome.lines())
    notes = [note for outcome in outcomes for note in outcome.notes()]
    if not is_named:
        notes.insert(0, _name_note(path, found))
    owner = found.contracts[0].owner.department
    titles = "、".join(f"《{contract.title}》" for contract in found.contracts)
    return Corrections(
        heading=f"{path.name} 检查结果",
        subtitle=f"{found.how}认作：{owner}{titles}，{words.month(str(found.period))}",
        conclusion=_conclusion(outcomes, fates, lines, is_named=is_named),
        is_good=is_named and all(fate.is_good for fate in fates),
        period=found.period,
        fates=tuple(fates),
        lines=tuple(lines[:MOST_LINES]),
        omitted=max(len(lines) - MOST_LINES, 0),
        reasons=counted(lines),
        notes=tuple(notes),
        advice=_ADVICE,
    )


def _name_note(path: Path, found: Recognised) -> Note:
    contract = found.contracts[0]
    wanted = contract.delivery.file_name(found.period)
    return Note(contract.title, path.name, "文件名", "", "文件名不合约定，报送后不会被接收", f"改名为 {wanted}")


def _conclusion(outcomes: list[Outcome], fates: list[Fate], lines: list[Line], *, is_named: bool) -> str:
    refused = sum(outcome.is_refused for outcome in outcomes)
    if refused:
        of = f"{refused} 份数据" if len(outcomes) > 1 else ""
        return f"不能采用{of and f'：{of}'}。原因见“文件与列名”" + ("，错行见“需改正的行”" if lines else "")
    parts = []
    if not is_named:
        parts.append("文件名要改")
    if any(outcome.entry.is_held for outcome in outcomes):
        parts.append("有情况需核对，报送后待县里确认")
    if wrong := sum(fate.to_correct for fate in fates):
        parts.append(f"{wrong:,} 行需改正，改正前这些行不会采用")
    return "可以采用，但：" + "；".join(parts) if parts else "可以报送"
