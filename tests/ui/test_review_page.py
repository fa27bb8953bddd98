"""The page of `onrecord review` in a browser: thirty judgements by keys, and what the two files then say."""

import csv
import io
from collections import Counter
from pathlib import Path

import pytest

from pipeline.lake.correction_states import count_states
from pipeline.publish.folder import make_release
from pipeline.release.request import ReleaseRequest
from pipeline.review.answers import read_answers
from tests.corpora import build_lake, full_snapshot, settings_in, write_seed
from tests.golden.english_gold import articles
from tests.pictures import draw_nothing
from tests.press import DAY, release_press
from tests.ui.visits import Visit

pytestmark = pytest.mark.long

HOSTILE = "</script><script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'> \u202eturned\u202c"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """Settings of a project with English articles in its lake and a release of them."""
    settings = settings_in(tmp_path_factory.mktemp("articles"))
    for name, (text, article) in list(articles().items())[:6]:
        write_seed(Path(settings.seeds), f"{name}.txt", text, article["date"], language="en", title=HOSTILE)
    build_lake(settings)
    with pytest.MonkeyPatch.context() as patched:
        draw_nothing(patched)
        request = ReleaseRequest(date=DAY, settings=settings.shaping(), code_version="1")
        make_release(full_snapshot(settings), settings.releases, request)
    return settings


class Review(Visit):
    """The page, with what a person does on it."""

    def press(self, *keys):
        for key in keys:
            self.tab.keyboard.press(key)

    def select(self, selector, start, end):
        """Select characters of the first element that the selector finds, as a drag of the mouse does."""
        self.tab.evaluate(
            """([selector, start, end]) => {
              const part = document.querySelector(selector).firstChild;
              document.getSelection().setBaseAndExtent(part, start, part, end);
            }""",
            [selector, start, end],
        )

    @property
    def is_paragraph(self):
        return self.tab.locator(".paragraph").count() > 0

    def download(self, key, folder):
        with self.tab.expect_download() as waiting:
            self.press(key)
        path = folder / waiting.value.suggested_filename
        folder.mkdir(exist_ok=True)
        waiting.value.save_as(path)
        return path


def judge(review, number):
    """Judge what is shown: in turns right, wrong, unsure, other words, other speaker, other type; what was done."""
    if review.is_paragraph:
        if number % 2:
            review.select(".paragraph:not(.found)", 0, 12)
            review.press("m", "Enter")
        review.press("r")
        return "paragraph"
    done = ("right", "right", "wrong", "unsure", "words", "speaker", "type", "right")[number % 8]
    if done in ("right", "wrong", "unsure"):
        review.press(done[0])
        return done
    review.press("e")
    if done == "words":
        review.select(".here", 0, len(review.tab.locator(".here").first.text_content().rsplit(" ", 1)[0]))
        review.press("t")
    elif done == "speaker":
        review.tab.locator("input[name=speaker]").focus()
        review.press("Control+a", *"Zoe Vale")
    else:
        shown = review.tab.locator("select[name=type]")
        shown.select_option("reported" if shown.input_value() != "reported" else "indirect")
    review.press("Enter")
    return done


def test_thirty_judgements_by_keys_become_corrections_and_answers(corpus, browser, onrecord, tmp_path):
    quality, data = tmp_path / "quality", ("--data", corpus.data)
    assert onrecord("sample", "--n", 32, "--quality", quality, *data)[0] == 0
    (sample,) = quality.glob("*.json")
    assert onrecord("review", "--sample", sample, "--out", tmp_path / "page.html", *data)[0] == 0
    review = Review(browser, tmp_path / "page.html", accept_downloads=True, viewport={"width": 1000, "height": 800})
    review.tab.locator("input.by").fill("ab")
    review.tab.locator("h1").click()
    done = Counter(judge(review, number) for number in range(30))
    assert min(done[kind] for kind in ("right", "wrong", "unsure", "words", "speaker", "type", "paragraph")) > 0
    assert "30 of" in review.tab.locator("header").inner_text()
    review.tab.reload()
    assert "30 of" in review.tab.locator("header").inner_text()  # the browser kept them
    corrections = review.download("c", tmp_path / "corrections")
    answers = review.download("a", quality)
    assert review.tab.evaluate("window.hacked") is None
    assert {url.split("#")[0] for url in review.requests if not url.startswith("blob:")} == {
        (tmp_path / "page.html").as_uri()
    }
    assert review.complaints == []
    review.tab.close()

    assert onrecord("corrections", "check", "--corrections", corrections.parent)[::2] == (0, "")
    lines = list(csv.DictReader(io.StringIO(corrections.read_text("utf-8"))))
    verdicts = Counter(f"{line['verdict']} {line['field']}".strip() for line in lines)
    n_missed = sum(answer.answer == "missed" for answer in read_answers(str(quality)))
    assert n_missed > 0
    assert verdicts == {
        "confirm": done["right"],
        "reject": done["wrong"],
        "change text": done["words"],
        "change speaker": done["speaker"],
        "change type": done["type"],
        "add": n_missed,
    }
    given = Counter(answer.answer for answer in read_answers(str(quality)))
    n_edited = done["words"] + done["speaker"] + done["type"]
    assert given["wrong"] == done["wrong"] + n_edited
    assert given["right"] == done["right"] + done["paragraph"]
    assert given["unsure"] == done["unsure"]
    assert not any(line["quote"][:20] in answers.read_text("utf-8") for line in lines if len(line["quote"]) > 20)

    judged = corpus.model_copy(update={"corrections": str(corrections.parent)})
    build_lake(judged)
    states = count_states(full_snapshot(judged))
    assert set(states) <= {"applied", "already_true"}
    assert sum(states.values()) == len(lines)


def test_a_phone_shows_it_without_sideways_scroll_and_buttons_do_what_keys_do(corpus, browser, onrecord, tmp_path):
    page = tmp_path / "page.html"
    assert onrecord("review", "--search", "the", "--limit", 5, "--out", page, "--data", corpus.data)[0] == 0
    review = Review(browser, page, viewport={"width": 390, "height": 780}, has_touch=True)
    review.tab.get_by_role("button", name="edit").tap()
    assert review.tab.evaluate("document.documentElement.scrollWidth") <= 390
    review.tab.get_by_role("button", name="cancel").tap()
    review.tab.get_by_role("button", name="wrong").tap()
    assert "1 wrong" in review.tab.locator("header").inner_text()
    assert review.tab.get_by_role("button", name="answers").count() == 0  # only a sample has them
    review.tab.get_by_role("button", name="back").tap()
    review.tab.get_by_role("button", name="undo").tap()
    assert "0 wrong" in review.tab.locator("header").inner_text()
    assert review.complaints == []
    review.tab.close()


def test_a_page_has_only_what_a_release_has(browser, onrecord, tmp_path):
    press = release_press(tmp_path / "press")
    page = tmp_path / "page.html"
    data = ("--data", press.parents[1])
    assert onrecord("review", "--search", "bleibt", "--out", page, *data)[0] == 0
    review = Review(browser, page)
    shown = review.tab.locator("main").inner_text()
    assert "„Der Hafen bleibt offen“" in shown
    assert "the publisher allows statements to be passed on, not the document" in shown
    assert "letzten Platz" not in page.read_text("utf-8")
    review.tab.close()
    assert onrecord("review", "--search", "verlegt", *data)[0] == 1  # of an outlet that allows no words
    assert onrecord("review", "--changed-since", "1.0.0", *data)[0] == 1  # it is that release
    assert onrecord("review", *data)[0] == 2
    status, doubtful, _ = onrecord("review", "--doubtful", 5, *data)
    assert (status, doubtful.count('"kind":"row"')) == (0, 5)
