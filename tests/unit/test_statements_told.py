"""German: who goes on speaking, whom the sentence behind a quotation names, who is told, what is claimed."""

import pytest

import onrecord


def read(text):
    """(statement, speaker) of each statement."""
    found = onrecord.annotate(text, date="2024-05-17", language="de").statements
    return [(s.text, s.speaker_text) for s in found]


ACTS = [
    ("Der Angeklagte bestritt die Vorwürfe. Er sei zu Hause gewesen.", "Er sei zu Hause gewesen.", "Der Angeklagte"),
    ("Der Makler bestreitet alles. Er habe nie Geld erhalten.", "Er habe nie Geld erhalten.", "Der Makler"),
    ("Minister Kern lobte die Helfer. Sie hätten viel geleistet.", "Sie hätten viel geleistet.", "Minister Kern"),
    ("Der Trainer dankte den Fans. Sie hätten viel geleistet.", "Sie hätten viel geleistet.", "Der Trainer"),
    ("In seinem Schlusswort entschuldigte sich der Fahrer. Er bereue die Tat.", "Er bereue die Tat.", "der Fahrer"),
    ("In seiner Aussage blieb der Fahrer ruhig. Er sei krank.", "Er sei krank.", "der Fahrer"),
    ("In dem Bericht stehen nur Zahlen. Kein Wehr sei dicht.", "Kein Wehr sei dicht.", "dem Bericht"),
    ("Der Fahrer wurde festgenommen. Er habe den Wagen gestohlen.", "Er habe den Wagen gestohlen.", None),
]


@pytest.mark.parametrize(("text", "statement", "speaker"), ACTS)
def test_whoever_acts_by_speaking_goes_on(text, statement, speaker):
    assert read(text)[-1] == (statement, speaker)


NOT_GONE_ON = [
    "Der Bürgermeister half den Leuten. Sie hätten sonst gefroren.",
    "Der Makler bestreitet alles. Ohne Helm hätte er nicht überlebt.",
    "Minister Kern lobte die Helfer.\n\nSie hätten viel geleistet.",
    "Die Helfer wurden gelobt. Sie hätten sonst aufgegeben.",
]


@pytest.mark.parametrize("text", NOT_GONE_ON)
def test_what_may_be_the_narrators_does_not_go_on(text):
    assert read(text) == []


TEXT = "„Wir müssen teilen, was wir haben.“"
NAMED_BEHIND = [
    ("{}\n\nDas sagte Bischof Anselm Rau am Sonntag.", "Bischof Anselm Rau"),
    ("{} Das sagte Bischof Anselm Rau am Sonntag.", "Bischof Anselm Rau"),
    ("Anna Kern leitet das Amt. {} Das sagte Bischof Anselm Rau.", "Bischof Anselm Rau"),
    ("{}\n\nMit diesen Worten lehnte Bürgermeister Egon Sturm den Antrag ab.", "Bürgermeister Egon Sturm"),
    ("{}\n\nSo beschreibt Kapitän Lukas Brandt die Lage.", "Kapitän Lukas Brandt"),
    ("{}\n\nSo gewann Kapitän Lukas Brandt das Spiel.", None),
    ("{}\n\nSo sagte der Trainer, er gehe.", None),
    ("{}\n\nDas war Kapitän Lukas Brandt.", None),
    ("{}\n\nMit diesen Worten endet der Brief.", None),
]


@pytest.mark.parametrize(("frame", "speaker"), NAMED_BEHIND)
def test_the_sentence_behind_names_who_speaks(frame, speaker):
    assert (TEXT, speaker) in read(frame.format(TEXT))


def test_words_with_a_speaker_are_confirmed_by_another():
    found = read("„Wir teilen“, sagte Klein. Das bestätigte Bischof Anselm Rau.")
    assert [speaker for _, speaker in found] == ["Klein", "Bischof Anselm Rau"]


SPOKEN_TO = [
    ("Er sei da gewesen, sagte der Zeuge der Polizei.", "der Zeuge", "der Polizei"),
    ("Er sei da gewesen, gestand der Hausmeister der Polizei.", "der Hausmeister", "der Polizei"),
    ("Er sei zu schnell gewesen, erklärte der Fahrer den Beamten.", "der Fahrer", "den Beamten"),
    ("„Ich war es“, sagte Karl Holt der Staatsanwaltschaft.", "Karl Holt", "der Staatsanwaltschaft"),
    ("„Ich war es“, sagte der 58-Jährige der Richterin.", "der 58-Jährige", "der Richterin"),
    ("Er sei da gewesen, sagte der Sprecher der Polizei.", "der Sprecher der Polizei", None),
    ("Er sei da gewesen, sagte der Hauptmann der Polizei.", "der Hauptmann der Polizei", None),
    ("Er sei da gewesen, sagte der Anwalt der Journalisten.", "der Anwalt der Journalisten", None),
    ("Der Mann der Polizistin sagte, er sei da gewesen.", "Der Mann der Polizistin", None),
    ("„Ich komme“, sagte Petra Sass im Gespräch mit der „Nordpost“.", "Petra Sass", "der „Nordpost“"),
    ("Sie komme, sagte Petra Sass im Interview mit der Tageszeitung.", "Petra Sass", "der Tageszeitung"),
    ("Sie komme, sagte Petra Sass in einem Interview mit der „Nordpost“.", "Petra Sass", "der „Nordpost“"),
    ("Sie komme, sagte Petra Sass im Gespräch mit ihrer Mutter.", "Petra Sass", None),
    ("Er sei da gewesen, sagte der Zeuge des Gerichts.", "der Zeuge des Gerichts", None),
    ("Sie komme, sagte Petra Sass im Streit mit der Tageszeitung.", "Petra Sass", None),
]


@pytest.mark.parametrize(("text", "speaker", "addressee"), SPOKEN_TO)
def test_an_authority_or_medium_behind_the_speaker_is_spoken_to(text, speaker, addressee):
    found = onrecord.annotate(text, date="2024-05-17", language="de").statements
    assert [(s.speaker_text, s.addressee_text) for s in found] == [(speaker, addressee)]


CLAIMED = [
    ("Der Zeuge will den Wagen am Tatort gesehen haben.", "Der Zeuge"),
    ("Zwei Wanderer wollen einen Wolf gesehen haben.", "Zwei Wanderer"),
    ("Der Zeuge will nach Hause gegangen sein.", "Der Zeuge"),
]


@pytest.mark.parametrize(("text", "speaker"), CLAIMED)
def test_who_wants_to_have_seen_something_claims_so(text, speaker):
    assert read(text) == [(text, speaker)]


NOT_CLAIMED = [
    "Der Zeuge will den Wagen am Tatort sehen.",
    "Der Zeuge will mehr Geld haben.",
    "Der Zeuge will bereit sein.",
    "Bis Mai will die Firma die Halle gebaut haben.",
    "Ich will einen Wolf gesehen haben.",
]


@pytest.mark.parametrize("text", NOT_CLAIMED)
def test_what_somebody_wants_is_no_claim(text):
    assert read(text) == []


RULED_OUT = [
    ("Der Minister schloss einen Rücktritt aus.", "Der Minister"),
    ("Neuwahlen schloss Ministerpräsident Ole Brandt aus.", "Ministerpräsident Ole Brandt"),
    ("Das schloss der Minister aus.", "der Minister"),
]


@pytest.mark.parametrize(("text", "speaker"), RULED_OUT)
def test_what_is_ruled_out_is_told(text, speaker):
    assert read(text) == [(text, speaker)]


@pytest.mark.parametrize("whom", ["den Spieler", "Karl Holt", "ihn"])
def test_who_is_expelled_is_not_ruled_out(whom):
    assert read(f"Der Verband schloss {whom} aus.") == []
