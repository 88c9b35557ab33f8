"""A simulated county: deliveries of sixteen departments in their delivered forms, and the answer key."""

from monitoring.simulator.simulate import SimulationSummary, simulate

__all__ = ["SimulationSummary", "simulate"]
