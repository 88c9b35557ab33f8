"""The one form in which a department is told what is wrong with a file."""

from __future__ import annotations

from dataclasses import dataclass

from monitoring.contracts import Contract
from monitoring.errors import DeliveryRefused


@dataclass(frozen=True)
class Place:
    """Where in a file: a sheet, a row (position in the file from 1), a column's header; each may be unknown."""

    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        sheet = f"/{self.sheet}" if self.sheet else ""
        row = f" 第{self.row}行" if self.row else ""
        return f"{sheet}{row}{f'「{self.column}」' if self.column else ''}"


def message(contract: Contract, file_name: str, reason: str, action: str, place: Place | None = None) -> str:
    """`<部门>/<文件名>/<工作表> 第<行>行「<列>」：<原因>。请<动作>。`; neither reason nor action holds a value of a row."""
    stop = "" if reason.endswith("？") else "。"
    return f"{contract.owner.department}/{file_name}{place or ''}：{reason}{stop}请{action}。"


def refusal(
    contract: Contract, file_name: str, code: str, reason: str, action: str, place: Place | None = None
) -> DeliveryRefused:
    """The refusal of a whole delivery, its message in the one form, the code in front."""
    return DeliveryRefused(code, message(contract, file_name, reason, action, place))
