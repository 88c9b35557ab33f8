"""Somebody at a terminal in a folder with `data` and `include`: types a command, sees what is printed."""

from __future__ import annotations

import multiprocessing
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext
from pathlib import Path

from monitoring.failures import describe
from monitoring.settings import PROJECT

_PATIENCE_SECONDS = 280
# What every command imports: the process each of them is forked from has it already.
_IMPORTED = [
    "duckdb",
    "great_expectations",
    "monitoring.reports",
    "pandas",
    "psycopg",
    "pyarrow",
]
_UNSET = ("MONITOR_PSEUDONYM_KEY", "MONITOR_LANDING_KEY", "MONITOR_WAREHOUSE_URL", "MONITOR_INBOX")


@dataclass(frozen=True)
class Seen:
    """text: both streams of what was printed."""

    code: int
    text: str


@dataclass
class Typist:
    """folder: where the commands are typed; environment: what else they are given."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        return self.folder / "data"

    def monitor(self, *words: str, answer: str = "") -> Seen:
        """`monitor …` in a process of its own, which ends before this returns."""
        return self.call(_command_line, ["monitor", *words], answer=answer)

    def call(self, function: Callable[..., None], *arguments: object, answer: str = "") -> Seen:
        """A function of a module, in such a process."""
        said, given = self.folder / ".said", self.folder / ".answer"
        given.write_text(answer, encoding="utf-8")
        process = _context().Process(
            target=_apart, args=(str(self.folder), self.given(), str(given), str(said), function, arguments)
        )
        process.start()
        process.join(_PATIENCE_SECONDS)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(said.read_text(encoding="utf-8"))
        return Seen(process.exitcode, said.read_text(encoding="utf-8"))

    def shell(self, line: str, before: tuple[str, ...] = ()) -> Seen:
        """A line as a shell takes it. before: words put before the shell, such as nsenter and its options."""
        done = subprocess.run(
            [*before, "bash", "-c", f"cd {shlex.quote(str(self.folder))} && {line}"],
            cwd=self.folder,
            env=self.given(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_PATIENCE_SECONDS,
        )
        return Seen(done.returncode, done.stdout)

    def must(self, program: str, *words: str) -> str:
        """`monitor …`, which succeeds."""
        assert program == "monitor"
        seen = self.monitor(*words)
        assert seen.code == 0, seen.text
        return seen.text

    def given(self) -> dict[str, str]:
        """The environment of whatever is started here."""
        kept = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in _UNSET}
        return {
            **kept,
            "MONITOR_HOME": str(self.home),
            "MONITOR_INCLUDE": str(self.folder / "include"),
            "MONITOR_SETTLE_SECONDS": "0",
            "COLUMNS": "200",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(PROJECT / "include"),
            **self.environment,
        }


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_IMPORTED)
    return context


def _command_line(words: list[str]) -> None:
    from monitoring.__main__ import main

    sys.argv = words
    main()


def _apart(
    folder: str, environment: dict[str, str], given: str, said: str, function: Callable[..., None], arguments: tuple
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    output = os.open(said, os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
    os.dup2(os.open(given, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - the process's own
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    try:
        function(*arguments)
    except Exception as error:  # noqa: BLE001 - told as a task's log has it
        print(describe(error).message)  # noqa: T201
        raise SystemExit(1) from None
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
