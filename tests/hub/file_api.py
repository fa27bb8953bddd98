"""Endpoints of files: tree, paths-info, preupload, and resolve for reading."""

import base64
import binascii
import json
from typing import Any
from urllib.parse import parse_qs, quote

from starlette.responses import JSONResponse, Response

from tests.hub.commits import goes_through_lfs, lfs_patterns
from tests.hub.lfs_api import storage_url
from tests.hub.objects import Commit, folder_ids, pointer
from tests.hub.ranges import file_response
from tests.hub.store import Repository
from tests.hub.web import ENTRY_NOT_FOUND, Call, HubError, route

_PAGE = 1000
_EXPANDED_PAGE = 50


def _listed(commit: Commit) -> dict[str, dict[str, Any]]:
    """Every file and folder of a commit as tree and paths-info show it, by path, sorted."""
    folders = {
        path: {"type": "directory", "oid": oid, "size": 0, "path": path}
        for path, oid in folder_ids(commit.files).items()
        if path
    }
    files: dict[str, dict[str, Any]] = {}
    for path, entry in commit.files.items():
        files[path] = {"type": "file", "oid": entry.oid, "size": entry.size, "path": path}
        if entry.sha256:
            size = len(pointer(entry.sha256, entry.size))
            files[path]["lfs"] = {"oid": entry.sha256, "size": entry.size, "pointerSize": size}
    return dict(sorted({**folders, **files}.items()))


def _add_last_commits(repository: Repository, head: Commit, items: list[dict[str, Any]]) -> None:
    """Give each item the newest commit that changed it."""
    open_items = {item["path"]: item for item in items}
    below = _listed(head)
    for commit in repository.history(head):
        above = _listed(repository.commit(commit.parent)) if commit.parent else {}
        for path in [p for p in open_items if below[p]["oid"] != above.get(p, {}).get("oid")]:
            open_items.pop(path)["lastCommit"] = {"id": commit.oid, "title": commit.title, "date": commit.date}
        below = above


@route("GET HEAD", "/api/datasets/{id}/tree/{rev}")
@route("GET HEAD", "/api/datasets/{id}/tree/{rev}/{rest}")
async def list_tree(call: Call) -> Response:
    repository = call.repository()
    commit = call.commit(repository)
    query = call.request.query_params
    folder = call.values.get("rest", "").strip("/")
    listed = _listed(commit)
    if folder and listed.get(folder, {}).get("type") != "directory":
        raise HubError(404, ENTRY_NOT_FOUND, f"{folder} does not exist on {call.values['rev']}")
    start = f"{folder}/" if folder else ""
    items = [item for path, item in listed.items() if path.startswith(start)]
    if query.get("recursive", "false").lower() not in {"true", "1"}:
        items = [item for item in items if "/" not in item["path"][len(start) :]]
    expand = query.get("expand", "false").lower() in {"true", "1"}
    size = call.page_size(_EXPANDED_PAGE if expand else _PAGE)
    items = [item for item in items if item["path"] > query.get("cursor", "")]
    page, headers = items[:size], {}
    if expand:
        _add_last_commits(repository, commit, page)
    if len(items) > size:
        url = call.request.url.include_query_params(cursor=page[-1]["path"])
        headers["Link"] = f'<{call.hub.endpoint}{call.request.scope["raw_path"].decode()}?{url.query}>; rel="next"'
    return JSONResponse(page, headers=headers)


@route("POST", "/api/datasets/{id}/paths-info/{rev}")
async def paths_info(call: Call) -> Response:
    repository = call.repository()
    commit = call.commit(repository)
    body = await call.request.body()
    if call.request.headers.get("content-type", "").startswith("application/json"):
        form = json.loads(body)
        paths, expand = form.get("paths", []), form.get("expand", False) is True
    else:
        fields = parse_qs(body.decode())
        paths, expand = fields.get("paths", []), fields.get("expand", ["false"])[0].lower() in {"true", "1"}
    if len(paths) > 1000:
        raise HubError(400, "BadRequest", "too many paths in one request")
    listed = _listed(commit)
    items = [listed[path.strip("/")] for path in paths if path.strip("/") in listed]
    if expand:
        _add_last_commits(repository, commit, items)
    return JSONResponse(items)


@route("POST", "/api/datasets/{id}/preupload/{rev}")
async def preupload(call: Call) -> Response:
    repository = call.repository(write=True)
    commit = call.commit(repository)
    files = (await call.json()).get("files")
    attributes = commit.files.get(".gitattributes")
    patterns = lfs_patterns(repository.read(attributes).decode("utf-8", "replace")) if attributes else []
    answer = []
    for file in files if isinstance(files, list) else []:
        try:
            path, size, sample = (
                file["path"],
                int(file["size"]),
                base64.b64decode(file.get("sample", ""), validate=True),
            )
        except (KeyError, TypeError, ValueError, binascii.Error):
            raise HubError(400, "BadRequest", "each file needs path, size and sample") from None
        mode = "lfs" if goes_through_lfs(path, size, sample, patterns) else "regular"
        known = commit.files.get(path)
        oid = {"oid": known.content_id} if known else {}
        answer.append({"path": path, "uploadMode": mode, "shouldIgnore": False, **oid})
    return JSONResponse({"files": answer, "commitOid": commit.oid})


@route("GET HEAD", "/datasets/{id}/resolve/{rev}/{rest}")
async def resolve(call: Call) -> Response:
    repository = call.repository()
    call.check_gate(repository)
    commit = call.commit(repository)
    path = call.values["rest"]
    entry = commit.files.get(path)
    headers = {"X-Repo-Commit": commit.oid, "Accept-Ranges": "bytes"}
    if entry is None:
        raise HubError(404, ENTRY_NOT_FOUND, "Entry not found", headers)
    headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(path.rpartition('/')[2])}"
    headers["ETag"] = f'"{entry.oid}"'
    if entry.sha256:
        headers |= {"X-Linked-Etag": f'"{entry.sha256}"', "X-Linked-Size": str(entry.size)}
        location = storage_url(call.hub, call.values["id"], entry.sha256, "get")
        return Response("Found. Redirecting to storage", 302, headers={**headers, "Location": location})
    return file_response(call.request, repository.blob_file(entry), headers)


@route("GET HEAD", "/datasets/{id}/raw/{rev}/{rest}")
async def raw(call: Call) -> Response:
    repository = call.repository()
    call.check_gate(repository)
    commit = call.commit(repository)
    entry = commit.files.get(call.values["rest"])
    headers = {"X-Repo-Commit": commit.oid}
    if entry is None:
        raise HubError(404, ENTRY_NOT_FOUND, "Entry not found", headers)
    if entry.sha256:
        return Response(pointer(entry.sha256, entry.size), headers=headers, media_type="text/plain")
    return file_response(call.request, repository.blob_file(entry), {**headers, "ETag": f'"{entry.oid}"'})
