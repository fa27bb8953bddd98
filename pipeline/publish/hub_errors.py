"""What the Hub can answer instead of doing what it was asked, as errors that a person can act on."""

from pipeline.errors import ReleaseError


class HubError(ReleaseError):
    """The Hub cannot be used as asked. The message is one line and never holds the token."""


class MissingOnHubError(HubError):
    """The repository, revision or file is not there, or not for this token."""


class MissingRepositoryError(MissingOnHubError):
    """There is no such repository, or it may not be seen with this token."""


class RefusedByHubError(HubError):
    """The token is not accepted or does not suffice."""


class MovedOnHubError(HubError):
    """The repository is no longer what the step was planned on: somebody else has written to it."""
