"""What tasks may hand to each other: small facts, never rows and never an ID number."""

from __future__ import annotations

import json
import re
from typing import Any

from airflow.sdk.bases.xcom import BaseXCom

MAX_BYTES = 4096
_ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:[0-9]{6}(?:19|20)[0-9]{9}[0-9Xx]|[1-9][0-9]{14})(?![0-9A-Za-z])")
_PHONE = re.compile(r"(?<![0-9A-Za-z.])1[3-9][0-9]{9}(?![0-9A-Za-z])")


class GuardedXCom(BaseXCom):
    """The configured XCom backend; raises ValueError, without the value, for anything that does not belong there."""

    @staticmethod
    def serialize_value(value: Any, *, key: str | None = None, **where: Any) -> str:
        try:
            text = json.dumps(value, ensure_ascii=False)
        except (TypeError, ValueError):
            raise ValueError(f"XCom {key}: tasks hand over numbers, texts, lists and maps, not objects") from None
        if len(text.encode()) > MAX_BYTES:
            raise ValueError(f"XCom {key}: {len(text.encode())} bytes; tasks hand over counts and hashes, not data")
        if _ID_NUMBER.search(text) or _PHONE.search(text):
            raise ValueError(f"XCom {key}: holds something that looks like an ID number or a telephone")
        return BaseXCom.serialize_value(value, key=key, **where)
