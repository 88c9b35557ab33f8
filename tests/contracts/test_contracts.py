"""What every contract, the roles and the dictionary of fields promise each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitoring.contracts import departments, load_contract, load_contracts, load_fields, load_roles, mapped_column
from monitoring.errors import ConfigurationError
from monitoring.period import Period
from monitoring.yaml_files import read_yaml

FOLDER = Path(__file__).resolve().parents[2] / "include" / "contracts"
CONTRACTS = load_contracts(FOLDER)
ROLES = load_roles(FOLDER)
FIELDS = load_fields(FOLDER)

PROVENANCE = {"dataset", "department", "delivery", "row_no", "period"}
FROM_IDENTIFIER = {"person_id", "person_key", "person_id_status"}
FROM_CERTIFICATE = {"certificate_category_digit", "certificate_grade_digit"}
SUFFIXES = {
    "csv": ".csv",
    "text": ".txt",
    "xlsx": ".xlsx",
    "xls": ".xls",
    "json": ".json",
    "jsonl": ".jsonl",
    "zip_csv": ".zip",
    "database": ".sqlite",
}
HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
every_dataset = pytest.mark.parametrize("dataset", sorted(CONTRACTS))


def stored(kind: str) -> str:
    """How a contract's type is stored: several ways of reading end as text."""
    return kind if kind in ("date", "month", "int", "decimal", "bool") else "text"


def mutated(tmp_path: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """The contract of the register with something changed, in its place under another folder."""
    content = read_yaml(FOLDER / "public_security" / "residents.yml")
    change(content)
    path = tmp_path / "public_security" / "residents.yml"
    path.parent.mkdir()
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c.update(retention="10y"),
        lambda c: c["delivery"].update(seperator=","),
        lambda c: c["columns"]["name"].update(requred=True),
        lambda c: c["roles"]["residents"].update(where="status = 'normal'"),
        lambda c: c["examples"][0].update(becomes={}),
    ],
    ids=["contract", "delivery", "column", "role", "example"],
)
def test_a_misspelt_key_is_refused_with_the_file_it_stands_in(tmp_path: Path, change: Callable[..., object]) -> None:
    with pytest.raises(ConfigurationError, match=r"public_security/residents\.yml"):
        load_contract(mutated(tmp_path, change))


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c["columns"]["sex"].update(values={1: "male", 2: "female"}),
        lambda c: c["columns"]["sex"].update(values={"男": True, "女": False}),
        lambda c: c["columns"]["sex"].pop("values"),
        lambda c: c["delivery"].update(due_day=21),
        lambda c: c["key"].append("nobody"),
        lambda c: c.update(ignore=["姓名"]),
        lambda c: c["columns"].update(other_id={"from": "其他证件", "as": "citizen_id"}),
        lambda c: c["examples"][0].update(quarantined="ID_CHECK"),
        lambda c: c.update(dataset="public_security.people"),
    ],
    ids=[
        "numbers as codes",
        "truth as codes",
        "code without values",
        "due after the comparison",
        "key not mapped",
        "header twice",
        "two persons",
        "two outcomes",
        "wrong place",
    ],
)
def test_a_contract_that_contradicts_itself_is_refused(tmp_path: Path, change: Callable[..., object]) -> None:
    with pytest.raises(ConfigurationError):
        load_contract(mutated(tmp_path, change))


@every_dataset
def test_the_file_has_the_suffix_of_its_form_and_names_the_month(dataset: str) -> None:
    delivery = CONTRACTS[dataset].delivery
    assert delivery.pattern.count("{period}") == 1
    assert delivery.pattern.endswith(SUFFIXES[delivery.form])
    assert (delivery.table is not None) == (delivery.form == "database")


@pytest.mark.parametrize("department", sorted(departments(CONTRACTS)))
def test_no_two_datasets_of_a_department_are_read_from_the_same_place(department: str) -> None:
    members = departments(CONTRACTS)[department]
    period = Period.parse("2026-10")
    places = Counter((contract.delivery.file_name(period), contract.delivery.table) for contract in members)
    assert [place for place, count in places.items() if count > 1] == []
    assert len({contract.owner.department for contract in members}) == 1


@every_dataset
def test_the_person_always_stands_in_the_same_columns(dataset: str) -> None:
    contract = CONTRACTS[dataset]
    kinds = {name: column.type for name, column in contract.columns.items()}
    assert {name for name, kind in kinds.items() if kind == "citizen_id"} <= {"person_id"}
    assert {name for name, kind in kinds.items() if kind == "certificate_no"} <= {"certificate_no"}
    assert ("name" in kinds) <= (contract.id_column is not None), "a name belongs to the number it is compared with"


@every_dataset
def test_columns_are_in_the_dictionary_and_stored_as_it_says(dataset: str) -> None:
    columns = CONTRACTS[dataset].columns
    assert {name for name in columns if name not in FIELDS} == set()
    assert {name for name, column in columns.items() if stored(column.type) != stored(FIELDS[name].type)} == set()


def test_the_dictionary_holds_nothing_that_nobody_uses() -> None:
    mapped = {name for contract in CONTRACTS.values() for name in contract.columns}
    in_roles = {name for role in ROLES.values() for name in role.columns}
    assert set(FIELDS) - mapped - in_roles - PROVENANCE - FROM_IDENTIFIER - FROM_CERTIFICATE == set()
    assert in_roles - set(FIELDS) == set()
    assert set(FIELDS) >= PROVENANCE | FROM_IDENTIFIER | FROM_CERTIFICATE


def test_the_dictionary_is_in_alphabetical_order_and_its_titles_are_chinese() -> None:
    assert list(FIELDS) == sorted(FIELDS)
    assert {name for name, field in FIELDS.items() if not re.search("[一-鿿]", field.title)} == set()


def test_whatever_leads_to_a_person_is_marked_as_an_identifier() -> None:
    endings = ("phone", "_name", "account_no", "certificate_no", "address", "asset_no", "student_no")
    public = {"school_name", "post_name", "grade_name", "disease_name", "industry_name"}
    leading = {name for name in FIELDS if name.endswith(endings)} | {"name", "person_id", "person_key", "collector"}
    assert {name for name in leading - public if FIELDS[name].personal != "identifier"} == set()


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_column_of_a_role_is_filled_by_some_dataset(role: str) -> None:
    feeding = [contract for contract in CONTRACTS.values() if role in contract.roles]
    by_person = FROM_IDENTIFIER if any(contract.id_column for contract in feeding) else set()
    unfed = {
        column
        for column in ROLES[role].columns
        if column not in by_person and all(mapped_column(contract, role, column) is None for contract in feeding)
    }
    assert feeding and unfed == set()


@every_dataset
def test_role_mappings_name_what_exists(dataset: str) -> None:
    contract = CONTRACTS[dataset]
    assert contract.roles
    for role, mapping in contract.roles.items():
        assert set(mapping.columns) <= set(ROLES[role].columns)
        for target, source in mapping.columns.items():
            if source.column is not None:
                assert stored(contract.columns[source.column].type) == stored(FIELDS[target].type)
        for column, values in mapping.only.items():
            assert set(values) <= set((contract.columns[column].values or {}).values())


@every_dataset
def test_examples_show_a_good_row_and_hold_no_real_number(dataset: str) -> None:
    contract = CONTRACTS[dataset]
    assert any(example.expect for example in contract.examples)
    if contract.id_column is None:
        return
    header = contract.columns[contract.id_column].headers[0]
    numbers = [example.given.get(header) or "" for example in contract.examples]
    digits = ["".join(re.findall("[0-9]", number.translate(HALF_WIDTH))) for number in numbers]
    assert len(contract.examples) >= 2
    assert [number for number in digits if len(number) > 6 and not number.startswith(("5299", "999999"))] == []
