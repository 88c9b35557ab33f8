"""People outside the restricted tables: keyed pseudonyms, fingerprints of findings, masked forms for reading.

The key makes the difference: an unkeyed hash of a citizen ID is reversed in seconds by trying every number of a county.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from monitoring.errors import ConfigurationError
from monitoring.layout import Layout
from monitoring.secret_files import make_once, read_closed
from monitoring.settings import Settings, secret

KEY_VARIABLE = "MONITOR_PSEUDONYM_KEY"
_MIN_BYTES = 32


class PseudonymKeyUnusable(ConfigurationError):
    """The key is gone although months were published with it, open to others or no key."""

    runbook = "rotate_the_key.md"


@dataclass(frozen=True)
class Key:
    """version tells keys apart without telling anything about them; secret never appears in a repr."""

    version: str
    secret: bytes = field(repr=False)


def load_key(settings: Settings, layout: Layout) -> Key:
    """The key of this installation: MONITOR_PSEUDONYM_KEY (hexadecimal) or the file MONITOR_PSEUDONYM_KEY_FILE names,
    whose rights are its store's affair; else keys/pseudonym.key, made on first use.

    Raises ConfigurationError when it is not hexadecimal, shorter than 32 bytes, a file that others may read, or gone
    after a month was published with it: a new one would join on to nothing.
    """
    text = secret(KEY_VARIABLE)
    if text:
        return _key(text, KEY_VARIABLE)
    path = key_file(layout)
    if not path.exists():
        if next((layout.home / "runs").glob("*/publication.json"), None) is not None:
            raise PseudonymKeyUnusable(f"{path.name} 不见了，而已有月份用它算过：从备份恢复密钥，不要重新生成")
        make_once(path, secrets.token_hex(_MIN_BYTES) + "\n")
    return _key(read_closed(path, PseudonymKeyUnusable), path.name)


def key_file(layout: Layout) -> Path:
    """Where an installation without a secret store keeps its key."""
    return layout.keys / "pseudonym.key"


def pseudonym(key: Key, person_id: str) -> str:
    """The person's name outside the restricted tables: the same for the same 18-character number and key."""
    return "p_" + _digest(key, "nrpm:id:" + person_id)


def pseudonyms(key: Key, person_ids: Iterable[str | None]) -> list[str | None]:
    """Pseudonyms in the order of the numbers; null stays null."""
    known: dict[str, str] = {}
    found: list[str | None] = []
    for person_id in person_ids:
        if person_id is None:
            found.append(None)
            continue
        if person_id not in known:
            known[person_id] = pseudonym(key, person_id)
        found.append(known[person_id])
    return found


def fingerprint(key: Key, rule: str, subject_id: str) -> str:
    """Identifies a finding over the months; keyed, because the subject may be a person's number."""
    return "f_" + _digest(key, f"nrpm:finding:{rule}|{subject_id}")


def evidence_key(key: Key, said: Iterable[str]) -> str:
    """Tells whether evidence changed, without telling it; keyed, because a value may be a name or a number."""
    return "e_" + _digest(key, "nrpm:evidence:" + "\n".join(said))


def delivered_as(key: Key, dataset: str, number: str, name: str) -> str:
    """Stands for what a dataset delivered in place of a citizen ID, beside that name (as compared)."""
    return "d_" + _digest(key, f"nrpm:delivered:{dataset}|{number}|{name}")


def mask_id(person_id: str | None) -> str | None:
    """The first six characters (a county) and twelve stars; a shorter text is hidden whole."""
    if person_id is None:
        return None
    return (person_id[:6] if len(person_id) > 6 else "") + "*" * 12


def mask_name(name: str | None) -> str | None:
    """The first character and two stars, whatever the length of the name."""
    return name[:1] + "**" if name else None


def _digest(key: Key, message: str) -> str:
    return hmac.digest(key.secret, message.encode(), "sha256").hex()[:24]


def _key(text: str, source: str) -> Key:
    try:
        secret = bytes.fromhex(text.strip())
    except ValueError:
        raise PseudonymKeyUnusable(f"{source}: the key must be hexadecimal") from None
    if len(secret) < _MIN_BYTES:
        raise PseudonymKeyUnusable(f"{source}: the key must have at least {_MIN_BYTES} bytes")
    return Key("k_" + hashlib.sha256(b"nrpm:key:" + secret).hexdigest()[:8], secret)
