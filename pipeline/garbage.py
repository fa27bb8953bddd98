"""How a process of ours looks for garbage: seldom, and no more once it ends."""

import atexit
import gc
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakMethod

R = TypeVar("R")


def collect_seldom() -> None:
    """Look for garbage less often in this process than Python does by itself, and leave what is left to the system.

    A process makes some hundred thousand objects that stay until it ends: classes, lexicons. A text, or a step of a
    build, makes many more that are gone with it. To look among them after each 700 takes a tenth of the time of a
    command, and to look through all of them twice at its end as long as to annotate a page (0.2 s).
    """
    gc.set_threshold(50_000, 10, 10)
    atexit.register(gc.freeze)


def weakly(method: Callable[..., R]) -> Callable[..., R]:
    """Return a function that calls a method of an object that holds the function.

    To hold the method would be to hold itself: the object would not be gone with its last use, but be left to be found
    as garbage.
    """
    held = WeakMethod(method)

    def call(*arguments: Any) -> R:
        bound = held()
        assert bound is not None  # who calls is held by the object
        return bound(*arguments)

    return call
