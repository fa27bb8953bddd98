"""English statements by construction: phrases without a comma, fronted clauses, what stands beside, open quotations."""

import pytest

import onrecord


def read(text):
    found = onrecord.annotate(text, date="2025-08-27", language="en").statements
    return [(s.type, s.text, s.speaker_text) for s in found]


ACCORDING = [
    ("According to Cole the ferry was sold in May.", "the ferry was sold in May", "Cole"),
    ("According to the harbor board over 40 boats were damaged.", "over 40 boats were damaged", "the harbor board"),
    ("According to police two men were held on Friday.", "two men were held on Friday", "police"),
    (
        "According to a clerk for the port the talks have stalled near Dover, England.",
        "the talks have stalled near Dover, England",
        "a clerk for the port",
    ),
    ("According to clerks in the port, the talks have stalled.", "the talks have stalled", "clerks in the port"),
    ("The boat, which according to the police sank, was old.", "which sank", "the police"),
    (
        "They own two boats, which makes them the biggest line according to Cole.",
        "which makes them the biggest line",
        "Cole",
    ),
    (
        "It keeps a rule that, according to Cole, the board has dropped.",
        "It keeps a rule that the board has dropped",
        "Cole",
    ),
    ("They own two boats, which is a lot, according to Cole.", "They own two boats, which is a lot", "Cole"),
]


@pytest.mark.parametrize(("text", "words", "speaker"), ACCORDING)
def test_what_a_phrase_is_about(text, words, speaker):
    assert read(text) == [("indirect", words, speaker)]


@pytest.mark.parametrize(
    "text",
    [
        "According to plan, they left.",
        "The ferry left according to schedule.",
        "Fines vary according to the size of the boat.",
        "Crews are ranked according to their age.",
    ],
)
def test_a_measure_says_nothing(text):
    assert read(text) == []


@pytest.mark.parametrize("speaker", ["the plan", "plans seen by Cole", "the survey of needs"])
def test_a_plan_with_its_article_says_something(speaker):
    assert read(f"According to {speaker}, the ferry was sold.") == [("indirect", "the ferry was sold", speaker)]


CLAUSES = [
    ("Cole said although the ferry is old, it is safe.", "although the ferry is old, it is safe", "Cole"),
    (
        "Cole said because the ferry is old, the line will close.",
        "because the ferry is old, the line will close",
        "Cole",
    ),
    ("Cole said in a statement, the ferry is safe.", "the ferry is safe", "Cole"),
    ("Cole said Tuesday, the ferry will be sold.", "the ferry will be sold", "Cole"),
    ("They estimated by 2050, half of the fleet will be gone.", "by 2050, half of the fleet will be gone", "They"),
    ("Some of them say the ferry is safe.", "the ferry is safe", "Some of them"),
    ("Many of them acknowledge that the ferry is old.", "that the ferry is old", "Many of them"),
    ("The records show host cities paid more.", "host cities paid more", "The records"),
    ("The results, published in May, show ferry sales are up.", "ferry sales are up", "The results"),
    (
        "A study found many ferries are old - which can be a risk.",
        "many ferries are old - which can be a risk",
        "A study",
    ),
]


@pytest.mark.parametrize(("text", "words", "speaker"), CLAUSES)
def test_clauses_behind_a_cue(text, words, speaker):
    assert read(text)[0] == ("indirect", words, speaker)


@pytest.mark.parametrize(
    "text",
    [
        "They let them know in May.",
        "The figures, first printed by the port, are old.",
        "The captains, trained in May, work hard.",
        "Cole sailed because of the wind, and the crew slept.",
    ],
)
def test_nothing_is_said(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Cole said the ferry is safe, with the union calling it a wreck.", "the ferry is safe"),
        (
            "Clerks say each boat will be checked, with the paper reporting none will be sold.",
            "each boat will be checked",
        ),
        ("Cole said the ferry is safe, with new boats for all.", "the ferry is safe, with new boats for all"),
    ],
)
def test_what_somebody_else_says_beside_it(text, words):
    assert read(text)[0][1] == words


def test_a_quotation_goes_on_in_a_paragraph_without_a_mark():
    found = read('Cole said, "We have learned a lot.\n\nIt was hard. The crew slept."\n\nThe ferry left.')
    assert found == [("direct", '"We have learned a lot.\n\nIt was hard. The crew slept."', "Cole")]


def test_a_stray_mark_takes_no_paragraph_in():
    found = read('Cole said, "We have learned a lot.\n\nThe ferry left. "It was hard," Cole said.')
    assert all("ferry" not in words for kind, words, _ in found if kind == "direct")


def test_what_follows_a_quotation_and_a_time_is_no_second_one():
    found = read("“I never saw it,” the captain said early on Sunday, an ice bag pressed to his jaw.")
    assert found == [("direct", "“I never saw it,”", "the captain")]


def test_to_rule_something_out_says_nothing():
    assert onrecord.annotate("I can’t rule it out.", language="en").statements == ()
    assert [s.cue_text for s in onrecord.annotate("Police ruled out a link.", language="en").statements] == [
        "ruled out"
    ]
