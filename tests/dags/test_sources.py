"""Under the Dags a delivery's source gets its Airflow connection, tells nobody its password, and waits for uploads."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitoring import steps
from monitoring.sources.connection import Connection
from tests.dags.conftest import Steps

Run = Callable[..., tuple[str, dict[tuple[str, int], str]]]
DAG, DATASET = "ingest__water", "water.drinking_water"
PASSWORD, TOKEN = "airflow-secret-7b3e", "token-secret-c41d"
URI = f"postgres://county:{PASSWORD}@127.0.0.1:15432/bureau?sslmode=require"
WEB = {
    "conn_type": "http",
    "host": "127.0.0.1",
    "schema": "https",
    "extra": {"headers": {"X-Key": TOKEN}, "ca_file": "/x.pem"},
}


@pytest.fixture
def sourced(monkeypatch: pytest.MonkeyPatch) -> None:
    """The dataset comes through the connection `bureau`."""
    monkeypatch.setattr(steps, "connection_of", lambda dataset: "bureau")


def everything_stored() -> bytes:
    home = Path(os.environ["AIRFLOW_HOME"])
    return b"".join(path.read_bytes() for path in home.parent.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("variable", "expected", "secret"),
    [
        (
            URI,
            Connection("bureau", "postgres", "127.0.0.1", 15432, "county", PASSWORD, "bureau", {"sslmode": "require"}),
            PASSWORD,
        ),
        (json.dumps(WEB), Connection("bureau", "http", "127.0.0.1", schema="https", extra=WEB["extra"]), TOKEN),  # type: ignore[arg-type]
    ],
    ids=["database", "web"],
)
def test_the_connection_reaches_the_source_and_its_secret_nobody(
    run: Run,
    pipeline: Steps,
    sourced: None,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    variable: str,
    expected: Connection,
    secret: str,
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_BUREAU", variable)
    assert run(DAG, period="2026-10")[0] == "success"
    [call] = [call for call in pipeline.calls if call[0] == "land"]
    handed: Any = call[3]
    assert call[1:3] == (DATASET, "2026-10")
    assert handed == expected
    pipeline.outcomes["land", DATASET] = ValueError(f"cannot open {variable} {handed}")
    assert run(DAG, period="2026-10")[0] == "failed"
    said, stored = "".join(capfd.readouterr()), everything_stored()
    assert "ValueError in" in said
    assert len(stored) > 100_000
    assert secret not in said
    assert secret.encode() not in stored
    assert secret not in repr(handed)


def test_a_connection_nobody_made_fails_at_once_and_is_named(
    run: Run, pipeline: Steps, sourced: None, capfd: pytest.CaptureFixture[str]
) -> None:
    state, states = run(DAG, period="2026-10")
    assert (state, states["dataset.land", 0]) == ("failed", "failed")
    assert not pipeline.calls
    assert "没有连接 bureau" in "".join(capfd.readouterr())


def test_a_connection_is_read_alike_with_and_without_airflow(monkeypatch: pytest.MonkeyPatch) -> None:
    from airflow.sdk import Connection as AirflowConnection

    import _sources
    from monitoring.sources.connection import from_environment

    texts = (URI, json.dumps(WEB), "sftp://u%40x:p%2Fq@h:2222/?host_key=ssh-ed25519+AAAA", "sqlite:////data/b.sqlite")
    for text in texts:
        monkeypatch.setenv("AIRFLOW_CONN_BUREAU", text)
        made = AirflowConnection.from_json(text, conn_id="bureau") if text[0] == "{" else AirflowConnection.from_uri(
            text, conn_id="bureau"
        )  # fmt: skip
        monkeypatch.setattr(_sources.Connection, "get", lambda _, made=made: made)
        assert _sources._resolved("bureau") == from_environment("bureau")


@pytest.mark.slow
def test_a_file_still_being_uploaded_is_waited_for_without_burning_retries(
    bag: Any, pipeline: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    import _sources

    statuses = iter(["deferred", "deferred", "landed"])
    monkeypatch.setattr(_sources, "POLL", timedelta(seconds=1))
    monkeypatch.setattr(steps, "land", lambda *arguments: {"status": next(statuses)})
    outcome = bag.dags[DAG].test(run_conf={"period": "2026-10"})
    assert outcome.state == "success"
    [land] = [task for task in outcome.get_task_instances() if task.task_id == "dataset.land"]
    assert (land.state, land.try_number) == ("success", 1)
    assert next(statuses, None) is None


def test_an_upload_that_never_ends_fails_when_the_comparison_day_has_begun(
    run: Run, pipeline: Steps, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    import _sources

    monkeypatch.setattr(_sources, "AT_LEAST", timedelta(0))
    pipeline.outcomes["land", DATASET] = {"status": "deferred"}
    state, states = run(DAG, period="2026-09")
    assert (state, states["dataset.land", 0]) == ("failed", "failed")
    assert pipeline.calls == [("land", DATASET, "2026-09")]
    assert "尚在上传" in "".join(capfd.readouterr())
