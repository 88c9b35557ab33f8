"""Whether this installation can run a month: one line per thing examined. Nothing is repaired, no row is read."""
