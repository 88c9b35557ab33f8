"""Cells that a department merged over several rows, filled from above where the contract says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from monitoring.contracts import Contract
from monitoring.readers.delivered import ReaderRemark
from monitoring.readers.headers import Heading, columns_at


class FillDown:
    """An empty cell takes the value of the row directly above it: never across a row that is missing, blank or could
    not be taken apart, because who stood there is not known."""

    def __init__(self, heading: Heading, contract: Contract) -> None:
        wanted = [contract.columns[name] for name in contract.delivery.fill_down if name in contract.columns]
        columns = columns_at(heading.names, contract)
        self.places = [place for place, column in enumerate(columns) if column in wanted]
        self._headers = heading.names
        self._above: dict[int, str | None] = dict.fromkeys(self.places)
        self._last_row = 0
        self._counts: Counter[int] = Counter()

    def filled(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield self._filled(batch) if self.places and len(batch) else batch

    def remarks(self) -> list[ReaderRemark]:
        """How many cells were filled in each column; complete after the last batch."""
        reason = "合并单元格已按约定向下填充"
        return [
            ReaderRemark("S021", "normalised", reason, "知悉，无需处理", self._headers[place], count)
            for place, count in sorted(self._counts.items())
        ]

    def _filled(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        positions = batch.column(0).to_numpy()
        is_whole = batch.column(1).is_null().to_numpy(zero_copy_only=False)
        follows = np.diff(positions, prepend=self._last_row) == 1
        index = np.arange(len(batch))
        start = np.maximum.accumulate(np.where(is_whole & follows, -1, index))
        columns = list(batch.columns)
        for place in self.places:
            column = columns[place + 2]
            above = pa.concat_arrays([pa.array([self._above[place]], pa.string()), column])
            has_value = is_whole & column.is_valid().to_numpy(zero_copy_only=False)
            source = np.maximum.accumulate(np.where(has_value, index, -1))
            is_open = is_whole & (source >= start)
            columns[place + 2] = above.take(pa.array(np.where(is_open, source, index) + 1))
            self._counts[place] += column.null_count - columns[place + 2].null_count
            self._above[place] = columns[place + 2][-1].as_py() if is_whole[-1] else None
        self._last_row = int(positions[-1])
        return pa.RecordBatch.from_arrays(columns, schema=batch.schema)
