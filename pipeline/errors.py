"""Errors that a person can act on.

Every expected failure is an `OnrecordError`: one line that says what is wrong, where, and what to do. The command line
prints it without a traceback and exits with `exit_status`; any other exception is a defect.
"""

EXIT_DONE = 0
EXIT_FOUND_WRONG = 1
EXIT_COULD_NOT_RUN = 2


class OnrecordError(Exception):
    """An expected failure. `str(error)` is one line for the person who must act.

    If `has_lines`, lines to copy follow the first one. Else a line feed can only come from a name, and is escaped.
    """

    exit_status = EXIT_COULD_NOT_RUN
    has_lines = False


class SettingsError(OnrecordError):
    """A setting is missing, malformed or contradicts another."""


class SeedsError(OnrecordError):
    """The seeds folder as a whole cannot be read (a single bad seed is a rejection, not an error)."""


class SeedsFileError(SeedsError):
    """`sources.toml` or `takedowns.toml` is malformed: reading it again gives the same until a person corrects it."""


class LakeError(OnrecordError):
    """The lake cannot be read or written, or has content that this version does not understand."""


class WorkersError(OnrecordError):
    """The worker processes cannot be reached, run different code, or die of their tasks."""


class ContractError(OnrecordError):
    """Rows break the data contract as a whole, not row by row (a wrong type, for example)."""

    exit_status = EXIT_FOUND_WRONG


class GatedReleaseError(ContractError):
    """A release was held back because more would be passed on than before."""


class ReleaseError(OnrecordError):
    """A release cannot be planned, written or verified."""


class UnlicensedError(ReleaseError):
    """Documents without a stated licence cannot be released to a public repository; the lines to add follow."""

    has_lines = True


class EmptyReleaseError(ReleaseError):
    """No documents are left, but the predecessor has some: a person must decide what is intended."""
