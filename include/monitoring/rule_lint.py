"""What is wrong with a rule before it has seen any data: its header, its relations and columns, its thresholds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.simplify import simplify

from monitoring import roles, rules, transform
from monitoring.contracts import Contract, datasets_for, load_contracts
from monitoring.engines.base import EngineError
from monitoring.engines.duckdb import DuckDB
from monitoring.engines.portability import check_portable
from monitoring.errors import ConfigurationError
from monitoring.parameter_tables import load_parameter_tables
from monitoring.parameters import load_parameters
from monitoring.period import Period
from monitoring.relations import register_empty
from monitoring.rule_engine import EVIDENCE, OPTIONAL, SPINE, SUBJECT
from monitoring.rule_files import FACT, Rule, load_rule
from monitoring.settings import Settings

# What months, percentages and flags are made of; every other number in a rule is a threshold and has a source.
_PLAIN = {"0", "1", "12", "100"}
_SHARED = {
    "mentions",
    "name_differences",
    "deliveries",
    "delivery_remarks",
    "quarantined_rows",
    "parameters",
    "parameter_history",
}
_RISKS = {"risk_outcomes", "risk_evidence"}
# What a rule reads without having read anything that was delivered.
_NO_DATA = {"parameters", "parameter_history"}
# Columns do not depend on the month; any with parameters in force will do.
_ANY = Period(2026, 1)
_COMPARISONS = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between)


@dataclass(frozen=True)
class _Known:
    roles: frozenset[str]
    histories: dict[str, str]
    contracts: dict[str, Contract]
    parameters: frozenset[str]
    tables: frozenset[str]
    engine: DuckDB


def lint(settings: Settings, home: Path) -> list[str]:
    """Problems of all rules as `family/name.sql: problem`, sorted; empty when there are none. home: a scratch folder."""
    with DuckDB(home, "lint") as engine:
        register_empty(engine, settings, _ANY)
        for name, sql in transform.models(settings.sql / "intermediate").items():
            engine.table(name, sql)
        rules.register_risks(engine, [])
        dictionary = roles.load_dictionary(settings.contracts)
        parameters = load_parameters(settings.parameters)
        known = _Known(
            frozenset(dictionary.roles),
            {roles.history_view(role): role for role in dictionary.histories},
            load_contracts(settings.contracts),
            frozenset(parameters.by_name),
            frozenset(load_parameter_tables(settings.parameters)),
            engine,
        )
        return sorted(
            f"{path.parent.name}/{path.name}: {problem}"
            for path in (settings.sql / "rules").glob("*/*.sql")
            for problem in _problems(path, known)
        )


def _problems(path: Path, known: _Known) -> Iterator[str]:
    try:
        rule = load_rule(path)
    except ConfigurationError as error:
        yield " ".join(str(error).removeprefix(f"{path.parent.name}/{path.name}: ").split())
        return
    not_portable = check_portable(rule.sql)
    yield from not_portable
    if any(problem.startswith("not understood") for problem in not_portable):
        return
    if rule.header.level != "dataset" and rule.header.clear_sentence is None:
        yield "has no clear_sentence: nobody could be told why it did not hit"
    tree = sqlglot.parse_one(rule.sql, dialect="duckdb")
    yield from _outcomes(tree)
    yield from _literals(tree)
    yield from _relations(rule, tree, known)
    yield from _parameters(rule, tree, known)
    yield from _columns(rule, known)


def _outcomes(tree: exp.Expr) -> Iterator[str]:
    """Whether its SELECT can say both at all; what it says of a month, rule_coverage looks at."""
    cannot_be = {
        id(literal)
        for branch in tree.find_all(exp.If)
        if {literal.name for literal in branch.args["true"].find_all(exp.Literal)} & {"hit", "clear"}
        and simplify(branch.this.copy()) == exp.false()
        for literal in branch.args["true"].find_all(exp.Literal)
    }
    said = {
        literal.name for literal in tree.find_all(exp.Literal) if literal.is_string and id(literal) not in cannot_be
    }
    if "hit" not in said:
        yield "can never hit"
    if "clear" not in said:
        yield "hits everybody: it never says clear"


def _literals(tree: exp.Expr) -> Iterator[str]:
    for literal in tree.find_all(exp.Literal):
        text = literal.name
        number = not literal.is_string or (
            isinstance(literal.parent, (exp.Interval, *_COMPARISONS)) and text.isdecimal()
        )
        if number and text not in _PLAIN and literal.find_ancestor(exp.DataType) is None:
            yield f"the number {text}: thresholds are parameters"
        elif literal.is_string and text[:4].isdecimal() and len(text) >= 7:
            yield f"the date {text}: time is a parameter"


def _relations(rule: Rule, tree: exp.Expr, known: _Known) -> Iterator[str]:
    local = {cte.alias for cte in tree.find_all(exp.CTE)}
    read = {table.name for table in tree.find_all(exp.Table)} - local
    allowed = known.roles | known.histories.keys() | known.tables | _SHARED | set(transform.GRAINS)
    allowed |= _RISKS if rule.header.family == "elimination" else set()
    yield from (f"reads {name}, which is no relation of rules" for name in sorted(read - allowed))
    if not read - known.tables - _NO_DATA:
        yield "reads nothing that is delivered"
    needs = [*rule.header.needs, *rule.header.needs_for_clear]
    declared = {need.replace(":", ".").partition(".")[0] for need in needs}
    undeclared = ({known.histories.get(name, name) for name in read} & known.roles) - declared - set(SPINE)
    yield from (f"reads the role {name} without needing it" for name in sorted(undeclared))
    if "final" not in local:
        yield "has no CTE called final"
    yield from (f"needs {need}, which no dataset delivers" for need in needs if not datasets_for(known.contracts, need))
    if not needs and rule.header.level != "dataset" and not read & _RISKS:
        yield "declares no dataset it needs"
    departments = {contract.department for contract in known.contracts.values()}
    if rule.header.verify_department not in departments:
        yield f"verify_department {rule.header.verify_department} delivers no dataset"


def _parameters(rule: Rule, tree: exp.Expr, known: _Known) -> Iterator[str]:
    used = {column.name for column in tree.find_all(exp.Column) if column.table == "parameters"} & known.parameters
    # A parameter may have done its work in int_people or int_households already: those the rule only declares.
    declared = set(rule.header.parameters)
    yield from (f"uses the parameter {name} without declaring it" for name in sorted(used - declared))
    yield from (f"declares {name}, which is no parameter" for name in sorted(declared - known.parameters))


def _columns(rule: Rule, known: _Known) -> Iterator[str]:
    try:
        found = set(known.engine.columns(rule.sql))
    except EngineError as error:
        yield str(error).partition(": ")[2]
        return
    facts = {name for name in found if name.startswith(FACT)}
    yield from (f"does not return {name}" for name in sorted({*SUBJECT, *EVIDENCE} - found))
    yield from (
        f"returns {name}, which means nothing" for name in sorted(found - {*SUBJECT, *EVIDENCE, *OPTIONAL} - facts)
    )
    yield from (f"returns {name} without describing it" for name in sorted(facts - set(rule.header.columns)))
    yield from (f"describes {name} without returning it" for name in sorted(set(rule.header.columns) - found))
