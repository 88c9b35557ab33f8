"""One dataset as a department delivers it: headers and text, before it becomes a file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from monitoring.simulator.table import Array
from monitoring.simulator.textual import put


@dataclass
class Sheet:
    """columns: header as delivered -> text (or truth values in JSON). repeats: rows may be delivered twice."""

    dataset: str
    columns: dict[str, pa.Array]
    repeats: bool = True

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def take(self, rows: Array) -> Sheet:
        """These rows, as a sheet of its own."""
        places = pa.array(rows.astype(np.int64))
        return Sheet(
            self.dataset, {header: values.take(places) for header, values in self.columns.items()}, self.repeats
        )

    def put(self, header: str, row: int, value: str | None) -> None:
        """Writes one value."""
        self.columns[header] = put(self.columns[header], np.array([row]), [value])

    def mixed_with(self, others: list[Sheet], rng: np.random.Generator) -> Sheet:
        """The rows of all sheets; those of the others lie anywhere among the own ones, whose order stays."""
        more = sum(len(other) for other in others)
        place = np.argsort(np.r_[np.arange(len(self)), rng.uniform(0, len(self), more)], kind="stable")
        rows = pa.array(place.astype(np.int64))
        return Sheet(
            self.dataset,
            {
                header: _flat(pa.chunked_array([values, *(other.columns[header] for other in others)])).take(rows)
                for header, values in self.columns.items()
            },
            self.repeats,
        )


def _flat(values: pa.ChunkedArray) -> pa.Array:
    flat = values.combine_chunks()
    return flat if isinstance(flat, pa.Array) else pc.cast(flat, flat.type)
