"""`onrecord.load` from a Hub: which version it chooses, what it says when there is none, and what it leaves alone."""

import json
import os
import subprocess
import sys

import huggingface_hub
import pytest
from huggingface_hub.utils.tqdm import are_progress_bars_disabled

import onrecord
from tests.hub.publishing import CORPORA, REPO, A

pytestmark = pytest.mark.usefixtures("published")


@pytest.fixture
def published(hub, publisher, monkeypatch):
    """Releases 1.0.0 and 1.1.0 on a Hub that the settings name."""
    for corpus in ("first", "second"):
        publisher.publish(CORPORA[corpus])
    monkeypatch.setenv("ONRECORD_HUB_ENDPOINT", hub.endpoint)
    monkeypatch.setenv("HF_TOKEN", hub.token)
    return publisher


def version_at(place, **options):
    return onrecord.load(place, "release", **options)["version"].to_pylist()[0]


def test_the_newest_version_is_loaded_and_an_older_one_when_it_is_named():
    assert version_at(REPO) == "1.1.0"
    assert version_at(f"hf://datasets/{REPO}") == "1.1.0"
    assert version_at(REPO, version="1.0.0") == version_at(REPO, version="v1.0.0") == "1.0.0"
    assert version_at(f"{REPO}@v1.0.0") == version_at(f"hf://datasets/{REPO}@v1.0.0") == "1.0.0"


def test_a_row_is_followed_through_the_versions_of_a_repository(onrecord):
    status, out, _ = onrecord("show", f"{A.document_id}@1.0.0", "--release", REPO, "--json")
    told = json.loads(out)
    assert (status, told["row"]["document_id"], told["since"]) == (0, A.document_id, "1.0.0")
    assert [(one["version"], one["change"], one["cause"]) for one in told["versions"]] == [
        ("1.0.0", None, None),
        ("1.1.0", "changed", "source"),
    ]
    assert list(told["versions"][1]["columns"]) == ["seed_sha256"]
    status, _, err = onrecord("show", f"{A.document_id}@1.0.0", "--release", "press/nothing")
    assert (status, "press/nothing: no such dataset" in err) == (2, True)


def test_a_yanked_version_is_passed_over_unless_it_is_named(published):
    published.amend("Yank", "1.1.0")
    assert version_at(REPO) == "1.0.0"
    with pytest.warns(UserWarning, match="1.1.0 was yanked on 2025-09-01: wrong speakers"):
        assert version_at(REPO, version="1.1.0") == "1.1.0"
    published.amend("Yank", "1.0.0")
    with pytest.raises(onrecord.OnrecordError, match="every version is yanked; name one with version="):
        onrecord.load(REPO, "release")


def test_what_is_not_there_is_said_in_one_line():
    for place, table, options, message in (
        (REPO, "statements", {"version": "7.0.0"}, "has no version 7.0.0; it has 1.1.0, 1.0.0"),
        (REPO, "statements", {"version": "newest"}, "version 'newest': give one such as 1.0.0"),
        (f"{REPO}@v1.0.0", "statements", {"version": "1.1.0"}, "is version 1.0.0, not 1.1.0"),
        (REPO, "speeches", {}, "no table 'speeches' in 1.1.0; it has about, actors"),
        ("press/nothing", "statements", {}, "press/nothing: no such dataset at http://127.0.0.1"),
        ("hf://datasets/press", "statements", {}, "no such folder, nor NAMESPACE/NAME"),
    ):
        with pytest.raises(onrecord.OnrecordError, match=message) as raised:
            onrecord.load(place, table, **options)
        assert "\n" not in str(raised.value)


def test_the_client_of_the_calling_program_is_left_alone():
    huggingface_hub.utils.enable_progress_bars()
    made = []

    def make_client():
        made.append(True)
        return huggingface_hub.utils._http.default_client_factory()

    huggingface_hub.set_client_factory(make_client)
    try:
        onrecord.load(REPO, "release")
        assert not are_progress_bars_disabled()
        huggingface_hub.get_session()
        assert made
    finally:
        huggingface_hub.set_client_factory(huggingface_hub.utils._http.default_client_factory)
        huggingface_hub.utils.disable_progress_bars()


def test_it_turns_telemetry_off():
    shown = "from huggingface_hub import constants; print(constants.HF_HUB_DISABLE_TELEMETRY)"
    code = f"import onrecord; onrecord.load({REPO!r}, 'release'); {shown}"
    unset = {name: value for name, value in os.environ.items() if name != "HF_HUB_DISABLE_TELEMETRY"}
    done = subprocess.run([sys.executable, "-c", code], env=unset, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "True\n"), done.stderr
