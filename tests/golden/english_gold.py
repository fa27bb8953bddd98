"""The English articles annotated by hand, and a compact score of statements against them.

An article holds its paragraphs and its statements with every span given as text; where that text stands more than
once in the article, " #2" says which one is meant. What the annotation follows, after PARC 3 (Pareti 2016): the
statement takes in “that”, “whether” and “to”, quotation marks and the marks within them, not the comma or full stop
before its frame; a quotation that goes on behind its frame is one statement with what stands before it if the sentence
goes on, a second one after a full stop; fragments in quotation marks within a statement are none of their own. Beliefs,
expectations and orders count as well as speech; acts that are told and not rendered (“rejected the charge”) do not.
Outside quotations neither do acts that are negated, withheld, possible or merely intended (“did not say who”, “declined
to say”, “plans to sell”), nor what is allegedly so or expected by nobody named, nor what a law or plan says.

Articles 31 to 69 were written before the rules were run on them, in the manners of agencies, broadsheets, campaign
and business papers, with everything attributed annotated, beliefs within quotations too. What the annotation of the
read ones had left out by these rules (some beliefs and orders within other statements) was added after the first run.
"""

import json
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "english"


@cache
def articles():
    """(text, annotation) of each article by its id, in order; spans are code points into the text."""
    found = {}
    for path in sorted(FOLDER.glob("*.json")):
        article = json.loads(path.read_text(encoding="utf-8"))
        text = "\n\n".join(article["text"])
        rows = [
            {
                **row,
                **{
                    role: [locate(text, surface) for surface in row.get(role, [])]
                    for role in ("quote", "speaker", "cue", "addressee", "source")
                },
            }
            for row in article["statements"]
        ]
        found[article["id"]] = (text, {**article, "statements": rows})
    return found


def locate(text, surface):
    """The span of `surface`, “words” or “words #n”, in `text`."""
    words, _, nth = surface.rpartition(" #")
    if not words or not nth.isdigit():
        words, nth = surface, "1"
        assert text.count(words) == 1, surface
    start = -1
    for _ in range(int(nth)):
        start = text.index(words, start + 1)
    return start, start + len(words)


def letters(text, spans):
    return {i for start, end in spans for i in range(start, end) if not text[i].isspace()}


def words(text, spans):
    return {word.lower() for start, end in spans for word in text[start:end].replace(",", " ").split()}


def pair(text, wanted, found):
    """Pairs (wanted, found) of spans that share half of their letters, the closest first, one to one."""
    sides = [[letters(text, spans) for spans in side] for side in (wanted, found)]
    close = sorted(
        (
            (-len(a & b) / len(a | b), i, j)
            for i, a in enumerate(sides[0])
            for j, b in enumerate(sides[1])
            if 2 * len(a & b) >= len(a | b)
        )
    )
    pairs, used = [], (set(), set())
    for _, i, j in close:
        if i not in used[0] and j not in used[1]:
            pairs.append((i, j))
            used[0].add(i)
            used[1].add(j)
    return pairs


def is_same(one, other):
    """Whether two sets of words share half of the smaller one."""
    return bool(one and other) and 2 * len(one & other) >= min(len(one), len(other))


def f1(n_right, n_wanted, n_found):
    return 2 * n_right / (n_wanted + n_found) if n_wanted + n_found else 0.0


def score(annotate, is_held_out):
    """F1 of statements, of statements with their speaker and with their cue, over one part of the articles.

    `annotate` gives the statements of a text. What has no speaker (or cue) is left out of the pairs' totals.
    """
    right = dict.fromkeys(("statements", "speakers", "cues"), 0)
    n_wanted, n_found = dict(right), dict(right)
    for text, gold in articles().values():
        if gold["held_out"] != is_held_out:
            continue
        rows, own = gold["statements"], annotate(text)
        n_wanted["statements"] += len(rows)
        n_found["statements"] += len(own)
        sides = {
            "speakers": ([r["speaker"] for r in rows], [s.speaker_spans for s in own]),
            "cues": ([r["cue"] for r in rows], [s.cue_spans for s in own]),
        }
        pairs = pair(text, [r["quote"] for r in rows], [s.spans for s in own])
        right["statements"] += len(pairs)
        for role, (wanted, found) in sides.items():
            n_wanted[role] += sum(map(bool, wanted))
            n_found[role] += sum(map(bool, found))
            right[role] += sum(is_same(words(text, wanted[i]), words(text, found[j])) for i, j in pairs)
    return {role: f1(right[role], n_wanted[role], n_found[role]) for role in right}
