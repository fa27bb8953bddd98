"""The work of annotating grows no faster than the text, all layers together, counted in lines and calls."""

import pytest

from pipeline.extract.engine import annotate
from tests.corpora import ARTICLES
from tests.work import assert_linear

PIECES = {
    "news": " ".join(ARTICLES) + "\n\n",
    "quotation marks": "„“",
    "one mark": '"',
    "brackets": "([",
    "one word": "Haus ",
    "capitalised words": "Berliner Haus Minister ",
    "full names": "Olaf Scholz ",
    "surnames and pronouns": "Olaf Scholz sagte, er komme. Sie lobte ihn. ",
    "acronyms": "Gewerkschaft der Polizei (GdP) ",
    "cues": "sagte said ",
    "clause after clause": "er sagte, he said, ",
    "complement in complement": "sagte er, dass he said that ",
    "source after source": "laut Polizei according to him, ",
    "adverbs of hearsay": "reportedly demnach ",
    "nouns for words": "die Forderung, the claim that ",
    "marks in marks": "„‚“‘ ",
    "joined cues": "und sagte and said ",
    "no spaces": "a",
    "dates": "am 3. Mai ",
}


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("piece", PIECES)
def test_four_times_the_text_is_four_times_the_work(piece, language):
    assert_linear(
        lambda text: annotate(text, language=language, published_on=None, document_id="doc_1"), PIECES[piece], 500
    )
