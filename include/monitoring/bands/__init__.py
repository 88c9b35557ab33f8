"""Judges a delivery by the months before it: its profile, its history, the limits, and what lies outside them."""
