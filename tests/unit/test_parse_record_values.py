"""Values of records as programs print them: lists, what is missing, escaped text."""

from collections import Counter

from pipeline.parse.records import read_record

FIRST = "Die Fähre in Nordhagen bleibt gesperrt, weil ein Gutachten fehlt."
SECOND = "Lene Quast sagte, die Pläne seien seit Jahren bekannt."
BOTH = f"{FIRST}\n\n{SECOND}"


def fields(record):
    return {name: value for name, value in read_record(record, Counter()).items() if name != "date_basis"}


def test_what_programs_print_is_read_as_what_it_was():
    found = fields(
        {"text": BOTH, "title": "Rat &amp; B&#252;rger", "authors": "['Lene Quast', \"Max O'Hara\"]", "url": "NaN"}
    )
    assert found == {"text": BOTH, "title": "Rat & Bürger", "author": "Lene Quast; Max O'Hara"}
    assert fields({"text": BOTH, "authors": "[]", "author": "None", "date": "<NA>"}) == {"text": BOTH}
    escaped = f"&lt;p&gt;{FIRST}&lt;/p&gt;&lt;p&gt;{SECOND}&lt;/p&gt;"
    assert fields({"text": escaped})["text"] == BOTH
    assert fields({"text": f"{BOTH} &lt;p&gt;"})["text"] == f"{BOTH} &lt;p&gt;"
    assert fields({"text": f"{BOTH} &amp;"})["text"] == f"{BOTH} &"
    assert fields({"text": BOTH, "title": "Nansen", "author": "[dpa]"}) == {
        "text": BOTH,
        "title": "Nansen",
        "author": "[dpa]",
    }
