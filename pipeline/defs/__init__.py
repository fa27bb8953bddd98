"""The thin Dagster layer: assets with partitions, checks, jobs and resources over the packages below."""
