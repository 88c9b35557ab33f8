"""What Airflow's login reads from a file (fab.config_file): read only where the FAB auth manager is installed."""

from __future__ import annotations

from airflow.configuration import conf

from county_logins import CountyLogins, check_password

SECURITY_MANAGER_CLASS = CountyLogins
FAB_PASSWORD_COMPLEXITY_ENABLED = True
FAB_PASSWORD_COMPLEXITY_VALIDATOR = check_password
WTF_CSRF_ENABLED = True
SESSION_COOKIE_SECURE = conf.get("api", "base_url", fallback="").startswith("https://")
