"""Columns of equal length: the form of everything the simulated county knows."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class Table:
    """Rows are appended or filtered, never reordered; a column keeps its type and has a value for rows that lack it."""

    def __init__(self, size: int = 0) -> None:
        self._size = size
        self._columns: dict[str, Array] = {}
        self._defaults: dict[str, Any] = {}

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, name: str) -> Array:
        return self._columns[name]

    def add(self, name: str, values: Array, default: Any = 0) -> None:
        """A new column; default is what later rows get that do not say anything about it."""
        if len(values) != self._size:
            raise ValueError(f"column {name} has {len(values)} rows, the table {self._size}")
        self._columns[name] = values
        self._defaults[name] = default

    def append(self, count: int, **values: Any) -> Array:
        """Adds rows; a single value counts for all of them. Returns the positions of the new rows."""
        unknown = sorted(set(values) - set(self._columns))
        if unknown:
            raise ValueError(f"the table has no columns {unknown}")
        for name, column in self._columns.items():
            fresh = np.broadcast_to(np.asarray(values.get(name, self._defaults[name])), (count,))
            self._columns[name] = np.concatenate([column, fresh.astype(column.dtype)])
        start, self._size = self._size, self._size + count
        return np.arange(start, self._size)

    def keep(self, mask: Array) -> None:
        """Only the rows of the mask stay."""
        self._columns = {name: column[mask] for name, column in self._columns.items()}
        self._size = int(np.count_nonzero(mask))


def make_table(count: int = 0, **columns: tuple[type[np.generic] | str, Any]) -> Table:
    """A table of count rows; a column is given as (type, one value or all values). One value is also the default."""
    table = Table(count)
    for name, (kind, values) in columns.items():
        filled = np.broadcast_to(np.asarray(values), (count,)).astype(kind)
        table.add(name, filled, values if np.ndim(values) == 0 else 0)
    return table
