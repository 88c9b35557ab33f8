"""`make bench`: what each stage of a month costs, next to two yardsticks measured in the same run. Prints ratios.

Yardsticks, both on the delivered rows written as UTF-8 CSV: a scan (DuckDB reads every column as text and touches every
value) and the same job written plainly (pandas_yardstick.py). Seconds differ between machines; ratios hardly do.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from benchmarks.stage import IMPORTS

HERE = Path(__file__).parent
JOB = ("standardise", "join_people", "assess_rules")
console = Console()


def child(script: str, *arguments: str) -> dict[str, float]:
    """Runs a script in its own process, so that its memory is its own; its last line of output is JSON."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, str(HERE / script), *arguments], check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    measured: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return {"cpu_all": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, **measured}


def export_delivered_rows(home: Path, period: str, folder: Path) -> int:
    """Writes every raw table as CSV; returns bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    for raw in sorted((home / "raw").glob(f"*/period={period}/data.parquet")):
        target = folder / f"{raw.parts[-3]}.csv"
        rows = f"select * exclude (row_no, row_error) from read_parquet('{raw}', hive_partitioning = false)"
        connection.execute(f"copy ({rows}) to '{target}' (header, delimiter ',')")
    return sum(path.stat().st_size for path in folder.glob("*.csv"))


def scan(folder: Path) -> float:
    """Seconds for DuckDB to read every column of every CSV as text and touch every value."""
    connection = duckdb.connect()
    started = time.perf_counter()
    for path in sorted(folder.glob("*.csv")):
        connection.execute(
            f"select sum(length(columns(*))) from read_csv('{path}', all_varchar=true, header=true, delim=',', quote='\"')"
        ).fetchall()
    return time.perf_counter() - started


def simulate(residents: int, seed: int, period: str, home: Path) -> float:
    started = time.perf_counter()
    county = ("--seed", str(seed), "--residents", str(residents), "--months", period, "--out", str(home))
    subprocess.run([sys.executable, "-m", "monitoring", "simulate", *county], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def measure(residents: int, seed: int, period: str, home: Path) -> None:
    os.environ["MONITOR_HOME"] = str(home)
    console.print(f"{residents:,} residents, {period}: simulating …")
    simulated = simulate(residents, seed, period, home)
    stages = []
    for stage in IMPORTS:
        stages.append(child("stage.py", stage, period))
        console.print(f"  {stage}: {stages[-1]['wall']:.1f} s")
    subprocess.run([sys.executable, "-m", "monitoring", "stop"], check=True)
    csv = home / "csv"
    delivered = export_delivered_rows(home, period, csv)
    scanned = min(scan(csv) for _ in range(3))
    plain = child("pandas_yardstick.py", str(csv), period)
    report(residents, simulated, delivered, stages, scanned, plain)


def report(
    residents: int,
    simulated: float,
    delivered: int,
    stages: list[dict[str, float]],
    scanned: float,
    plain: dict[str, float],
) -> None:
    table = Table("stage", "wall s", "CPU s", "imports s", "peak MB", "× scan", title=f"{residents:,} residents")
    for stage in stages:
        table.add_row(
            str(stage["stage"]),
            *(f"{stage[name]:.2f}" for name in ("wall", "cpu_all", "imports")),
            f"{stage['peak_mb']:.0f}",
            f"{stage['wall'] / scanned:.1f}",
        )
    whole = sum(stage["wall"] for stage in stages)
    job = sum(stage["wall"] for stage in stages if stage["stage"] in JOB)
    peak = max(stage["peak_mb"] for stage in stages)
    table.add_section()
    table.add_row("whole month", f"{whole:.2f}", "", "", f"{peak:.0f}", f"{whole / scanned:.1f}")
    table.add_row("normalise, join, rules", f"{job:.2f}", "", "", "", f"{job / scanned:.1f}")
    table.add_row(
        "plain pandas", f"{plain['wall']:.2f}", f"{plain['cpu_all']:.2f}", "", "", f"{plain['wall'] / scanned:.1f}"
    )
    table.add_row("scan", f"{scanned:.2f}", "", "", "", "1.0")
    console.print(table)
    wall = {str(stage["stage"]): stage["wall"] for stage in stages}
    console.print(
        f"all rules / join people: {wall['assess_rules'] / wall['join_people']:.2f} · "
        f"all rules / build marts: {wall['assess_rules'] / wall['build_marts']:.2f}"
    )
    console.print(
        f"delivered rows as CSV: {delivered / 1e6:.0f} MB · simulated in {simulated:.0f} s · "
        f"plain pandas / ours (normalise, join, rules): {plain['wall'] / job:.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--residents", type=int, nargs="+", default=[250_000])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--period", default="2026-10")
    parser.add_argument("--home", type=Path, default=Path("data/bench"))
    options = parser.parse_args()
    for residents in options.residents:
        home = (options.home / str(residents)).resolve()
        shutil.rmtree(home, ignore_errors=True)
        measure(residents, options.seed, options.period, home)
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
