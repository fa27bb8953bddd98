"""What holds for the merge of any layers: spans of a layer never overlap where they must not, nothing is made up."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.actors import Name
from pipeline.extract.annotation import Statement, TimeExpression
from pipeline.extract.backends.merging import POLICIES, merge_dates, merge_names, merge_statements

N = 40
policies = st.sampled_from(POLICIES)


def flat(draw_kind):
    """Sorted, disjoint ranges below N, each made into an item."""
    return st.lists(st.integers(0, N - 1), unique=True, max_size=16).map(
        lambda ends: [draw_kind(a, b) for a, b in zip(sorted(ends)[::2], sorted(ends)[1::2], strict=False)]
    )


dates = flat(lambda a, b: TimeExpression(a, b, "DATE", None, "r"))
names = flat(lambda a, b: Name(a, b, 2 * a, 2 * b, "x", "person", "r"))


@st.composite
def nested(draw):
    """Statements of one backend: any extents, each child within its parent."""
    found = [(0, N, None)]
    for _ in range(draw(st.integers(0, 8))):
        parent = draw(st.integers(0, len(found) - 1))
        low, high, _ = found[parent]
        start = draw(st.integers(low, high - 1))
        found.append((start, draw(st.integers(start + 1, high)), parent))
    cut = draw(st.integers(1, len(found)))  # without the statement around all of them, if any are left
    kept = found[1:] if cut > 1 else found
    shift = 1 if cut > 1 else 0
    return [
        Statement(
            "direct", "speech_or_writing", ((a, b),), f"r{i}", parent=None if p is None or p < shift else p - shift
        )
        for i, (a, b, p) in enumerate(kept)
    ]


def overlaps(one, other):
    return one[0] < other[1] and other[0] < one[1]


@given(st.lists(dates, max_size=3), policies)
def test_dates_never_overlap_and_are_some_of_those_found(found, policy):
    merged = merge_dates(found, policy, N)
    extents = [(d.start, d.end) for d in merged]
    assert all(a[1] <= b[0] for a, b in pairwise(extents))
    assert set(merged) <= {date for layer in found for date in layer}
    if policy == "first":
        assert merged == (found[0] if found else [])
    for layer in found if policy == "prefer_first" else ():
        for date in layer:  # whatever is left out gave way to something that stands
            assert any(overlaps((date.start, date.end), extent) for extent in extents)
    if policy == "prefer_first" and found:
        assert set(found[0]) <= set(merged)


@given(st.lists(dates, min_size=2, max_size=3))
def test_under_longest_whatever_is_left_out_meets_one_at_least_as_long(found):
    merged = merge_dates(found, "longest", N)
    for date in (date for layer in found for date in layer if date not in merged):
        rivals = [d for d in merged if overlaps((d.start, d.end), (date.start, date.end))]
        assert max(d.end - d.start for d in rivals) >= date.end - date.start


@given(st.lists(names, max_size=3), policies)
def test_no_token_has_two_names(found, policy):
    merged = merge_names(found, policy, N)
    assert all(a.last <= b.first for a, b in pairwise(merged))
    assert set(merged) <= {name for layer in found for name in layer}


@given(st.lists(nested(), min_size=1, max_size=3), policies)
def test_statements_in_the_same_words_are_one_backends(found, policy):
    layers = [
        [Statement(s.type, s.medium, s.spans, f"{b}.{s.rule}", parent=s.parent) for s in layer]
        for b, layer in enumerate(found)
    ]
    merged = merge_statements(layers, policy, N)
    assert [s.spans for s in merged] == sorted(s.spans for s in merged)
    for i, one in enumerate(merged):
        for other in merged[i + 1 :]:
            if one.rule[0] != other.rule[0]:
                assert not overlaps(one.spans[0], other.spans[0])
        if one.parent is not None:
            parent = merged[one.parent]
            assert parent.rule[0] == one.rule[0]
            assert parent.spans[0][0] <= one.spans[0][0] <= one.spans[0][1] <= parent.spans[0][1]


@given(nested(), policies)
def test_one_layer_alone_stays_as_it_is(found, policy):
    in_order = sorted(range(len(found)), key=lambda i: (found[i].spans, i))
    merged = merge_statements([found], policy, N)
    assert [s.rule for s in merged] == [found[i].rule for i in in_order]
    parents = [None if found[i].parent is None else found[found[i].parent].rule for i in in_order]
    assert [None if s.parent is None else merged[s.parent].rule for s in merged] == parents
