"""The pages under docs/ that are generated from the files they describe."""

from __future__ import annotations

from pathlib import Path

from monitoring import catalogue, rulebook
from monitoring.contracts import load_contracts, load_fields, load_roles
from monitoring.marts_parts import MartTable
from monitoring.marts_schema import MART_TABLES
from monitoring.personal_information import personal_information_markdown
from monitoring.retention.windows import load_retention
from monitoring.settings import PROJECT, Settings


def stale(settings: Settings, project: Path = PROJECT) -> dict[Path, str]:
    """Pages whose file is missing or says something else than the files they describe, with what they should say."""
    return {path: text for path, text in pages(settings, project).items() if not path.exists() or _read(path) != text}


def pages(settings: Settings, project: Path) -> dict[Path, str]:
    """Every generated page by its path."""
    contracts, fields = load_contracts(settings.contracts), load_fields(settings.contracts)
    docs = project / "docs"
    return {
        docs / "departments.md": catalogue.departments_markdown(contracts, fields),
        docs / "tables.md": "\n".join(
            [_marts_markdown(), catalogue.fields_markdown(load_roles(settings.contracts), fields)]
        ),
        docs / "personal_information.md": personal_information_markdown(
            contracts, fields, load_retention(settings.include)
        ),
        docs / "rules.md": rulebook.rules_markdown(settings, project / "tests" / "sql"),
    }


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _marts_markdown() -> str:
    return "# Tables\n\n" + "\n".join(_table_markdown(table) for table in MART_TABLES)


def _table_markdown(table: MartTable) -> str:
    schema = "restricted" if table.restricted else "mart"
    lines = [
        f"## {schema}.{table.name}",
        "",
        f"{table.meaning}。键：period, version, {', '.join(table.key)}。",
        "",
        "| column | type | meaning |",
        "|---|---|---|",
        *(f"| {column.name} | {column.type} | {column.meaning} |" for column in table.columns),
        "",
    ]
    return "\n".join(lines)
