"""What the deployment promises: nothing secret in it, nothing starts without its secrets, everything limited and watched."""

from __future__ import annotations

import json
import os
import re
import runpy
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitoring.sealing_keys import parse_keys

PROJECT = Path(__file__).resolve().parents[2]
COMPOSE = PROJECT / "docker-compose.yaml"
REQUIRED = sorted(set(re.findall(r"\$\{([A-Z_]+):\?", COMPOSE.read_text(encoding="utf-8"))))
ONE_SHOT = "init"


def make_secrets(folder: Path) -> str:
    return subprocess.run([PROJECT / "deploy/secrets.sh", folder], check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deployment") / "secrets"
    make_secrets(folder)
    return folder


@pytest.fixture(scope="module")
def filled_in(secrets: Path) -> dict[str, str]:
    """The example, as somebody would fill it in, with what the script for the secrets adds."""
    values = {"COUNTY": "demo", "INBOX": str(secrets.parent), "BASE_URL": "http://127.0.0.1:8080"}
    asked = re.findall(r"^([A-Z_]+)=$", (PROJECT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    added = dict(line.split("=", 1) for line in make_secrets(secrets).splitlines())
    return {name: values[name] for name in asked} | added


def config(values: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    """Compose's own reading of the file with exactly these variables; it needs no engine for that."""
    compose = Path(sys.executable).with_name("docker-compose")
    return subprocess.run(
        [compose, "--env-file", os.devnull, "-f", COMPOSE, "config", *options],
        env={"PATH": os.environ["PATH"], **values},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def services(filled_in: dict[str, str]) -> dict[str, Any]:
    """The services as Compose understands them, anchors and variables resolved."""
    done = config(filled_in, "--format", "json")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout)["services"])


def test_compose_accepts_the_example_once_filled_in(filled_in: dict[str, str]) -> None:
    done = config(filled_in, "-q")
    assert (done.returncode, done.stderr) == (0, "")
    assert all(Path(value).is_file() for name, value in filled_in.items() if name.endswith("_FILE"))


@pytest.mark.parametrize("name", REQUIRED)
def test_compose_refuses_to_go_without(name: str, filled_in: dict[str, str]) -> None:
    for values in ({n: v for n, v in filled_in.items() if n != name}, {**filled_in, name: ""}):
        done = config(values, "-q")
        assert done.returncode != 0
        assert name in done.stderr
        assert "见 .env.example" in done.stderr


def test_the_example_asks_for_all_that_is_required_and_holds_no_secret(filled_in: dict[str, str]) -> None:
    assert sorted(filled_in) == REQUIRED
    assert len(REQUIRED) == 16


def test_no_variable_and_no_argument_holds_a_secret(services: dict[str, Any]) -> None:
    for name, service in services.items():
        for variable, value in (service.get("environment") or {}).items():
            if re.search("PASSWORD|SECRET|KEY|CONN|BROKER_URL|RESULT_BACKEND|WAREHOUSE_URL", variable):
                assert variable.endswith(("_FILE", "_CMD")), f"{name}: {variable}"
                assert "/run/secrets/" in value
    assert not re.search(r"(?i)password[ ]*[:=][ ]*[a-z0-9]{4,}", COMPOSE.read_text(encoding="utf-8"))


def test_every_service_is_watched(services: dict[str, Any]) -> None:
    assert {name for name, service in services.items() if "healthcheck" not in service} == {ONE_SHOT}


def test_watching_loads_no_airflow_and_shows_no_password(services: dict[str, Any]) -> None:
    checks = {name: " ".join(service["healthcheck"]["test"]) for name, service in services.items() if name != ONE_SHOT}
    assert {name for name, test in checks.items() if "airflow." in test} == set()
    assert "/run/secrets/broker_password" in checks["worker"]
    assert "--broker" not in checks["worker"]


def test_every_service_is_limited_and_not_root(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["user"].split(":")[0] not in ("0", "root"), name
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "core" in service["ulimits"], name  # Compose's own JSON leaves a zero out
        assert int(service["mem_limit"]) > 0, name
        assert float(service["cpus"]) > 0, name
        assert service["pids_limit"] > 0, name
        assert service["logging"]["options"] == {"max-size": "10m", "max-file": "5"}, name
        assert not service.get("privileged"), name
        assert "network_mode" not in service, name
    assert yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["x-limits"]["ulimits"] == {"core": 0}


def test_the_defaults_ask_for_no_more_processors_than_the_least_machine_has(services: dict[str, Any]) -> None:
    assert {name for name, service in services.items() if float(service["cpus"]) > 2} == set()


def test_a_database_is_not_healthy_while_its_volume_is_being_made(services: dict[str, Any]) -> None:
    for name in ("metadata", "warehouse"):
        assert "--host=127.0.0.1" in services[name]["healthcheck"]["test"], name


def test_the_image_is_built_once_from_the_index_of_whoever_builds(
    services: dict[str, Any], filled_in: dict[str, str]
) -> None:
    assert {name for name, service in services.items() if "build" in service} == {ONE_SHOT}
    index = {"PIP_INDEX_URL": "https://index.invalid/simple", "UV_DEFAULT_INDEX": "https://index.invalid/simple"}
    done = config({**filled_in, **index}, "--format", "json")
    assert json.loads(done.stdout)["services"][ONE_SHOT]["build"]["args"] == index
    libraries, image = (PROJECT / "Dockerfile").read_text(encoding="utf-8").rsplit("\nFROM ", 1)
    assert set(re.findall(r"^ARG (\w+)$", libraries, re.MULTILINE)) == set(index)
    assert "ARG" not in image


def test_what_dies_is_started_again_and_what_ends_is_given_time(services: dict[str, Any]) -> None:
    assert {name for name, service in services.items() if service["restart"] != "unless-stopped"} == {ONE_SHOT}
    patience = {
        name: service["stop_grace_period"] for name, service in services.items() if "stop_grace_period" in service
    }
    assert patience == {"worker": "10m0s", "warehouse": "2m0s", "metadata": "1m0s"}


def test_lost_work_is_noticed_in_the_time_the_runbook_states(services: dict[str, Any]) -> None:
    page = (PROJECT / "docs/runbooks/worker_killed.md").read_text(encoding="utf-8")
    wiring = (PROJECT / "dags/_wiring.py").read_text(encoding="utf-8")
    [hours] = re.findall(r'"execution_timeout": timedelta\(hours=(\d+)\)', wiring)
    [retries] = re.findall(r'"retries": (\d+)', wiring)
    for name in ("worker", "scheduler", "api-server"):
        said = services[name]["environment"]
        seconds = {
            setting: int(said[f"AIRFLOW__SCHEDULER__{setting}"])
            for setting in (
                "TASK_INSTANCE_HEARTBEAT_TIMEOUT",
                "TASK_QUEUED_TIMEOUT",
                "TASK_QUEUED_TIMEOUT_CHECK_INTERVAL",
                "ORPHANED_TASKS_CHECK_INTERVAL",
            )
        }
        assert all(f"{setting}={value}" in page for setting, value in seconds.items())
        # A message that Redis delivers again while its task still runs would be a second run of it.
        assert int(said["AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT"]) > int(hours) * 3600
        assert (said["AIRFLOW__CELERY__TASK_ACKS_LATE"], said["AIRFLOW__CELERY__WORKER_PREFETCH_MULTIPLIER"]) == (
            "True",
            "1",
        )
        assert int(said["AIRFLOW__CORE__PARALLELISM"]) <= 2 * int(said["AIRFLOW__CELERY__WORKER_CONCURRENCY"])
    assert int(retries) >= 2


def test_nothing_reaches_what_it_does_not_need(services: dict[str, Any], filled_in: dict[str, str]) -> None:
    networks = json.loads(config(filled_in, "--format", "json").stdout)["networks"]
    on: dict[str, set[str]] = {name: set() for name in networks}
    for name, service in services.items():
        for network in service["networks"]:
            on[network].add(name)
    assert {name for name, network in networks.items() if network.get("internal")} == {"airflow"}
    assert on["warehouse"] == {"warehouse", "worker", "api-server", ONE_SHOT}
    assert (on["sources"], on["pages"]) == ({"worker"}, {"api-server"})
    assert {name for name, service in services.items() if service.get("ports")} == {"api-server", "warehouse"}


def test_the_broker_is_full_before_its_container_is(services: dict[str, Any]) -> None:
    [megabytes] = re.findall(r"--maxmemory (\d+)mb", (PROJECT / "deploy/broker.sh").read_text(encoding="utf-8"))
    # Writing its file anew, Redis needs what it holds once more.
    assert 2 * int(megabytes) * 1024 * 1024 <= int(services["broker"]["mem_limit"])


def test_every_image_is_pinned_and_names_no_registry(services: dict[str, Any]) -> None:
    dockerfile = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    images = [service["image"] for service in services.values()] + re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)
    for image in images:
        assert re.fullmatch(r"[a-z-]+:\d+\.\d+[a-z0-9.-]*", image), image
    assert re.findall(r"^USER (.+)$", dockerfile, re.MULTILINE) == ["50000:50000"]
    assert "--require-hashes -r requirements-production.lock" in dockerfile


def test_what_a_service_waits_for_must_be_healthy_or_done(services: dict[str, Any]) -> None:
    for name, service in services.items():
        for other, how in (service.get("depends_on") or {}).items():
            expected = "service_completed_successfully" if other == ONE_SHOT else "service_healthy"
            assert how["condition"] == expected, f"{name} on {other}"


def test_only_workers_can_read_people_and_they_cannot_read_airflow(services: dict[str, Any]) -> None:
    mounted = {name: {one["source"] for one in service.get("secrets") or []} for name, service in services.items()}
    personal = {"warehouse_url", "pseudonym_key", "landing_key"}
    assert {name for name, found in mounted.items() if found & personal} == {"worker", ONE_SHOT}
    assert {name for name, found in mounted.items() if "console_url" in found} == {"api-server"}
    assert not mounted["worker"] & {"metadata_password", "fernet_key", "jwt_secret", "api_secret_key", "admin_password"}
    folders = {n: {v.get("source") for v in s.get("volumes") or []} for n, s in services.items()}
    assert {name for name, found in folders.items() if "home" in found} == {"worker", ONE_SHOT}


def test_the_inbox_is_only_read_and_pages_are_local_unless_asked(services: dict[str, Any]) -> None:
    inbox = [v for v in services["worker"]["volumes"] if v["target"].endswith("/inbox")]
    assert [one["read_only"] for one in inbox] == [True]
    ports = [port for service in services.values() for port in service.get("ports") or []]
    assert {port["host_ip"] for port in ports} == {"127.0.0.1"}
    assert {int(port["target"]) for port in ports} == {8080, 5432}


def test_the_warehouse_keeps_rows_out_of_its_log(services: dict[str, Any]) -> None:
    from monitoring.warehouse.cluster import QUIET

    said = dict(word.removeprefix("-c").split("=", 1) for word in services["warehouse"]["command"] if "=" in word)
    assert {name: said.get(name) for name in QUIET} == QUIET


def test_secrets_are_made_once_and_differ(secrets: Path) -> None:
    before = {path.name: path.read_text(encoding="ascii") for path in secrets.iterdir()}
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700
    make_secrets(secrets)
    assert {path.name: path.read_text(encoding="ascii") for path in secrets.iterdir()} == before
    assert len(set(before.values())) == len(before) == 13
    from cryptography.fernet import Fernet

    Fernet(before["fernet_key"])
    assert len(bytes.fromhex(before["pseudonym_key"])) == 32
    assert parse_keys(before["landing_key"], "landing_key").version.startswith("s_")
    assert before["warehouse_password"] in before["warehouse_url"]


def test_an_address_takes_its_password_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("abc\n", encoding="ascii")
    command = [PROJECT / "deploy/address", "redis", "", file, "broker:6379/0"]
    assert subprocess.check_output(command, text=True) == "redis://:abc@broker:6379/0"
    file.write_text("", encoding="ascii")
    assert subprocess.run(command, check=False, capture_output=True).returncode != 0


def test_the_image_takes_nothing_but_what_runs() -> None:
    kept = (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in kept
    allowed = {line[1:] for line in kept if line.startswith("!")}
    assert not allowed & {"data", "tests", ".env", "secrets", ".git"}
    assert [name for name in allowed if not (PROJECT / name).exists()] == []


def test_production_runs_the_libraries_that_are_tested() -> None:
    def locked(name: str) -> dict[str, str]:
        text = (PROJECT / name).read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE))

    tested, production = locked("requirements.lock"), locked("requirements-production.lock")
    for name in ("apache-airflow-providers-celery", "apache-airflow-providers-fab", "redis"):
        assert name in production
    different = {name for name in tested.keys() & production.keys() if tested[name] != production[name]}
    assert different == set()


def test_the_file_is_plain_yaml() -> None:
    assert yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["name"] == "poverty-return-monitor"


@pytest.mark.parametrize(("executor", "expected"), [("CeleryExecutor", "worker"), ("LocalExecutor", "scheduler")])
def test_slow_imports_are_made_where_tasks_are_forked(
    executor: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW__CORE__EXECUTOR", executor)
    monkeypatch.setattr(sys, "argv", ["airflow", "dags"])
    settings = runpy.run_path(str(PROJECT / "config/airflow_local_settings.py"))
    assert settings["FORKING"][-1] == expected
