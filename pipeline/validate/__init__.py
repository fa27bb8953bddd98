"""Validate rows: which are good, which are rejected and why, and what blocks a whole month."""
