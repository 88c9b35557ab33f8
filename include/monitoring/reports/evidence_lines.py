"""Where a finding comes from, as lines of text: in full for the finding itself, in few lines for a whole household."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from monitoring.reports import words
from monitoring.reports.data import MonthData, Row, as_json

_MOST_EVIDENCE = 20  # pieces: a row of a sheet can be 409 points high
_MOST_ROWS, _MOST_BRIEF = 3, 4


def evidence_lines(data: MonthData, datasets: Mapping[str, str], row: Row) -> Iterator[str]:
    """Where the finding comes from: department and dataset, then row of the delivered file, column and value.

    Several pieces of one dataset stand under its name; more than a cell can show are counted.
    """
    pieces = as_json(row.get("evidence"), [])
    for source, group in groupby(pieces[:_MOST_EVIDENCE], key=lambda piece: _source(data, datasets, piece)):
        told = [text for piece in group for text in [_piece(data, row, piece)] if text]
        if len(told) == 1:
            yield "·".join(part for part in (source, told[0]) if part)
        else:
            yield from (source, *told)
    if len(pieces) > _MOST_EVIDENCE:
        yield f"……另有 {len(pieces) - _MOST_EVIDENCE} 条"


def brief_lines(data: MonthData, datasets: Mapping[str, str], row: Row) -> Iterator[str]:
    """The same in few lines: rows that say something in the same column of the same dataset stand in one."""
    grouped: dict[tuple[str, str], list[Row]] = {}
    for piece in as_json(row.get("evidence"), []):
        grouped.setdefault((_source(data, datasets, piece), str(piece.get("field") or "")), []).append(piece)
    for (source, field), pieces in list(grouped.items())[:_MOST_BRIEF]:
        if len(pieces) == 1:
            yield "·".join(part for part in (source, _piece(data, row, pieces[0])) if part)
            continue
        numbers = [str(piece["row_no"]) for piece in pieces if piece.get("row_no") is not None]
        rest = f"等 {len(numbers)} 行" if len(numbers) > _MOST_ROWS else "行"
        column = str(pieces[0].get("title") or data.column(field))
        yield "·".join(part for part in (source, f"第{'、'.join(numbers[:_MOST_ROWS])}{rest}", column) if part)
    if len(grouped) > _MOST_BRIEF:
        yield f"……另有 {len(grouped) - _MOST_BRIEF} 处，见“逐条明细”"


def _source(data: MonthData, datasets: Mapping[str, str], piece: Row) -> str:
    dataset = str(piece.get("dataset") or "")
    return "·".join(part for part in (data.department(piece.get("department")), datasets.get(dataset, dataset)) if part)


def _piece(data: MonthData, row: Row, piece: Row) -> str:
    told = [f"第{piece['row_no']}行"] if piece.get("row_no") is not None else []
    if column := piece.get("field"):
        value = piece.get("value")
        shown = words.word(words.DELIVERY_STATES, value) if row["level"] == "dataset" else value
        told.append(f"{piece.get('title') or data.column(column)}＝{shown or '（空）'}")
    return "·".join(told)
