"""Files that are no good delivery before anybody looks inside."""

from __future__ import annotations

from tests.badinputs.bench import PAYMENTS
from tests.badinputs.case import Case

CASES = [
    Case(1, "F001", "0 字节的文件", "refused", "F001", lambda bench: bench.content(PAYMENTS, b"")),
]
