"""Furniture of pages: whole paragraphs are dropped where they can be nothing else, and counted."""

import io
import json
from collections import Counter

import pytest

from pipeline.errors import SettingsError
from pipeline.parse.content import Limits
from pipeline.parse.furniture import drop_furniture, fold_paragraph, furniture_of
from pipeline.parse.parser import parse_seed
from pipeline.settings import make_settings
from tests.work import assert_linear

NEWS = (
    "Die Fähre in Nordhagen bleibt gesperrt, weil ein Gutachten fehlt.",
    "„Das Angebot liegt auf dem Tisch“, erklärte Lene Quast vor Journalisten.",
    "Bis zum Winter soll ein Plan vorliegen, der auch die Kosten nennt.",
    "Der Rat stimmt in der nächsten Woche ab.",
)


def dropped(paragraph, language="de", author=None, *, place=1, own=(), host=None, is_scraped=True):
    """Whether `paragraph` is dropped at this place of a text."""
    paragraphs = [*NEWS[:place], paragraph, *NEWS[place:]]
    furniture = furniture_of(own, language, host, author, is_scraped=is_scraped)
    repairs = Counter()
    text = drop_furniture("\n\n".join(paragraphs), furniture, repairs) if furniture else "\n\n".join(paragraphs)
    assert text.split("\n\n") == (list(NEWS) if repairs["furniture"] else paragraphs)
    return bool(repairs["furniture"])


@pytest.mark.parametrize(
    "paragraph",
    [
        "Anzeige",
        "ANZEIGE:",
        "» Mehr zum Thema:",
        "Lesen Sie auch: Der Rat vertagt die Fähre",
        "Zum Artikel: Stadt spart",
        "Empfohlener redaktioneller Inhalt",
        "Jetzt weiterlesen mit Bote+. Sie haben bereits ein Abo? Hier anmelden.",
        "Externer Inhalt nicht verfügbar",
        "Foto: Lisa Kröger",
        "(Foto: Lisa Kröger/dpa)",
        "Bild: picture alliance/dpa | Jens Ohm",
        "© dpa-infocom, dpa:240101-99-12345/1",
        "© Hafenkurier GmbH",
        "dpa",
        "dpa/AFP",
        "(dpa/mhe)",
        "Quelle: ntv.de, mpa/dpa",
        "Melden Sie sich hier für unseren Newsletter an.",
        "Lesezeit: 3 Minuten",
        "An dieser Stelle finden Sie Inhalte von Drittanbietern. Sie können sie sich anzeigen lassen.",
        "Wir und unsere Partner verwenden Cookies, um Inhalte zu messen und Anzeigen zu zeigen.",
        "Diese Website nutzt Cookies, um Ihnen den besten Service zu bieten.",
        "Nur notwendige Cookies",
        "Von Lisa Kröger",
        "Von Lisa Kröger und Max Ohm, dpa",
        "Text: Lisa Kröger",
        "Mit Material von dpa",
        "Das könnte Sie auch interessieren:",
    ],
)
def test_furniture_of_german_pages_is_dropped(paragraph):
    assert dropped(paragraph)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Advertisement",
        "ADVERTISEMENT",
        "Read more: Council postpones the ferry",
        "READ MORE",
        "Share this article",
        "This article is for subscribers only. Already a subscriber? Log in.",
        "Image source, Getty Images",
        "Photo: Lisa Kroeger/AP",
        "By Lisa Kroeger",
        "By Lisa Kroeger, BBC News",
        "(Reporting by Lisa Kroeger; Editing by Max Ohm)",
        "Our Standards: The Thomson Reuters Trust Principles.",
        "Sign up for our newsletter and get the news every morning.",
        "Article continues after advertisement",
        "This website uses cookies to improve your experience.",
        "Reject all cookies",
        "This article contains content provided by Tide. We ask for your permission before anything is loaded.",
    ],
)
def test_furniture_of_english_pages_is_dropped(paragraph):
    assert dropped(paragraph, "en")
    assert not dropped(paragraph, "fr")


@pytest.mark.parametrize(
    "paragraph",
    [
        "Anzeige erstattete der Nachbar am Montag.",
        "Weiterlesen mit dem Finger, sagte sie, müsse man üben.",
        "„Anzeige“",
        "Von Lisa Kröger war nichts zu hören.",
        "Von wegen.",
        "Von Berlin nach Hamburg",
        "Von Lisa Kröger stammt der Plan",
        "Von Sinnen",
        "Bild: Kanzler plant Rücktritt",
        "Foto: Ein Kran steht am Ufer.",
        "Quelle: Kanzler tritt zurück",
        "Lesen Sie auch mal zwischen den Zeilen, sagte sie.",
        "Wir verwenden Cookies nur sparsam, sagte der Sprecher.",
        "Diese Website nutzt Cookies ohne Einwilligung, sagte die Behörde.",
        "„Wir verwenden Cookies“, hieß es.",
        "(nein)",
        "Die dpa berichtete zuerst.",
        "Mehr zum Thema sagte Quast nicht.",
        "Teilen will die Stadt den Gewinn nicht.",
        "Autor: innen und Autoren klagen.",
        "Weiterlesen lohnt sich.",
    ],
)
def test_news_that_begins_like_furniture_is_kept(paragraph):
    assert not dropped(paragraph)


@pytest.mark.parametrize(
    "paragraph",
    [
        "By Friday, the council had decided.",
        "Photo: The bridge was closed on Monday.",
        "We use cookies, the firm said.",
        "“Read more”",
        "Reporting by the BBC found, according to the council, that it knew.",
        "Source: Minister to resign",
        "Share this article, she told the crowd.",
        "Related: the two are cousins, he said.",
    ],
)
def test_english_news_that_begins_like_furniture_is_kept(paragraph):
    assert not dropped(paragraph, "en")


def test_a_byline_is_one_of_the_author_and_at_an_end_of_the_text():
    assert dropped("Von L. Kröger", author="Lisa Kröger; Max Ohm")
    assert not dropped("Von Olaf Beispiel", author="Lisa Kröger")
    long = (*NEWS, *(f"Der {number}. Absatz." for number in range(9)))
    text = "\n\n".join([*long[:6], "Von Lisa Kröger", *long[6:]])
    assert drop_furniture(text, furniture_of((), "de", None, None, is_scraped=True), Counter()) == text


def test_a_text_is_never_emptied_and_lines_are_paragraphs_where_no_line_is_blank():
    furniture = furniture_of((), "de", None, None, is_scraped=True)
    assert drop_furniture("Anzeige\n\nNewsletter", furniture, Counter()) == "Anzeige\n\nNewsletter"
    assert drop_furniture(f"{NEWS[0]}\nAnzeige\n{NEWS[1]}", furniture, Counter()) == f"{NEWS[0]}\n{NEWS[1]}"
    assert (
        drop_furniture(f"{NEWS[0]}\nAnzeige\n\n{NEWS[1]}", furniture, Counter()) == f"{NEWS[0]}\nAnzeige\n\n{NEWS[1]}"
    )


def parse(path, data, own=()):
    (found,) = parse_seed(path, lambda: io.BytesIO(data.encode()), Limits(100_000, 100_000), own_furniture=own)
    return found


PAGE = f'<html lang="de"><body><article><p>{"</p><p>".join([*NEWS, "Anzeige", NEWS[0]])}</p></article></body></html>'


def test_pages_and_records_lose_it_and_texts_that_somebody_wrote_do_not():
    text = "\n\n".join([*NEWS, "Anzeige", "Alles Gute aus Nordhagen"])
    record = parse("a.jsonl", json.dumps({"text": text, "url": "https://www.kurier.example/1"}))
    assert ("Anzeige" in record.text, record.repairs) == (False, ("furniture:1",))
    page = parse("a.html", PAGE)
    assert ("Anzeige" in page.text, "furniture:1" in page.repairs) == (False, True)
    assert (parse("a.txt", text).text, parse("a.txt", text).repairs) == (text, ())


def test_a_persons_own_furniture_holds_for_a_host_in_any_form():
    own = make_settings(
        furniture={
            "www.Kurier.example": {"exact": ["Alles Gute aus Nordhagen!"], "begins": ["Mehr aus dem Kreis:"]},
            "*": {"exact": ["Bleiben Sie gesund"]},
        }
    ).furniture
    for host, expected in (("kurier.example", True), ("blog.kurier.example", True), ("urier.example", False)):
        text = "\n\n".join([*NEWS, "— Alles Gute aus Nordhagen", "Mehr aus dem Kreis: Der Rat tagt"])
        found = parse("a.txt", f"url: https://{host}/1\n\n{text}", own)
        assert found.text == ("\n\n".join(NEWS) if expected else text)
        assert found.repairs == (("furniture:2",) if expected else ())
    assert dropped("Bleiben Sie gesund!", "fr", own=own, is_scraped=False)
    assert not dropped("Mehr aus dem Kreis Nordhagen kam nicht.", host="kurier.example", own=own)


def test_the_file_beside_the_settings_is_read_and_shapes_the_rows(tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_PROJECT", str(tmp_path))
    before = make_settings()
    assert "furniture" not in before.shaping() | before.parsing()
    file = tmp_path / "furniture.toml"
    file.write_text('["kurier.example"]\nexact = ["Bis morgen"]\n', encoding="utf-8")
    after = make_settings()
    assert after.furniture == (("kurier.example", ("Bis morgen",), ()),)
    assert after.shaping()["furniture"] == after.parsing()["furniture"]
    assert "Bis morgen" not in json.dumps(after.shaping())
    file.write_text('["kurier.example"]\nexact = ["Bis übermorgen"]\n', encoding="utf-8")
    assert make_settings().shaping()["furniture"] != after.shaping()["furniture"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("exact = ['a']", "exact: give a table"),
        ("['a.example']\nexact = 'a'", "a.example.exact: give a list"),
        ("['a.example']\nends = ['a']", "ends is not one of"),
        ("['a.example']\nexact = ['…']", "give a list of paragraphs"),
        ("['a.example'", "furniture.toml: "),
    ],
)
def test_a_malformed_file_is_one_line_with_its_path(tmp_path, monkeypatch, text, said):
    monkeypatch.setenv("ONRECORD_PROJECT", str(tmp_path))
    (tmp_path / "furniture.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        make_settings()
    assert str(caught.value).startswith(f"{tmp_path}/furniture.toml: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_furniture_in_the_settings_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_PROJECT", str(tmp_path))
    (tmp_path / "onrecord.toml").write_text('[furniture."*"]\nexact = ["a"]\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="furniture has a file of its own"):
        make_settings()


@pytest.mark.parametrize("piece", ["Anzeige\n\n", "(/dpa", "dpa/afp/", "Von Lisa Kröger, ", "Foto: a/b/", "… "])
def test_time_is_linear(piece):
    furniture = furniture_of((), "de", None, None, is_scraped=True)
    assert_linear(lambda text: drop_furniture(text, furniture, Counter()), piece)


def test_comparison_disregards_case_white_space_and_marks_around():
    assert fold_paragraph(" ▶ (MEHR  zum\tThema …)") == "mehr zum thema"
    assert fold_paragraph("…") == ""
