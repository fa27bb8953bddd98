"""Requests, routes and errors: what all endpoints share.

Routes match the raw path, because a revision is one percent-encoded segment (`release%2F1.2`).
"""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from tests.hub.accounts import Account
from tests.hub.objects import Commit
from tests.hub.store import Repository, Store, StoreError


class HubError(Exception):
    """An answer that is an error. `code` goes into X-Error-Code, which clients choose their exception by."""

    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None):
        super().__init__(message)
        self.status, self.code, self.headers = status, code, headers or {}


REPO_NOT_FOUND = "RepoNotFound"
REVISION_NOT_FOUND = "RevisionNotFound"
ENTRY_NOT_FOUND = "EntryNotFound"

_OF_STORE = {
    "revision": (404, REVISION_NOT_FOUND),
    "entry": (404, ENTRY_NOT_FOUND),
    "exists": (409, "Conflict"),
    "large": (413, "PayloadTooLarge"),
    "bad": (400, "BadRequest"),
}


@dataclass
class Hub:
    """What the endpoints work on. `endpoint` and `storage` are origins (scheme, host, port)."""

    folder: Path
    store: Store
    accounts: dict[str, Account]
    endpoint: str
    storage: str
    secret: bytes
    page_size: int = 1000
    multipart_bytes: int = 32 * 1024 * 1024
    committing: set[str] = field(default_factory=set, init=False)


@dataclass
class Call:
    """One request with what its route took from the path, decoded."""

    hub: Hub
    request: Request
    values: dict[str, str]
    account: Account | None

    def signed_in(self) -> Account:
        """The account of the token. Raises HubError (401) without one."""
        if self.account is None:
            raise HubError(401, "Unauthorized", "Invalid username or password.")
        return self.account

    def repository(self, write: bool = False) -> Repository:
        """The repository of the path. Raises HubError as a Hub that does not tell what it hides."""
        repository = self.hub.store.get(self.values["id"])
        namespace = self.values["id"].partition("/")[0]
        hidden = repository is None or (
            repository.state.private and not (self.account and self.account.may_see(namespace))
        )
        if repository is None or hidden:
            raise HubError(404 if self.account else 401, REPO_NOT_FOUND, "Repository not found")
        if write:
            self.check_write(namespace)
        return repository

    def check_gate(self, repository: Repository) -> None:
        """Raise HubError (401, 403) where files are gated and the account is none of the repository's own."""
        state = repository.state
        if state.gated and not (self.account and self.account.may_see(state.id.partition("/")[0])):
            raise HubError(403 if self.account else 401, "GatedRepo", f"Access to dataset {state.id} is restricted")

    def check_write(self, namespace: str) -> Account:
        """The account, if person and token may write. Raises HubError (401, 403)."""
        account = self.signed_in()
        if not account.may_write(namespace):
            raise HubError(403, "Forbidden", f"You don't have the rights to write to the namespace {namespace}")
        if account.role != "write":
            raise HubError(403, "Forbidden", "You must use a write token to do this")
        return account

    def commit(self, repository: Repository) -> Commit:
        """The commit that the path's revision names."""
        return repository.resolve(self.values["rev"])

    def page_size(self, at_most: int) -> int:
        """Entries on a page: the Hub's own size, less if the client wants so."""
        asked = self.request.query_params.get("limit", "")
        return max(1, min(self.hub.page_size, at_most, int(asked) if asked.isdigit() else at_most))

    async def json(self) -> dict[str, Any]:
        """The body, a JSON object. Raises HubError (400)."""
        try:
            body = json.loads(await self.request.body() or b"{}")
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise HubError(400, "BadRequest", "the body has to be a JSON object")
        return body


Handler = Callable[[Call], Awaitable[Response]]
_ROUTES: list[tuple[str, re.Pattern[str], Handler]] = []
_PLACES = {"id": "[^/]+/[^/]+", "rest": ".+"}


def route(methods: str, template: str) -> Callable[[Handler], Handler]:
    """Register a handler. `{id}` is namespace/name, `{rest}` everything that follows, any other place one segment."""
    escaped = template.replace(".", r"\.")
    pattern = re.sub(r"\{(\w+)\}", lambda m: f"(?P<{m[1]}>{_PLACES.get(m[1], '[^/]+')})", escaped)

    def register(handler: Handler) -> Handler:
        _ROUTES.extend((method, re.compile(pattern), handler) for method in methods.split())
        return handler

    return register


def error_response(status: int, code: str, message: str, headers: dict[str, str]) -> Response:
    """An error as the clients read it: in the body and in headers."""
    told = message.encode("ascii", "replace").decode().replace("\n", " ")
    return JSONResponse({"error": message}, status, headers={"X-Error-Code": code, "X-Error-Message": told, **headers})


class Application:
    """The ASGI application: finds the account and the route, turns errors into answers."""

    def __init__(self, hub: Hub):
        self.hub = hub

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except HubError as error:
            response = error_response(error.status, error.code, str(error), error.headers)
        except StoreError as error:
            response = error_response(*_OF_STORE[error.kind], str(error), {})
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        path = request.scope["raw_path"].decode("ascii")
        is_storage = request.scope["server"][1] == int(self.hub.storage.rpartition(":")[2])
        if is_storage and "authorization" in request.headers:
            raise HubError(400, "BadRequest", "storage takes signed addresses, not tokens")
        account = self._account(request)
        request.scope["hub.user"] = account.name if account else None
        found_path = False
        for method, pattern, handler in _ROUTES:
            match = pattern.fullmatch(path)
            if match and path.startswith("/storage/") == is_storage:
                found_path = True
                if method == request.method:
                    values = {name: unquote(value) for name, value in match.groupdict().items()}
                    return await handler(Call(self.hub, request, values, account))
        if found_path:
            raise HubError(405, "MethodNotAllowed", f"{request.method} is not possible here")
        # Not 404, which a client could take for an answer about a file or repository.
        raise HubError(501, "NoSuchEndpoint", "the loopback Hub has no such endpoint")

    def _account(self, request: Request) -> Account | None:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if not token:
            return None
        if kind.lower() != "bearer" or token.strip() not in self.hub.accounts:
            raise HubError(401, "Unauthorized", "Invalid credentials in Authorization header")
        return self.hub.accounts[token.strip()]
