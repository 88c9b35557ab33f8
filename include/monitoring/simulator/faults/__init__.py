"""Faults planted on purpose, each with innocent look-alikes just on the other side of the line."""
