"""Read the day in the path of an address, such as `/2025/03/04/`: publishers put that of publication there."""

import re
from datetime import date
from urllib.parse import unquote, urlsplit

from pipeline.parse.moment_words import month_of
from pipeline.parse.moments import Moment

# Whole folders, or the beginning of one (`2025-03-04-title`); a day inside a name may be that of an event.
_PATHS = tuple(
    re.compile(form)
    for form in (
        r"/(?P<year>\d{4})/(?P<month>\d{1,2})/(?P<day>\d{1,2})(?=[/_-]|\Z)",
        r"/(?P<year>\d{4})/(?P<name>[a-z]{3,9})/(?P<day>\d{1,2})(?=[/_-]|\Z)",
        r"/(?P<year>\d{4})[-_](?P<month>\d{2})[-_](?P<day>\d{2})(?=[/_-]|\Z)",
        r"/(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?=[/_-]|\Z)",
        r"/(?P<year>\d{4})(?P<month>\d{2})/(?P<day>\d{2})(?=/)",
        r"/(?P<year>\d{4})/(?P<month>\d{2})(?P<day>\d{2})(?=/)",
        r"/(?P<year>\d{4})-(?P<month>\d{2})/(?P<day>\d{2})(?=/)",
    )
)


def moment_of_address(url: str) -> Moment | None:
    """Return the day in the path of a canonical `url`, or None if there is none or it is not likely."""
    path = unquote(urlsplit(url).path).lower()
    for form in _PATHS:
        for match in form.finditer(path):
            parts = match.groupdict()
            month = month_of(parts["name"]) if parts.get("name") else int(parts["month"])
            try:
                found = Moment(date(int(parts["year"]), month or 0, int(parts["day"])))
            except ValueError:
                continue
            if found.is_likely:
                return found
    return None
