"""The keys under which delivered bytes are kept: identities of the age format, the newest first.

Anybody who holds one opens what was sealed for it, with this program or with the age tool. Several stand one below the
other while a key is changed: new bytes are sealed under the first, and all of them open.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from pyrage import IdentityError, x25519

from monitoring.errors import ConfigurationError
from monitoring.layout import Layout
from monitoring.secret_files import make_once, read_closed, replace
from monitoring.settings import secret

KEY_VARIABLE = "MONITOR_LANDING_KEY"
_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_PREFIX = "age-secret-key-"
_KEY_BYTES = 32


class LandingKeyUnusable(ConfigurationError):
    """The key of the landed files is gone, open to others or no key."""

    runbook = "landing_key.md"


@dataclass(frozen=True)
class Keys:
    """identities: the newest first. version tells keys apart without telling anything about them."""

    identities: list[x25519.Identity] = field(repr=False)

    @property
    def newest(self) -> x25519.Identity:
        return self.identities[0]

    @property
    def version(self) -> str:
        return "s_" + hashlib.sha256(str(self.newest.to_public()).encode()).hexdigest()[:8]


def key_file(layout: Layout) -> Path:
    """Where an installation without a secret store keeps its keys."""
    return layout.keys / "landing.key"


def is_given() -> bool:
    """Whether the keys come from the environment or a secret store, which this program cannot change."""
    return bool(secret(KEY_VARIABLE))


def load_keys(layout: Layout) -> Keys:
    """The keys of this installation: MONITOR_LANDING_KEY or the file MONITOR_LANDING_KEY_FILE names; else
    keys/landing.key, made on first use.

    A key is a line AGE-SECRET-KEY-1…, or 64 hexadecimal digits. Raises ConfigurationError when there is none, one is
    something else, others may read the file, or it is gone while sealed bytes are there.
    """
    text = secret(KEY_VARIABLE)
    if text:
        return parse_keys(text, KEY_VARIABLE)
    path = key_file(layout)
    if not path.exists():
        if next((layout.home / "landing").glob("*/*.age"), None) is not None:
            raise LandingKeyUnusable(f"{path.name} 不见了，而已有原件用它加密：从备份恢复密钥，不要重新生成")
        make_once(path, _new_key())
    return parse_keys(read_closed(path, LandingKeyUnusable), path.name)


def add_key(layout: Layout) -> None:
    """Puts a new key before those of the key file."""
    load_keys(layout)
    replace(key_file(layout), _new_key() + read_closed(key_file(layout)))


def forget_older_keys(layout: Layout) -> None:
    """Leaves the newest key only in the key file."""
    first = next(line for line in read_closed(key_file(layout)).splitlines() if _is_key(line))
    replace(key_file(layout), f"{first}\n")


def parse_keys(text: str, source: str) -> Keys:
    """source: what the error calls it; the text itself is never told."""
    lines = [line.strip() for line in text.splitlines() if _is_key(line)]
    try:
        identities = [
            x25519.Identity.from_str(_bech32(line) if len(line) == 2 * _KEY_BYTES else line) for line in lines
        ]
    except (ValueError, IdentityError):
        raise LandingKeyUnusable(f"{source}: a key must be AGE-SECRET-KEY-1… or 64 hexadecimal digits") from None
    if not identities:
        raise LandingKeyUnusable(f"{source}: no key in it")
    return Keys(identities)


def _is_key(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


def _new_key() -> str:
    return f"{x25519.Identity.generate()}\n"


def _bech32(hexadecimal: str) -> str:
    """The same 32 bytes as age writes them (BIP 173)."""
    bits = "".join(f"{byte:08b}" for byte in bytes.fromhex(hexadecimal))
    bits += "0" * (-len(bits) % 5)
    data = [int(bits[at : at + 5], 2) for at in range(0, len(bits), 5)]
    spread = [ord(letter) >> 5 for letter in _PREFIX] + [0] + [ord(letter) & 31 for letter in _PREFIX]
    check = _polymod([*spread, *data, 0, 0, 0, 0, 0, 0]) ^ 1
    data += [check >> 5 * (5 - place) & 31 for place in range(6)]
    return (_PREFIX + "1" + "".join(_ALPHABET[value] for value in data)).upper()


def _polymod(values: list[int]) -> int:
    generators = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
    found = 1
    for value in values:
        top, found = found >> 25, (found & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(generators):
            found ^= generator if top >> place & 1 else 0
    return found
