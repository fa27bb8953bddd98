"""Targets of releases: one protocol, and one target for each kind of place."""
