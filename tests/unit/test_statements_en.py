"""Statements in English."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.statements import find_statements
from pipeline.extract.text import read_text
from tests.unit.test_statements_verbs import read, surface


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor said the bridge would close.", ("indirect", "the bridge would close", "The mayor", "say")),
        ("The mayor said that the bridge is old.", ("indirect", "that the bridge is old", "The mayor", "say")),
        ("The bridge is old, the mayor said.", ("indirect", "The bridge is old", "the mayor", "say")),
        ("The bridge is old, said Ann Smith.", ("indirect", "The bridge is old", "Ann Smith", "say")),
        ('"We will fix it," the mayor said.', ("direct", '"We will fix it,"', "the mayor", "say")),
        ("“We will fix it,” said Ann Smith.", ("direct", "“We will fix it,”", "Ann Smith", "say")),
        ('The mayor added: "We will fix it."', ("direct", '"We will fix it."', "The mayor", "add")),
        (
            "According to the police, two men fled.",
            ("indirect", "two men fled", "the police", "according to"),
        ),
        (
            "The minister, who resigned on Monday, said the deal was dead.",
            ("indirect", "the deal was dead", "The minister", "say"),
        ),
    ],
)
def test_english(text, expected):
    assert expected in read(text, "en")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Mr. Halloran, 61 years old, will become a director, the company said.",
            ("indirect", "Mr. Halloran, 61 years old, will become a director", "the company", "say"),
        ),
        (
            "“It rains,” said Ted Brill, who runs Brill & Co., “and I like it.”",
            ("direct", "“It rains,” … “and I like it.”", "Ted Brill", "say"),
        ),
        ("Besides, tests show the drug is safe.", ("indirect", "the drug is safe", "tests", "show")),
        ("A guard, whose shift had ended, said it was late.", ("indirect", "it was late", "A guard", "say")),
        ("Sen. Mark Dell, D-Ore., said it was late.", ("indirect", "it was late", "Sen. Mark Dell, D-Ore.", "say")),
        ("The referee, she said, was blind.", ("indirect", "The referee … was blind", "she", "say")),
        ("The bank was told that it must pay.", ("indirect", "that it must pay", "", "tell")),
        ("The vote is believed to be close.", ("indirect", "The vote … to be close", "", "believe")),
        ("Voss denied taking bribes.", ("indirect", "taking bribes", "Voss", "deny")),
        ("She urged the city to run a ferry.", ("indirect", "to run a ferry", "She", "urge")),
        ("Officials are confident that it will hold.", ("indirect", "that it will hold", "Officials", "confident")),
        ("The union's claim that wages fell is wrong.", ("indirect", "that wages fell", "The union", "claim")),
        ("The ship reportedly sank.", ("indirect", "The ship … sank", "", "reportedly")),
        (
            "In the view of Ms. Orr, the plan is dead.",
            ("indirect", "the plan is dead", "Ms. Orr", "in the view of"),
        ),
        ("Most of them said it was late.", ("indirect", "it was late", "Most of them", "say")),
        ("The chief went on to say who paid.", ("indirect", "who paid", "The chief", "say")),
        ("He left, saying that he was ill.", ("indirect", "that he was ill", "He", "say")),
    ],
)
def test_frames_of_news(text, expected):
    assert expected in read(text, "en")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She described the plan as a threat.", ("indirect", "the plan as a threat", "She", "describe")),
        ("The union called the offer an insult.", ("indirect", "the offer an insult", "The union", "call")),
        ("She blamed the crash on poor roads.", ("indirect", "the crash on poor roads", "She", "blame")),
        ("He is widely seen as a moderate.", ("indirect", "He … as a moderate", "", "see")),
        ("She wants him to apologize.", ("indirect", "him to apologize", "She", "want")),
        ("The judge ruled 5-4 that it may stay.", ("indirect", "that it may stay", "The judge", "rule")),
        ("The plan, she allowed, is weak.", ("indirect", "The plan … is weak", "she", "allow")),
        ("I hope it's over.", ("indirect", "it's over", "I", "hope")),
        ("For years critics have said it leaks.", ("indirect", "it leaks", "critics", "say")),
        ("Everybody I met said it was late.", ("indirect", "it was late", "Everybody I met", "say")),
        ("They want you back.", ("indirect", "you back", "They", "want")),
        ("He argued in papers filed Tuesday that it is void.", ("indirect", "that it is void", "He", "argue")),
        ("He would like to resign.", ("indirect", "to resign", "He", "like")),
        ("A verdict is expected next week.", None),
        ("Six in 10 told the firm that they left.", ("indirect", "that they left", "Six in 10", "tell")),
        ("The men who fled said it was dark.", ("indirect", "it was dark", "The men who fled", "say")),
        (
            "A lawyer briefed on the case said it was over.",
            ("indirect", "it was over", "A lawyer briefed on the case", "say"),
        ),
        (
            "Aides to the mayor, meanwhile, worry that it is late.",
            ("indirect", "that it is late", "Aides to the mayor", "worry"),
        ),
        ("As the coach told them, it is only a game.", ("indirect", "it is only a game", "the coach", "tell")),
        ("In the bank's view, the market is hot.", ("indirect", "the market is hot", "the bank", "in view")),
        ("The pope expressed concern that war is near.", ("indirect", "that war is near", "The pope", "concern")),
        ("His decision to resign surprised allies.", ("indirect", "to resign", "His", "decision")),
        ("The fear is that banks will fail.", ("indirect", "that banks will fail", "", "fear")),
        ("LONDON (AP) -- It rained, officials said.", ("indirect", "It rained", "officials", "say")),
        ("`` We won , '' Smith said .", ("direct", "`` We won , ''", "Smith", "say")),
        ("The firm does n't think it paid .", ("indirect", "it paid", "The firm", "think")),
    ],
)
def test_more_frames_of_news(text, expected):
    found = read(text, "en")
    assert expected in found if expected else found == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said it was late, but officials said it was early.", ["it was late", "it was early"]),
        ("She demands a job, a car and a house.", ["a job, a car and a house"]),
        ("He said it was over, in remarks that stunned his aides.", ["it was over"]),
        ("It expects growth of 2%, down from 3% in May.", ["growth of 2%"]),
        ("Smith, who has called for calm, said it was over.", ["calm", "it was over"]),
        ("She said it is a good bill and dismissed the critics.", ["it is a good bill"]),
        ("Smith, who once called it “a joke,” is now proud that it works.", ["it “a joke,”", "that it works"]),
    ],
)
def test_where_a_statement_ends(text, expected):
    assert [quote for _, quote, _, _ in read(text, "en")] == expected


def test_an_addressee_may_be_three_times_somebodys():
    text = "She told the union's leader's lawyer's aide that the bridge is closed."
    (statement,) = find_statements(read_text(text, "en"), [], [], None)
    assert surface(text, statement.spans) == "that the bridge is closed"
    assert surface(text, statement.addressee_spans) == "the union's leader's lawyer's aide"


def test_joined_participles_end_only_the_cue_before():
    quotes = [quote for _, quote, _, _ in read("She said he had demanded cash and been told it was gone.", "en")]
    assert quotes == ["he had demanded cash and been told it was gone", "cash", "it was gone"]


def test_abbreviations_end_no_sentence_in_a_quotation():
    text = "“We think Gov. Smith is wrong,” he said."
    assert ("indirect", "Gov. Smith is wrong", "We", "think") in read(text, "en")


def test_quotations_within_quotations():
    text = "“She said, ‘You will be,’” her brother recalled."
    assert [(quote, speaker) for _, quote, speaker, _ in read(text, "en")] == [
        ("“She said, ‘You will be,’”", "her brother"),
        ("‘You will be,’", "She"),
    ]


def test_who_asked_stands_behind_a_question_mark():
    text = "“We won,” Smith said. “Really?” Jones asked. “Yes!” Smith shouted."
    assert [(quote, speaker) for _, quote, speaker, _ in read(text, "en")] == [
        ("“We won,”", "Smith"),
        ("“Really?”", "Jones"),
        ("“Yes!”", "Smith"),
    ]


def test_a_quotation_goes_on_behind_an_insertion():
    text = "“Look,” he said, leaning forward, “nobody will come.”"
    assert read(text, "en") == [("direct", "“Look,” … “nobody will come.”", "he", "say")]


def test_two_cues_share_a_subject():
    text = "The mayor said the bridge was old and warned that it might fall, but he promised to mend it."
    assert [(quote, speaker) for _, quote, speaker, _ in read(text, "en")] == [
        ("the bridge was old", "The mayor"),
        ("that it might fall", "The mayor"),
        ("to mend it", "he"),
    ]


def test_reports_are_nested():
    text = "The paper reported that officials had told it that the men were spies."
    outer, inner = find_statements(read_text(text, "en"), [], [], None)
    assert (surface(text, inner.speaker_spans), inner.parent) == ("officials", 0)
    assert surface(text, outer.speaker_spans) == "The paper"


def test_fragments_in_quotation_marks_are_no_statements_of_their_own():
    assert len(read("The mayor said the plan is “a very bad joke” and must go.", "en")) == 1


def test_quotation_goes_on_addressee_and_source():
    text = '"It is over," Ann Smith told reporters. "We are going home."'
    first, second = find_statements(read_text(text, "en"), [], [], None)
    assert [surface(text, s.spans) for s in (first, second)] == ['"It is over,"', '"We are going home."']
    assert [surface(text, s.speaker_spans) for s in (first, second)] == ["Ann Smith", "Ann Smith"]
    assert surface(text, first.addressee_spans) == "reporters"
    text = "The bank will close, the Herald reported, citing two officials."
    (statement,) = find_statements(read_text(text, "en"), [], [], None)
    assert surface(text, statement.source_spans) == "two officials"


@pytest.mark.parametrize(
    "text",
    [
        "The report was long.",
        "He told a story.",
        "She called her mother.",
        "The law was first reported by the Ledger.",
        "They called off the match.",
        "The amount was added to the total.",
        "The company declined to comment.",
        "The song, “Rise, River,” was played twice.",
        "They discovered a body in the river.",
        "Rahman continued his struggle, and the state grew.",
        "In order to win, they trained.",
        "Please let them know if you are late.",
        "A fourth suspect had been seen.",
        "The peace talks in Geneva collapsed.",
        "The rock learning tool sorted “bad” tests by number.",
    ],
)
def test_other_uses(text):
    assert find_statements(read_text(text, "en"), [], [], None) == []


PIECES = (
    "said says saying told asked denied expected to not that whether who the a Mr . , ; : “ ” \" ' ’s ( ) and he it "
    "police Smith Corp plan claim according allegedly confident is was has been of by on Tuesday when rose in view \n\n"
).split(" ")


@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_words_give_spans_within_the_text(pieces):
    text = " ".join(pieces)
    for statement in find_statements(read_text(text, "en"), [], [], None):
        for spans in (statement.spans, statement.speaker_spans, statement.cue_spans):
            assert all(0 <= a < b <= len(text) for a, b in spans)
            assert all(one[1] <= other[0] for one, other in pairwise(spans))
        assert statement.spans


@pytest.mark.parametrize(
    "text",
    [
        "The clerk did not say who paid.",
        "The clerk could not say when it opens.",
        "The clerk declined to say why he left.",
        "Visitors may claim that they were first.",
        "The firm wants to sell the mill.",
        "The firm plans to close two mills.",
        "Families who ask for help must wait.",
        "Anyone who says so is wrong.",
        "The man allegedly stole a van.",
        "The levy is expected to raise two billion.",
        "The recently announced merger will cost jobs.",
        "An estimated 900 people came to the vigil.",
        "The law says drivers must stop.",
        "The act states that dogs must be registered.",
        "Ann Holt Wants New Bridge, Says Council Is Slow",
        "Mayor Says Taxes Will Rise",
        "Nobody said that it would be easy.",
        "It is safe to say the season is over.",
        "He was accused of lying.",
    ],
)
def test_what_is_negated_possible_intended_or_said_by_nobody_is_no_statement(text):
    assert read(text, "en") == []


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("The clerk does not believe that it opens.", "that it opens", "The clerk"),
        ("The firm wants the town to pay.", "the town to pay", "The firm"),
        ("The levy is expected by analysts to raise two billion.", "to raise two billion", None),
        ("The family, who say they were robbed, left.", "they were robbed", "The family"),
        ("He was accused by his wife of lying.", "of lying", "his wife"),
        ("Nobody believes that it opens.", "that it opens", "Nobody"),
        ("However, she said, the pool will stay open.", "the pool will stay open", "she"),
        ("Firms, Ms. Moss argues, deserve help.", "deserve help", "Ms. Moss"),
    ],
)
def test_what_is_told_all_the_same(text, words, speaker):
    assert any(row[1].endswith(words) and speaker in (row[2], None) for row in read(text, "en"))


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("Insisting it was fair, he left.", "it was fair", "he"),
        ("Saying the plan was fair, useful and cheap, the mayor signed it.", "fair, useful and cheap", "the mayor"),
        ("Arguing that costs were high, Ann Smith left.", "that costs were high", "Ann Smith"),
        ("The paper, citing insiders, reported that it would close.", "that it would close", "The paper"),
    ],
)
def test_who_speaks_beside_participles(text, words, speaker):
    ((_, said, who, _),) = read(text, "en")
    assert (said.endswith(words), who) == (True, speaker)
