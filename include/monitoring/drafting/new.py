"""Writes the drafts of a new dataset's two files, after proving that the contract loads."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from monitoring.contracts import Contract, load_contracts, load_fields, load_roles
from monitoring.drafting.columns import draft_columns
from monitoring.drafting.contract_text import contract_text
from monitoring.drafting.draft import Draft, draft
from monitoring.drafting.names import Dictionary
from monitoring.drafting.sample import Sample, read_sample
from monitoring.drafting.suite_text import suite_text
from monitoring.errors import ConfigurationError
from monitoring.layout import write_text
from monitoring.parameters import load_parameters
from monitoring.period import Period
from monitoring.settings import Settings

_NAME = re.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*")


@dataclass(frozen=True)
class Written:
    """The two files and what they were drafted from."""

    contract: Path
    suite: Path
    draft: Draft
    sample: Sample


def write_drafts(settings: Settings, department: str, dataset: str, path: Path, since: Period) -> Written:
    """Raises ConfigurationError (Chinese) for a name that cannot be one, a file that is there already, a sample that
    cannot be read. Nothing is written then."""
    for name in (department, dataset):
        if not _NAME.fullmatch(name):
            raise ConfigurationError(f"“{name}”不能作名称：只用小写英文字母、数字和下划线，如 street_vendors")
    contract_path = settings.contracts / department / f"{dataset}.yml"
    suite_path = settings.expectations / department / f"{dataset}.json"
    for target in (contract_path, suite_path):
        if target.exists():
            raise ConfigurationError(f"已有 {target}，不覆盖")
    if not path.is_file():
        raise ConfigurationError(f"没有文件 {path}")
    drafted, sample = _draft(settings, f"{department}.{dataset}", path, since)
    text = contract_text(drafted)
    Contract.model_validate(yaml.safe_load(text))
    suite = suite_text(drafted, sample.columns, _common_columns(settings.expectations))
    write_text(contract_path, text)
    write_text(suite_path, suite)
    load_contracts.cache_clear()
    return Written(contract_path, suite_path, drafted, sample)


def _draft(settings: Settings, dataset: str, path: Path, since: Period) -> tuple[Draft, Sample]:
    contracts, fields = load_contracts(settings.contracts), load_fields(settings.contracts)
    sample = read_sample(path, dataset)
    as_of = load_parameters(settings.parameters).as_of(since, settings.county)
    named = Dictionary(contracts, fields, dataset.split(".")[0]).name_headers(sample.columns, as_of)
    found = draft_columns(sample.columns, named, fields, as_of)
    if not found.columns:
        raise ConfigurationError(f"{path.name}：没有一列的列名是已知的，请对照 include/contracts/_fields.yml 自行起草")
    return draft(dataset, path.name, since, sample, found, contracts, load_roles(settings.contracts)), sample


def _common_columns(expectations: Path) -> set[str]:
    shared = json.loads((expectations / "_common.json").read_text(encoding="utf-8"))["expectations"]
    ranges = [item for item in shared if item["type"] == "expect_column_values_to_be_between"]
    return {item["kwargs"]["column"] for item in ranges}
