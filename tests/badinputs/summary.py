"""What the end of a test run says of the catalogue of bad inputs; a plugin, so that it works under xdist as well."""

from __future__ import annotations

import pytest

CATALOGUE = 172


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line: how many behave as documented, and what the dearest reading cost."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    of_cases = [dict(report.user_properties) for report in reports if _is_case(report)]
    if not of_cases:
        return
    numbers = {found["case"][0] for found in of_cases}
    failed = {dict(r.user_properties)["case"][0] for r in terminalreporter.getreports("failed") if _is_case(r)}
    readings = [reading for found in of_cases for reading in found.get("readings", [])]
    seconds = max((reading[0] for reading in readings), default=0)
    megabytes = max((reading[1] for reading in readings), default=0)
    slow = len(_slow_only() - numbers)
    terminalreporter.write_line(
        f"bad inputs: {len(numbers - failed)} of {CATALOGUE} as documented ({len(numbers)} tried"
        f"{f', {slow} under the slow mark' if slow else ''}); "
        f"dearest reading {seconds:.1f} s, largest reader {megabytes} MB"
    )


def _slow_only() -> set[int]:
    """Numbers all of whose cases are slow; imported here, because the plugin is loaded before every run."""
    from tests.badinputs.catalogue import CASES

    return {case.number for case in CASES} - {case.number for case in CASES if not case.is_slow}


def _is_case(report: pytest.TestReport) -> bool:
    return report.when == "call" and any(name == "case" for name, _ in report.user_properties)
