"""The errors a person can act on.

Every foreseeable failure is an `OnrecordError`: one line that says what was wrong, where, and what to do. The
command line prints it without a traceback and ends with `exit_status`; anything else that escapes is a defect.
"""

EXIT_DONE = 0
EXIT_FOUND_WRONG = 1
EXIT_COULD_NOT_RUN = 2


class OnrecordError(Exception):
    """A foreseeable failure. `str(error)` is one line for the person who has to act.

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
    """The lake cannot be read or written, or holds something this version does not understand."""


class WorkersError(OnrecordError):
    """The processes that extract cannot be reached, run other code, or die of what they are given."""


class ContractError(OnrecordError):
    """Rows break the data contract in a way that no single row can be blamed for (a wrong type, say)."""

    exit_status = EXIT_FOUND_WRONG


class ReleaseError(OnrecordError):
    """A release cannot be planned, written or verified."""


class UnlicensedError(ReleaseError):
    """A public repository was to get documents for which no licence is stated; the lines to add follow."""

    has_lines = True


class EmptyReleaseError(ReleaseError):
    """No documents are left for the release that is to follow another one: a person has to say what is meant."""
