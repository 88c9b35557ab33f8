"""PostgreSQL clusters whose administrator is named as in docker-compose.yaml."""

from __future__ import annotations

from sqlalchemy import URL, Connection, make_url

from monitoring.warehouse import server
from monitoring.warehouse.cluster import SUPERUSER, Cluster

ADMINISTRATOR = "postgres"


def administrator(cluster: Cluster, database: str = "postgres") -> Connection:
    """As the cluster's superuser."""
    return connection_of(cluster, ADMINISTRATOR, database)


def begin(cluster: Cluster) -> None:
    """A new cluster whose superuser is named as in Compose: its own is called as the warehouse's login shall be."""
    cluster.start()
    with connection_of(cluster, SUPERUSER, "postgres") as connection:
        connection.exec_driver_sql(f"create role {ADMINISTRATOR} superuser login")
    with administrator(cluster) as connection:
        connection.exec_driver_sql(f"alter role {SUPERUSER} rename to bootstrap")


def connection_of(cluster: Cluster, login: str, database: str) -> Connection:
    """As that login, every statement its own transaction; a context."""
    engine = server.engine_for(make_url(address(cluster, login, database)))
    return engine.execution_options(isolation_level="AUTOCOMMIT").connect()


def address(cluster: Cluster, login: str, database: str) -> str:
    url = URL.create("postgresql+psycopg", login, database=database, query={"host": str(cluster.socket)})
    return url.render_as_string(hide_password=False)
