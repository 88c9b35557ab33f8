"""A delivery received while the server's clock jumps: nothing may differ."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from libfaketime import get_reload_information

from monitoring.settings import PROJECT
from tests.badinputs.bench import PAYMENTS, PERIOD, Bench, good
from tests.badinputs.case import Seen

_JUMPS = (("land", "+365d"), ("standardise", "-365d"), ("validate", "+1d"), ("validate", "-1d"))
_DAY_SECONDS = 86_400
_CODE = """
import sys, time
from monitoring import steps
print(int(time.time()))
getattr(steps, sys.argv[1])(*sys.argv[2:])
"""


def jumping_clock(bench: Bench) -> Seen:
    """Every stage once more in a process whose clock is off; AssertionError when a byte of what it leaves differs."""
    bench.history(PAYMENTS)
    seen = bench.rows(PAYMENTS, good(PAYMENTS))
    expected = _left(bench)
    for stage, jump in _JUMPS:
        _run(stage, jump)
    assert _left(bench) == expected
    return seen


def _run(stage: str, jump: str) -> None:
    environment = {
        **os.environ,
        **get_reload_information()[1],
        "FAKETIME": jump,
        "PYTHONPATH": str(PROJECT / "include"),
    }
    command = [sys.executable, "-c", _CODE, stage, PAYMENTS, str(PERIOD)]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    assert abs(int(said) - time.time()) > _DAY_SECONDS / 2, "the clock did not jump"


def _left(bench: Bench) -> dict[str, bytes]:
    """Ledger, profile, checks and every row of the delivery."""
    layout = bench.layout
    texts = [layout.ledger(PAYMENTS, PERIOD), layout.profile(PAYMENTS, PERIOD), layout.validation(PAYMENTS, PERIOD)]
    tables = [layout.table(layer, PAYMENTS, PERIOD) for layer in ("raw", "standardised", "staging", "quarantine")]
    return {str(path): path.read_bytes() for path in [*texts, *tables]}
