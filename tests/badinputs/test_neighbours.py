"""A hostile file harms nobody but its own delivery."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitoring import ledger
from tests.badinputs import hostile
from tests.badinputs.bench import CERTIFICATES, HOUSES, PAYMENTS, PERIOD, SETTLEMENTS, Bench, good, table, zip_bytes
from tests.lib.county import environment

WIDE = b",".join(b"c%d" % place for place in range(1_000_000))
HOSTILE = {
    "bomb": (SETTLEMENTS, hostile.bomb),
    "slipping zip": (SETTLEMENTS, lambda: zip_bytes({"../../x.csv": b"1"})),
    "far cell": (HOUSES, hostile.far_cell),
    "macro": (HOUSES, lambda: hostile.with_part("xl/vbaProject.bin", b"\xd0\xcf")),
    "million columns": (PAYMENTS, lambda: WIDE + b"\n" + WIDE),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_and_what_comes_after_it_is_delivered(tmp_path: Path, kind: str) -> None:
    spoilt, make = HOSTILE[kind]
    with environment(tmp_path):
        bench = Bench(tmp_path)
        bench.content(spoilt, make())
        for dataset in (HOUSES, SETTLEMENTS, CERTIFICATES):
            if dataset != spoilt:
                assert bench.cells(dataset, table(good(dataset, 20))).outcome in ("accepted", "normalised"), dataset
        entry = ledger.read(bench.layout, bench.contract(spoilt), PERIOD)
        assert entry.status == "refused"
        assert not list((tmp_path / "raw").rglob(f"{spoilt}/**/*.parquet"))
        assert not list(tmp_path.rglob("*.tmp"))
