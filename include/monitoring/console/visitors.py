"""Who visits, and as which role of the warehouse: Airflow's roles translated by include/console_roles.yml."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, TypeAdapter, ValidationError

from monitoring.contract_parts import Strict
from monitoring.errors import ConfigurationError
from monitoring.settings import Settings
from monitoring.warehouse import roles
from monitoring.warehouse.page_login import township_role
from monitoring.yaml_files import read_yaml

FILE_VARIABLE = "MONITOR_CONSOLE_ROLES"
_GROUPS = {
    "counts": roles.OPERATOR,
    "operator": roles.OPERATOR,
    "engineer": roles.ENGINEER,
    "analyst": roles.ANALYST,
    "auditor": roles.AUDITOR,
}
_TOWNSHIP = "township:"


class RoleFile(Strict):
    """roles: grants by Airflow role; users: grants by login, instead of those of its role."""

    roles: dict[str, list[str]]
    users: dict[str, list[str]] = Field(default_factory=dict)


@dataclass(frozen=True)
class Grant:
    """One way of reading. group: the group role whose tables may be read; role: what the transaction becomes; only_counts:
    nothing that leads to a single delivery; township: where the rows end, empty for the county."""

    group: str
    role: str
    only_counts: bool = False
    township: str = ""


@dataclass(frozen=True)
class Visitor:
    """name: the login, as access is recorded; grants: in the order of the file."""

    name: str
    grants: tuple[Grant, ...]

    def grant_for(self, needs: Iterable[str], wants: Iterable[str] = (), counts: bool = False) -> Grant | None:
        """The grant that reads all tables of `needs` and most of `wants`; counts: pages of numbers, open to all grants."""
        able = [
            grant
            for grant in self.grants
            if set(needs) <= roles.READS[grant.group] and (counts or not grant.only_counts)
        ]
        return max(able, key=lambda grant: len(set(wants) & roles.READS[grant.group]), default=None)


def load_role_file(settings: Settings) -> RoleFile:
    """The file in force; raises ConfigurationError naming it when a grant is unknown."""
    path = Path(os.environ.get(FILE_VARIABLE) or settings.include / "console_roles.yml")
    try:
        found = TypeAdapter(RoleFile).validate_python(read_yaml(path))
        for name in (*found.roles, *found.users):
            _grants(found.roles.get(name, []) + found.users.get(name, []))
    except (OSError, ValidationError, ValueError):
        raise ConfigurationError(f"{path.name}: 网页角色文件读不出来或有不认识的权限") from None
    return found


def visitor(file: RoleFile, name: str, airflow_roles: Iterable[str]) -> Visitor:
    """The visitor with that login and those roles of Airflow; without any grant when the file names none of them."""
    if name in file.users:
        return Visitor(name, _grants(file.users[name]))
    given = [grant for role in airflow_roles for grant in file.roles.get(role, [])]
    return Visitor(name, _grants(dict.fromkeys(given)))


def _grants(names: Iterable[str]) -> tuple[Grant, ...]:
    return tuple(_grant(name) for name in names)


def _grant(name: str) -> Grant:
    if name.startswith(_TOWNSHIP) and name != _TOWNSHIP:
        township = name.removeprefix(_TOWNSHIP)
        return Grant(roles.TOWNSHIP, township_role(township), township=township)
    if name not in _GROUPS:
        raise ValueError(name)
    return Grant(_GROUPS[name], _GROUPS[name], only_counts=name == "counts")
