"""The warehouse: PostgreSQL, versions of months in it, and the pointer that readers follow."""
