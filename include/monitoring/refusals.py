"""The one form in which a department is told what is wrong with a file."""

from __future__ import annotations

from monitoring.contracts import Contract
from monitoring.errors import DeliveryRefused


def refusal(contract: Contract, file_name: str, code: str, reason: str, action: str) -> DeliveryRefused:
    """`【代码】<部门>/<文件名>：<原因>。请<动作>。`; neither reason nor action holds a value of a row."""
    return DeliveryRefused(code, f"{contract.owner.department}/{file_name}：{reason}。请{action}。")
