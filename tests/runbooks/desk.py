"""An operator's desk with one page on it: what is typed must stand on the page, letter for letter."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sqlalchemy import Engine

from monitoring import steps
from monitoring.warehouse import keeper, server
from tests.lib.warehouse import layout_at
from tests.runbooks.county import MONTH, copy
from tests.runbooks.pages import commands
from tests.runbooks.typist import Seen, Typist

_SHELL = set("|&;<>$`")


@dataclass
class Desk(Typist):
    """typed: what was typed so far. The pages' month is the county's; paths outside the desk are moved onto it."""

    page: str = ""
    typed: set[str] = field(default_factory=set)

    @property
    def moved(self) -> dict[str, str]:
        """What a page's example paths are here."""
        return {"/srv/": f"{self.folder}/srv/", ".venv/bin/monitor": "monitor"}

    def type(
        self, command: str, *, answer: str = "", code: int | None = 0, before: tuple[str, ...] = (), **filled: str
    ) -> str:
        """Types a command of the page; returns what is printed. code: the exit code it must end with, None for any;
        filled: what stands for <file> and the like."""
        assert command in commands(self.page), f"not on {self.page}.md: {command}"
        self.typed.add(command)
        line = command
        for written, meant in (*self.moved.items(), *((f"<{name}>", value) for name, value in filled.items())):
            line = line.replace(written, meant)
        seen = self._enter(line, answer, before)
        assert code is None or seen.code == code, f"{self.page}: {command} ended with {seen.code}:\n{seen.text}"
        return seen.text

    def reads(self, text: str, *parts: str) -> None:
        """What was printed says all of that."""
        missing = [part for part in parts if part not in text]
        assert not missing, f"{self.page}: {missing} not in\n{text}"

    def receives(self, dataset: str, *parts: str, code: int = 0, month: str = MONTH) -> None:
        """The month's run looks at one delivery; parts: what it says."""
        seen = self.monitor("run", "--period", month, "--only", dataset, "--until", "ingest")
        assert seen.code == code, seen.text
        self.reads(seen.text, *parts)

    def crosses(self, **typing: object) -> str:
        """The lines of `monitor doctor` that are not in order, each with what to do. Which libraries a developer has is
        not looked at."""
        text = self.type("monitor doctor", code=None, **typing)  # type: ignore[arg-type]
        lines = text.splitlines()
        found = [f"{line}\n{lines[place + 1]}" for place, line in enumerate(lines) if line.startswith("✗")]
        return "\n".join(each for each in found if "requirements" not in each)

    def steps(self, *names: str) -> Seen:
        """Steps of the month as tasks run them: an error is told as its log has it."""
        return self.call(_steps, names)

    def engine(self) -> Engine:
        """The warehouse of this desk, kept running until it is left."""
        return server.engine_for(server.private_url(layout_at(self.home)))

    def leave(self) -> None:
        """The warehouse may stop again when nobody else uses it."""
        keeper.drop_lease(layout_at(self.home).postgres)

    def of(self, dataset: str, text: str) -> str:
        """The row of one dataset in what `monitor deliveries` printed."""
        [row] = [line for line in text.splitlines() if line.startswith("│") and f" {dataset} " in line]
        return row

    def another(self, source: Path) -> Desk:
        """The same page on a fresh copy of a county."""
        folder = self.folder.with_name(f"{self.folder.name}-{len(list(self.folder.parent.iterdir()))}")
        copy(source, folder)
        return Desk(folder, page=self.page, typed=self.typed)

    def inbox(self, department: str, month: str = MONTH) -> Path:
        return self.home / "inbox" / month / department

    def _enter(self, line: str, answer: str, before: tuple[str, ...]) -> Seen:
        is_plain = line.startswith("monitor ") and not before and not _SHELL & set(_outside_quotes(line))
        return self.monitor(*shlex.split(line)[1:], answer=answer) if is_plain else self.shell(line, before)


def _steps(names: Sequence[str]) -> None:
    for name in names:
        getattr(steps, name)(MONTH)


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


@dataclass(frozen=True)
class Case:
    """county: which of the two it begins with. play: breaks something, acts by the page, looks whether it worked."""

    county: Literal["open", "closed"]
    play: Callable[[Desk], None]
