"""The door to the database: the one MONITOR_WAREHOUSE_URL names, or a private one inside the data folder.

Life of the private server: it is started by the first process that connects and shared by all. Every process holds a
lease until it ends, however it ends. When nobody has held one for keeper.LINGER_SECONDS a small waiting process stops
the server; `stop` does so at once. A server that was killed recovers at the next start.
"""

from __future__ import annotations

from sqlalchemy import URL, Engine, NullPool, create_engine, make_url, text

from monitoring.errors import ConfigurationError
from monitoring.layout import Layout
from monitoring.settings import Settings
from monitoring.warehouse import keeper
from monitoring.warehouse.cluster import QUIET, SUPERUSER, Cluster
from monitoring.warehouse.errors import guarded

LOCK_TIMEOUT_SECONDS = 30
STATEMENT_TIMEOUT_SECONDS = 900
IDLE_TIMEOUT_SECONDS = 600
_SESSION = {
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "lock_timeout": f"{LOCK_TIMEOUT_SECONDS}s",
    "statement_timeout": f"{STATEMENT_TIMEOUT_SECONDS}s",
    "idle_in_transaction_session_timeout": f"{IDLE_TIMEOUT_SECONDS}s",
}


def connect(settings: Settings, layout: Layout) -> Engine:
    """An engine on the warehouse, whose private server is started if needed. Does not migrate: see migrate.upgrade.

    Connections are not pooled, so that an engine survives a fork; every session has time limits (see this module).
    Raises ConfigurationError for a bad address, WarehouseUnavailable when the private server does not start.
    """
    url = _external(settings.warehouse_url) if settings.warehouse_url else private_url(layout)
    return engine_for(url)


def engine_for(url: URL) -> Engine:
    """An engine whose errors and logs never show parameters."""
    options = " ".join(f"-c {name}={value.replace(' ', chr(92) + ' ')}" for name, value in _SESSION.items())
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"options": options, "connect_timeout": 10, "keepalives_idle": 60, "application_name": "monitor"},
    )


def private_url(layout: Layout) -> URL:
    """Starts the private server, or joins it when it runs, and takes this process's lease on it."""
    cluster = Cluster(layout.postgres)
    cluster.folder.mkdir(parents=True, exist_ok=True)
    keeper.take_lease(cluster.folder)
    with keeper.locked(cluster.folder, keeper.STARTING):
        if not cluster.answers():
            cluster.start()
        keeper.ensure_keeper(cluster.folder, cluster.stop_command, cluster.owner)
    return URL.create(
        "postgresql+psycopg", username=SUPERUSER, database="postgres", query={"host": str(cluster.socket)}
    )


def stop(layout: Layout, force: bool = False) -> bool:
    """Drops this process's lease and stops the private server unless another process uses it; force stops it anyway.

    Returns whether no private server runs afterwards.
    """
    cluster = Cluster(layout.postgres)
    if not cluster.folder.exists():
        return True
    keeper.drop_lease(cluster.folder)
    with keeper.unused(cluster.folder) as nobody:
        if not (nobody or force):
            return False
        cluster.stop()
        keeper.end_keeper(cluster.folder)
    return True


@guarded
def loud_settings(engine: Engine) -> dict[str, str]:
    """Server settings by which a row could reach the server's log, with their values; empty when it keeps quiet."""
    query = text("select name, setting from pg_settings where name = any(:names) order by name")
    with engine.connect() as connection:
        rows = connection.execute(query, {"names": list(QUIET)}).tuples()
        return {name: value for name, value in rows if value != QUIET[name]}


def _external(address: str) -> URL:
    try:
        url = make_url(address)
    except Exception:  # noqa: BLE001 - whatever it says may hold the password
        url = None
    if url is None or not url.drivername.startswith("postgresql"):
        raise ConfigurationError("MONITOR_WAREHOUSE_URL 必须是 postgresql://… 形式的地址")
    return url
