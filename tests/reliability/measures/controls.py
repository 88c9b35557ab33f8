"""Wrong ways to publish, tried by the same tests: what finds nothing in them would find nothing anywhere."""

from __future__ import annotations

from argparse import Namespace

from tests.reliability.measures.line import Line
from tests.reliability.overlap import between_audit_and_publish, read_while_publishing, zombie
from tests.reliability.own_server import lone_bench
from tests.reliability.sweep import sweep

_SWEPT = {"overwrite_in_place": "torn", "load_without_transaction": "half", "done_before_it_is_done": "different"}
_FROZEN = ("pointer_without_fence", "fence_taken_too_late")


def measure(given: Namespace) -> list[Line]:
    with lone_bench() as bench:
        caught = [bool(getattr(sweep(bench, True, name, every=16), finding)) for name, finding in _SWEPT.items()]
        caught += [not zombie(bench, between_audit_and_publish(bench, name), name).newer_is_shown for name in _FROZEN]
        caught.append(read_while_publishing(bench, 40, "overwrite_in_place").torn > 0)
    return [Line("wrong ways to publish that the same tests catch", f"{sum(caught)} / {len(caught)}", all(caught))]
