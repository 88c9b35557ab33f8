"""Files with a secret in them: made once however many processes start together, and refused when others may read them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from monitoring.errors import ConfigurationError


def make_once(path: Path, text: str) -> None:
    """Writes the file, mode 0600 in a folder of mode 0700, unless it is there already: of two at once, one wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = _written_aside(path, text)
    try:
        # A link fails where a rename would replace.
        os.link(temporary, path)
    except FileExistsError:
        return
    finally:
        temporary.unlink(missing_ok=True)


def replace(path: Path, text: str) -> None:
    """Gives the file other content at once, mode 0600."""
    _written_aside(path, text).replace(path)


def read_closed(path: Path, unusable: type[ConfigurationError] = ConfigurationError) -> str:
    """What the file says. Raises unusable when everybody may read it."""
    if stat.S_IMODE(path.stat().st_mode) & 0o007:
        raise unusable(f"{path.name}: others may read it; chmod 600 {path}")
    return path.read_text(encoding="ascii", errors="replace")


def _written_aside(path: Path, text: str) -> Path:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as written:
        written.write(text)
        written.flush()
        os.fsync(written.fileno())
    return temporary
