"""Make requests to the Hub: retry while that can help, and fail in one line without the token.

The client library retries reads and uploads but not commits, tags and branches, and never checks whether a request
whose response was lost has succeeded. Here every request is retried, and a request that writes checks first.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import tenacity
from huggingface_hub.errors import (
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
)

from pipeline.publish.hub.errors import (
    HubError,
    MissingOnHubError,
    MissingRepositoryError,
    MovedOnHubError,
    RefusedByHubError,
)

T = TypeVar("T")

# The parent of all errors of the library's HTTP client, whichever that is (httpx before 2.0, httpx2 since).
_HTTP_ERROR: type[Exception] = HfHubHTTPError.__mro__[1]
_TRANSIENT_STATUS = {408, 409, 425, 429, 500, 502, 503, 504}
_NO_ROOM = {402, 413, 507}
_SAYS_NO_ROOM = re.compile(r"storage|quota", re.IGNORECASE)
# A token that may not write at all fails before, when the branch for the check is made.
COMMIT_TO_MAIN = "commit to main"
_UNREACHED = ("ConnectError", "ConnectTimeout")
_MAX_TOLD = 300


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a request is tried, and the pause between tries, which doubles from `first_wait` seconds.

    If the Hub asks (Retry-After) for more than `longest_wait` seconds, the request fails.
    """

    n_tries: int = 5
    first_wait: float = 1.0
    longest_wait: float = 120.0


class Caller:
    """Makes requests to one repository. `place` is the Hub's address; `token` never appears in a message."""

    def __init__(self, repository: str, place: str, token: str | None, patience: Patience) -> None:
        self._repository, self._place, self._token, self._patience = repository, place, token, patience
        self._has_answered = False

    def call(self, what: str, act: Callable[[], T], landed: Callable[[], T | None] | None = None) -> T:
        """Call `act`, and retry while that can help. `what` completes “cannot …” in the message of a failure.

        After a failure `landed` returns the result of `act` if the request has succeeded nevertheless, else None.
        Raises HubError.
        """

        def attempt() -> T:
            try:
                return act()
            except Exception as error:
                cause = _http_cause(error)
                self._has_answered = self._has_answered or isinstance(cause, HfHubHTTPError)
                if landed is not None and _status(cause) not in (401, 403) and cause is not None:
                    found = landed()
                    if found is not None:
                        return found
                raise

        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self._patience.n_tries),
            wait=self._wait,
            retry=tenacity.retry_if_exception(self._is_worth_a_retry),
            reraise=True,
        )
        try:
            answer = retrying(attempt)
        except HubError:
            raise
        except (OSError, ValueError, RuntimeError, EntryNotFoundError, _HTTP_ERROR) as error:
            failure = self._failure(what, error)
        else:
            self._has_answered = True
            return answer
        raise failure from None

    def _is_worth_a_retry(self, error: BaseException) -> bool:
        cause = _http_cause(error)
        if isinstance(cause, HfHubHTTPError):
            return _status(cause) in _TRANSIENT_STATUS and (_retry_after(cause) or 0) <= self._patience.longest_wait
        # A Hub that was never reached is offline rather than busy: no use in trying for long.
        return cause is not None and (self._has_answered or type(cause).__name__ not in _UNREACHED)

    def _wait(self, state: tenacity.RetryCallState) -> float:
        """Return the seconds to wait after a failed try."""
        error = state.outcome.exception() if state.outcome else None
        wanted = _retry_after(_http_cause(error)) if error else None
        doubled = self._patience.first_wait * 2.0 ** (state.attempt_number - 1)
        return min(max(doubled, wanted or 0.0), self._patience.longest_wait)

    def _failure(self, what: str, error: BaseException) -> HubError:
        cause = _http_cause(error) or error
        status, told = _status(cause), self.one_line(_told(cause))
        if isinstance(cause, HfHubHTTPError) and (refusal := self._refusal(what, cause, told)) is not None:
            return refusal
        if status == 401:
            return RefusedByHubError(f"{self._repository}: {self._place} does not accept the token; check HF_TOKEN")
        if status == 403:
            return RefusedByHubError(
                f"{self._repository}: the token may not {what} ({told}); give HF_TOKEN one that may write there"
            )
        if isinstance(cause, RepositoryNotFoundError):
            return MissingRepositoryError(
                f"{self._repository}: no such dataset at {self._place}, or not for this token; check name and HF_TOKEN"
            )
        if status == 404:
            return MissingOnHubError(f"{self._repository}: cannot {what}: not found ({told})")
        if status == 412:
            return MovedOnHubError(f"{self._repository}: cannot {what}: somebody else has written there meanwhile")
        if isinstance(cause, OfflineModeIsEnabled):
            return HubError(f"{self._repository}: HF_HUB_OFFLINE is set, so {self._place} is not asked; unset it")
        if status == 429:
            wanted = _retry_after(cause)
            when = f"in {wanted:.0f} seconds" if wanted else "later"
            return HubError(f"{self._repository}: cannot {what}: too many requests; run the same command {when}")
        if status:
            again = "; run the same command again" if status in _TRANSIENT_STATUS else ""
            return HubError(f"{self._repository}: cannot {what}: {self._place} answers {status} ({told}){again}")
        if isinstance(cause, _HTTP_ERROR):
            return HubError(f"{self._repository}: cannot {what}: {self._place} cannot be reached ({told}); try again")
        return HubError(f"{self._repository}: cannot {what} ({told})")

    def _refusal(self, what: str, cause: HfHubHTTPError, told: str) -> HubError | None:
        """Return the error if the Hub refuses for a reason that no other token of the same person changes."""
        status, page = cause.response.status_code, f"{self._place}/datasets/{self._repository}"
        if isinstance(cause, GatedRepoError):
            return RefusedByHubError(
                f"{self._repository}: is gated, and this token has no access; ask for it at {page}, then run again"
            )
        if status in _NO_ROOM or (status == 403 and _SAYS_NO_ROOM.search(told)):
            return RefusedByHubError(
                f"{self._repository}: cannot {what}: the account has no room left ({told}); free or buy some at "
                f"{self._place}/settings/billing, or publish under another namespace, then run the same command again"
            )
        if status == 403 and what == COMMIT_TO_MAIN:
            return RefusedByHubError(
                f"{self._repository}: main takes no commit from this token, which may write elsewhere ({told}); "
                f"allow it at {page}/settings, or give HF_TOKEN one that may, then run the same command again"
            )
        return None

    def one_line(self, text: str) -> str:
        """Return `text` on one line, without the token, at most 300 characters."""
        joined = " ".join(text.split())
        if self._token:
            joined = joined.replace(self._token, "<token>")
        return joined if len(joined) <= _MAX_TOLD else joined[:_MAX_TOLD] + "…"


def _http_cause(error: BaseException | None) -> BaseException | None:
    """Find the failed request behind `error`: a response of the Hub, or no response; None for other errors."""
    while error is not None:
        if isinstance(error, (_HTTP_ERROR, ConnectionError, TimeoutError)):
            return None if isinstance(error, OfflineModeIsEnabled) else error
        error = error.__cause__
    return None


def _status(error: BaseException | None) -> int | None:
    return error.response.status_code if isinstance(error, HfHubHTTPError) else None


def _told(error: BaseException) -> str:
    """Return the Hub's message, else the network error."""
    if isinstance(error, HfHubHTTPError):
        return error.server_message or error.response.headers.get("X-Error-Message") or error.response.reason_phrase
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


def _retry_after(error: BaseException | None) -> float | None:
    """Return the seconds that the Hub asks to wait, if given as a number."""
    value = error.response.headers.get("Retry-After", "") if isinstance(error, HfHubHTTPError) else ""
    return float(value) if value.isdigit() else None
