"""Evidence as people read it: which row of which delivery says what, in the department's own words, nobody named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monitoring.contract_parts import FieldDefinition
from monitoring.contracts import Contract
from monitoring.pseudonyms import mask_id, mask_name

# What delivery rules point at is no column of any delivery.
_TITLES = {
    "code": "原因代码",
    "rows_quarantined": "隔离行数",
    "status": "状态",
    "first_seen_on": "首次收到日期",
    "absent_on": "查收未见日期",
    "stated_on": "清单所写报送日期",
    "counted": "按户籍和部门数据清点",
}
_STATES = {"missing": "未报送", "refused": "拒收", "stopped": "整批暂停", "carried": "沿用以前月份"}
_HIDDEN = "******"


class EvidenceWriter:
    """Turns a row of a rule into one piece of evidence."""

    def __init__(self, contracts: Mapping[str, Contract], fields: Mapping[str, FieldDefinition]) -> None:
        self._contracts = contracts
        self._fields = fields
        self._words: dict[tuple[str, str], dict[str, str]] = {}

    def piece(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """dataset, department, delivery, row_no, field, title, value; values that identify somebody are masked."""
        dataset, field = row["evidence_dataset"], row["evidence_field"]
        return {
            "dataset": dataset,
            "department": dataset.partition(".")[0],
            "delivery": row["evidence_delivery"],
            "row_no": row["evidence_row_no"],
            "field": field,
            "title": self._title(field),
            "value": self._value(dataset, field, row["evidence_value"]) if row["evidence_row_no"] else _state(row),
        }

    def _title(self, field: str) -> str:
        return self._fields[field].title if field in self._fields else _TITLES.get(field, field)

    def _value(self, dataset: str, field: str, value: str | None) -> str | None:
        definition = self._fields.get(field)
        if value is None or definition is None or definition.personal != "identifier":
            return None if value is None else self._delivered(dataset, field).get(value, value)
        if definition.type in ("citizen_id", "certificate_no"):
            return mask_id(value)
        return mask_name(value) if field == "name" or field.endswith("_name") else _HIDDEN

    def _delivered(self, dataset: str, field: str) -> dict[str, str]:
        """The department's words for canonical codes; a kind that is fixed for a dataset is called by its title."""
        if (dataset, field) not in self._words:
            self._words[dataset, field] = self._words_of(self._contracts[dataset], field)
        return self._words[dataset, field]

    @staticmethod
    def _words_of(contract: Contract, field: str) -> dict[str, str]:
        words: dict[str, str] = {}
        for mapping in contract.roles.values():
            mapped = mapping.columns.get(field)
            if mapped is not None and isinstance(mapped.value, str):
                words[mapped.value] = contract.title
        if field in contract.columns:
            column = contract.columns[field]
            words |= {"true": "是", "false": "否"} if column.type == "bool" else {}
            for delivered, canonical in (column.values or {}).items():
                words.setdefault(canonical, delivered)
        return words


def _state(row: Mapping[str, Any]) -> str | None:
    """What is said of a delivery as a whole has no row."""
    value: str | None = row["evidence_value"]
    return _STATES.get(value, value) if value is not None else None
