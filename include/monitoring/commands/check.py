"""The command by which a department checks a file before it sends it."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from monitoring.errors import ConfigurationError

console = Console()


def check(path: Path, department: str | None, dataset: str | None, period: str | None, out: Path | None) -> bool:
    """Prints what would become of the file and writes it as a workbook; True when nothing is left to correct."""
    from monitoring.checking.check import check_file
    from monitoring.layout import replacing
    from monitoring.reports.correction_summary import correction_summary
    from monitoring.reports.correction_workbook import write_corrections

    with console.status("正在检查 …"):
        book = check_file(path, department, dataset, period)
    target = _target(path, out)
    try:
        with replacing(target) as temporary:
            write_corrections(book, temporary)
    except OSError:
        raise ConfigurationError(f"不能写入 {target}。请关闭已打开的同名文件，或用 --out 指定别处") from None
    console.print(correction_summary(book, str(target)))
    return book.is_good


def _target(path: Path, out: Path | None) -> Path:
    name = f"检查结果_{path.stem}.xlsx"
    if out is None:
        return path.with_name(name)
    return out / name if out.is_dir() else out
