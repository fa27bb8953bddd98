"""Errors of the Hub, with messages that a person can act on."""

from pipeline.errors import ReleaseError


class HubError(ReleaseError):
    """A request to the Hub failed. The message is one line and never contains the token."""


class MissingOnHubError(HubError):
    """The repository, revision or file does not exist, or is hidden from this token."""


class MissingRepositoryError(MissingOnHubError):
    """The repository does not exist, or is hidden from this token."""


class RefusedByHubError(HubError):
    """The token is not accepted or lacks a permission."""


class RenamedError(HubError):
    """The repository has another name now."""


class MovedOnHubError(HubError):
    """The repository has changed since the step was planned: someone else has written to it."""
