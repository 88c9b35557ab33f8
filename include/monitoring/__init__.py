"""The monthly monitoring pipeline: everything but the Dags that schedule it."""
