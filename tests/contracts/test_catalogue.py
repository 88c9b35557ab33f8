"""The generated pages hold what the contracts hold, as tables that Markdown can show."""

from __future__ import annotations

import re
from pathlib import Path

from monitoring.catalogue import departments_markdown, fields_markdown
from monitoring.contracts import load_contracts, load_fields, load_roles

FOLDER = Path(__file__).resolve().parents[2] / "include" / "contracts"
CONTRACTS = load_contracts(FOLDER)
ROLES = load_roles(FOLDER)
FIELDS = load_fields(FOLDER)


def cells(line: str) -> int:
    """Cells of a table row; a vertical bar written as \\| belongs to its cell."""
    return len(re.findall(r"(?<!\\)\|", line)) - 1


def assert_tables_are_whole(page: str) -> None:
    for block in re.findall(r"(?:^\|.*\n)+", page, flags=re.MULTILINE):
        widths = {cells(line) for line in block.splitlines()}
        assert len(widths) == 1, block.splitlines()[0]


def test_every_delivered_header_is_on_the_page_of_departments() -> None:
    page = departments_markdown(CONTRACTS, FIELDS)
    for contract in CONTRACTS.values():
        _, _, section = page.partition(f"`{contract.dataset}`\n\n")
        section = section.partition("\n### ")[0]
        headers = [header for column in contract.columns.values() for header in column.headers]
        assert [header for header in headers if f"| {header} |" not in section] == []
        assert [header for header in contract.ignore if header not in section] == []
    assert_tables_are_whole(page)


def test_every_role_and_field_is_on_the_page_of_tables() -> None:
    page = fields_markdown(ROLES, FIELDS)
    assert [name for name in ROLES if f"`{name}`\n" not in page] == []
    assert [name for name in FIELDS if f"| `{name}` |" not in page] == []
    assert_tables_are_whole(page)
