"""The partitions: months of publication, and `undated`. Keys are registered by `seed_index` as seeds arrive."""

from collections.abc import Iterable

from dagster import DagsterInstance, DynamicPartitionsDefinition

MONTHS_NAME = "months"
MONTHS = DynamicPartitionsDefinition(name=MONTHS_NAME)


def register_months(instance: DagsterInstance, wanted: Iterable[str]) -> tuple[list[str], list[str]]:
    """Register exactly the months `wanted`; return the added and the removed keys, each sorted."""
    known, wanted = set(instance.get_dynamic_partitions(MONTHS_NAME)), set(wanted)
    added, gone = sorted(wanted - known), sorted(known - wanted)
    if added:
        instance.add_dynamic_partitions(MONTHS_NAME, added)
    for month in gone:
        instance.delete_dynamic_partition(MONTHS_NAME, month)
    return added, gone
