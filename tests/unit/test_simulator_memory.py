"""What the answer key expects a county to remember."""

from __future__ import annotations

from monitoring.simulator.memory import Given, Memory

CAR = ("wrong.dibao_car", "listed:1")
WATER = ("risk.unsafe_water", "register:7")
LATER = ("elimination.risk_still_there", "listed:2")
Hits = set[tuple[str, str]]


def status(memory: Memory, month: int, hits: Hits, undecided: set[str] | None = None, grade: int = 3) -> dict[str, str]:
    silent = (undecided or set()) | {"delivery.quarantined"}
    found = memory.statuses(month, hits, lambda finding: finding[0] in silent, dict.fromkeys(hits, grade))
    return {rule: one for (rule, _), one in found.items()}


def test_a_finding_is_new_stays_ends_and_comes_back() -> None:
    memory = Memory()

    seen = [status(memory, month, hits) for month, hits in enumerate([{CAR}, {CAR}, set(), set(), {CAR}, {CAR}])]

    assert [one.get(CAR[0]) for one in seen] == ["new", "persisting", "ended", None, "recurred", "persisting"]


def test_a_silent_department_ends_nothing() -> None:
    memory = Memory()
    about_delivery = ("delivery.quarantined", "a.silent")
    status(memory, 0, {WATER, CAR, about_delivery})

    silent = status(memory, 1, {CAR}, {WATER[0]})

    assert silent == {WATER[0]: "not_reassessed", CAR[0]: "persisting", "delivery.quarantined": "not_reassessed"}
    assert status(memory, 2, {WATER})[WATER[0]] == "persisting"


def test_a_verdict_holds_from_the_next_month_while_the_evidence_is_the_same() -> None:
    memory = Memory()
    status(memory, 0, {WATER}, grade=3)
    memory.verify(WATER, Given("data_error", 0, 3))

    assert status(memory, 1, {WATER}, grade=3)[WATER[0]] == "dismissed"
    assert status(memory, 2, set(), {WATER[0]})[WATER[0]] == "set_aside"
    assert status(memory, 3, {WATER}, grade=2)[WATER[0]] == "reopened"


def test_an_exception_runs_out_and_a_confirmation_changes_nothing() -> None:
    memory = Memory()
    status(memory, 0, {CAR, WATER})
    memory.verify(CAR, Given("exception", 0, 3, until=1))
    memory.verify(WATER, Given("helped", 0, 3))

    assert status(memory, 1, {CAR, WATER}) == {CAR[0]: "accepted", WATER[0]: "persisting"}
    assert status(memory, 2, {CAR, WATER}) == {CAR[0]: "persisting", WATER[0]: "persisting"}


def test_what_the_county_cannot_know_stays_open() -> None:
    memory = Memory()
    status(memory, 0, {LATER})

    assert status(memory, 1, set()) == {LATER[0]: "ended|not_reassessed"}
    assert status(memory, 2, {LATER}) == {LATER[0]: "persisting|recurred"}
