"""The page that follows one row shows the row the demo really delivers."""

from __future__ import annotations

import hashlib
import re
import zipfile
from pathlib import Path

import pytest

from monitoring.period import parse_range
from monitoring.settings import PROJECT
from monitoring.simulator.simulate import simulate

DELIVERED = "inbox/2026-10/medical_insurance/医疗费用结算_2026-10.zip"


@pytest.mark.slow
def test_the_walkthrough_quotes_the_demo(tmp_path: Path) -> None:
    page = (PROJECT / "docs" / "walkthrough.md").read_text(encoding="utf-8")
    simulate(1, 20_000, parse_range("2026-09..2026-10"), tmp_path)

    delivered = tmp_path / DELIVERED
    assert f"`{hashlib.sha256(delivered.read_bytes()).hexdigest()[:12]}`" in page
    with zipfile.ZipFile(delivered) as archive:
        lines = archive.read(archive.namelist()[0]).decode("utf-8").splitlines()
    [row_no] = re.findall(r"Its line ([0-9]+) reads", page)
    assert f"\n{lines[0]}\n{lines[int(row_no) - 1]}\n" in page
