"""A few rows in words on the card, as they are released."""

import datetime
from pathlib import Path

from pipeline.release.contents import contents_of
from pipeline.release.examples import find_examples
from pipeline.release.withholding import withhold
from tests.corpora import build_lake, full_snapshot, settings_in, write_seed
from tests.release_corpus import Doc, snapshot_of
from tests.unit.test_release_rights import SOURCES, release

CITING = "Die Ministerin Anna Beispiel sagte am Montag unter Berufung auf die NATO, der Plan sei gescheitert."
PLAIN = "„Wir warten nicht länger“, sagte der Bauer Bodo Muster am Dienstag."


def test_newest_statements_of_different_documents_are_told_the_citing_ones_first(tmp_path):
    settings = settings_in(tmp_path)
    seeds = Path(settings.seeds)
    for number, text in enumerate([PLAIN, CITING, f"{PLAIN} Es regnete.", f"{PLAIN} Es schneite."]):
        write_seed(seeds, f"{number}.txt", text, f"2025-0{4 + number}-0{2 + number}")
    write_seed(seeds, "a.txt", f"{PLAIN} {CITING}", "2025-08-27")
    build_lake(settings)
    first, second, third = find_examples(contents_of(full_snapshot(settings), {}))
    assert (first.speaker, first.kind, first.according_to) == ("Anna Beispiel", "person", "NATO")
    assert first.published_on == datetime.date(2025, 8, 27)
    assert (second.words, second.published_on.month, third.published_on.month) == ("„Wir warten nicht länger“", 7, 6)


def test_the_card_tells_them_and_what_is_withheld_is_not_told(tmp_path):
    settings = settings_in(tmp_path)
    seeds = Path(settings.seeds)
    write_seed(seeds, "offen/a.txt", CITING, "2025-08-27")
    write_seed(seeds, "nur-daten/b.txt", PLAIN, "2025-09-02")
    (seeds / "sources.toml").write_text(SOURCES, encoding="utf-8")
    build_lake(settings)
    card = Path(release(settings).url, "README.md").read_text(encoding="utf-8")
    examples = card.split("\n## Examples\n")[1].split("\n## ")[0]
    assert "- Anna Beispiel (person), citing NATO, 2025-08-25, indirect: der Plan sei gescheitert" in examples
    assert "– reported by Offene Zeitung, 2025-08-27" in examples
    assert "Muster" not in card
    assert "statements = pandas.read_parquet(" in card


def test_a_release_whose_statements_name_nobody_has_none(tmp_path):
    assert find_examples(contents_of(withhold(snapshot_of(tmp_path, []), {}), {})) == []
    assert len(find_examples(contents_of(snapshot_of(tmp_path, [Doc("a")]), {}))) == 1
