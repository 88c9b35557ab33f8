"""The login's settings are those that were attacked: a file that is not found would be passed over in silence."""

from __future__ import annotations

from pathlib import Path

import yaml

from monitoring.settings import PROJECT
from tests.lib import airflow_services  # noqa: F401 - makes bin/ importable

from services import Services  # isort: skip

CONFIG = "AIRFLOW__FAB__CONFIG_FILE"
SAME = (
    "AIRFLOW__FAB__SESSION_LIFETIME_MINUTES",
    "AIRFLOW__FAB__SESSION_MAX_LIFETIME_MINUTES",
    "AIRFLOW__API_AUTH__JWT_EXPIRATION_TIME",
    "AIRFLOW__API__ENABLE_SWAGGER_UI",
)


def test_the_services_that_are_attacked_have_the_logins_of_compose(tmp_path: Path) -> None:
    composed = yaml.safe_load((PROJECT / "docker-compose.yaml").read_text("utf-8"))["x-server-environment"]
    attacked = Services(tmp_path)._server_settings()
    assert {name: composed[name] for name in SAME} == {name: attacked[name] for name in SAME}
    inside = Path(composed[CONFIG]).relative_to("/opt/monitor")
    assert Path(attacked[CONFIG]) == PROJECT / inside
    assert (PROJECT / inside).is_file()
