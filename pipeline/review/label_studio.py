"""Rows as tasks of Label Studio, with what was found as predictions, and its annotations as corrections.

A task is a document. Regions have the id of their row; of a row in several parts the later ones have `#2`, `#3` behind
it. A region that is left alone confirms its row, one with another label or other words changes it, one that is gone
rejects it, and a new one adds a row. Places are found by their words: Label Studio counts UTF-16 units, and an offset
is only used to tell equal words apart.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.corrections.judgement import COLUMNS
from pipeline.errors import OnrecordError
from pipeline.extract.annotation import Span

_NAME, _TO = "label", "text"
_CONTEXT = 40
_GAP = " […] "


def tasks_of(data: Mapping[str, Any]) -> str:
    """Return the tasks, as JSON to import into Label Studio, for the data of `pipeline.look.reviewing`."""
    tasks = []
    for number, document in enumerate(data["documents"]):
        if document["text"] is None:
            continue
        rows = [item for item in data["items"] if item["kind"] == "row" and item["document"] == number]
        known = [{"id": row["id"], "type": row["values"]["type"], "spans": row["spans"]} for row in rows]
        found = [region for row in known for region in _regions(document["text"], row)]
        facts = {"text": document["text"], "document_id": document["id"], "title": document["title"], "rows": known}
        prediction = {"model_version": f"release {data['version']}", "result": found}
        tasks.append({"data": facts, "predictions": [prediction]})
    return json.dumps(tasks, ensure_ascii=False) + "\n"


def _regions(text: str, row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for number, (start, end) in enumerate(row["spans"], 1):
        value = {"start": _units(text[:start]), "end": _units(text[:end]), "text": text[start:end]}
        yield {
            "id": row["id"] if number == 1 else f"{row['id']}#{number}",
            "from_name": _NAME,
            "to_name": _TO,
            "type": "labels",
            "value": value | {"labels": [row["type"]]},
        }


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def corrections_of(name: str, content: bytes) -> str:
    """Return a file of corrections for what Label Studio exported as JSON. Raises OnrecordError if it is no export."""
    try:
        tasks = json.loads(content)
        lines = [line for task in tasks for line in _of_task(task)]
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        raise OnrecordError(
            f"{name}: no JSON of Label Studio with tasks of onrecord ({error!r}): export it as JSON"
        ) from None
    told = io.StringIO()
    writer = csv.DictWriter(told, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return told.getvalue()


def _of_task(task: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Yield the lines of one task: those of its last annotation that was not cancelled."""
    done = [found for found in task.get("annotations", ()) if not found.get("was_cancelled")]
    if not done:
        return
    data, text = task["data"], task["data"]["text"]
    who = {"document": data["document_id"], "table": "statements", "by": _who(done[-1])}
    who["at"] = str(done[-1].get("updated_at") or done[-1].get("created_at") or "")[:10]
    regions: dict[str, list[Mapping[str, Any]]] = {}
    for region in done[-1]["result"]:
        if region.get("type") == "labels":
            regions.setdefault(region["id"].partition("#")[0], []).append(region["value"])
    for row in data["rows"]:
        yield from _of_row(text, row, regions.pop(row["id"], []), who)
    for values in regions.values():
        spans = _spans(text, values)
        yield who | _place(text, spans) | {"new_value": values[0]["labels"][0], "verdict": "add"}


def _of_row(
    text: str, row: Mapping[str, Any], values: Sequence[Mapping[str, Any]], who: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    line = {**who, **_place(text, [(start, end) for start, end in row["spans"]])}
    if not values:
        yield line | {"verdict": "reject"}
        return
    kind, words = values[0]["labels"][0], _place(text, _spans(text, values))["quote"]
    changes = {"type": (row["type"], kind), "text": (line["quote"], words)}
    changed = {field: pair for field, pair in changes.items() if pair[0] != pair[1]}
    for field, (before, now) in changed.items():
        yield line | {"field": field, "old_value": before, "new_value": now, "verdict": "change"}
    if not changed:
        yield line | {"verdict": "confirm"}


def _who(annotation: Mapping[str, Any]) -> str:
    """Return who annotated by number: names and addresses of mail would be released."""
    by = annotation.get("completed_by")
    number = by.get("id") if isinstance(by, Mapping) else by
    return "" if number is None else f"annotator {number}"


def _spans(text: str, values: Sequence[Mapping[str, Any]]) -> list[Span]:
    return sorted(_span(text, value) for value in values)


def _span(text: str, value: Mapping[str, Any]) -> Span:
    """Return where the words of a region stand: of several places the one that is nearest to its offset."""
    words = value["text"].strip()
    wanted = int(value["start"])
    places, start = [], text.find(words)
    while start >= 0 and words:
        places.append(start)
        start = text.find(words, start + 1)
    if not places:
        raise ValueError(f"the words {words[:40]!r} are not in the text of their task")
    start = min(places, key=lambda place: (abs(_units(text[:place]) - wanted), place))
    return start, start + len(words)


def _place(text: str, spans: Sequence[Span]) -> dict[str, str]:
    """Return the words at spans, with some context if the first of them are in the text more than once."""
    start, end = spans[0]
    place = {"quote": _GAP.join(text[first:last] for first, last in spans)}
    if text.count(text[start:end]) > 1:
        place["prefix"] = text[max(0, start - _CONTEXT) : start].strip()
        place["suffix"] = text[end : end + _CONTEXT].strip() if len(spans) == 1 else ""
    return place
