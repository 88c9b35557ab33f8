"""One delivery read into a file of text columns: the work of the limited process."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from monitoring.contracts import Contract
from monitoring.readers.delivered import NO_DATA, Delivered, ReaderRemark, schema
from monitoring.readers.door import open_batches
from monitoring.readers.headers import Match, header_remarks, match


@dataclass(frozen=True)
class Reading:
    """What was read: counts, headers and remarks, never a value. rows: all delivered, no_data of them about nobody;
    last_row: position of the last row in the file; unknown and missing: headers, for the ledger."""

    rows: int
    no_data: int
    last_row: int
    unknown: list[str]
    missing: list[str]
    remarks: list[ReaderRemark] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Reading:
        return cls(**{**values, "remarks": [ReaderRemark(**remark) for remark in values["remarks"]]})


def read_into(target: Path, path: Path, contract: Contract) -> Reading:
    """Writes row_no BIGINT, row_error VARCHAR and the mapped headers as VARCHAR. Raises Unreadable."""
    delivered = open_batches(path, contract)
    return _write(delivered, match(delivered.headers, contract), target, contract)


def _write(delivered: Delivered, matched: Match, target: Path, contract: Contract) -> Reading:
    columns = schema([header for _, header in matched.columns])
    kept = ["row_no", "row_error", *(f"c{place}" for place, _ in matched.columns)]
    unnamed = [place for place, name in enumerate(delivered.headers) if not name.strip()]
    filled: set[int] = set()
    count = no_data = last_row = 0
    with pq.ParquetWriter(target, columns, compression="zstd") as writer:
        for batch in delivered.batches:
            filled |= {place for place in unnamed if batch[f"c{place}"].null_count < len(batch)}
            writer.write_batch(batch.select(kept).rename_columns(columns.names))
            count += len(batch)
            no_data += pc.sum(pc.is_in(batch["row_error"], pa.array(NO_DATA))).as_py() or 0
            last_row = max(last_row, pc.max(batch["row_no"]).as_py() or 0)
    nameless = [f"第{place + 1}列（无列名）" for place in sorted(filled)]
    remarks = [*delivered.remarks, *header_remarks(matched, nameless, contract)]
    return Reading(count, no_data, last_row, matched.unknown + nameless, matched.missing, remarks)
