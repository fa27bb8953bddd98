"""Modules that only an extra of the distribution installs, and the message if they are missing."""

from pipeline.errors import OnrecordError

BUILD_EXTRA = "this needs onrecord[build]: pip install 'onrecord[build]'"

# What this package imports of the distributions in the extra `build`, by the module's first name.
BUILD_MODULES = frozenset(
    {"PIL", "dagster", "dagster_shared", "datasets", "matplotlib", "pandas", "pandera", "sqlalchemy"}
)


class MissingExtraError(OnrecordError):
    """A command needs an extra that is not installed."""


def extra_of(error: ModuleNotFoundError) -> MissingExtraError | None:
    """Return the error to show if the module that was not found comes with an extra, None if it does not."""
    is_extra = (error.name or "").partition(".")[0] in BUILD_MODULES
    return MissingExtraError(BUILD_EXTRA) if is_extra else None
