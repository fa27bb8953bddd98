"""Deliver the body of an alert to a webhook. Imported only when there is one: HTTP takes a while to import."""

import urllib.error
import urllib.request


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Follows nothing: another server is not the one that was named."""

    def redirect_request(self, *given: object) -> None:
        """Return no request."""


_OPENER = urllib.request.build_opener(_NoRedirects)


def deliver(address: str, body: bytes, timeout: float) -> str | None:
    """Post `body`, which is JSON. Return None, or in a word why it was not delivered, never with the address.

    Nothing is raised: whatever is wrong with a webhook must not change what it would have told of.
    """
    try:
        request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
        with _OPENER.open(request, timeout=timeout):
            return None
    except urllib.error.HTTPError as error:
        return f"HTTP status {error.code}"
    except Exception as error:
        cause = getattr(error, "reason", error)
        return type(cause if isinstance(cause, Exception) else error).__name__
