"""Encodings told apart, and what is no text."""

import pytest

from pipeline.parse.encoding import decode, refuse_binary
from pipeline.parse.refusal import Refusal

GERMAN = "Die Außenministerin äußerte sich am Mittwoch über die Pläne – man müsse „größere“ Schritte tun. "
ENGLISH = "The minister said it’s a “mistake” – and that the café would close within days. "
FRENCH = "Le ministre a déclaré mercredi que le gouvernement prévoyait de nouvelles négociations à Genève. "
POLISH = "Minister oświadczył w środę, że rząd planuje nowe rozmowy i że należy dążyć do pokoju. "
RUSSIAN = "Министр заявил в среду, что правительство планирует новые переговоры. "


@pytest.mark.parametrize(
    ("text", "codec", "encoding"),
    [
        (GERMAN, "utf-8", "utf-8"),
        (GERMAN, "utf-8-sig", "utf-8"),
        ("Plain ASCII.", "ascii", "utf-8"),
        (GERMAN, "utf-16", "utf-16-le"),
        (GERMAN, "utf-16-le", "utf-16-le"),
        (GERMAN, "utf-16-be", "utf-16-be"),
        (RUSSIAN, "utf-16-le", "utf-16-le"),
        (GERMAN, "utf-32", "utf-32-le"),
        (GERMAN, "cp1252", "windows-1252"),
        ("Er fährt nach Köln.", "latin-1", "windows-1252"),
        (ENGLISH, "cp1252", "windows-1252"),
        (FRENCH, "latin-1", "windows-1252"),
        (GERMAN, "mac_roman", "macintosh"),
        (POLISH, "cp1250", "windows-1250"),
        (POLISH, "iso8859_2", "iso-8859-2"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8_r", "koi8-r"),
    ],
)
def test_encodings_are_told_apart(text, codec, encoding):
    decoded = decode(text.encode(codec))
    assert (decoded.text, decoded.encoding) == (text, encoding)


def test_the_guess_does_not_depend_on_where_the_evidence_stands():
    filler = "Nothing but plain words here. " * 20_000
    assert decode((filler + GERMAN + filler).encode("cp1252")).encoding == "windows-1252"


def test_bytes_without_a_letter_in_any_language_are_decoded():
    for byte in range(0x80, 0x100):
        assert decode(b",,," + bytes([byte])).text.startswith(",,,")


def test_a_few_foreign_bytes_do_not_turn_utf8_into_something_else():
    data = GERMAN.encode() * 3 + "für „alle“".encode("cp1252") + GERMAN.encode()
    decoded = decode(data)
    assert decoded.text == GERMAN * 3 + "für „alle“" + GERMAN
    assert decoded.encoding == "utf-8"
    assert decoded.repairs == {"mixed_encoding": 3}


def test_utf8_cut_within_a_character_loses_only_that():
    decoded = decode((GERMAN + "ä").encode()[:-1])
    assert decoded.text == GERMAN + "\ufffd"
    assert decoded.repairs == {"undecodable_bytes": 1}


def test_utf16_cut_within_a_character_loses_only_that():
    decoded = decode(GERMAN.encode("utf-16")[:-1])
    assert decoded.text == GERMAN[:-1]
    assert decoded.repairs == {"byte_order_mark": 1, "undecodable_bytes": 1}


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("ISO-8859-1", "windows-1252"),
        ("windows-1252", "windows-1252"),
        ("Shift_JIS", "windows-1252"),
        ("unicode_escape", "windows-1252"),
        ("idna", "windows-1252"),
        ("no such thing", "windows-1252"),
        ("koi8-r", "koi8-r"),
    ],
)
def test_a_declaration_counts_only_if_it_is_a_known_encoding_that_fits(declared, encoding):
    assert decode("Fr\xfchst\xfcck".encode("latin-1"), declared).encoding == encoding


def test_a_declaration_against_valid_utf8_is_wrong():
    assert decode(GERMAN.encode(), "iso-8859-1").text == GERMAN


def test_an_encoding_that_spells_no_text_is_undecodable():
    data = b"\xff\xfe" + bytes(range(1, 256)) * 40
    with pytest.raises(Refusal) as caught:
        decode(data)
    assert caught.value.reason == "undecodable"


@pytest.mark.parametrize(
    "head",
    [
        b"%PDF-1.7 ...",
        b"\x89PNG\r\n",
        b"PK\x03\x04abc",
        b"\x1f\x8b\x08",
        b"{\\rtf1 Text}",
        b"Text\x00Text and more of it",
        b"\x01\x02\x03Text",
        bytes(range(256)) * 8,
    ],
)
def test_what_is_no_text_is_refused(head):
    with pytest.raises(Refusal) as caught:
        refuse_binary(head)
    assert caught.value.reason == "binary_file"


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-16-be", "utf-32", "cp1252", "mac_roman"])
def test_text_in_any_encoding_is_no_binary_file(codec):
    refuse_binary(GERMAN.encode(codec))


def test_a_stray_control_character_makes_no_binary_file():
    refuse_binary(GERMAN.encode() + b"\x0c\x1a" + GERMAN.encode())
