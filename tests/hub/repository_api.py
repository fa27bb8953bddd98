"""Endpoints of accounts and repositories: whoami, create, delete, settings, info, references, commits."""

import asyncio
from dataclasses import replace
from typing import Any

from starlette.responses import JSONResponse, Response

from tests.hub.card import check_card, read_card
from tests.hub.commits import GIT_ATTRIBUTES, apply_operations, read_commit
from tests.hub.objects import Commit, Entry, pointer
from tests.hub.store import MAIN, Repository
from tests.hub.web import Call, HubError, route


@route("GET HEAD", "/api/whoami-v2")
async def whoami(call: Call) -> Response:
    account = call.signed_in()
    token = {"displayName": "loopback", "role": account.role}
    orgs = [{"name": name, "roleInOrg": role, "type": "org"} for name, role in account.organizations.items()]
    return JSONResponse(
        {
            "type": "user",
            "id": account.name,
            "name": account.name,
            "fullname": account.name,
            "isPro": False,
            "orgs": orgs,
            "auth": {"type": "access_token", "accessToken": token},
        }
    )


@route("POST", "/api/repos/create")
async def create_repository(call: Call) -> Response:
    account = call.signed_in()
    body = await call.json()
    if body.get("type") != "dataset":
        raise HubError(400, "BadRequest", "only repositories of type dataset live here")
    repo_id = f"{body.get('organization') or account.name}/{body.get('name')}"
    call.check_write(repo_id.partition("/")[0])
    repository = call.hub.store.get(repo_id)
    url = f"{call.hub.endpoint}/datasets/{repo_id}"
    if repository:
        error = "You already created this dataset repo"
        headers = {"X-Error-Code": "Conflict", "X-Error-Message": error}
        return JSONResponse({"error": error, "url": url}, 409, headers=headers)
    private = _visibility(body, default=False)
    call.hub.store.create(repo_id, private, account.name, {".gitattributes": GIT_ATTRIBUTES})
    return JSONResponse({"url": url, "name": repo_id, "id": repo_id, "private": private})


def _visibility(body: dict[str, Any], default: bool) -> bool:
    """Whether a repository is to be private."""
    visibility = body.get("visibility", {True: "private", False: "public"}.get(body.get("private", default)))
    if visibility not in {"private", "public"}:
        raise HubError(400, "BadRequest", '"visibility" must be private or public')
    return bool(visibility == "private")


@route("DELETE", "/api/repos/delete")
async def delete_repository(call: Call) -> Response:
    account = call.signed_in()
    body = await call.json()
    call.values["id"] = f"{body.get('organization') or account.name}/{body.get('name')}"
    call.hub.store.delete(call.repository(write=True))
    return JSONResponse({"success": True})


@route("PUT", "/api/datasets/{id}/settings")
async def change_settings(call: Call) -> Response:
    repository = call.repository(write=True)
    body = await call.json()
    if body.get("gated", False) not in {False, "auto", "manual"}:
        raise HubError(400, "BadRequest", '"gated" must be false, auto or manual')
    with repository.lock:
        state = repository.state
        state = replace(state, private=_visibility(body, state.private), gated=body.get("gated", state.gated))
        repository.save(state)
    return JSONResponse({"private": state.private, "gated": state.gated})


@route("GET HEAD", "/api/datasets/{id}")
@route("GET HEAD", "/api/datasets/{id}/revision/{rev}")
async def dataset_info(call: Call) -> Response:
    repository = call.repository()
    state = repository.state
    commit = repository.resolve(call.values.get("rev", MAIN))
    readme = commit.files.get("README.md")
    card = read_card(repository.read(readme).decode("utf-8", "replace")) if readme else {}
    with_blobs = call.request.query_params.get("blobs", "").lower() in {"true", "1"}
    info: dict[str, Any] = {
        "_id": commit.oid[:24],
        "id": state.id,
        "sha": commit.oid,
        "author": state.id.partition("/")[0],
        "private": state.private,
        "gated": state.gated,
        "disabled": False,
        "createdAt": state.created_at,
        "lastModified": commit.date,
        "tags": _tags(card),
        "downloads": 0,
        "likes": 0,
        "cardData": card,
        "siblings": [_sibling(path, entry, with_blobs) for path, entry in commit.files.items()],
    }
    wanted = call.request.query_params.getlist("expand") + call.request.query_params.getlist("expand[]")
    if wanted:
        info = {name: value for name, value in info.items() if name in {"_id", "id", *wanted}}
    return JSONResponse(info)


def _tags(card: dict[str, Any]) -> list[str]:
    """The card's own tags, and its language and licence as prefixed ones."""
    tags = []
    for prefix, key in (("", "tags"), ("language:", "language"), ("license:", "license")):
        value = card.get(key) or []
        tags += [f"{prefix}{item}" for item in (value if isinstance(value, list) else [value])]
    return tags


def _sibling(path: str, entry: Entry, with_blobs: bool) -> dict[str, Any]:
    """A file as dataset_info lists it."""
    sibling: dict[str, Any] = {"rfilename": path}
    if with_blobs:
        sibling |= {"size": entry.size, "blobId": entry.oid}
        if entry.sha256:
            size = len(pointer(entry.sha256, entry.size))
            sibling["lfs"] = {"sha256": entry.sha256, "size": entry.size, "pointerSize": size}
    return sibling


@route("GET", "/api/datasets/{id}/refs")
async def list_references(call: Call) -> Response:
    state = call.repository().state
    answer: dict[str, Any] = {
        "branches": [{"name": n, "ref": f"refs/heads/{n}", "targetCommit": oid} for n, oid in state.branches.items()],
        "converts": [],
        "tags": [{"name": n, "ref": f"refs/tags/{n}", "targetCommit": oid} for n, oid in state.tags.items()],
    }
    if call.request.query_params.get("include_prs"):
        answer["pullRequests"] = []
    return JSONResponse(answer)


@route("GET", "/api/datasets/{id}/commits/{rev}")
async def list_commits(call: Call) -> Response:
    repository = call.repository()
    history = list(repository.history(call.commit(repository)))
    page, size = int(call.request.query_params.get("p", "0")), call.page_size(1000)
    headers = {"X-Total-Count": str(len(history))}
    if (page + 1) * size < len(history):
        url = call.request.url.include_query_params(p=page + 1)
        headers["Link"] = f'<{call.hub.endpoint}{call.request.scope["raw_path"].decode()}?{url.query}>; rel="next"'
    shown = [
        {"id": c.oid, "title": c.title, "message": c.message, "authors": [{"user": c.author}], "date": c.date}
        for c in history[page * size : (page + 1) * size]
    ]
    return JSONResponse(shown, headers=headers)


@route("POST", "/api/validate-yaml")
async def validate_yaml(call: Call) -> Response:
    body = await call.json()
    if not isinstance(body.get("content"), str):
        raise HubError(400, "BadRequest", '"content" must be a text')
    errors, warnings = check_card(body["content"])
    found = {"errors": [{"message": e} for e in errors], "warnings": [{"message": w} for w in warnings]}
    headers = {"X-Error-Code": "BadRequest", "X-Error-Message": "Invalid metadata"} if errors else {}
    return JSONResponse(found, 400 if errors else 200, headers=headers)


@route("POST", "/api/datasets/{id}/commit/{rev}")
async def create_commit(call: Call) -> Response:
    repository = call.repository(write=True)
    if call.request.query_params.get("create_pr"):
        raise HubError(400, "BadRequest", "pull requests are not possible here")
    request = read_commit(await call.request.body())
    repo_id = call.values["id"]
    if repo_id in call.hub.committing:
        raise HubError(409, "Conflict", "Another commit is in progress on this repository. Please try again.")
    call.hub.committing.add(repo_id)
    try:
        await asyncio.sleep(call.request.scope.get("hub.hold", 0.0))
        with repository.lock:
            head = _head(repository, call.values["rev"])
            if request.parent and not head.oid.startswith(request.parent):
                message = "A commit has happened since. Please refresh and try again."
                raise HubError(412, "PreconditionFailed", message)
            files = apply_operations(repository, head.files, request)
            author = call.signed_in().name
            branch = call.values["rev"].removeprefix("refs/heads/")
            commit = repository.add_commit(branch, files, request.title, request.message, author)
    finally:
        call.hub.committing.discard(repo_id)
    url = f"{call.hub.endpoint}/datasets/{repo_id}/commit/{commit.oid}"
    return JSONResponse({"success": True, "commitOid": commit.oid, "commitUrl": url, "hookOutput": ""})


def _head(repository: Repository, revision: str) -> Commit:
    """The head of the branch to commit to. Raises HubError (400) for what is no branch."""
    commit = repository.resolve(revision)
    if revision.removeprefix("refs/heads/") not in repository.state.branches:
        raise HubError(400, "BadRequest", f"{revision} is no branch; commits go to branches")
    return commit


@route("POST", "/api/datasets/{id}/tag/{rev}")
async def create_tag(call: Call) -> Response:
    repository = call.repository(write=True)
    name = (await call.json()).get("tag")
    if not isinstance(name, str):
        raise HubError(400, "BadRequest", '"tag" must be a text')
    repository.add_reference("tags", name, call.commit(repository).oid)
    return JSONResponse({"success": True}, 201)


@route("DELETE", "/api/datasets/{id}/tag/{name}")
async def delete_tag(call: Call) -> Response:
    call.repository(write=True).remove_reference("tags", call.values["name"])
    return JSONResponse({"success": True})


@route("POST", "/api/datasets/{id}/branch/{name}")
async def create_branch(call: Call) -> Response:
    repository = call.repository(write=True)
    body = await call.json()
    if body.get("emptyBranch") or body.get("overwrite"):
        raise HubError(400, "BadRequest", "a branch starts from a commit here, and only once")
    start = repository.resolve(body.get("startingPoint") or MAIN)
    repository.add_reference("branches", call.values["name"], start.oid)
    return JSONResponse({"success": True}, 201)


@route("DELETE", "/api/datasets/{id}/branch/{name}")
async def delete_branch(call: Call) -> Response:
    repository = call.repository(write=True)
    if call.values["name"] == MAIN:
        raise HubError(403, "Forbidden", "The branch main cannot be deleted")
    repository.remove_reference("branches", call.values["name"])
    return JSONResponse({"success": True})


@route("GET", "/api/datasets/{id}/xet-write-token/{rev}")
@route("GET", "/api/datasets/{id}/xet-read-token/{rev}")
async def refuse_xet(call: Call) -> Response:
    call.repository()
    raise HubError(404, "NoSuchEndpoint", "this Hub has no Xet storage; set HF_HUB_DISABLE_XET=1")
