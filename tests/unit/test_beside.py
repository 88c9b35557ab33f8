"""A correction that cannot be used leaves in force what was there, says so, and asks a person; killed or doubled, too."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import pytest

from monitoring import beside, decisions, holds, landing, layout, ledger, published, steps
from monitoring.commands import operate
from monitoring.errors import DeliveryRefused, PublicationHeld
from monitoring.ledger import Entry
from monitoring.standing import standing
from tests.badinputs.bench import PAYMENTS, PERIOD, Bench, good, table
from tests.lib.county import environment

MONTH = str(PERIOD)
BY = ("测试员", "已核实")
ROWS = 60


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A usable delivery stands."""
    with environment(tmp_path, MONITOR_SETTLE_SECONDS="0"):
        bench = Bench(tmp_path)
        bench.rows(PAYMENTS, good(PAYMENTS, ROWS))
        yield bench


def entry_of(bench: Bench) -> Entry:
    return ledger.read(bench.layout, bench.contract(PAYMENTS), PERIOD)


def made(bench: Bench) -> dict[str, bytes]:
    """All that the month and later ones read of the delivery, and the ledger."""
    place = bench.layout
    paths = [place.table(layer, PAYMENTS, PERIOD) for layer in ("raw", "standardised", "staging", "quarantine")]
    paths += [named(PAYMENTS, PERIOD) for named in (place.validation, place.profile, place.ledger)]
    return {path.relative_to(bench.home).as_posix(): path.read_bytes() for path in paths}


def without_ledger(found: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in found.items() if not name.startswith("ledger")}


def is_clean(bench: Bench) -> bool:
    """Nothing of the refused file is left in the clear."""
    return not [path for path in (bench.home / beside.FOLDER).rglob("*") if path.is_file()]


def truncated(bench: Bench) -> None:
    bench.content(PAYMENTS, b"\x00" * 512)


def empty(bench: Bench) -> None:
    bench.content(PAYMENTS, b"")


def without_a_column(bench: Bench) -> None:
    bench.cells(PAYMENTS, [row[1:] for row in table(good(PAYMENTS, ROWS))])


def of_another_month(bench: Bench) -> None:
    last = PERIOD.shift(-1)
    bench.rows(PAYMENTS, [{**row, "发放日期": f"{last}-08"} for row in good(PAYMENTS, ROWS)], last)
    bench.content(PAYMENTS, bench.inbox(PAYMENTS, last).read_bytes())


def mostly_damaged(bench: Bench) -> None:
    rows = good(PAYMENTS, ROWS)
    bench.rows(PAYMENTS, [{**row, "发放日期": "2026-02-30"} for row in rows[:40]] + rows[40:])


BAD: dict[str, tuple[Callable[[Bench], None], str]] = {
    "empty": (empty, "F001"),
    "truncated": (truncated, ""),
    "without a column": (without_a_column, ""),
    "of another month": (of_another_month, "REPLAY"),
    "stopped": (mostly_damaged, "QUARANTINE_RATE"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_correction_leaves_every_byte_of_what_stands_and_a_person_is_asked(bench: Bench, name: str) -> None:
    send, code = BAD[name]
    before, first = made(bench), entry_of(bench)
    send(bench)
    now = entry_of(bench)
    assert without_ledger(made(bench)) == without_ledger(before)
    assert (now.status, now.sha256, now.rows_staged) == ("delivered", first.sha256, ROWS)
    assert now.refused is not None
    assert now.refused.code == code or not code
    assert now.refused.status == ("stopped" if name == "stopped" else "refused")
    [remark] = [one for one in now.remarks if one.code == beside.REFUSED]
    assert remark.weight == "held"
    assert now.refused.code in remark.message
    assert f"先前收到的报送（{first.delivery}）仍在采用" in remark.message
    assert standing(bench.layout, bench.contract(PAYMENTS), PERIOD).status == "delivered"
    assert is_clean(bench)
    steps.close_deliveries(MONTH)
    with pytest.raises(PublicationHeld, match=beside.REFUSED):
        steps.await_decisions(MONTH)


def test_receiving_the_same_bad_file_again_changes_nothing_and_it_is_not_asked_for_again(bench: Bench) -> None:
    without_a_column(bench)
    before = made(bench)
    assert PAYMENTS not in steps.arrived(MONTH)
    bench.receive(PAYMENTS)
    assert made(bench) == before


def test_another_bad_file_is_told_in_place_of_the_first(bench: Bench) -> None:
    empty(bench)
    without_a_column(bench)
    now = entry_of(bench)
    assert now.refused is not None
    assert now.refused.code != "F001"
    assert [one.code for one in now.remarks].count(beside.REFUSED) == 1


def test_the_good_file_put_back_leaves_the_bytes_of_before(bench: Bench) -> None:
    before, data = made(bench), bench.inbox(PAYMENTS).read_bytes()
    without_a_column(bench)
    bench.content(PAYMENTS, data)
    assert made(bench) == before


def test_a_good_correction_takes_the_place_of_all(bench: Bench, tmp_path: Path) -> None:
    without_a_column(bench)
    bench.rows(PAYMENTS, good(PAYMENTS, ROWS + 1))
    assert (entry_of(bench).refused, entry_of(bench).is_held, entry_of(bench).rows_staged) == (None, False, ROWS + 1)
    now = made(bench)
    with environment(tmp_path / "fresh", MONITOR_SETTLE_SECONDS="0"):
        fresh = Bench(tmp_path / "fresh")
        fresh.rows(PAYMENTS, good(PAYMENTS, ROWS + 1))
        assert made(fresh) == now


def test_a_bad_file_that_is_taken_away_leaves_what_stands_and_stays_told(bench: Bench) -> None:
    without_a_column(bench)
    before = made(bench)
    bench.inbox(PAYMENTS).unlink()
    assert steps.ingest(PAYMENTS, MONTH)["status"] == "missing"
    assert made(bench) == before


def test_a_good_file_that_is_taken_away_is_withdrawn(bench: Bench) -> None:
    bench.inbox(PAYMENTS).unlink()
    assert steps.ingest(PAYMENTS, MONTH)["status"] == "missing"
    assert standing(bench.layout, bench.contract(PAYMENTS), PERIOD).status == "missing"


def test_who_only_ever_saw_the_bad_file_has_nothing(bench: Bench, tmp_path: Path) -> None:
    without_a_column(bench)
    data = bench.inbox(PAYMENTS).read_bytes()
    with environment(tmp_path / "fresh", MONITOR_SETTLE_SECONDS="0"):
        fresh = Bench(tmp_path / "fresh")
        assert fresh.content(PAYMENTS, data).outcome == "refused"
        assert entry_of(fresh).refused is None


def test_a_bad_file_after_a_bad_one_stays_refused(bench: Bench) -> None:
    bench.inbox(PAYMENTS).unlink()
    bench.receive(PAYMENTS)
    truncated(bench)
    without_a_column(bench)
    assert (entry_of(bench).status, entry_of(bench).refused) == ("refused", None)


def test_a_decision_for_what_stands_holds_until_another_correction_is_refused(bench: Bench) -> None:
    without_a_column(bench)
    holds.decide(bench.layout, bench.contract(PAYMENTS), PERIOD, "approved", *BY)
    bench.receive(PAYMENTS)
    steps.close_deliveries(MONTH)
    assert steps.await_decisions(MONTH)["held"] == 1
    empty(bench)
    assert decisions.waits(bench.layout, entry_of(bench))


def test_what_stands_may_be_rejected_and_does_not_come_back_with_the_bad_file(bench: Bench) -> None:
    without_a_column(bench)
    steps.close_deliveries(MONTH)
    holds.decide(bench.layout, bench.contract(PAYMENTS), PERIOD, "rejected", *BY)
    for _ in range(2):
        with pytest.raises(PublicationHeld, match="close_deliveries"):
            steps.await_decisions(MONTH)
        bench.receive(PAYMENTS)
        assert entry_of(bench).status == "refused"
    steps.close_deliveries(MONTH)
    assert steps.await_decisions(MONTH)["held"] == 0


def test_until_the_deadline_the_month_waits_for_a_usable_correction(bench: Bench) -> None:
    assert PAYMENTS not in steps.awaited(MONTH)
    without_a_column(bench)
    assert PAYMENTS in steps.awaited(MONTH)
    assert PAYMENTS not in steps.missing(MONTH)


def test_after_publication_a_bad_file_changes_nothing_and_the_command_says_so(
    bench: Bench, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operate.console, "width", 200)
    published.remember(bench.layout, PERIOD, 1, {PAYMENTS: entry_of(bench).sha256 or ""})
    record = bench.layout.run_record("published", PERIOD).read_bytes()
    bench.inbox(PAYMENTS).write_bytes(b"\x00" * 512)
    with pytest.raises(DeliveryRefused):
        operate.redeliver(PAYMENTS, MONTH, yes=True)
    said = capsys.readouterr().out
    assert "新的文件如被拒收：现在的报送继续采用，已发布的月份不变" in said
    assert "没有重算，已发布的月份不变" in said
    assert bench.layout.run_record("published", PERIOD).read_bytes() == record
    assert PAYMENTS not in steps.arrived(MONTH)
    assert steps.plan_redelivery(PAYMENTS, MONTH).refused == entry_of(bench).refused.code  # type: ignore[union-attr]
    operate.deliveries(MONTH)
    assert f"后报的未采用：{entry_of(bench).refused.code}" in capsys.readouterr().out  # type: ignore[union-attr]


def test_bytes_that_stop_being_usable_do_not_stand_beside_themselves(bench: Bench) -> None:
    entry = entry_of(bench)
    landing.refuse(beside.Beside(bench.layout, PAYMENTS, PERIOD), entry, DeliveryRefused("S007", "x"))
    assert (entry_of(bench).status, entry_of(bench).refused) == ("refused", None)
    assert not bench.layout.table("staging", PAYMENTS, PERIOD).exists()


class Killed(BaseException):
    """The process is gone."""


WRITES = [(layout, "write_text"), (ledger, "write"), (Path, "replace"), (Path, "unlink")]


def killed_at(number: int) -> bool:
    """Receives, and dies before its number-th change of the data folder; whether it lived that long."""
    left = number

    def dying(real: Callable[..., object]) -> Callable[..., object]:
        def change(*given: object, **named: object) -> object:
            nonlocal left
            left -= 1
            if left == 0:
                raise Killed
            return real(*given, **named)

        return change

    patches = [mock.patch.object(owner, name, dying(getattr(owner, name))) for owner, name in WRITES]
    for patch in patches:
        patch.start()
    try:
        steps.ingest(PAYMENTS, MONTH)
    except DeliveryRefused:
        return False
    except Killed:
        return True
    finally:
        for patch in patches:
            patch.stop()
    return False


@pytest.mark.slow
@pytest.mark.parametrize("is_good", [False, True], ids=["bad", "good"])
def test_killed_anywhere_what_stands_is_whole_and_the_next_run_ends_the_same(
    bench: Bench, tmp_path: Path, is_good: bool
) -> None:
    first = made(bench)
    start = shutil.copytree(tmp_path, tmp_path.with_name(f"{tmp_path.name}-start"))
    cells = table(good(PAYMENTS, ROWS + 1))
    data = bench.written(PAYMENTS, cells if is_good else [row[1:] for row in cells])
    bench.content(PAYMENTS, data)
    ended, number, kills = made(bench), 0, 0
    while True:
        number += 1
        home = shutil.copytree(start, tmp_path.with_name(f"{tmp_path.name}-{number}"))
        with environment(home, MONITOR_SETTLE_SECONDS="0"):
            again = Bench(home)
            again.inbox(PAYMENTS).write_bytes(data)
            if not killed_at(number):
                break
            kills += 1
            steps.close_deliveries(MONTH)
            assert without_ledger(made(again)) in (without_ledger(first), without_ledger(ended))
            assert entry_of(again).status == "delivered"
            again.receive(PAYMENTS)
            assert made(again) == ended
            assert is_clean(again)
        shutil.rmtree(home)
    assert kills >= 8


@pytest.mark.slow
@pytest.mark.parametrize("is_good", [False, True], ids=["bad", "good"])
def test_two_runs_at_once_end_as_one(bench: Bench, is_good: bool) -> None:
    cells = table(good(PAYMENTS, ROWS + 1))
    bench.inbox(PAYMENTS).write_bytes(bench.written(PAYMENTS, cells if is_good else [row[1:] for row in cells]))
    code = f"from monitoring import steps; steps.ingest({PAYMENTS!r}, {MONTH!r})"
    runs = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(2)]
    said = [run.communicate()[1].decode() for run in runs]
    assert [run.returncode for run in runs] == ([0, 0] if is_good else [1, 1])
    assert is_good or all("DeliveryRefused" in text for text in said)
    once = made(bench)
    bench.receive(PAYMENTS)
    assert made(bench) == once
    assert is_clean(bench)
    assert (json.loads(once[f"ledger/{PAYMENTS}/period={MONTH}.json"])["refused"] is None) == is_good
