"""Determine the day of a release."""

import datetime
from collections.abc import Mapping

from pipeline.errors import SettingsError


def release_date(given: str, environment: Mapping[str, str]) -> datetime.date:
    """Return the day `given`, else that of SOURCE_DATE_EPOCH, else today in UTC. Raises SettingsError if invalid."""
    try:
        if given:
            return datetime.date.fromisoformat(given)
        if epoch := environment.get("SOURCE_DATE_EPOCH"):
            return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    except (ValueError, OverflowError):
        raise SettingsError(f"release date {given or epoch!r}: give a day as YYYY-MM-DD") from None
    return datetime.datetime.now(datetime.UTC).date()
