"""The fonts of this machine: without a Chinese one no PDF can be made."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typst import Fonts

_FAMILIES = (
    "Source Han Sans SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "SimHei",
    "SimSun",
)
NO_FONT = "没有生成 PDF：本机没有中文字体。请安装后再写一次，例如 apt-get install -y fonts-noto-cjk，再运行 monitor bulletin；网页不受影响"


def obstacle() -> str | None:
    """Why no PDF can be made on this machine and what to install; None when it can."""
    return None if chinese() else NO_FONT


def chinese() -> str | None:
    """The first of the known Chinese families that is installed."""
    known = set(installed().families())
    return next((name for name in _FAMILIES if name in known), None)


@cache
def installed() -> Fonts:
    """The fonts of the system, looked up once."""
    from typst import Fonts

    return Fonts(include_embedded_fonts=False)
