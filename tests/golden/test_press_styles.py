"""Statements in the styles of other newspapers: short passages of our own, annotated before the rules were run on them.

Scored as the English articles are; the thresholds are the numbers reached, less a small slack. At first sight the rules
reached 0.94 and 0.90 in German, 0.92 and 0.92 in English; what was general in the errors was then mended. The passages
of `press_styles_de.jsonl` (agencies, weeklies, features) came later: 0.83 and 0.76 at first sight on the first sixty.
Their annotation was left as it was, also where the scheme of the Wikinews quotations has no statement.
"""

import json
from pathlib import Path

import pytest

from pipeline.extract.actors import find_names
from pipeline.extract.statements import find_statements
from pipeline.extract.text import read_text
from tests.golden.english_gold import f1, is_same, locate, pair, words

# Each passage: its text, then (quote, speaker) of each statement; the parts of a quote are joined with " | ".
GERMAN = [
    (
        "»Wir werden klagen«, sagt Rechtsanwältin Petra Holm der Süddeutschen Zeitung.",
        [("»Wir werden klagen«", "Rechtsanwältin Petra Holm")],
    ),
    ("«Das ist bitter», sagte Trainer Urs Keller.", [("«Das ist bitter»", "Trainer Urs Keller")]),
    (
        '"Der Ball war drin", schimpfte Kapitän Jonas Reuter nach dem Abpfiff.',
        [('"Der Ball war drin"', "Kapitän Jonas Reuter")],
    ),
    (
        "Die Polizei sucht nach Zeugen. Verletzt wurde niemand, wie ein Sprecher am Montag mitteilte.",
        [("Verletzt wurde niemand", "ein Sprecher")],
    ),
    (
        "„Die Lage ist angespannt“, so Landrat Timo Brandt.",
        [("„Die Lage ist angespannt“", "Landrat Timo Brandt")],
    ),
    (
        "Der Umsatz sei um vier Prozent gestiegen, sagte Finanzchefin Lena Vogt der Deutschen Presse-Agentur.",
        [("Der Umsatz sei um vier Prozent gestiegen", "Finanzchefin Lena Vogt")],
    ),
    (
        "Nach Angaben der Feuerwehr brannte der Dachstuhl vollständig aus.",
        [("brannte der Dachstuhl vollständig aus", "der Feuerwehr")],
    ),
    (
        "Der Angeklagte bestritt, das Messer gezogen zu haben.",
        [("das Messer gezogen zu haben", "Der Angeklagte")],
    ),
    (
        "„Ich habe Angst gehabt“, sagte die Zeugin vor Gericht. „Er hat mich bedroht.“",
        [("„Ich habe Angst gehabt“", "die Zeugin"), ("„Er hat mich bedroht.“", "die Zeugin")],
    ),
    (
        "Die Richterin sah es als erwiesen an, dass der Mann das Feuer gelegt hatte.",
        [("dass der Mann das Feuer gelegt hatte", "Die Richterin")],
    ),
    (
        "Bürgermeisterin Ina Lorenz: „Das Freibad bleibt offen.“",
        [("„Das Freibad bleibt offen.“", "Bürgermeisterin Ina Lorenz")],
    ),
    (
        "Er rechne mit einem schwierigen Jahr, erklärte der Vorstandsvorsitzende Karl Menzel.",
        [("Er rechne mit einem schwierigen Jahr", "der Vorstandsvorsitzende Karl Menzel")],
    ),
    (
        "„Wir haben“, sagte Stürmer Paul Sander, „einfach zu wenig getan.“",
        [("„Wir haben“ | „einfach zu wenig getan.“", "Stürmer Paul Sander")],
    ),
    (
        "Dem Bericht zufolge fehlen in der Stadt 3000 Wohnungen.",
        [("fehlen in der Stadt 3000 Wohnungen", "Dem Bericht")],
    ),
    (
        "Laut einer Umfrage des Instituts Forta sind zwei Drittel der Befragten zufrieden.",
        [("sind zwei Drittel der Befragten zufrieden", "einer Umfrage des Instituts Forta")],
    ),
    (
        "Die Gewerkschaft warf dem Konzern vor, die Verhandlungen zu verschleppen.",
        [("die Verhandlungen zu verschleppen", "Die Gewerkschaft")],
    ),
    (
        "Ob die Brücke noch in diesem Jahr gesperrt wird, ließ das Ministerium offen.",
        [("Ob die Brücke noch in diesem Jahr gesperrt wird", "das Ministerium")],
    ),
    (
        "„Ein Fehler“, räumt Geschäftsführer Olaf Petri ein.",
        [("„Ein Fehler“", "Geschäftsführer Olaf Petri")],
    ),
    (
        "Analystin Mara Stein von der Nordbank rechnet damit, dass die Zinsen sinken.",
        [("dass die Zinsen sinken", "Analystin Mara Stein von der Nordbank")],
    ),
    (
        "Der Verein teilte mit, man habe sich von Trainer Boris Kunz getrennt. Über die Gründe sei Stillschweigen "
        "vereinbart worden.",
        [
            ("man habe sich von Trainer Boris Kunz getrennt", "Der Verein"),
            ("Über die Gründe sei Stillschweigen vereinbart worden", "Der Verein"),
        ],
    ),
    (
        "„Das war kein Foul!“ Schiedsrichter Dirk Hansen blieb auch nach dem Spiel dabei.",
        [("„Das war kein Foul!“", "Schiedsrichter Dirk Hansen")],
    ),
    (
        "Aus Sicht der Opposition ist der Haushalt ein Offenbarungseid.",
        [("ist der Haushalt ein Offenbarungseid", "der Opposition")],
    ),
    (
        "„Unser Ziel ist klar“, hieß es aus der Staatskanzlei.",
        [("„Unser Ziel ist klar“", "der Staatskanzlei")],
    ),
    (
        "Der 34-Jährige soll seine Nachbarin mehrfach bedroht haben, heißt es in der Anklageschrift.",
        [("Der 34-Jährige soll seine Nachbarin mehrfach bedroht haben", "der Anklageschrift")],
    ),
    (
        "Für Sportdirektorin Eva Lindner ist das Ergebnis „ein Schritt nach vorn“.",
        [("„ein Schritt nach vorn“", "Sportdirektorin Eva Lindner")],
    ),
    ("Im Kino Capitol läuft heute der Film „Die letzte Fähre“.", []),
    ("Die Ausstellung „Licht und Stein“ ist bis Sonntag zu sehen.", []),
    ("Das Unternehmen stellt im Werk Halden Pumpen her und beschäftigt 80 Menschen.", []),
]
ENGLISH = [
    (
        "Profit fell 12% in the third quarter, Dalton Corp. said. Analysts expect the company to post a loss for the "
        "year. “We see no recovery before spring,” said Ruth Abel, an analyst at Marlow Securities.",
        [
            ("Profit fell 12% in the third quarter", "Dalton Corp."),
            ("the company to post a loss for the year", "Analysts"),
            ("“We see no recovery before spring,”", "Ruth Abel, an analyst at Marlow Securities"),
        ],
    ),
    (
        "The merger, he says, “makes no sense.” Mr. Kerr believes that shareholders will reject it.",
        [("The merger | “makes no sense.”", "he"), ("that shareholders will reject it", "Mr. Kerr")],
    ),
    (
        "According to people familiar with the talks, the bank agreed to sell its London unit.",
        [("the bank agreed to sell its London unit", "people familiar with the talks")],
    ),
    (
        "In his view, the dollar will keep sliding. Traders contend the Fed has lost patience.",
        [("the dollar will keep sliding", "his"), ("the Fed has lost patience", "Traders")],
    ),
    (
        "The senator was quoted as saying the bill is dead. His claim that votes were missing surprised colleagues.",
        [("the bill is dead", "The senator"), ("that votes were missing", "His")],
    ),
    (
        "Shipments are forecast to rise 4% this year. The association attributes the gain to exports.",
        [("Shipments | to rise 4% this year", "")],
    ),
    (
        "Mrs. Tate reckons the mill will close. She worries that 300 workers will lose their jobs, and she hopes to "
        "find a buyer.",
        [
            ("the mill will close", "Mrs. Tate"),
            ("that 300 workers will lose their jobs", "She"),
        ],
    ),
    (
        "The company declined to say how much it paid. A spokeswoman denied that layoffs were planned.",
        [("that layoffs were planned", "A spokeswoman")],
    ),
    (
        "“It's a gamble,” concedes Neil Foss, who runs the fund. “But what isn't?”",
        [
            ("“It's a gamble,”", "Neil Foss, who runs the fund"),
            ("“But what isn't?”", "Neil Foss, who runs the fund"),
        ],
    ),
    (
        "Some economists doubt that rates have peaked. The minister knows that time is short, aides say.",
        [
            ("that rates have peaked", "Some economists"),
            ("The minister knows that time is short", "aides"),
            ("that time is short", "The minister"),
        ],
    ),
]
LATER = [
    (row["text"], [tuple(statement) for statement in row["statements"]])
    for row in map(
        json.loads, Path(__file__).with_name("press_styles_de.jsonl").read_text(encoding="utf-8").splitlines()
    )
]
PASSAGES = {"de": GERMAN, "de-later": LATER, "en": ENGLISH}
REACHED = {
    "de-later": {"statements": 0.91, "speakers": 0.91},
    "de": {"statements": 0.98, "speakers": 0.94},
    "en": {"statements": 0.95, "speakers": 0.95},
}
SLACK = 0.02


def read(text, name):
    """The statements of a text, with its names."""
    doc = read_text(text, name.partition("-")[0])
    return find_statements(doc, find_names(doc), [], None)


def score(name):
    """F1 of statements and of statements with their speaker over the passages of this name."""
    n_wanted, n_found, n_right, n_spoken = 0, 0, 0, 0
    for text, rows in PASSAGES[name]:
        own = read(text, name)
        wanted = [[locate(text, part) for part in quote.split(" | ")] for quote, _ in rows]
        pairs = pair(text, wanted, [s.spans for s in own])
        n_wanted, n_found, n_right = n_wanted + len(rows), n_found + len(own), n_right + len(pairs)
        for i, j in pairs:
            there = words(text, own[j].speaker_spans)
            said = set(rows[i][1].lower().replace(",", " ").split())
            n_spoken += is_same(there, said) or not (there or said)
    return {"statements": f1(n_right, n_wanted, n_found), "speakers": f1(n_spoken, n_wanted, n_found)}


@pytest.mark.parametrize("name", sorted(PASSAGES))
def test_score(name):
    reached = score(name)
    assert all(reached[role] >= least - SLACK for role, least in REACHED[name].items()), reached
