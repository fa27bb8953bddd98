"""The page for reviewing: one file with its data, its style and its script, which asks nothing of any other place.

A Content-Security-Policy with the hashes of its style and script prevents everything else from running or loading. The
data are JSON in which nothing can end their element; the script puts them into the page as text, never as HTML.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

_PACKAGE = "pipeline.review"
_SCRIPTS = ("words.js", "tables.js", "page.js")

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="referrer" content="no-referrer">
<title>Review</title>
<style>{style}</style>
</head>
<body>
<noscript>This page needs JavaScript, which is in it; nothing is loaded from elsewhere.</noscript>
<div id="page"></div>
<script type="application/json" id="data">{data}</script>
<script>{script}</script>
</body>
</html>
"""


def render_review(data: Mapping[str, Any]) -> str:
    """Return the page for the data of `pipeline.look.reviewing`."""
    style = _asset("page.css")
    script = "\n".join(map(_asset, _SCRIPTS))
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return _PAGE.format(policy=policy, style=style, data=_json(data), script=script)


def _asset(name: str) -> str:
    return files(_PACKAGE).joinpath(name).read_text(encoding="utf-8")


def _json(data: Mapping[str, Any]) -> str:
    """Return the data as JSON that may stand in an element: `<`, `>` and `&` are escaped."""
    told = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        told = told.replace(sign, f"\\u{ord(sign):04x}")
    return told


def _hash(asset: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(asset.encode()).digest()).decode()
