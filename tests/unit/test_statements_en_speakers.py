"""Who speaks in English: several, somebody whom others quote, what stands before their names; and what nobody says."""

import pytest

import onrecord


def read(text):
    found = onrecord.annotate(text, date="2025-08-27", language="en").statements
    return [(s.text, s.speaker_text) for s in found]


SHUT = "the ferry was shut"

SPEAKERS = [
    ("“The ferry was shut,” doctors and nurses said.", "“The ferry was shut,”", "doctors and nurses"),
    ("“The ferry was shut,” Cole and Pike said.", "“The ferry was shut,”", "Cole and Pike"),
    ("The ferry was shut, officials and aid groups said on Sunday.", "The ferry was shut", "officials and aid groups"),
    (
        "Two men drowned when a boat sank, police and witnesses said.",
        "Two men drowned when a boat sank",
        "police and witnesses",
    ),
    ("The Herald quoted Cole as saying that the ferry was shut.", f"that {SHUT}", "Cole"),
    ("Radio Dover cited the mayor as saying that the ferry was shut.", f"that {SHUT}", "the mayor"),
    ("State media quoted him as saying, “We are ready.”", "“We are ready.”", "him"),
    ("Cole was quoted as saying that the ferry was shut.", f"that {SHUT}", "Cole"),
    ("The ferry was shut, the Herald quoted a clerk as saying.", "The ferry was shut", "a clerk"),
    ("“We are ready,” the Herald quoted a clerk as saying.", "“We are ready,”", "a clerk"),
    ("Many of the boats, officials said, were empty.", "Many of the boats were empty", "officials"),
    ("The drug eases pain, researchers found.", "The drug eases pain", "researchers"),
    ("The boats, the auditors found, had cracked.", "The boats had cracked", "the auditors"),
    ("Pike drank all day, the court heard.", "Pike drank all day", "the court"),
    ("The envoy has left, the news site reported.", "The envoy has left", "the news site"),
    ("He further stated that the ferry was shut.", f"that {SHUT}", "He"),
    (
        "Speaking to newsmen in Dover, the commissioner, Mrs Nora Pike, disclosed that the ferry was shut.",
        f"that {SHUT}",
        "the commissioner, Mrs Nora Pike",
    ),
    (
        "The finance minister, Olaf Brandt, said the ferry was shut.",
        SHUT,
        "The finance minister, Olaf Brandt",
    ),
    ("Martin Gale Jr. said the ferry was shut.", SHUT, "Martin Gale Jr."),
    ("The ferry was shut, said Martin Gale Jr., who owns it.", "The ferry was shut", "Martin Gale Jr."),
    ("The ferry was shut, said the board of Orr Inc.", "The ferry was shut", "the board of Orr Inc"),
    ("Cole, Pike and Orr said the ferry was shut.", SHUT, "Cole, Pike and Orr"),
    ("The ferry was shut, Cole, Pike and Orr said.", "The ferry was shut", "Cole, Pike and Orr"),
    ("On Monday, Cole and Pike said the ferry was shut.", SHUT, "Cole and Pike"),
    ("Writing in a blog, Ann Cole and Pike said the ferry was shut.", SHUT, "Ann Cole and Pike"),
    ("The board, based in Dover, said the ferry was shut.", SHUT, "The board"),
    (
        "The driver, identified by friends as Ann Cole, said the ferry was shut.",
        SHUT,
        "The driver, identified by friends as Ann Cole",
    ),
    ("The boat sank at 8 p.m., officials said.", "The boat sank at 8 p.m.", "officials"),
    ("He was born in the U.S., officials said.", "He was born in the U.S.", "officials"),
    ("The Rochester, N.Y., company said the ferry was shut.", SHUT, "The Rochester, N.Y., company"),
    ("Tenants’ advocates say the ferry is shut.", "the ferry is shut", "Tenants’ advocates"),
    ("Cole told investors on a conference call that the ferry was shut.", f"that {SHUT}", "Cole"),
    ("It grew last year, according to the operator, more than ever before.", "It grew last year", "the operator"),
    ("His party released a statement condemning the verdict.", "the verdict", "His party"),
    ("She left a note reading: “Back at five.”", "“Back at five.”", "She"),
    ("A nurse, who asked not to be named, said the ferry was shut.", SHUT, "A nurse"),
    ("The captain radioed that the ferry was shut.", f"that {SHUT}", "The captain"),
    ("The ministry put the death toll at 34.", "at 34", "The ministry"),
    ("Kane admitted burglary.", "burglary", "Kane"),
    ("14:32 Fire chief Don Cole says the ferry is shut.", "the ferry is shut", "Fire chief Don Cole"),
    ("4.15pm Police say the ferry is shut.", "the ferry is shut", "Police"),
    ("09:15 GMT Police say the ferry is shut.", "the ferry is shut", "Police"),
]


@pytest.mark.parametrize(("text", "words", "speaker"), SPEAKERS)
def test_who_speaks(text, words, speaker):
    assert read(text) == [(words, speaker)]


def test_what_somebody_would_not_tell_is_not_said():
    assert read("Cole said the ferry was shut. She would not elaborate.") == [(SHUT, "Cole")]
    assert read("Cole said the ferry was shut. She would not resign.")[1] == ("She would not resign.", "Cole")


@pytest.mark.parametrize("rest", ["It would have", "She would not", "It would"])
def test_a_sentence_may_be_cut_off_behind_its_auxiliary(rest):
    assert read(f"Cole said the ferry was shut. {rest}")[0] == (SHUT, "Cole")


def test_what_others_had_forecast_is_no_second_statement():
    text = "Sales fell in May, the ministry reported, a steeper drop than analysts had forecast."
    assert [speaker for _, speaker in read(text)] == ["the ministry"]


def test_a_conjunction_behind_a_verb_joins_clauses():
    assert read("China helped and Cole said the ferry was shut.") == [(SHUT, "Cole")]


SOME = [
    "He stopped short of saying that the vote was unfair.",
    "She avoided saying that the plan was dead.",
    "He had no intention of saying that the plan had failed.",
    "Instead of admitting that the books were wrong, he left.",
    "Without saying that the firm was broke, he sold it.",
    "Rather than saying that he was ill, he left.",
    "The firm has no plans to sell the boat.",
    "You could say the old mill has seen better days.",
    "Had the mayor said that the pool was unsafe, we would have closed it.",
    "Whoever says that money does not matter has never been poor.",
    "I hate to say it, but the soup was cold.",
    "The firm neither admitted nor denied the allegations.",
    "The mayor neither confirmed nor denied that he had met the owner.",
    "Police have yet to say who called them.",
]


@pytest.mark.parametrize("text", SOME)
def test_what_nobody_says(text):
    assert read(text) == []


SAID = [
    ("He began by saying that the vote was unfair.", "that the vote was unfair", "He"),
    ("The firm has plans to sell the boat.", "to sell the boat", "The firm"),
    ("I could say the mill is old.", "the mill is old", "I"),
    ("The mayor had said that the pool was unsafe.", "that the pool was unsafe", "The mayor"),
    ("The ministry confirmed the arrest of a Dane.", "the arrest of a Dane", "The ministry"),
    ("The bishop spoke out against the plan.", "against the plan", "The bishop"),
    ("The pastor raised serious doubts about the deal.", "about the deal", "The pastor"),
    ("Pike raised concerns that the deal was bad.", "that the deal was bad", "Pike"),
    ("The firm issued an apology for the delay.", "for the delay", "The firm"),
    ("He said the pool would close, prompting boos from the crowd.", "the pool would close", "He"),
    (
        "He said the pool would close, prompting a rush to the sea.",
        "the pool would close, prompting a rush to the sea",
        "He",
    ),
    ("He said the vote was rigged, a charge the panel denies.", "the vote was rigged", "He"),
    ("He said it was a threat, a charge and a farce.", "it was a threat, a charge and a farce", "He"),
]


@pytest.mark.parametrize(("text", "words", "speaker"), SAID)
def test_what_is_said(text, words, speaker):
    assert read(text) == [(words, speaker)]


@pytest.mark.parametrize(
    "text", ["The Herald, citing two aides, reported {}.", "The Herald reported, citing two aides, {}."]
)
def test_whom_a_paper_cites(text):
    (found,) = onrecord.annotate(text.format("that the ferry was shut"), language="en").statements
    assert (found.text, found.speaker_text, found.source_text) == (f"that {SHUT}", "The Herald", "two aides")


@pytest.mark.parametrize(
    ("text", "words", "speaker", "addressee"),
    [
        ("The ferry was shut, the jury was told.", "The ferry was shut", None, "the jury"),
        ("The ferry, reporters were told by the board, was shut.", "The ferry was shut", "the board", "reporters"),
        ("The ferry will close, it was announced on Friday.", "The ferry will close", None, None),
        ("Two men, it is alleged, broke in.", "Two men broke in", None, None),
    ],
)
def test_a_passive_behind_or_within_what_is_said(text, words, speaker, addressee):
    (found,) = onrecord.annotate(text, language="en").statements
    assert (found.text, found.speaker_text, found.addressee_text) == (words, speaker, addressee)


@pytest.mark.parametrize(
    "text",
    [
        "With a well run ferry, we are assured of better days.",
        "The ferry was shut, and the men were asked to leave.",
    ],
)
def test_a_passive_of_something_else(text):
    assert not [s for s in onrecord.annotate(text, language="en").statements if s.rule == "en.cue.parenthesis"]


def test_a_relative_clause_behind_a_source_is_not_said():
    assert ("the ferry was shut", "the Herald") in read(
        "According to the Herald, which cited two aides, the ferry was shut."
    )


def test_whom_a_speaker_cites_says_nothing_else():
    (found,) = onrecord.annotate(
        "The envoy left on Thursday, state radio reported, citing a palace statement.", language="en"
    ).statements
    assert (found.text, found.speaker_text, found.source_text) == (
        "The envoy left on Thursday",
        "state radio",
        "a palace statement",
    )
