"""The partitions: months of publication, and `undated`. Keys are registered by `seed_index` as seeds arrive."""

from collections.abc import Iterable

from dagster import DagsterInstance, DynamicPartitionsDefinition

MONTHS_NAME = "months"
MONTHS = DynamicPartitionsDefinition(name=MONTHS_NAME)


def register_months(instance: DagsterInstance, wanted: Iterable[str]) -> tuple[list[str], list[str]]:
    """Make the instance know exactly the months `wanted`; the keys that came and those that went, each sorted."""
    known, wanted = set(instance.get_dynamic_partitions(MONTHS_NAME)), set(wanted)
    added, gone = sorted(wanted - known), sorted(known - wanted)
    if added:
        instance.add_dynamic_partitions(MONTHS_NAME, added)
    for month in gone:
        instance.delete_dynamic_partition(MONTHS_NAME, month)
    return added, gone


def covering_range(instance: DagsterInstance, months: Iterable[str]) -> tuple[str, str]:
    """First and last key of the shortest range that covers `months`.

    Dagster orders dynamic keys by registration and selects ranges in that order, so the range is found in it too; it
    may cover more months than asked for, which the step leaves alone.
    """
    order = {month: position for position, month in enumerate(instance.get_dynamic_partitions(MONTHS_NAME))}
    ordered = sorted(months, key=order.__getitem__)
    return ordered[0], ordered[-1]
