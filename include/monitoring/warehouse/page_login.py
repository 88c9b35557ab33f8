"""The roles a web page takes for the people it serves: every group role, and one per township.

The page's own login (PAGE_LOGIN) may become each of them and has no rights of its own. A township's role is a member of
monitor_township and stands in township_logins like a login.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import Connection, Engine, text

from monitoring.warehouse.errors import guarded
from monitoring.warehouse.roles import READS, TOWNSHIP
from monitoring.warehouse.tables import MONITORING

PAGE_LOGIN = "monitor_console"
_LONGEST_NAME = 63


def township_role(township: str) -> str:
    """The name of the role that sees this township only."""
    name = f"{TOWNSHIP}_{township}"
    if len(name.encode()) <= _LONGEST_NAME:
        return name
    return f"{TOWNSHIP}_{hashlib.sha256(township.encode()).hexdigest()[:16]}"


@guarded
def prepare(engine: Engine, townships: Iterable[str]) -> None:
    """Makes the roles of these townships and lets the page's login, where there is one, become what it serves.

    Safe to repeat. Raises WarehouseError when this login may not create roles.
    """
    with engine.begin() as connection:
        existing = _roles(connection)
        for township in sorted(set(townships)):
            role = township_role(township)
            if role not in existing:
                connection.exec_driver_sql(f"create role {_quoted(role)} nologin in role {TOWNSHIP}")
            connection.execute(
                text(f"insert into {MONITORING}.township_logins values (:role, :township) on conflict do nothing"),
                {"role": role, "township": township},
            )
        if PAGE_LOGIN in existing:
            served = [role for role in sorted(_roles(connection)) if role in READS or role.startswith(f"{TOWNSHIP}_")]
            for role in served:
                connection.exec_driver_sql(f"grant {_quoted(role)} to {PAGE_LOGIN}")


def _roles(connection: Connection) -> set[str]:
    return set(connection.execute(text("select rolname from pg_roles where rolname like 'monitor\\_%'")).scalars())


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
