"""Migrations of the warehouse, run by monitoring.warehouse.migrate."""
