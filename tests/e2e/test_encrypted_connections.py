"""Databases and the broker on other machines: reached by TLS and by their own names, or not at all."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import create_async_engine

from monitoring.period import Period
from monitoring.settings import Settings, load_settings
from monitoring.warehouse import access, dump, migrate, server, sessions
from monitoring.warehouse.errors import NotTrusted
from monitoring.warehouse.publish import audit, publish, stage
from tests.lib import celery_month, marts, tls
from tests.lib.warehouse import layout_at

pytestmark = [pytest.mark.slow, pytest.mark.skipif(tls.lacking() is not None, reason=str(tls.lacking()))]
# As Airflow's settings give both addresses to Celery.
_ASK_THE_BROKER = """
import sys
from celery import Celery
app = Celery(broker=sys.argv[1] + "/0" + sys.argv[2], backend=sys.argv[1] + "/1" + sys.argv[2])
app.connection_for_write().ensure_connection(max_retries=1, interval_start=0)
assert app.backend.client.ping()
"""
PERIOD = Period(2026, 10)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> tls.Authority:
    return tls.authority(tmp_path_factory.mktemp("authorities"), "ours")


@pytest.fixture(scope="module")
def encrypted(ours: tls.Authority) -> Iterator[URL]:
    with tls.encrypted_server(ours) as url:
        yield url


def verified(url: URL, vouched: tls.Authority) -> URL:
    return url.update_query_dict({"sslmode": "verify-full", "sslrootcert": str(vouched.file)})


def at(url: URL) -> Settings:
    return replace(load_settings(), warehouse_url=url.render_as_string(hide_password=False))


def test_everything_that_talks_to_the_warehouse_does_it_encrypted(
    encrypted: URL, ours: tls.Authority, tmp_path: Path
) -> None:
    url, layout = verified(encrypted, ours), layout_at(tmp_path)
    engine = server.connect(at(url), layout)
    with engine.connect() as connection:
        used = "select ssl from pg_stat_ssl where pid = pg_backend_pid()"
        assert connection.exec_driver_sql(used).scalar_one()
    migrate.upgrade(engine)
    version = stage(engine, layout, PERIOD, marts.write(marts.sample(), tmp_path / "marts"))
    audit(engine, PERIOD, version)
    publish(engine, PERIOD, version)

    published = dump.save(engine, tmp_path / "warehouse.dump")
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql("create database other")
    other = server.engine_for(url.set(database="other"))
    migrate.upgrade(other)
    dump.bring_back(other, tmp_path / "warehouse.dump")
    with access.reader(other) as connection:
        assert access.digests(connection) == published != {}

    pages = sessions.pool(url)
    try:
        shown = sessions.read(pages, "monitor_operator", lambda reader: reader.value("select count(*) from deliveries"))
        assert shown is not None
    finally:
        pages.dispose()


def test_a_server_that_another_authority_vouches_for_is_refused(encrypted: URL, tmp_path: Path) -> None:
    theirs = tls.authority(tmp_path, "theirs")
    refused(verified(encrypted, theirs), "不是 sslrootcert 中的机构签发的")


def test_a_server_by_another_name_is_refused(encrypted: URL, ours: tls.Authority) -> None:
    refused(verified(encrypted, ours).set(host="127.0.0.1"), "不是给这个主机名的")


def test_an_authority_whose_file_is_not_there_is_said(encrypted: URL) -> None:
    refused(encrypted.update_query_dict({"sslmode": "verify-full", "sslrootcert": "/nowhere.pem"}), "sslrootcert")


def test_a_server_without_tls_is_refused(ours: tls.Authority) -> None:
    with tls.encrypted_server(None) as plain:
        refused(verified(plain, ours), "没有启用 TLS")


def test_airflows_own_database_is_reached_the_same_way_by_both_of_its_drivers(
    encrypted: URL, ours: tls.Authority
) -> None:
    async def is_encrypted() -> bool:
        engine = create_async_engine(verified(encrypted, ours).set(drivername="postgresql+psycopg_async"))
        async with engine.connect() as connection:
            used = "select ssl from pg_stat_ssl where pid = pg_backend_pid()"
            return bool((await connection.exec_driver_sql(used)).scalar_one())

    assert asyncio.run(is_encrypted())


@pytest.mark.sweep
@pytest.mark.skipif(celery_month.lacking() is not None, reason=str(celery_month.lacking()))
def test_the_broker_is_reached_by_tls_and_by_its_own_name(ours: tls.Authority, tmp_path: Path) -> None:
    theirs = tls.authority(tmp_path, "theirs")
    with tls.encrypted_broker(tmp_path, ours) as port:

        def answers(host: str, vouched: tls.Authority) -> bool:
            verify = f"?ssl_cert_reqs=required&ssl_check_hostname=true&ssl_ca_certs={vouched.file}"
            address = f"rediss://:{tls.PASSWORD}@{host}:{port}"
            command = [celery_month.production(), "-c", _ASK_THE_BROKER, address, verify]
            return subprocess.run(command, check=False, capture_output=True).returncode == 0

        assert answers(tls.HOST, ours)
        assert not answers(tls.HOST, theirs)
        assert not answers("127.0.0.1", ours)


def refused(url: URL, reason: str) -> None:
    """By every way of connecting, for that reason, without the password and the address in what is said."""
    with pytest.raises(NotTrusted, match=reason) as pipeline:
        migrate.pending(server.connect(at(url), layout_at(Path("/nowhere"))))
    pages = sessions.pool(url)
    with pytest.raises(NotTrusted, match=reason) as page:
        sessions.read(pages, "monitor_operator", lambda reader: reader.value("select 1"))
    for error in (pipeline.value, page.value):
        assert error.__context__ is error.__cause__ is None
        assert tls.PASSWORD not in repr(error)
        assert error.runbook == "warehouse_down.md"
