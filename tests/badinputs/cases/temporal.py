"""Deliveries that are fine by themselves and wrong beside the months before them, or come at the wrong time."""

from __future__ import annotations

from monitoring import ledger, published
from monitoring.period import Period
from tests.badinputs.bench import CERTIFICATES, PAYMENTS, PERIOD, Bench, Row, csv_bytes, good, table
from tests.badinputs.case import Case, Seen
from tests.badinputs.clock import jumping_clock
from tests.badinputs.county_rows import RESIDENTS, TOWNSHIPS, another_contract, payments_of, resident

_MONTH_COLUMN = (
    ("bands: {dated_by: paid_date}", "bands: {month_column: start_month}"),
    (
        "  amount: {from: 金额, as: decimal}\n",
        "  amount: {from: 金额, as: decimal}\n  start_month: {from: 所属期, as: month}\n",
    ),
)
LAST = PERIOD.shift(-1)


def _for_month(period: Period, count: int = 200) -> list[Row]:
    return [{**row, "所属期": str(period)} for row in good(PAYMENTS, count)]


def _other_month(bench: Bench) -> Seen:
    with another_contract(bench, PAYMENTS, *_MONTH_COLUMN):
        return bench.rows(PAYMENTS, _for_month(LAST))


def _some_rows_of_last_month(bench: Bench) -> Seen:
    with another_contract(bench, PAYMENTS, *_MONTH_COLUMN):
        return bench.rows(PAYMENTS, [*_for_month(PERIOD)[:180], *_for_month(LAST)[180:]])


def _same_bytes(bench: Bench) -> Seen:
    bench.history(PAYMENTS)
    return bench.content(PAYMENTS, bench.inbox(PAYMENTS, LAST).read_bytes())


def _saved_anew(bench: Bench) -> Seen:
    bench.history(CERTIFICATES)
    bench.rows(CERTIFICATES, good(CERTIFICATES), LAST)
    return bench.rows(CERTIFICATES, list(reversed(good(CERTIFICATES))))


def _a_third_fewer(bench: Bench) -> Seen:
    bench.history(PAYMENTS)
    return bench.rows(PAYMENTS, good(PAYMENTS, 130))


def _a_township_less(bench: Bench) -> Seen:
    residents = [resident(place) for place in range(1000)]
    for ago in (3, 2, 1):
        bench.rows(RESIDENTS, residents[: 1000 - ago], PERIOD.shift(-ago))
    return bench.rows(RESIDENTS, [row for row in residents if row["乡镇"] != TOWNSHIPS[2].name])


def _monthly_became_cumulative(bench: Bench) -> Seen:
    bench.history(PAYMENTS)
    months = [PERIOD.shift(-ago) for ago in range(4)]
    return bench.rows(
        PAYMENTS, [row for n, month in enumerate(months) for row in payments_of(month, range(n * 60, n * 60 + 60))]
    )


def _begins_anew_in_january(bench: Bench) -> Seen:
    with another_contract(bench, PAYMENTS, ("{dated_by: paid_date}", "{dated_by: paid_date, year_to_date: true}")):
        for month in (10, 11, 12):
            period = Period(2026, month)
            rows = [
                row for m in range(1, month + 1) for row in payments_of(Period(2026, m), range(m * 40, m * 40 + 40))
            ]
            bench.rows(PAYMENTS, rows, period)
        january = Period(2027, 1)
        return bench.rows(PAYMENTS, payments_of(january, range(40, 85)), january)


def _publish(bench: Bench, period: Period) -> dict[str, list[str]]:
    """What the step `publish` notes."""
    sha256 = ledger.read(bench.layout, bench.contract(PAYMENTS, period), period).sha256 or ""
    return published.remember(bench.layout, period, 1, {PAYMENTS: sha256})


def _after_publication(bench: Bench) -> Seen:
    bench.history(PAYMENTS)
    bench.rows(PAYMENTS, good(PAYMENTS))
    _publish(bench, PERIOD)
    return bench.rows(PAYMENTS, good(PAYMENTS, 201))


def _new_version_makes_later_months_stale(bench: Bench, seen: Seen) -> None:
    assert _publish(bench, PERIOD) == {"changed": [PAYMENTS], "stale": []}
    following = PERIOD.shift(1)
    bench.rows(PAYMENTS, payments_of(following, range(200)), following)
    _publish(bench, following)
    bench.rows(PAYMENTS, good(PAYMENTS, 202))
    assert _publish(bench, PERIOD) == {"changed": [PAYMENTS], "stale": [str(following)]}
    assert published.stale_months(bench.layout) == {str(following): [str(PERIOD)]}
    _publish(bench, following)
    assert published.stale_months(bench.layout) == {}


def _closed(bench: Bench) -> Seen:
    bench.history(PAYMENTS)
    bench.rows(PAYMENTS, good(PAYMENTS))
    for period in (LAST, PERIOD):
        _publish(bench, period)
    return bench.rows(PAYMENTS, payments_of(LAST, range(202)), LAST)


def _next_month(bench: Bench) -> Seen:
    with another_contract(bench, PAYMENTS, *_MONTH_COLUMN):
        return bench.rows(PAYMENTS, _for_month(PERIOD.shift(1)))


def _older_codes(bench: Bench) -> Seen:
    """The department renames an allowance next month; this month is computed with the names of this month."""
    renamed = (
        "changes:\n  - since: 2026-11\n    columns:\n      kind:\n        from: 补贴项目\n        as: code\n"
        '        values: {"新耕地补贴": farmland}\nexamples:'
    )
    with another_contract(bench, PAYMENTS, ("examples:", renamed)):
        following = PERIOD.shift(1)
        later = bench.rows(PAYMENTS, payments_of(following, range(5)), following)
        assert "CODE_UNKNOWN" in later.codes
        return bench.rows(PAYMENTS, good(PAYMENTS))


def _ten_thousands(bench: Bench) -> Seen:
    bench.history(PAYMENTS)
    rows = [{**row, "金额": f"{float(row['金额']) / 10_000:.4f}"} for row in good(PAYMENTS)]
    return bench.content(PAYMENTS, csv_bytes(table(rows)))


CASES = [
    Case(118, "A003", "整份文件的金额由元变成万元", "held", "UNIT_SHIFT", _ten_thousands, is_slow=True),
    Case(147, "T001", "所属期列是上个月", "refused", "MONTH_MISMATCH", _other_month),
    Case(148, "T002", "上月的文件原样再报", "refused", "REPLAY", _same_bytes),
    Case(149, "T003", "上月的内容另存后再报", "held", "REPLAY_SUSPECTED", _saved_anew),
    Case(150, "T004", "行数比前三个月少三成以上", "held", "VOLUME", _a_third_fewer),
    Case(151, "T005", "一向有数据的乡镇缺了", "held", "PARTIAL_DELIVERY", _a_township_less, is_slow=True),
    Case(152, "T006", "当月数据变成累计数据", "held", "CUMULATIVE_SWITCH", _monthly_became_cumulative, is_slow=True),
    Case(153, "T007", "年度累计数据一月归零", "accepted", None, _begins_anew_in_january, is_slow=True),
    Case(
        154, "T008", "发布之后又报了本月更正的文件", "warned", "AFTER_PUBLICATION", _after_publication,
        also=_new_version_makes_later_months_stale,
    ),
    Case(155, "T009", "已关账月份的文件", "held", "CLOSED_MONTH", _closed, is_slow=True),
    Case(156, "T010", "运行中服务器时钟跳动一天或一年", "accepted", None, jumping_clock, is_slow=True),
    Case(157, "T011", "下个月的数据提前报到本月", "refused", "FUTURE_MONTH", _next_month),
    Case(158, "T012", "代码表比重算的月份新", "accepted", None, _older_codes),
    Case(159, "T013", "本月文件里夹带上月的更正", "held", "CORRECTION_INSIDE", _some_rows_of_last_month),
]  # fmt: skip
