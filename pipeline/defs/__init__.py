"""Thin Dagster: what the packages below do, as assets with partitions, checks, jobs and resources."""
