"""Whether a file is complete: nobody has written to it for a while, or a marker beside it says so."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from monitoring.layout import write_text
from monitoring.sources.errors import StillUploading

MARKER = ".ok"
# A clock of another machine may be wrong by minutes: a younger file is looked at twice instead of believed.
_SURELY_OLD = 15


@dataclass(frozen=True)
class Look:
    """A file as it looked: bytes, and when it was written last (seconds since 1970, by the clock of its machine)."""

    size: int
    modified: float


@dataclass(frozen=True)
class Patience:
    """How long nobody may have written to one file before it is read; memory keeps how it looked, for the next time."""

    memory: Path
    settle_seconds: float

    def require_rest(self, look: Look, marker: Look | None) -> None:
        """Raises StillUploading unless the file is at rest.

        At rest is: with a marker not older than the file; written last at least 15 * settle_seconds ago; or looking the
        same as at least settle_seconds ago, and then it stays at rest for whoever looks next. With settle_seconds 0 nothing is waited for.
        """
        now = time.time()
        has_marker = marker is not None and marker.modified >= look.modified
        is_old = now - look.modified >= _SURELY_OLD * self.settle_seconds
        if self.settle_seconds == 0 or has_marker or is_old:
            self.memory.unlink(missing_ok=True)
        elif now - self._same_since(look, now) < self.settle_seconds:
            raise StillUploading("the file has just been written")

    def _same_since(self, look: Look, now: float) -> float:
        remembered = json.loads(self.memory.read_text(encoding="utf-8")) if self.memory.exists() else {}
        since = remembered.pop("since", now)
        if remembered == asdict(look):
            return float(since)
        write_text(self.memory, json.dumps({**asdict(look), "since": now}) + "\n")
        return now
