"""What happens in the county, one module per part of life; each has `start` (the first day) and `advance` (a month)."""
