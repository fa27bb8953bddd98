"""One request: when it is tried again, when it is asked first whether it landed, and what a person is told."""

import httpx2
import pytest
from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError

from pipeline.publish.hub.calls import Caller, Patience
from pipeline.publish.hub.errors import HubError, MissingRepositoryError, MovedOnHubError, RefusedByHubError

TOKEN = "hf_very_secret"
REQUEST = httpx2.Request("POST", "https://hub.test/api")


def answered(status, message="", kind=HfHubHTTPError, **headers):
    return kind("long text", response=httpx2.Response(status, headers=headers, request=REQUEST), server_message=message)


def caller(**patience):
    return Caller("press/statements", "https://hub.test", TOKEN, Patience(**({"first_wait": 0.0} | patience)))


def script(*steps):
    """A request that goes through `steps` (errors are raised, others returned), and how often it was made."""
    left = list(steps)

    def act():
        step = left.pop(0)
        if isinstance(step, Exception):
            raise step
        return step

    return act, left


@pytest.mark.parametrize(
    "failure",
    [answered(429), answered(500), answered(503), answered(409), httpx2.ReadError("cut"), ConnectionResetError("cut")],
    ids=str,
)
def test_a_passing_failure_is_tried_again(failure):
    act, left = script(failure, "done")
    assert caller().call("do it", act) == "done"
    assert left == []


def test_a_request_that_was_carried_out_is_not_made_again():
    act, left = script(httpx2.ReadError("cut"), "twice")
    assert caller().call("commit", act, lambda: "landed") == "landed"
    assert left == ["twice"]


def test_a_request_that_was_not_carried_out_is_made_again():
    asked = []
    act, _ = script(answered(503), "done")
    assert caller().call("commit", act, lambda: asked.append(1)) == "done"
    assert asked == [1]


def test_a_conflict_that_is_ones_own_lost_answer_is_no_conflict():
    act, _ = script(answered(412))
    assert caller().call("commit", act, lambda: "landed") == "landed"


def test_a_hub_that_asks_to_wait_is_waited_for_but_not_for_hours(monkeypatch):
    waits = []
    monkeypatch.setattr("tenacity.nap.time.sleep", waits.append)
    act, _ = script(answered(429, **{"Retry-After": "7"}), "done")
    assert caller().call("commit", act) == "done"
    assert waits == [7.0]
    act, left = script(answered(429, **{"Retry-After": "3600"}), "done")
    with pytest.raises(HubError, match="too many requests; run the same command in 3600 seconds"):
        caller().call("commit", act)
    assert (waits, left) == ([7.0], ["done"])


@pytest.mark.parametrize(
    ("failure", "kind", "words"),
    [
        (answered(401), RefusedByHubError, "does not accept the token"),
        (
            answered(403, "read only"),
            RefusedByHubError,
            r"main takes no commit from this token, .* \(read only\); allow",
        ),
        (answered(404, kind=RepositoryNotFoundError), MissingRepositoryError, "no such dataset"),
        (answered(412), MovedOnHubError, "somebody else has written"),
        (answered(500, "boom"), HubError, r"answers 500 \(boom\); run the same command again"),
        (answered(413, "too big"), HubError, r"the account has no room left \(too big\); free or buy some at "),
        (answered(418, "a teapot"), HubError, r"answers 418 \(a teapot\)$"),
        (httpx2.ConnectError("refused"), HubError, "cannot be reached"),
        (OSError(28, "No space left on device"), HubError, "No space left on device"),
        (ValueError("Invalid metadata\nin README.md"), HubError, "Invalid metadata in README.md"),
    ],
    ids=lambda value: getattr(value, "__name__", None) or str(value)[:20],
)
def test_a_lasting_failure_is_one_line_that_says_what_to_do(failure, kind, words):
    act, _ = script(*[failure] * 5)
    with pytest.raises(kind, match=words) as raised:
        caller().call("commit to main", act)
    assert str(raised.value).startswith("press/statements: ")
    assert "\n" not in str(raised.value)
    assert raised.value.__suppress_context__


def test_the_token_is_in_no_message():
    act, _ = script(*[answered(400, f"bad header Bearer {TOKEN}")] * 5)
    with pytest.raises(HubError) as raised:
        caller().call("commit", act)
    assert TOKEN not in str(raised.value)
    assert "<token>" in str(raised.value)


def test_a_defect_is_not_hidden():
    act, _ = script(KeyError("oid"))
    with pytest.raises(KeyError):
        caller().call("commit", act)
