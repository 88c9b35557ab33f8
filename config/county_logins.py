"""Who may log in to Airflow, and what an operator may do there: what the FAB auth manager has no setting for.

After TRIES wrong passwords in a row a login is locked for LOCKED, whichever way they came: the form, the interface, the
command line. It is counted in Airflow's database, so a restart or another server does not forget it.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from airflow.providers.fab.auth_manager.security_manager.override import FabAirflowSecurityManagerOverride
from airflow.providers.fab.www.security import permissions
from fastapi import HTTPException
from flask_appbuilder.exceptions import PasswordComplexityValidationError

TRIES, LOCKED = 10, dt.timedelta(minutes=15)
LEAST, LEAST_OF_TWO_KINDS = 12, 24
OPERATOR = "User"
# Runs, and with them who started what and what came of it, are kept: an administrator deletes them, `airflow db clean` does.
WITHHELD = {
    (permissions.ACTION_CAN_DELETE, resource)
    for resource in (permissions.RESOURCE_DAG, permissions.RESOURCE_DAG_RUN, permissions.RESOURCE_TASK_INSTANCE)
}
_KINDS = (str.islower, str.isupper, str.isdigit, lambda character: not character.isalnum())
_ADDED = ("username", "first_name", "last_name", "email", "role", "password", "hashed_password", "groups")
log = logging.getLogger(__name__)


def check_password(password: str) -> None:
    """Raises PasswordComplexityValidationError, which says the rule."""
    kinds = sum(any(is_of_kind(character) for character in password) for is_of_kind in _KINDS)
    if len(password) < (LEAST if kinds >= 3 else LEAST_OF_TWO_KINDS) or kinds < 2:
        raise PasswordComplexityValidationError(
            f"密码至少 {LEAST} 位，含大写字母、小写字母、数字、符号中的三种；只含两种的至少 {LEAST_OF_TWO_KINDS} 位"
        )


class CountyLogins(FabAirflowSecurityManagerOverride):
    """The logins of this installation."""

    ROLE_CONFIGS = [  # noqa: RUF012 - as its base has it
        {**one, "perms": [may for may in one["perms"] if one["role"] != OPERATOR or may not in WITHHELD]}
        for one in FabAirflowSecurityManagerOverride.ROLE_CONFIGS
    ]

    def sync_roles(self) -> None:
        """Also takes away what an installation made before gave."""
        super().sync_roles()
        role = self.find_role(OPERATOR)
        for permission in list(role.permissions):
            if (permission.action.name, permission.resource.name) in WITHHELD:
                self.remove_permission_from_role(role, permission)

    def auth_user_db(self, username: str | None, password: str, rotate_session_id: bool = True) -> Any:
        """The user, None for a wrong password and for a login that is locked."""
        user = (self.find_user(username=username) or self.find_user(email=username)) if username else None
        if user is not None and is_locked(user.fail_login_count, user.changed_on):
            log.warning("login of user %s refused: locked after %s wrong passwords", user.id, user.fail_login_count)
            return None
        return super().auth_user_db(username, password, rotate_session_id)

    def update_user_auth_stat(self, user: Any, success: bool = True) -> None:
        """Also keeps when the last wrong password came."""
        if not success:
            user.changed_on = dt.datetime.now()  # noqa: DTZ005 - as Airflow writes it
        super().update_user_auth_stat(user, success)

    def reset_password(self, userid: int, password: str) -> bool:
        """Also ends a lock."""
        user = self.get_user_by_id(userid)
        if user is not None:
            user.fail_login_count = 0
        return bool(super().reset_password(userid, password))

    def add_user(self, *given: Any, **named: Any) -> Any:
        """Looks at the password first: its base would not say what is wrong with it."""
        said = {**dict(zip(_ADDED, given, strict=False)), **named}
        if not said.get("hashed_password"):
            _refuse_weak(said.get("password", ""))
        return super().add_user(**said)

    def _hash_password(self, password: str) -> str:
        """Every new password comes through here."""
        _refuse_weak(password)
        return str(super()._hash_password(password))


def _refuse_weak(password: str) -> None:
    try:
        check_password(password)
    except PasswordComplexityValidationError as error:
        raise HTTPException(400, str(error)) from None


def is_locked(wrong: int | None, since: dt.datetime | None) -> bool:
    """wrong: passwords in a row; since: the last of them, as Airflow writes it, without a zone."""
    return (wrong or 0) >= TRIES and since is not None and dt.datetime.now() - since < LOCKED  # noqa: DTZ005
