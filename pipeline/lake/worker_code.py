"""Workers must run the code of whoever gives them tasks: rows of other code would stand under a false fingerprint."""

import pickle
import socket
import sys
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from pipeline.errors import WorkersError
from pipeline.lake.fingerprint import code_version

R = TypeVar("R")


@cache
def code_identity() -> str:
    """Version and fingerprint of the code that shapes tables, and the Python that runs it (its Unicode tables do)."""
    return f"onrecord {code_version()} on Python {sys.version_info.major}.{sys.version_info.minor}"


def run_checked(expected: str, function: Callable[..., R], /, *arguments: Any, **named: Any) -> R:
    """Call `function` in a worker. Raises WorkersError when the worker does not run the code `expected`."""
    if code_identity() != expected:
        raise WorkersError(
            f"a worker on {socket.gethostname()} runs {code_identity()}, this process {expected}; "
            "start all of them from the same installation"
        )
    return function(*arguments, **named)


def run_packed(expected: str, packed: bytes) -> Any:
    """As `run_checked`, with function and arguments pickled: other code may not even be able to unpickle them."""
    return run_checked(expected, _call, packed)


def _call(packed: bytes) -> Any:
    function, arguments, named = pickle.loads(packed)
    return function(*arguments, **named)
