"""Who a record is about: citizen ID numbers and names, as Python for one value and as SQL for a column."""
