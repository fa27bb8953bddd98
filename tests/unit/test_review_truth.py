"""Where the truth is known, the intervals of drawn samples hold it."""

from tests.golden.english_gold import articles
from tests.review_truth import Article, Truth


def test_intervals_hold_the_truth(tmp_path):
    known = [
        Article(name, text, article["date"], "en", [(row["quote"], row["speaker"]) for row in article["statements"]])
        for name, (text, article) in articles().items()
        if article["held_out"]
    ]
    truth = Truth(known[:10], tmp_path)
    assert len(truth.rows) > 60
    assert truth.missed
    held = truth.held(40, range(10))
    assert len(held) == 4
    assert all(n >= 9 for n in held.values()), held
