"""The command that drafts a new dataset from a sample file."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from monitoring.errors import ConfigurationError
from monitoring.period import Period
from monitoring.settings import load_settings

console = Console()


def new(department: str, dataset: str, sample: Path, since: str | None) -> None:
    """Writes the two drafts, receives the sample through them, and says what is left to decide."""
    from monitoring.checking.check import check_file
    from monitoring.checking.recognise import month_in
    from monitoring.drafting.new import write_drafts

    month = Period.parse(since) if since is not None else month_in(sample.name)
    if month is None:
        raise ConfigurationError(f"{sample.name}：文件名里没有月份。请用 --since 2026-11 这样的写法说明从哪个月起报送")
    settings = load_settings()
    written = write_drafts(settings, department, dataset, sample, month)
    found = written.draft.found
    _say(f"契约草稿：{written.contract}（采用 {len(found.columns)} 列，未采用 {len(found.ignored)} 列）")
    _say(f"检查草稿：{written.suite}")
    fate = check_file(sample, department, f"{department}.{dataset}", str(month)).fates[0]
    counts = f"报送 {fate.delivered:,} 行，可用 {fate.usable:,}，需改正 {fate.to_correct:,}，重复 {fate.repeated:,}"
    _say(f"用样本试收：{counts}")
    _say("接着做（见 docs/add_a_dataset.md）：")
    steps = (
        f"打开 {written.contract.name}，逐项决定标“待定”的地方，然后删去标记：用途、联系人、角色、主键、未采用的列",
        f"打开 {written.suite.name}，核对每项检查的范围和严重程度",
        "make test：示例行、契约与检查逐项核对",
        "make docs：数据目录增加这份数据；还有“待定”时会列出来",
    )
    for number, step in enumerate(steps, start=1):
        _say(f"  {number}. {step}")


def _say(line: str) -> None:
    """One line, not broken inside a path."""
    console.print(line, soft_wrap=True, highlight=False, markup=False)
