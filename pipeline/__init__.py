"""onrecord: from a folder of news documents to a citable dataset of who said what, when, according to whom.

The packages import one way only: settings, errors ← schemas ← parse ← extract ← validate ← lake ← release ←
publish ← defs ← cli. Dagster is imported under `defs` alone.
"""
