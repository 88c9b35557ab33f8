"""Everything a role must not do, tried with a login of that role: reading, writing, looking at people, taking rights."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, text

from monitoring.warehouse import roles
from tests.lib.forbidden_paths import tried_by
from tests.lib.logins import LOGINS, OBJECTS, READERS, REFUSED, WITH_MONTH, ended, logins_of, may_read
from tests.reliability.bench import Bench

_WRITES = ("delete from {0}", "update {0} set period = period", "truncate {0}")


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
    tries = [(may_read(role, name), (f"select * from {name}",)) for name in OBJECTS]
    tries += [(False, (form.format(name),)) for form in _WRITES for name in WITH_MONTH]
    tries += tried_by(role)
    return [(may, ended(logins[role], statements)) for may, statements in tries]
