"""What a run of the monthly Dag may be told."""

from __future__ import annotations

from airflow.sdk import Param

from _wiring import PERIOD_PARAMS

MONTH_PARAMS = {
    **PERIOD_PARAMS,
    "wait": Param(True, type="boolean", title="等候 wait", description="缺报送时等到比对日截止，暂缓的报送等人决定。"),
    "until": Param(
        None,
        type=["null", "string"],
        format="date-time",
        title="等到 until",
        description="等报送到这一时刻，代替比对日的截止时刻，如 2026-10-21T12:00:00+08:00。一般留空。",
    ),
    "redelivered": Param(
        [], type="array", title="补报 redelivered", description="重新接收这些数据集，如 water.drinking_water。"
    ),
}
