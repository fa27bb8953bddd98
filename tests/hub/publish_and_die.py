"""Publishes in a process that kills itself at its n-th request: `before` it goes out, or `after` its answer came.

    python -m tests.hub.publish_and_die ENDPOINT TOKEN LAKE N before|after|never DOCUMENTS|Yank|Rollback [PATH]

DOCUMENTS names a list in `tests.hub.publishing`; `Yank` and `Rollback` do that to version 1.0.0. With PATH only
requests whose path has it in it are counted. With `never` the number of requests is printed.
"""

import os
import signal
import sys
from pathlib import Path

from huggingface_hub.utils import _http

from tests.hub.publishing import CORPORA, Publisher


class Endpoint:
    """As much of a running Hub as a publisher asks for."""

    def __init__(self, endpoint, token):
        self.endpoint, self.token = endpoint, token


def main():
    endpoint, token, root, number, moment, documents, path = (*sys.argv[1:], "")[:7]
    seen = {"before": 0, "after": 0}

    def count(when):
        def hook(exchange):
            asked = exchange if when == "before" else exchange.request
            if path not in asked.url.path:
                return
            seen[when] += 1
            if moment == when and seen[when] == int(number):
                os.kill(os.getpid(), signal.SIGKILL)

        return hook

    publisher = Publisher(Endpoint(endpoint, token), Path(root))
    make_client = _http.default_client_factory

    def counting_client():
        client = make_client()
        client.event_hooks = {
            "request": [*client.event_hooks["request"], count("before")],
            "response": [*client.event_hooks["response"], count("after")],
        }
        return client

    import pipeline.publish.hub.client as hub_client

    hub_client.default_client_factory = counting_client
    if documents in CORPORA:
        publisher.publish(CORPORA[documents])
    else:
        publisher.amend(documents, "1.0.0")
    sys.stdout.write(f"{seen['before']}\n")


if __name__ == "__main__":
    main()
