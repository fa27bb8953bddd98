"""Who speaks: subjects, agents, views, those cited, and those who go on."""

import pytest

from pipeline.extract.actors import find_names
from pipeline.extract.statements import find_statements
from pipeline.extract.text import read_text
from tests.unit.test_statements_quotes import directs
from tests.unit.test_statements_verbs import read, surface


def speakers(text):
    """The speaker of each statement, with the names of the text."""
    doc = read_text(text, "de")
    return [surface(text, s.speaker_spans) for s in find_statements(doc, find_names(doc), [], None)]


@pytest.mark.parametrize(
    ("text", "citing", "cited"),
    [
        ("Der Bote zitiert die Ministerin mit den Worten: „Wir bauen weiter.“", "Der Bote", "die Ministerin"),
        ("Die Ministerin wird von der Presse zitiert: „Wir bauen weiter.“", "der Presse", "Die Ministerin"),
        ("Die Ministerin wird in der Zeitung zitiert: „Wir bauen weiter.“", "der Zeitung", "Die Ministerin"),
    ],
)
def test_a_citation_holds_the_statement_of_whoever_is_cited(text, citing, cited):
    found = find_statements(read_text(text, "de"), [], [], None)
    inner, outer = found
    assert [surface(text, s.speaker_spans) for s in (outer, inner)] == [citing, cited]
    assert inner.spans == outer.spans
    assert (inner.parent, outer.parent) == (1, None)
    assert outer.source_spans == inner.speaker_spans


def test_somebody_cited_by_nobody_named_is_the_only_speaker():
    assert directs("Die Ministerin wird mit den Worten zitiert: „Wir bauen weiter.“") == [
        ("„Wir bauen weiter.“", "Die Ministerin")
    ]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Für die Ministerin ist die Lage „alarmierend“.", "die Ministerin"),
        ("Die Gefahr für Wälder wird vom Wetterdienst als „sehr hoch“ eingestuft.", "Wetterdienst"),
        ("In den Medien war das Geschäft als „Jahrhundertwerk“ bezeichnet worden.", "den Medien"),
        ("In der Zeitung fand sich die Feststellung „Wir kommen bald alle wieder“.", "der Zeitung"),
        ("Gestern zog die Menge durch die Stadt und rief Parolen wie „Stoppt den Bau“.", "die Menge"),
        ("Aktuell nannte der Wirt die Lage „gut“.", "der Wirt"),
        ("Den Plan nannte Anna Klein „zu teuer“.", "Anna Klein"),
        ("Das ist das Ziel, das Anna Klein damals verkündet hatte: „Alle sollen lesen lernen.“", "Anna Klein"),
    ],
)
def test_the_speaker_of_a_fragment(text, speaker):
    assert speakers(text)[-1] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Peter Holm verteidigte den Plan. „Er ist gut für alle in der Stadt.“", "Peter Holm"),
        ("„Es regnet“, sagte der Wirt. Die Straße war leer. „Da kommt heute keiner mehr.“", "der Wirt"),
        ("Peter Holm ist nach eigenen Angaben im Ruhestand. „Ich will jetzt nur noch lesen.“", "Peter Holm"),
        (
            "Der Wirt klagte, und Bürgermeisterin Anna Klein: „Wir helfen ihm gern weiter.“",
            "Bürgermeisterin Anna Klein",
        ),
        ("Das Amt prüft noch, meint Peter Holm. Den Bau lehnt er aber ab: „Er ist zu groß.“", "er"),
    ],
)
def test_who_goes_on_speaking(text, speaker):
    assert speakers(text)[-1] == speaker


def test_nobody_speaks_in_it_is_said():
    assert [row[2] for row in read("Es komme ein Zug, hieß es. Er sei lang.")] == ["", ""]


@pytest.mark.parametrize(
    "text",
    [
        "Die Wehrleiterin zweifelte an dem Plan: Sie habe kein Wasser.",
        "Die Wehrleiterin sieht in dem Plan einen Fehler, er sei zu teuer.",
    ],
)
def test_the_subject_of_a_sentence_goes_on_in_it(text):
    assert read("Laut Polizei brannte es. " + text)[-1][2] == "Die Wehrleiterin"


def test_an_age_may_speak():
    assert read("Der 58-Jährige sagte, er sei müde.")[0][2] == "Der 58-Jährige"


def test_a_text_in_which_it_is_said_speaks():
    assert read("Es kam ein Brief, in dem es heißt, dass es brenne.")[0][2] == "ein Brief"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Von der Heyden betonte, dass es ernst sei.", "Von der Heyden"),
        ("Kanzlerin Klein und ihr Vertreter betonten, dass es ernst sei.", "Kanzlerin Klein und ihr Vertreter"),
        ("Mehr Geld fordert die Gewerkschaft.", "die Gewerkschaft"),
        ("Die neuen Wohnungen, die leer stehen, beschrieb das Amt als „nicht mehr bewohnbar“.", "das Amt"),
        ("Besorgt äußerte sich der Sprecher: „Es wird eng für uns alle.“", "der Sprecher"),
        ("Der Wirt klagte über die Lage: „Es wird eng“, sagte auch sein Koch.", "sein Koch"),
        ("Der Wirt wirft dem Koch vor, zu lügen, und verlangt neue Regeln.", "Der Wirt"),
        ("Gestern sagte der 61-jährige, er komme.", "der 61-jährige"),
        ("Der Rat, heißt es in seinem Umfeld, sei nicht gefragt worden.", "seinem Umfeld"),
        ("Gestern kam der Wirt und forderte die Praxis bisheriger Beschlüsse zurück.", "der Wirt"),
    ],
)
def test_the_subject_of_a_cue(text, speaker):
    assert speakers(text)[-1] == speaker


@pytest.mark.parametrize(
    ("text", "addressee"),
    [
        ("Die Stadt forderte den Wirt auf, zu schließen.", "den Wirt"),
        ("Die Stadt warf der Brauerei vor, zu lügen.", "der Brauerei"),
        ("Der Wirt wird beschuldigt, gelogen zu haben.", "Der Wirt"),
    ],
)
def test_addressees(text, addressee):
    (found,) = find_statements(read_text(text, "de"), [], [], None)
    assert surface(text, found.addressee_spans) == addressee
