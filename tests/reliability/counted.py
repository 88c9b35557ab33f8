"""Tests run for their numbers: how many hold, and what they noted of themselves."""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from monitoring.settings import PROJECT


@dataclass(frozen=True)
class Test:
    """held: neither failed nor broke off; noted: what it recorded of itself."""

    name: str
    held: bool
    noted: dict[str, Any]


def counted(*arguments: str) -> list[Test]:
    """Runs pytest in a process of its own; skipped tests are left out. Raises ValueError when none was run."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-o", "addopts=--timeout=900", f"--junitxml={report}"]
        subprocess.run([*command, *arguments], cwd=PROJECT, capture_output=True, check=False)
        cases = list(ElementTree.parse(report).iter("testcase")) if report.exists() else []
    found = [_test(case) for case in cases if case.find("skipped") is None]
    if not found:
        raise ValueError(f"no test was run: {arguments}")
    return found


def _test(case: ElementTree.Element) -> Test:
    held = case.find("failure") is None and case.find("error") is None
    noted = {one.attrib["name"]: _value(one.attrib["value"]) for one in case.iter("property")}
    return Test(case.attrib["name"], held, noted)


def _value(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return text
