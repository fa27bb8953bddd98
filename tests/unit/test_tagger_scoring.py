"""The scores that the tagger sums for all words at once are the sums over the features that training names."""

import numpy as np
import pytest

from pipeline.extract.actors.context import read_context
from pipeline.extract.actors.recognition import find_by_rules
from pipeline.extract.actors.tagger import scoring
from pipeline.extract.actors.tagger.features import AROUND, rule_labels, traits_of
from pipeline.extract.actors.tagger.scoring import KnownForms, sentence_pieces
from pipeline.extract.actors.tagger.surroundings import Surroundings
from pipeline.extract.actors.tagger.weights import MARKS, load_weights
from pipeline.extract.text import read_text
from training.tagger import sentence_features

TEXTS = {
    "de": (
        "Am Montag sprach Petra Hallmann | in Bad Oberzwieselbach mit dem Vorstand der Brunnwald-Logistik.",
        "DER HALLMANN KOMMT NACH ROM\n\nNato-Generalsekretär Jens Olpen (SPD) lobte Frankfurt am Main || heute.",
        "„Das reicht“, sagte Wende der Brunnwalder Zeitung. " + "Rhabarber" * 9 + " half. Zu spaet, erklaerte er.",
    ),
    "en": (
        "On Monday Petra Hallmann | spoke in New York with the board of Brenna-Logistics Inc.",
        "HALLMANN IS COMING TO ROME\n\nNATO Secretary-General Jens Olpen praised the city of Los Angeles || today.",
        "“That is enough,” Wende told the Brenna Times. " + "Rhubarb" * 9 + " helped.",
    ),
}


def summed_one_by_one(context, rules, weights):
    """The scores of each token of each sentence, by the names of its features."""
    beside = {"-": (weights.near_of, weights.near, 0), "+": (weights.near_of, weights.near, 1)}
    beside |= {"<": (weights.far_of, weights.far, 0), ">": (weights.far_of, weights.far, 1)}
    width, scores = len(weights.labels), []
    for first, last in sentence_pieces(context):
        for names in sentence_features(context, first, last, rules):
            total = np.zeros(width, dtype=np.int64)
            for name in names:
                if name[0] in MARKS:
                    row_of, rows, side = beside[name[0]]
                    total += rows[row_of.get(name[1:], 0)][side * width : (side + 1) * width]
                else:
                    total += weights.rows[weights.row_of.get(name, 0)]
            scores.append(total)
    return np.array(scores)


@pytest.mark.parametrize("most_forms", [65_000, 3])
@pytest.mark.parametrize("language", ["de", "en"])
def test_scores_are_the_sums_of_the_weights_of_all_features(language, most_forms, monkeypatch):
    monkeypatch.setattr(scoring, "_MOST_FORMS", most_forms)
    weights = load_weights(language)
    known = KnownForms(weights)
    for text in (*TEXTS[language], *TEXTS[language]):  # the second time everything has been seen
        context = read_context(read_text(text, language))
        rules = rule_labels(context, find_by_rules(context))
        scores, places = known.scores(context, sentence_pieces(context), rules)
        found = np.concatenate([scores[begin:end] for begin, end in places])
        assert found.tolist() == summed_one_by_one(context, rules, weights).tolist()


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(scoring, "_MOST_FORMS", 100)
    known = KnownForms(load_weights("de"))
    for number in range(40):
        words = " ".join(f"Wort{number}x{k}" for k in range(10))
        context = read_context(read_text(f"Heute sind {words} da.", "de"))
        known.scores(context, sentence_pieces(context), [""] * len(context.forms))
    assert len(known) <= 100 + len(context.forms)


def test_a_feature_whose_parts_hold_the_joint_is_found():
    surroundings = Surroundings({"cc=||Xx": 1, "lc=a|||": 2, "ce=x|||": 3, "l=a": 4, "kd=GS|S": 5, "ke=S|x": 6})

    def rows(classes, lowers, codes=("", "", "")):
        numbers = {
            what: np.array([surroundings.number_of[what].get(part, 0) for part in parts])
            for what, parts in (("class", classes), ("codes", codes), ("lower", lowers))
        }
        found = surroundings.rows(numbers)
        return {kind: found[place].tolist() for place, kind in enumerate(AROUND)}

    assert rows(["|", "Xx", "^"], ["|", "b", "^"])["cc"] == [1]
    assert rows(["x", "||", "^"], ["a", "||", "^"])["lc"] == [2]
    assert rows(["x", "|", ""], ["b", "|", "^"])["ce"] == [3]
    found = rows(["Xx", "x", "^"], ["c", "d", "^"], ["GS", "S", "x"])
    assert (found["kd"], found["ke"]) == ([5], [6])
    assert rows(["Xx", "x", "^"], ["c", "d", "^"], ["S", "GS", "S"]) == {kind: [0] for kind in AROUND}


def test_codes_are_the_lists_that_have_a_form_else_its_shape():
    context = read_context(read_text("Petra Hallmann ging nach 1990 heim.", "de"))
    assert traits_of(context, "Petra").codes.startswith("G")
    assert traits_of(context, "Hallmannsweiler").codes == "Xx"
    assert traits_of(context, "1990").codes == "0"
