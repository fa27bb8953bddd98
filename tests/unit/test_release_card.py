"""The card: what readers and the Hub are told about a release."""

from urllib.parse import parse_qs, urlsplit

import duckdb
import pytest
from huggingface_hub import DatasetCard
from markdown_it import MarkdownIt

from bench.quality import MEASURES, Gold, to_toml
from pipeline.dataset import EXAMPLE, Dataset
from pipeline.errors import ReleaseError
from pipeline.extract.confidence import measured_steps
from pipeline.parse.sources import Publisher
from pipeline.publish.folder import make_release
from pipeline.release.card import CardFacts, Picture, write_card
from pipeline.release.changelog import VersionNote, read_versions
from pipeline.release.coverage import Coverage
from pipeline.release.datasheet import load_datasheet
from pipeline.release.facts import ReleaseFacts
from pipeline.release.manifest import describe_tables
from pipeline.release.quality import load_quality, read_quality, tell_quality
from pipeline.release.request import ReleaseRequest
from pipeline.release.viewer import load_viewer_queries
from tests.release_corpus import DAY, SETTINGS, Doc, snapshot_of

A = Doc("a")
C = Doc("c", None, (("Anna Beispiel", "Später."),))


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    """Three releases: the first, one with a new document, one in which it is withdrawn."""
    root = tmp_path_factory.mktemp("card")
    for docs in ([A], [A, C], [A]):
        make_release(
            snapshot_of(root / "lake", docs),
            str(root / "out"),
            ReleaseRequest(date=DAY, settings=SETTINGS, code_version="1"),
        )
    return root / "out"


def facts(**changes):
    given = {
        "version": "1.0.0",
        "previous": None,
        "date": DAY.isoformat(),
        "code_version": "0.1.0+abc",
        "tables": describe_tables({"statements": 3, "documents": 2, "release": 1}),
        "coverage": Coverage(2, {"de": 2}, {"tagblatt": 2}, {("tagblatt", "full_text"): 2}, DAY, DAY),
    }
    return ReleaseFacts(**(given | changes))


def table_rows(text, heading):
    """The cells of the body of the first table below a heading."""
    below = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in below.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def test_the_hubs_library_reads_its_metadata(line):
    card = DatasetCard.load(line / "1.1.0" / "README.md")
    assert card.data.license == "other"
    assert card.data.language == ["de"]
    assert card.data.size_categories == ["n<1K"]
    assert next(config["config_name"] for config in card.data.configs) == "statements"
    assert "quotation-attribution" in card.data.tags


def test_versions_are_listed_newest_first_with_what_changed(line):
    text = (line / "1.1.1" / "README.md").read_text()
    day = DAY.isoformat()
    assert table_rows(text, "Versions") == [
        ["1.1.1", day, "rows changed by source: 4; documents removed: 1"],
        ["1.1.0", day, "new documents: 1; rows changed by source: 4"],
        ["1.0.0", day, "first release"],
    ]


def test_a_long_line_names_the_last_twenty_versions():
    notes = [VersionNote(f"1.{n}.0", "2025-09-01", "new documents: 1") for n in range(30, -1, -1)]
    text = write_card(CardFacts(facts(), notes))
    assert len(table_rows(text, "Versions")) == 20
    assert "11 older versions stand in `CHANGELOG.md`." in text


def test_an_edited_changelog_gives_the_versions_it_can():
    changelog = (
        "# Mine\n\n## Yank: 1.1.0 (2025-09-02)\n\nbad\n\n## 1.1.0 (2025-09-01)\n\n- a\n- b\n\n| x |\n\n## soon\n"
    )
    assert read_versions(changelog) == (VersionNote("1.1.0", "2025-09-01", "a; b"),)
    assert read_versions("") == ()


def test_measured_quality_is_what_the_file_holds():
    quality = load_quality()
    assert {(m.task, m.language) for m in quality.measurements} >= {
        ("statements", "de"),
        ("dates", "de"),
        ("actors", "de"),
    }
    rows = table_rows(write_card(CardFacts(facts())), "Measured quality")
    expected = [
        [f"{m.task} ({m.language}), {s.measure}", f"{m.corpus}, {m.part}", str(m.n_documents)]
        + [f"{value:.3f}" for value in (s.precision, s.recall, s.f1)]
        for m in quality.measurements
        for s in m.scores
    ]
    assert rows == expected
    assert all(0 < score.f1 <= 1 for m in quality.measurements for score in m.scores)


def test_how_sure_a_row_is_stands_by_table_language_and_step():
    rows = table_rows(write_card(CardFacts(facts())), "How sure a row is")
    expected = [(step.table, step.language, step.step, str(step.n_rows)) for step in measured_steps()]
    assert [(row[0], row[1], row[2], row[4]) for row in rows] == expected


def test_a_card_says_whose_samples_the_steps_come_from():
    own = "right in samples of this dataset that people reviewed"
    assert own in write_card(CardFacts(facts(is_calibrated=True)))
    assert own not in write_card(CardFacts(facts()))


@pytest.mark.parametrize(
    "broken", ["x", "command = 'c'", "command = 'c'\ncode_version = '1'\n[[measurements]]\ntask = 'x'\nscores = []"]
)
def test_a_broken_quality_file_is_told_in_one_line(broken):
    with pytest.raises(ReleaseError, match=r"quality\.toml: .*`make quality`$"):
        read_quality(broken)


def test_pictures_are_shown_with_their_words_and_a_name_cannot_break_them():
    alt = "Bar chart: A] (https://x.example) ![x](y) `code` <script> *bold* & 5"
    text = write_card(CardFacts(facts(), pictures=[Picture("assets/changes.png", alt)]))
    images = [
        child
        for token in MarkdownIt().parse(text)
        for child in token.children or ()
        if child.type in ("image", "link_open", "html_inline")
    ]
    assert [
        (image.type, image.attrs["src"], image.content and "".join(c.content for c in image.children))
        for image in images
    ] == [("image", "assets/changes.png", alt)]


def test_the_plots_of_a_release_are_in_it_and_in_its_card(line):
    for version, names in (
        ("1.0.0", {"statements-by-month", "most-quoted", "direct-and-named"}),
        ("1.1.0", {"statements-by-month", "most-quoted", "direct-and-named", "changes"}),
    ):
        folder = line / version
        assert {path.stem for path in (folder / "assets").iterdir()} == names
        text = (folder / "README.md").read_text()
        assert {name for name in names if f"](assets/{name}.png)" in text} == names
    assert "2 direct" in text
    assert "documents 1 added" in text


def test_sources_are_listed_with_licence_and_what_may_be_passed_on():
    publisher = Publisher(key="tagblatt", name="Tagblatt", redistribution="full_text", licence="CC BY 4.0")
    text = write_card(CardFacts(facts(publishers={"tagblatt": publisher})))
    assert table_rows(text, "Sources and rights") == [["`tagblatt`", "Tagblatt", "2", "CC BY 4.0", "full_text"]]
    assert "license: cc-by-4.0\n" in text


def test_a_release_without_documents_says_so():
    empty = Coverage(0, {}, {}, {}, None, None)
    text = write_card(CardFacts(facts(coverage=empty, tables=describe_tables({"rejected": 1, "release": 1}))))
    assert "It holds no documents." in text
    assert "This release holds no documents." in text


def test_the_code_that_loads_names_the_version_and_checks_it():
    text = write_card(CardFacts(facts(repository="press/statements", version="1.2.0")))
    code = text.split("```python\n")[1].split("```")[0]
    assert 'load_dataset("press/statements", "statements", split="train", revision="v1.2.0")' in code
    assert 'assert str(statements.version) == "1.2.0"' in code


def test_what_the_measuring_script_writes_is_what_the_card_reads():
    figures = {"p": 0.5, "r": 0.25, "f1": 1 / 3}
    result = {"n_documents": 7, "counts": {"gold": 9}, "strict": figures, "relaxed": figures, "value": figures}
    gold = Gold("dates", "de", "dates/x.jsonl", 'A "quoted" corpus', "all", "unseen")
    quality = read_quality("\n".join(to_toml((gold,), [result])))
    (measured,) = quality.measurements
    assert (measured.corpus, measured.n_documents, measured.n_gold) == ('A "quoted" corpus', 7, 9)
    assert {(score.precision, score.recall, score.f1) for score in measured.scores} == {(0.5, 0.25, 0.333)}
    assert [score.measure for score in measured.scores] == list(MEASURES["dates"])


def test_the_default_config_has_the_newest_month_first(line):
    card = DatasetCard.load(line / "1.1.0" / "README.md")
    statements = card.data.configs[0]
    assert (statements["config_name"], statements["default"]) == ("statements", True)
    assert statements["data_files"][0]["path"] == ["statements/2025-08.parquet", "statements/undated.parquet"]
    months = ["2024-12", "undated", "2025-08", "2025-10"]
    header = write_card(CardFacts(facts(), months=months)).split("---\n")[1]
    order = [header.index(f"statements/{month}.parquet") for month in ("2025-10", "2025-08", "2024-12", "undated")]
    assert order == sorted(order)


def test_the_queries_of_the_viewer_run_and_the_links_hold_them(line):
    connection = duckdb.connect()
    connection.execute(f"create view train as from '{line}/1.1.0/statements/*.parquet'")
    answers = [connection.execute(query.sql).fetchall() for query in load_viewer_queries()]
    assert len(answers) == 5
    assert answers[0] == [("Anna Beispiel", "person", 2)]
    assert [len(answer) for answer in answers[1:3]] == [0, 0]
    assert answers[3] == [("2025-08", "person", 1)]
    assert answers[4] == [(None, 2, 100.0, 0.0)]
    text = write_card(CardFacts(facts(repository="press/statements")))
    links = [
        child.attrs["href"]
        for token in MarkdownIt().parse(text.split("\n## Questions\n")[1].split("\n## ")[0])
        for child in token.children or ()
        if child.type == "link_open"
    ]
    assert all(link.startswith("https://huggingface.co/datasets/press/statements?") for link in links)
    asked = [parse_qs(urlsplit(link).query) for link in links]
    assert [query["sql"] for query in asked] == [[query.sql] for query in load_viewer_queries()]


def test_the_datasheet_is_in_it_whole(line):
    text = (line / "1.1.0" / "README.md").read_text()
    own = {section: sentences for section, sentences in load_datasheet().items() if section != "versions"}
    assert {"motivation", "collection", "people", "intended", "unfit", "faults", "maintenance"} <= own.keys()
    assert all(sentence in text for sentences in own.values() for sentence in sentences)


def test_quality_is_told_in_words_for_the_languages_of_the_dataset():
    german, french = tell_quality(load_quality(), ["de", "und"]), tell_quality(load_quality(), ["fr"])
    assert german[0].startswith(
        "**German, statements**: 8 of ten rows are right and 8 of ten in the texts are found, by "
    )
    assert {sentence.split("**")[1] for sentence in german} == {"German, statements", "German, dates", "German, actors"}
    assert french[0] == "**`fr`, statements**: not measured. Read a sample before you count."
    text = write_card(CardFacts(facts()))
    assert all(sentence in text for sentence in german)


def test_text_of_the_owners_own_stays_through_releases(tmp_path):
    """What is written into a card is replaced by the next; notes of the settings are in each."""
    own = Dataset.model_validate(EXAMPLE | {"notes": "The Tribune had **no** Sunday edition.\n\n| a |\n|---|\n| b |\n"})
    cards = []
    for docs in ([A], [A, C]):
        snapshot = snapshot_of(tmp_path / "lake", docs)
        made = make_release(
            snapshot, str(tmp_path / "out"), ReleaseRequest(date=DAY, settings=SETTINGS, code_version="1", dataset=own)
        )
        cards.append((tmp_path / "out" / made.version / "README.md").read_text())
        (tmp_path / "out" / made.version / "README.md").write_text("mine")
    assert len(cards) == 2
    for card in cards:
        notes = card.split("\n## Notes of those who made it\n")[1].split("\n## ")[0]
        assert notes.strip() == own.notes
        assert "Text of your own: `notes` of [dataset] in onrecord.toml." in card
