"""Suites of expectations and the one place that runs Great Expectations."""
