"""Deliveries taken out of a department's database: the only other place that talks SQL to a server."""
