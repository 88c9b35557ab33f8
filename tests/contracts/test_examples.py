"""Every contract's examples become what the contract says they become."""

import datetime as dt
from pathlib import Path

import pytest

from monitoring.contracts import load_contracts
from monitoring.examples import run_examples

CONTRACTS = load_contracts(Path(__file__).resolve().parents[2] / "include" / "contracts")


@pytest.mark.parametrize("dataset", sorted(CONTRACTS))
def test_examples_hold(dataset: str) -> None:
    assert run_examples(CONTRACTS[dataset], dt.date(2026, 10, 20)) == []
