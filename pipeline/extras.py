"""Modules that only an extra of the distribution installs, and the message if they are missing."""

from pipeline.errors import OnrecordError

BUILD_EXTRA = "this needs onrecord[build]: pip install 'onrecord[build]'"
SEARCH_EXTRA = "this needs DuckDB: pip install 'onrecord[search]'"

# What this package imports of the distributions in the extras, by the module's first name.
SEARCH_MODULES = frozenset({"duckdb"})
BUILD_MODULES = frozenset(
    {"PIL", "dagster", "dagster_shared", "datasets", "matplotlib", "pandas", "pandera", "sqlalchemy"}
)


class MissingExtraError(OnrecordError):
    """A command needs an extra that is not installed."""


def extra_of(error: ModuleNotFoundError) -> MissingExtraError | None:
    """Return the error to show if the module that was not found comes with an extra, None if it does not."""
    module = (error.name or "").partition(".")[0]
    if module in SEARCH_MODULES:
        return MissingExtraError(SEARCH_EXTRA)
    return MissingExtraError(BUILD_EXTRA) if module in BUILD_MODULES else None
