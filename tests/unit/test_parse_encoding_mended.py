"""Encodings that only the language tells apart, and text that was decoded wrongly before it was stored."""

from collections import Counter

import pytest

from pipeline.parse.content import content_of
from pipeline.parse.encoding import decode
from pipeline.parse.mojibake import mend_mojibake

CZECH = "Ministr Jiří Ševčík řekl v pondělí v Praze, že most bude postaven. Žáci z Plzně a Božena Šťastná váhali."
POLISH = (
    "Burmistrz powiedział w poniedziałek, że most zostanie zbudowany. Mieszkańcy Łodzi są przeciw, a źródła milczą."
)
HUNGARIAN = "A miniszter hétfőn azt mondta, hogy a híd megépül. Az őszi költségvetésből fizetik, de a lakók tűrik."
FRENCH = "Le ministre a déclaré lundi que le pont serait bâti. Où irait l’argent, s’inquiètent les élèves, très gênés ?"
GERMAN = "Die Bürgermeisterin prüft Größe und Maß der Brücke. „Am Ende zählt, was bezahlbar ist“, sagte sie."
CZECHS = (
    "Der Minister Jiří Ševčík sagte am Montag in Prag, die Brücke werde gebaut. Božena Šťastná aus Plzeň widersprach."
)
TURKISH = "Bakan pazartesi günü köprünün yapılacağını söyledi. İstanbul’da oturanlar buna karşı çıkıyor, şehir susuyor."


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (CZECH, "iso8859_2", "iso-8859-2"),
        (CZECH, "cp1250", "windows-1250"),
        (POLISH, "iso8859_2", "iso-8859-2"),
        (POLISH, "cp1250", "windows-1250"),
        (HUNGARIAN, "cp1250", "windows-1250"),
        (FRENCH, "cp1252", "windows-1252"),
        (GERMAN, "cp1252", "windows-1252"),
        (CZECHS, "iso8859_2", "iso-8859-2"),
        (CZECHS, "cp1250", "windows-1250"),
        (GERMAN, "mac_roman", "macintosh"),
        (TURKISH, "cp1254", "windows-1254"),
    ],
)
def test_of_likely_encodings_the_one_with_the_letters_of_the_language_is_taken(text, codec, name):
    found = decode(text.encode(codec))
    assert (found.text, found.encoding) == (text, name)
    assert set(found.repairs) - {"undecodable_bytes"} <= {"encoding_by_language"}


def test_the_decision_by_language_is_recorded_where_there_was_one():
    assert decode(CZECH.encode("iso8859_2")).repairs["encoding_by_language"] == 1
    assert decode(GERMAN.encode("cp1252")).repairs["encoding_by_language"] == 0


@pytest.mark.parametrize("text", [GERMAN, FRENCH, CZECH, POLISH, TURKISH])
def test_utf_8_that_was_decoded_as_windows_1252_is_mended(text):
    broken = text.encode().decode("cp1252", "replace")
    repairs = Counter()
    if "\ufffd" not in broken:
        assert mend_mojibake(broken, repairs) == text
        assert repairs["mojibake"] > 1


def test_a_line_is_mended_by_itself_twice_if_need_be_and_in_records_too():
    once = GERMAN.encode().decode("cp1252")
    repairs = Counter()
    assert mend_mojibake(f"{once}\nMaß und Größe\nFÃƒÂ¼r alle.", repairs) == f"{GERMAN}\nMaß und Größe\nFür alle."
    found = content_of({"text": "FÃ¼r alle.", "title": "BrÃ¼cke"}, {}, "utf-8", Counter())
    assert (found.text, found.fields["title"]) == ("Für alle.", "Brücke")
    assert decode("FÃ¼r alle.".encode()).text == "Für alle."


@pytest.mark.parametrize(
    "text",
    [
        "São Paulo und Åre: 5 €",
        "ÄÖÜ „Ärger“ â la carte",
        "ÂNGELA E JOÃO",
        "Être ou ne pas être",
        "Ğ Đ Ñandú “Ñ”",
        GERMAN,
        CZECH,
    ],
)
def test_what_may_be_meant_stays(text):
    repairs = Counter()
    assert mend_mojibake(text, repairs) == text
    assert not repairs
