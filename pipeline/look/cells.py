"""Values of rows as cells of files that spreadsheets and databases open."""

import json
from datetime import date
from typing import Any

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_scalar(value: Any) -> Any:
    """Return a value that a database holds: days and moments as text, lists as JSON, truth as 0 or 1."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, date):  # moments too
        return value.isoformat()
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value


def to_cell(value: Any) -> Any:
    """Return the same for CSV; a text that a spreadsheet would run as a formula gets `'` in front."""
    cell = to_scalar(value)
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
