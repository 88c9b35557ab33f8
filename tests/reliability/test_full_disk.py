"""A full disk: what was there before is still there, nothing half-written lies about, and later it works."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.reliability.disk import can_mount, can_mount_as_root, on_a_small_disk
from tests.reliability.small_server import LEFT_KILOBYTES, trials_on_a_small_disk

mounting = pytest.mark.skipif(not can_mount(), reason="no process here may mount a disk of its own")

WRITE_TWICE = """
import errno, json, os, sys
from pathlib import Path
from monitoring.layout import write_text
folder = Path(sys.argv[1])
target = folder / "report.json"
write_text(target, "old")
code = None
try:
    write_text(target, "x" * 200_000)
except OSError as error:
    code = errno.errorcode[error.errno]
left = [target.read_text(), sorted(os.listdir(folder))]
write_text(target, "new")
print(json.dumps([code, *left, target.read_text()]))
"""
MARTS_TWICE = """
import json, os, sys
from pathlib import Path
import duckdb, pyarrow as pa, pyarrow.parquet as pq
from monitoring.layout import replacing
folder = Path(sys.argv[1])
target = folder / "findings.parquet"
def write(rows):
    with replacing(target) as temporary:
        duckdb.sql(f"copy (select random() as value from range({rows})) to '{temporary}' (format parquet)")
write(10)
failed = False
try:
    write(100_000)
except (OSError, duckdb.Error):
    failed = True
left = [pq.read_metadata(target).num_rows, sorted(os.listdir(folder))]
write(20)
print(json.dumps([failed, *left, pq.read_metadata(target).num_rows]))
"""


@mounting
def test_a_report_that_does_not_fit_leaves_the_earlier_one(tmp_path: Path) -> None:
    assert json.loads(on_a_small_disk(tmp_path, WRITE_TWICE)) == ["ENOSPC", "old", ["report.json"], "new"]


@mounting
def test_a_mart_that_does_not_fit_leaves_the_earlier_one(tmp_path: Path) -> None:
    assert json.loads(on_a_small_disk(tmp_path, MARTS_TWICE)) == [True, 10, ["findings.parquet"], 20]


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(not can_mount_as_root(), reason="only root can give PostgreSQL a disk of its own")
def test_a_database_whose_disk_fills_up_keeps_what_is_published_and_goes_on_with_room() -> None:
    trials = trials_on_a_small_disk()
    assert [trial for trial in trials if not trial.held] == []
    assert {trial.how for trial in trials} <= {"full", "lost", "done"}
    assert "full" in {trial.how for trial in trials}
    assert len(trials) == len(LEFT_KILOBYTES)
