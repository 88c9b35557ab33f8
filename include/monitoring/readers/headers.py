"""Where the header stands in a delivery, and whether it is the one the contract promised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from monitoring.contract_parts import Column
from monitoring.contracts import Contract
from monitoring.readers.delivered import MAX_COLUMNS, ReaderRemark, Unreadable
from monitoring.readers.wording import is_broken, nearest, plain

SEARCHED_ROWS = 10
_LISTED = 10
_UNORDERED = ("json", "jsonl", "database")


@dataclass(frozen=True)
class Heading:
    """names: delivered headers, "" where a column has none; rows: how many rows of the file end with the header, depth:
    of them the header's own; written: these rows as they were delivered."""

    names: list[str]
    rows: int
    depth: int = 1
    written: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True)
class Match:
    """columns: (position, header as the contract writes it); unknown and missing: headers, for the ledger."""

    columns: list[tuple[int, str]]
    unknown: list[str]
    missing: list[str]


def locate(rows: Sequence[Sequence[str]], contract: Contract) -> Heading:
    """Finds the header among the first rows: where the contract says, else where most promised headers stand.

    Departments add and drop title rows without saying so. A header of several rows is named by its lowest filled cell.
    Raises Unreadable S017: comparing the names of a million columns would take longer than all the rest.
    """
    for row in rows:
        _check_width(row if len(row) <= MAX_COLUMNS else [name for name in row if name.strip()])
    delivery = contract.delivery
    places = [(delivery.title_rows, delivery.header_rows)]
    for depth in sorted({delivery.header_rows, 1}, reverse=True):
        places += [(start, depth) for start in range(min(SEARCHED_ROWS, len(rows)))]
    found = [_heading(rows, start, depth) for start, depth in places]
    return max(found, key=lambda heading: _promised(heading.names, contract))


def place_remarks(rows: Sequence[Sequence[str]], heading: Heading, contract: Contract) -> list[ReaderRemark]:
    """What is to say about where the header was found. Raises Unreadable S004 when the row above or below it holds more
    headers, and the contract promises no header of two rows."""
    known = count_known(heading.names, contract)
    if heading.depth == 1 and known:
        for start in (heading.rows - 2, heading.rows - 1):
            if start >= 0 and count_known(_heading(rows, start, 2).names, contract) > known:
                raise Unreadable("S004", "表头为上下两层，约定为一层", "改为一行表头后上传")
    promised = contract.delivery.title_rows + contract.delivery.header_rows
    if heading.rows == promised or not known:
        return []
    reason = f"表头到第 {heading.rows} 行为止，约定到第 {promised} 行为止，已按实际位置读取"
    return [ReaderRemark("S003", "warned", reason, "下月按约定的版式导出")]


def _heading(rows: Sequence[Sequence[str]], start: int, depth: int) -> Heading:
    above = [list(row) for row in rows[: start + depth]]
    return Heading(_flatten(above[start:]), start + depth, depth, above)


def match(names: Sequence[str], contract: Contract) -> Match:
    """Tells which delivered column is which.

    Raises Unreadable: E005 broken text, S002 no header, S005 a needed column under an unknown name, S007 a needed column
    missing, S009 column twice, S017 too many.
    """
    _check_width(names)
    mapped: list[tuple[int, str]] = []
    missing: list[str] = []
    lacking: list[str] = []
    for name, column in contract.columns.items():
        found = _positions(names, column)
        if len(found) > 1:
            raise Unreadable("S009", f"列「{found[0][1]}」出现 {len(found)} 次", "只保留一列")
        mapped += found
        if not found:
            (lacking if _is_needed(name, contract) else missing).append(column.headers[0])
    taken = {place for place, _ in mapped}
    _check_text([(place, name) for place, name in enumerate(names) if place not in taken], contract)
    if not mapped:
        raise Unreadable("S002", "未找到表头行", f"保留表头，列名应包括：{_listed(lacking or missing)}")
    unknown = _unknown(names, taken, contract)
    if lacking:
        reason = f"缺少列：{_listed(lacking)}" + (f"；多出列：{_listed(unknown)}" if unknown else "")
        hints = _hints(lacking, unknown)
        raise Unreadable("S005" if hints else "S007", reason + hints, "按约定的列名补齐后上传")
    return Match(sorted(mapped), unknown, missing)


def header_remarks(matched: Match, unnamed: Sequence[str], contract: Contract) -> list[ReaderRemark]:
    """What is to say about headers that do not refuse the delivery. unnamed: columns with values but without a name.

    An optional column that is missing while an unknown one resembles it was probably renamed: that is held, because its
    values would be missing without anybody having decided so.
    """
    first = {header: column.headers[0] for column in contract.columns.values() for header in column.headers}
    used = [header for _, header in matched.columns]
    found = [
        ReaderRemark(
            "S005", "normalised", f"列名与约定的「{first[header]}」不同，是合同认可的另一列名", "知悉，无需处理", header
        )
        for header in used
        if header != first[header]
    ]
    places = list(first)
    if contract.delivery.form not in _UNORDERED and used != sorted(used, key=places.index):
        found.append(ReaderRemark("S010", "normalised", "列的顺序与约定不同，已按列名读取", "下月按约定的顺序导出"))
    if extra := [*matched.unknown, *unnamed]:
        reason = f"多出约定以外的列：{_listed(extra)}，未读入"
        found.append(ReaderRemark("S006", "warned", reason, "不报送约定以外的列"))
    if hints := _hints(matched.missing, matched.unknown):
        reason = f"缺少可选列：{_listed(matched.missing)}{hints}"
        found.append(ReaderRemark("S005", "held", reason, "说明列名是否更改，或按约定的列名重新报送"))
    elif matched.missing:
        reason = f"缺少可选列：{_listed(matched.missing)}"
        found.append(ReaderRemark("S008", "warned", reason, "下月补齐"))
    return found


def suggestion(contract: Contract, lacking: Sequence[str], unknown: Sequence[str]) -> list[str]:
    """For the engineer: the line to add to the contract for every lacking header that an unknown one resembles."""
    lines = []
    for name, column in contract.columns.items():
        near = nearest(column.headers[0], unknown) if column.headers[0] in lacking else None
        if near is not None:
            headers = ", ".join([*column.headers, near])
            path = f"{contract.department}/{contract.name}.yml"
            lines.append(f"若确为更名，在合同 {path} 中加：{name}: {{from: [{headers}], …}}")
    return lines


def _check_width(names: Sequence[str]) -> None:
    if len(names) > MAX_COLUMNS:
        raise Unreadable("S017", f"共 {len(names)} 列，超过 {MAX_COLUMNS} 列上限", "删除多余的列后上传")


def columns_at(names: Sequence[str], contract: Contract) -> list[Column | None]:
    """The contract's column at each position; None where it maps none."""
    columns: list[Column | None] = [None] * len(names)
    for column in contract.columns.values():
        for place, _ in _positions(names, column):
            columns[place] = column
    return columns


def count_known(names: Sequence[str], contract: Contract) -> int:
    """How many of these are headers the contract speaks of."""
    promised = [header for column in contract.columns.values() for header in column.headers]
    return len({plain(name) for name in names} & {plain(header) for header in promised + contract.ignore})


def _positions(names: Sequence[str], column: Column) -> list[tuple[int, str]]:
    wanted = {plain(header): header for header in column.headers}
    compared = ((place, plain(name)) for place, name in enumerate(names))
    return [(place, wanted[name]) for place, name in compared if name in wanted]


def _is_needed(name: str, contract: Contract) -> bool:
    return contract.columns[name].required or name in contract.key


def _promised(names: Sequence[str], contract: Contract) -> tuple[bool, int]:
    needed = [column for name, column in contract.columns.items() if _is_needed(name, contract)]
    return all(_positions(names, column) for column in needed), count_known(names, contract)


def _flatten(rows: Sequence[Sequence[str]]) -> list[str]:
    names = [""] * max((len(row) for row in rows), default=0)
    for row in rows:
        for place, text in enumerate(row):
            names[place] = text.strip() or names[place]
    return names


def _unknown(names: Sequence[str], mapped: set[int], contract: Contract) -> list[str]:
    ignored = {plain(header) for header in contract.ignore} | {""}
    return [shown(name, at) for at, name in enumerate(names) if at not in mapped and plain(name) not in ignored]


def _check_text(unmapped: Sequence[tuple[int, str]], contract: Contract) -> None:
    promised = [header for column in contract.columns.values() for header in column.headers]
    broken = [place + 1 for place, name in unmapped if is_broken(name, promised)]
    if broken:
        raise Unreadable("E005", f"表头第 {_listed(map(str, broken))} 列是乱码", "用约定的编码重新导出")


def _hints(lacking: Sequence[str], unknown: Sequence[str]) -> str:
    pairs = [(nearest(wanted, unknown), wanted) for wanted in lacking]
    return "".join(f"；「{near}」是否为「{wanted}」？" for near, wanted in pairs if near is not None)


def _listed(names: Iterable[str]) -> str:
    found = list(names)
    rest = f"等 {len(found)} 列" if len(found) > _LISTED else ""
    return "、".join(found[:_LISTED]) + rest


def shown(name: str, position: int) -> str:
    """A header as it may stand in a message: a row of data taken for the header must not bring its values there."""
    text = "".join(filter(str.isprintable, name)).strip()
    return text[:30] if text and not re.search(r"\d{6}", text) else f"第{position + 1}列"
