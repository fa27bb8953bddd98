"""A German present points ahead, known by its verb's other forms; what tells or lasts does not, nor does a perfect."""

from datetime import date

import pytest

from pipeline.extract.dates import find_dates

FRIDAY = date(2024, 5, 17)


def values(text):
    return [e.value for e in find_dates(text, language="de", published_on=FRIDAY)]


AHEAD = [
    ("Die Fähre fährt am Montag wieder.", "2024-05-20"),
    ("Der Chor singt am Sonntag in der Kirche.", "2024-05-19"),
    ("Am Montag testet die Stadt die Sirenen.", "2024-05-20"),
    ("Das Bad öffnet erst am Dienstag wieder.", "2024-05-21"),
    ("Am Mittwoch wandert der Verein zum See.", "2024-05-22"),
    ("Am Samstag tanzt der Ort auf dem Markt.", "2024-05-18"),
    ("Die Feuerwehr übt am Montag am See.", "2024-05-20"),
    ("Der Rat stimmt am Mittwoch ab.", "2024-05-22"),
    ("Der Torwart könnte am Sonntag zurückkehren.", "2024-05-19"),
    ("Die Gäste müssten am Montag abreisen.", "2024-05-20"),
    # What may be a participle or an infinitive, and is the only verb.
    ("Der Verein verteilt am Montag Äpfel.", "2024-05-20"),
    ("Das Museum eröffnet erst am Montag seine Schau.", "2024-05-20"),
    ("Die Chöre singen am Sonntag in der Kirche.", "2024-05-19"),
    ("Am Montag testen Städte die Sirenen.", "2024-05-20"),
    ("Der Rat diskutiert am Montag über den Plan.", "2024-05-20"),
    ("Am Montag diskutieren Forscher über den Plan.", "2024-05-20"),
    ("Am 2. Advent öffnet der Markt.", "2024-12-08"),
    ("Am ersten Advent singt der Chor.", "2024-12-01"),
    ("Am Nikolaustag verteilt der Verein Äpfel.", "2024-12-06"),
    ("Im März öffnet das Museum.", "2025-03"),
]


@pytest.mark.parametrize(("text", "value"), AHEAD)
def test_a_present_points_ahead(text, value):
    assert values(text) == [value]


BEHIND = [
    ("Die Sprecherin sagt am Montag nichts dazu.", "2024-05-13"),
    ("Am Montag teilt die Polizei den Unfall mit.", "2024-05-13"),
    ("Die Zeitung berichtet am Montag von Schäden.", "2024-05-13"),
    ("Die Polizei sucht Zeugen eines Unfalls am Montag.", "2024-05-13"),
    ("Das berichten Medien am Montag.", "2024-05-13"),
    ("Die Klassen reisten am Montag ab.", "2024-05-13"),
    ("Am Montag testeten Städte die Sirenen.", "2024-05-13"),
    ("Er konnte am Montag singen.", "2024-05-13"),
    ("Sie mussten am Montag warten.", "2024-05-13"),
    ("Die Stadt hat am Montag die Sirenen getestet.", "2024-05-13"),
    ("Die Stadt hat am Montag das Bad eröffnet.", "2024-05-13"),
    ("Mann am Montag verletzt", "2024-05-13"),
    ("Frau am Montag in Köln verletzt – Hund tot", "2024-05-13"),
    ("Recht am Montag im Bild", "2024-05-13"),
    ("Am 2. Advent öffnete der Markt.", "2023-12-10"),
    ("Am Nikolaustag verteilte der Verein Äpfel.", "2023-12-06"),
    ("Der Mann soll am Montag ein Auto gestohlen haben.", "2024-05-13"),
    ("Das Auto könnte am Montag gestohlen worden sein.", "2024-05-13"),
]


@pytest.mark.parametrize(("text", "value"), BEHIND)
def test_what_tells_or_is_done_lies_behind(text, value):
    assert values(text) == [value]
