"""Everything a role must not do, tried with a login of that role: reading, writing, looking at people, taking rights."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, text

from monitoring.warehouse import roles
from tests.lib.logins import LOGINS, OBJECTS, OTHER, READERS, REFUSED, logins_of, may_read, sqlstate
from tests.reliability.bench import Bench

_WRITES = ("delete from {0}", "update {0} set period = period", "truncate {0}")
_TICKET = "00000000-0000-0000-0000-000000000000"
_OF_ANALYSTS = ("select monitoring.record_export('2026-10', 'x')",)
_OF_TOWNSHIPS = (
    "select restricted.request_access('2026-10', 'x')",
    f"select * from restricted.worklist('{_TICKET}')",
)
_OF_NOBODY = (
    "set session authorization monitor",
    "alter table monitoring.monitoring_subjects disable row level security",
    f"insert into monitoring.township_logins values ('x', '{OTHER}')",
    "copy restricted.people to stdout",
    "create table mart.mine (a integer)",
)


@dataclass(frozen=True)
class Attempts:
    """forbidden attempts and those refused; allowed ones and those that ran."""

    forbidden: int
    refused: int
    allowed: int
    ran: int


def attempts(bench: Bench) -> Attempts:
    """Every role against every table and view, to read and to write, and by ways round."""
    period = bench.fresh_month()
    bench.publish(period, 1)
    with bench.engine.begin() as connection:
        login = {"login": LOGINS[roles.TOWNSHIP]}
        connection.execute(text("insert into monitoring.township_logins values (:login, '甲乡')"), login)
    with logins_of(bench.engine) as logins:
        found = [outcome for role in READERS for outcome in _of_role(role, logins)]
    forbidden = [state for may, state in found if not may]
    allowed = [state for may, state in found if may]
    return Attempts(
        len(forbidden), sum(state in REFUSED for state in forbidden), len(allowed), sum(s is None for s in allowed)
    )


def _of_role(role: str, logins: dict[str, Engine]) -> list[tuple[bool, str | None]]:
    """(whether it may, how it ended) of each attempt."""
    tries = [(may_read(role, name), f"select * from {name}") for name in OBJECTS]
    tries += [
        (False, form.format(name)) for form in _WRITES for name in OBJECTS if name != "monitoring.township_logins"
    ]
    tries += [(role == roles.ANALYST, statement) for statement in _OF_ANALYSTS]
    tries += [(False, statement) for statement in _OF_TOWNSHIPS if role != roles.TOWNSHIP]
    tries += [(False, statement) for statement in _OF_NOBODY]
    tries += [(False, f"set role {other}") for other in roles.ROLES if other != role]
    return [(may, sqlstate(logins[role], statement)) for may, statement in tries]
