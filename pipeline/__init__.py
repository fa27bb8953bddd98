"""The inside of onrecord. Internal: names here may change with any version; the public package is `onrecord`.

The packages import one way only: settings, errors ← schemas ← parse ← extract ← validate ← lake ← release ←
publish ← defs ← cli ← onrecord. Dagster is imported under `defs` alone.
"""
