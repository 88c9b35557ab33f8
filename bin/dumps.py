"""What is in Airflow's database and in its broker, as text that can be searched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from redis import Redis

from clusters import administrator
from services import Services

_BROKER, _RESULTS = 0, 1


def dump_metadata(services: Services, folder: Path) -> None:
    """A file per table: every row, as COPY writes it."""
    folder.mkdir(parents=True)
    with administrator(services.metadata, "airflow") as connection:
        tables = connection.exec_driver_sql(
            "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1"
        )
        driver: Any = connection.connection.driver_connection
        for (table,) in tables.all():
            copy = f'copy "{table}" to stdout'
            with (folder / f"{table}.txt").open("wb") as file, driver.cursor().copy(copy) as rows:
                file.writelines(rows)


def dump_broker(services: Services, folder: Path) -> None:
    """broker.txt: what waits and what workers hold; results.txt: how every task ended. A line per key."""
    password = (services.secrets / "broker_password").read_text(encoding="ascii")
    folder.mkdir(parents=True, exist_ok=True)
    for number, name in ((_BROKER, "broker.txt"), (_RESULTS, "results.txt")):
        with Redis(port=services.broker_port, db=number, password=password) as redis:
            lines = [b"%b\t%b" % (key, _value(redis, key)) for key in sorted(redis.scan_iter(count=1000))]
        (folder / name).write_bytes(b"\n".join(lines))


def _value(redis: Any, key: bytes) -> bytes:
    readers = {
        b"string": lambda: [redis.get(key)],
        b"list": lambda: redis.lrange(key, 0, -1),
        b"set": lambda: sorted(redis.smembers(key)),
        b"zset": lambda: redis.zrange(key, 0, -1),
        b"hash": lambda: [part for pair in sorted(redis.hgetall(key).items()) for part in pair],
    }
    return b"\t".join(readers[redis.type(key)]())
