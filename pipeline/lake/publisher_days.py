"""The days of documents in their publishers' time zones, where `sources.toml` names one.

The seed index has them in the zone of their language's publishers; a change of `sources.toml` never causes parsing.
"""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.parse.moments import Moment
from pipeline.parse.sources import Publishers
from pipeline.parse.time_zones import time_zone

_COLUMNS = ("published_on", "published_at", "updated_on")


def with_days(documents: pa.Table, publishers: Publishers) -> pa.Table:
    """Set `published_on`, `published_at` and `updated_on` of documents whose publisher (`source`) has a time zone."""
    zones = {key: time_zone(publisher.time_zone) for key, publisher in publishers.by_key.items() if publisher.time_zone}
    is_zoned = pc.is_in(documents["source"], value_set=pa.array(sorted(zones), pa.string())).combine_chunks()
    if not pc.any(is_zoned).as_py():
        return documents
    zoned = documents.select(["source", "published", "updated"]).filter(is_zoned)
    days = [_days(row, zones) for batch in zoned.to_batches() for row in batch.to_pylist()]
    for name, values in zip(_COLUMNS, zip(*days, strict=True), strict=True):
        column = documents[name].combine_chunks()
        changed = pc.replace_with_mask(column, is_zoned, pa.array(values, column.type))
        documents = documents.set_column(documents.column_names.index(name), name, changed)
    return documents


def _days(
    row: Mapping[str, str | None], zones: Mapping[str, tzinfo]
) -> tuple[date | None, datetime | None, date | None]:
    zone = zones[row["source"] or ""]
    published = Moment.of_written(row["published"]) if row["published"] else None
    updated = Moment.of_written(row["updated"]) if row["updated"] else None
    return (
        published.day_in(zone) if published else None,
        published.instant(zone) if published else None,
        updated.day_in(zone) if updated else None,
    )
