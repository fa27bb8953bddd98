"""Tasks for Label Studio and its annotations: what is left alone, changed, removed and added becomes corrections."""

import csv
import io
import json

import pytest

from pipeline.corrections.judgement import COLUMNS
from pipeline.corrections.reading import read_file
from pipeline.errors import OnrecordError
from pipeline.review.label_studio import corrections_of, tasks_of

TEXT = "😀 „Ja“, sagte sie. „Ja“, sagte er.\n\n„Wir“, sagte sie, „gehen heim.“ Sie komme morgen."
ROWS = {
    "statement_1111111111111111": ("direct", [[2, 6]]),
    "statement_2222222222222222": ("direct", [[19, 23]]),
    "statement_3333333333333333": ("direct", [[36, 41], [54, 67]]),
    "statement_4444444444444444": ("indirect", [[68, 84]]),
}
DOCUMENT = "doc_0f3a9c5e7b1d2468"


def exported(change):
    """What Label Studio exports after `change` of the regions that it was given."""
    document = {"id": DOCUMENT, "title": "", "text": TEXT}
    items = [
        {"kind": "row", "id": row_id, "document": 0, "values": {"type": kind}, "spans": spans}
        for row_id, (kind, spans) in ROWS.items()
    ]
    (task,) = json.loads(tasks_of({"version": "1.0.0", "documents": [document], "items": items}))
    result = task["predictions"][0]["result"]
    person = {"id": 3, "email": "somebody@example.org"}
    annotation = {"result": change(result), "completed_by": person, "created_at": "2025-10-02T08:00:00Z"}
    return json.dumps([{"id": 1, "data": task["data"], "annotations": [annotation]}]).encode()


def lines_of(content):
    told = corrections_of("export.json", content)
    assert [line.problem for line in read_file("a.csv", told.encode())] == [""] * (told.count(DOCUMENT))
    assert "somebody" not in told
    return list(csv.DictReader(io.StringIO(told)))


def test_the_regions_have_the_words_at_the_places_that_a_browser_counts():
    regions = json.loads(exported(lambda result: result))[0]["annotations"][0]["result"]
    units = TEXT.encode("utf-16-le")
    for region in regions:
        value = region["value"]
        assert units[2 * value["start"] : 2 * value["end"]].decode("utf-16-le") == value["text"]
    assert [region["value"]["text"] for region in regions[:2]] == ["„Ja“", "„Ja“"]
    assert [region["id"][-3:] for region in regions[2:4]] == ["333", "3#2"]


def test_what_is_left_alone_is_confirmed():
    lines = lines_of(exported(lambda result: result))
    assert [line["verdict"] for line in lines] == ["confirm"] * 4
    assert lines[1]["prefix"].endswith("sagte sie.")
    assert lines[2]["quote"] == "„Wir“ […] „gehen heim.“"
    assert set(lines[0]) == set(COLUMNS)
    assert (lines[0]["by"], lines[0]["at"]) == ("annotator 3", "2025-10-02")


def test_what_is_changed_removed_and_added_is_told():
    def change(result):
        first, _, third, fourth, fifth = result
        first["value"]["labels"] = ["reported"]
        fifth["value"] |= {"text": "Sie komme", "end": fifth["value"]["start"] + 9}
        new = {"start": 9, "end": 18, "text": "sagte sie", "labels": ["indirect"]}
        return [first, third, fourth, fifth, {"id": "Xy1", "type": "labels", "value": new}]

    told = [(line["verdict"], line["field"], line["new_value"]) for line in lines_of(exported(change))]
    assert told == [
        ("change", "type", "reported"),
        ("reject", "", ""),
        ("confirm", "", ""),
        ("change", "text", "Sie komme"),
        ("add", "", "indirect"),
    ]


@pytest.mark.parametrize("content", [b"{", b"[5]", b'[{"annotations": [{"result": []}]}]'])
def test_what_is_no_export_is_told_in_a_line(content):
    with pytest.raises(OnrecordError, match="export it as JSON"):
        corrections_of("export.json", content)
