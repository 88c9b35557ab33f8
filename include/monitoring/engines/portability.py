"""Which SQL gives the same result on every engine we may move to, and which only seems to.

Measured on DuckDB, Spark and PostgreSQL: some constructs fail elsewhere, and a few give another result without any
error (rounding doubles, counting year boundaries, casting fractions to integers).
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

_INTEGERS = {exp.DType.TINYINT, exp.DType.SMALLINT, exp.DType.INT, exp.DType.BIGINT}
_FRACTIONS = (exp.Div, exp.Avg, exp.Median, exp.PercentileCont)
_FORBIDDEN: dict[type[exp.Expr], str] = {
    exp.AnyValue: "any_value: not determined; use min or max",
    exp.Columns: "columns(): name them",
    exp.CurrentDate: "current_date: time is a parameter",
    exp.CurrentTime: "current_time: time is a parameter",
    exp.CurrentTimestamp: "current_timestamp: time is a parameter",
    exp.DateFromParts: "make_date: compare yyyymmdd integers, or read the date at staging",
    exp.Lambda: "a list lambda: unnest and aggregate",
    exp.PercentileCont: "quantile_cont: use median",
    exp.Pivot: "pivot or unpivot: write the columns",
    exp.PropertyEQ: "a struct or map literal",
    exp.Rand: "random(): results must repeat",
    exp.ReadCSV: "read_csv: read a relation, not a file",
    exp.ReadParquet: "read_parquet: read a relation, not a file",
    exp.RegexpExtract: "regexp_extract",
    exp.RegexpFullMatch: "regexp_full_match: use regexp_matches with ^ and $",
    exp.Slice: "a slice s[a:b]: use substr",
    exp.Split: "string_split",
    exp.Uuid: "uuid(): results must repeat",
}
_FUNCTIONS = {
    "age": "age(): compare yyyymmdd integers",
    "hash": "hash(): other engines give other values",
    "list_sum": "list_sum",
    "now": "now(): time is a parameter",
    "ord": "ord",
    "read_json": "read_json: read a relation, not a file",
    "row": "a struct literal",
    "try_strptime": "try_strptime: dates are read at staging",
}


def check_portable(sql: str) -> list[str]:
    """What in the SQL (DuckDB's dialect) would fail or differ elsewhere, one line each, sorted; empty when nothing."""
    try:
        statements = sqlglot.parse(sql, dialect="duckdb")
    except SqlglotError as error:
        return [f"not understood: {str(error).splitlines()[0]}"]
    nodes = (node for statement in statements if statement is not None for node in statement.walk())
    return sorted({problem for node in nodes for problem in _problems(node)})


def _problems(node: exp.Expr) -> Iterator[str]:
    for kind, problem in _FORBIDDEN.items():
        if isinstance(node, kind):
            yield problem
    if isinstance(node, exp.Anonymous) and node.name.lower() in _FUNCTIONS:
        yield _FUNCTIONS[node.name.lower()]
    elif isinstance(node, exp.Round) and not _is_decimal(node.this):
        yield "round: of a double differs at .5; cast to decimal first"
    elif isinstance(node, exp.Cast) and node.to.this in _INTEGERS and _is_fraction(node.this):
        yield "cast of a fraction to an integer: use floor"
    elif isinstance(node, exp.DateDiff) and node.text("unit").lower() == "year":
        yield "date_diff('year'): compare yyyymmdd integers"
    else:
        yield from _shapes(node)


def _shapes(node: exp.Expr) -> Iterator[str]:
    if isinstance(node, exp.Star) and (node.args.get("except_") or node.args.get("except")):
        yield "* exclude: name the columns"
    if isinstance(node, exp.Star) and node.args.get("replace"):
        yield "* replace: name the columns"
    if isinstance(node, exp.Group) and node.args.get("all"):
        yield "group by all: name the columns"
    if isinstance(node, exp.Ordered) and node.this.sql().upper() == "ALL":
        yield "order by all: name the columns"
    if isinstance(node, exp.SetOperation) and node.args.get("by_name"):
        yield "union by name: select the columns in order"
    if isinstance(node, exp.Join) and node.args.get("method") == "ASOF":
        yield "asof join"
    if isinstance(node, exp.Create):
        yield "create: a file holds one select"
    if isinstance(node, exp.Table) and node.name.endswith((".parquet", ".csv", ".json")):
        yield "a file name in from: read a relation, not a file"


def _is_decimal(node: exp.Expr) -> bool:
    return isinstance(node, exp.Cast) and node.to.this == exp.DType.DECIMAL


def _is_fraction(node: exp.Expr) -> bool:
    inner = node.unnest()
    return isinstance(inner, _FRACTIONS) or (isinstance(inner, exp.Literal) and not inner.is_int and inner.is_number)
