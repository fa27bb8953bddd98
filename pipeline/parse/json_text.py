"""JSON as records need it: numbers as they are written, no value lost or doubled unseen."""

import json
from typing import Final

from pipeline.parse.refusal import Refusal


class Number(str):
    """A JSON number as written: no precision is lost, and digits without end cost nothing."""


class Repeated:
    """The value of a key that stands more than once in its object: nobody can say which one counts."""


REPEATED: Final = Repeated()


def parse_json(text: str) -> object:
    """The value that `text` spells: numbers as `Number`, `NaN` and infinities, which some producers write, as None.

    Raises Refusal `broken_json` if it is no JSON.
    """
    try:
        return json.loads(
            text, object_pairs_hook=_members, parse_int=Number, parse_float=Number, parse_constant=lambda _: None
        )
    except json.JSONDecodeError as error:
        raise Refusal("broken_json", f"{error.msg} at column {error.colno}.") from None
    except RecursionError:
        raise Refusal("broken_json", "Too deeply nested.") from None


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                members[key] = REPEATED
            seen.add(key)
    return members
