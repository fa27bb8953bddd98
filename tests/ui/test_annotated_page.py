"""The page of `onrecord annotate --html` in a browser: nothing of a seed runs, and what belongs together is linked."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests import PROJECT_ROOT
from tests.ui.visits import Visit

pytestmark = pytest.mark.long

ONRECORD = Path(sys.executable).with_name("onrecord")
SEED = (PROJECT_ROOT / "seeds" / "000_f472eb6b40813c57.txt").read_text(encoding="utf-8").split(" ", 3)[3]
GOLDEN = json.loads((PROJECT_ROOT / "tests/golden/english/01_harbor_bridge.json").read_text(encoding="utf-8"))
HOSTILE = [
    "</div></span><script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'> „Ja“, sagte Olaf Scholz am "
    "Montag.\r\nZeile\rZeile\u0085\u2028\u2029Ende <!-- <style>*{display:none}</style> &lt;b&gt; &amp;amp; &#8238;",
    "\n\u202eDie Ministerin\u202c Anna\u00ad Blau\u2066\u2069\u2069 sagte: „Es\u200b gilt.“ \ufeff\x1b[31m\x7f "
    "\U000e0041 e\u0301 \U0001f468\u200d\U0001f469 \t  \n\n\n  „offen, sagte sie.  ",
    'javascript:window.hacked=3 " onmouseover="window.hacked=4" x=" sagte Trump, er komme{{ 7*7 }}{% raw %} "',
]
WIDE = {"width": 1300, "height": 900}
IMPOSSIBLE = "An\x00na Blau\ud83d sagte: „Nein.“"


def documents():
    for number, text in enumerate([SEED, "\n\n".join(GOLDEN["text"]), *HOSTILE, IMPOSSIBLE]):
        name = f'"><script>window.hacked = 5</script>\u202e{number}'
        yield {"id": name, "title": f"</title>{name}", "date": "2025-08-27", "text": text}


def annotate(stream, *options):
    done = subprocess.run([ONRECORD, "annotate", *options], input=stream, capture_output=True, timeout=120, check=True)
    return done.stdout


@pytest.fixture(scope="module")
def stream():
    return "".join(json.dumps(document) + "\n" for document in documents()).encode()


@pytest.fixture(scope="module")
def answers(stream):
    return [json.loads(line) for line in annotate(stream).splitlines()]


@pytest.fixture(scope="module")
def page_file(stream, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_bytes(annotate(stream, "--html"))
    return path


@pytest.fixture
def visit(browser, page_file):
    opened = Visit(browser, page_file, viewport=WIDE)
    yield opened
    opened.tab.close()


def test_nothing_of_a_seed_runs_and_nothing_is_asked_for(visit, page_file):
    from playwright.sync_api import Error

    for selector in (
        "article:nth-child(3) .text",
        "article:nth-child(5) .text .seg >> nth=0",
        ".actors .pick >> nth=0",
    ):
        visit.tab.hover(selector)
        visit.tab.click(selector)
    assert visit.tab.evaluate("window.hacked") is None
    assert visit.tab.evaluate("[document.scripts.length, document.images.length, document.styleSheets.length]") == [
        1,
        0,
        1,
    ]
    assert {url.split("#")[0] for url in visit.requests} == {page_file.as_uri()}
    assert visit.complaints == []
    with pytest.raises(Error):  # and if something got in, the policy would not let it run
        visit.tab.add_script_tag(content="window.hacked = 6")
    assert visit.tab.evaluate("window.hacked") is None


def test_the_text_is_the_documents_code_point_for_code_point(visit):
    *exact, impossible = [document["text"] for document in documents()]
    *shown, replaced = visit.tab.evaluate("[...document.querySelectorAll('.text')].map(e => e.textContent)")
    assert [list(map(ord, text)) for text in shown] == [list(map(ord, text)) for text in exact]
    assert replaced == impossible.replace("\x00", "\ufffd").replace("\ud83d", "\ufffd")
    codes = visit.tab.eval_on_selector_all("article:last-of-type .text .unseen", "es => es.map(e => e.dataset.code)")
    assert codes == ["U+0000", "U+D83D"]


def test_a_bidirectional_override_turns_nothing_around(visit):
    """The words after U+202E stand to the right of it, in their order."""
    left = visit.tab.evaluate("""() => {
      const text = document.querySelector("article:nth-child(4) .text");
      const range = document.createRange();
      const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
      const found = [];
      while (walker.nextNode()) {
        for (const word of ["Ministerin", "Blau", "gilt"]) {
          const at = walker.currentNode.data.indexOf(word);
          if (at < 0) continue;
          range.setStart(walker.currentNode, at);
          range.setEnd(walker.currentNode, at + 1);
          const first = range.getBoundingClientRect().left;
          range.setStart(walker.currentNode, at + 1);
          range.setEnd(walker.currentNode, at + 2);
          found.push(range.getBoundingClientRect().left > first);
        }
      }
      return found;
    }""")
    assert left == [True, True, True]


def test_picking_an_actor_shows_all_its_mentions(visit, answers):
    actor = max(answers[0]["actors"], key=lambda a: len(a["mentions"]))
    entry = visit.tab.locator("article:first-child .actors .entry", has_text=actor["actor_id"])
    entry.locator(".head a.pick").click()
    assert "".join(visit.texts("article:first-child .text .on-a")) == "".join(m["text"] for m in actor["mentions"])
    assert visit.tab.locator("article:first-child .text.showing").count() == 1
    visit.tab.keyboard.press("Escape")
    assert visit.texts(".text .on") == []


def test_pointing_at_a_statement_tells_who_said_it_with_which_words_and_by_which_rule(visit, answers):
    number, statement = next(
        (i, s)
        for i, s in enumerate(answers[0]["statements"], 1)
        if s["speaker_actor_id"] and s["cue_lemma"] and s["source_text"] and not s["parent_statement_id"]
    )
    names = {actor["actor_id"]: actor["name"] for actor in answers[0]["actors"]}
    visit.tab.locator(f"article:first-child .chip[data-s='{number}']").focus()
    assert "".join(visit.texts("article:first-child .text .on-p")) == statement["speaker_text"]
    assert " ".join(visit.texts("article:first-child .text .on-c")) == statement["cue_text"]
    assert "".join(visit.texts("article:first-child .text .on-o")) == statement["source_text"]
    inside = visit.tab.locator(f"article:first-child .text .seg.on-s[data-s='{number}']:not([data-a])").first
    inside.hover()
    card = visit.tab.locator("#card").inner_text()
    for said in (
        names[statement["speaker_actor_id"]],
        statement["cue_lemma"],
        statement["source_text"],
        statement["rule"],
    ):
        assert said in card
    assert statement["stated_from"] in card


def test_pointing_at_a_date_tells_its_days(visit, answers):
    date = next(d for d in answers[0]["dates"] if d["begins_on"])
    visit.tab.locator("article:first-child .text .seg.d", has_text=date["text"]).first.hover()
    card = visit.tab.locator("#card").inner_text()
    assert date["begins_on"] in card
    assert date["rule"] in card


def test_the_keyboard_reaches_statements_and_actors(visit):
    focused = "document.activeElement.className"
    for _ in range(6):  # past what is folded above the text
        visit.tab.keyboard.press("Tab")
        if "chip" in visit.tab.evaluate(focused):
            break
    assert "chip" in visit.tab.evaluate(focused)
    assert visit.tab.locator(".text .on-s").count() > 0
    visit.tab.keyboard.press("Enter")
    assert visit.tab.locator(".statements .entry.picked").count() == 1
    assert visit.tab.evaluate("location.hash").startswith("#d1-s")


def test_one_speaker_can_be_chosen(visit, answers):
    """The lists keep the chosen speaker's statements alone, the text marks them, other documents are hidden."""
    spoken = [statement["speaker_actor_id"] for statement in answers[0]["statements"]]
    chosen = max(filter(None, spoken), key=spoken.count)
    visit.tab.select_option(".speakers select", chosen)
    shown = visit.tab.locator("article:first-child .statements .entry:visible")
    assert shown.count() == spoken.count(chosen) < len(spoken)
    assert visit.tab.locator("article:first-child .text .chip.on").count() == shown.count()
    assert not visit.tab.locator("article:nth-child(2)").is_visible()  # in English, of others
    shown.first.locator(".number").first.click()
    visit.tab.keyboard.press("Escape")  # what was picked is let go, the choice stays
    assert visit.tab.locator("article:first-child .text .chip.on").count() == shown.count()
    visit.tab.select_option(".speakers select", "")
    assert visit.tab.locator("article:first-child .statements .entry:visible").count() == len(spoken)
    assert visit.tab.locator("article:nth-child(2)").is_visible()
    assert visit.texts(".text .on") == []


def test_a_phone_has_the_legend_folded_and_no_sideways_scroll(browser, page_file):
    visit = Visit(browser, page_file, viewport=WIDE)
    legend = visit.tab.locator(".legend li").first
    assert legend.is_visible()
    visit.tab.set_viewport_size({"width": 400, "height": 800})
    visit.tab.reload()
    assert not legend.is_visible()
    assert visit.tab.evaluate("document.documentElement.scrollWidth") <= 400
    visit.tab.click(".legend summary")
    assert legend.is_visible()
    visit.tab.close()


def test_several_documents_have_a_list_that_leads_to_them(visit):
    visit.tab.click(".contents summary")
    links = visit.tab.locator(".contents a")
    titles = [document["title"] for document in documents()]
    assert links.all_text_contents() == titles
    links.nth(len(titles) - 2).click()
    top = visit.tab.evaluate(f"document.getElementById('d{len(titles) - 1}').getBoundingClientRect().top")
    assert 0 <= top < 900


def test_without_script_the_lists_say_it_all_and_every_link_leads_somewhere(browser, page_file, answers):
    visit = Visit(browser, page_file, viewport=WIDE, java_script_enabled=False)
    entries = " ".join(visit.texts("article:first-child .entry"))
    for statement in answers[0]["statements"]:
        assert statement["rule"] in entries
        assert (statement["cue_lemma"] or "") in entries
    assert len(visit.texts("article:first-child .statements .entry")) == len(answers[0]["statements"])
    assert visit.tab.locator(".when-picked").first.is_hidden()
    visit.tab.locator("article:first-child .actors .place").first.click()
    assert visit.tab.url.split("#")[1].startswith("d1-m")
    visit.tab.close()


def test_ids_are_unique_and_links_stay_on_the_page(visit):
    ids = visit.tab.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    targets = visit.tab.evaluate("[...document.querySelectorAll('[href]')].map(e => e.getAttribute('href'))")
    assert len(set(ids)) == len(ids)
    assert {target.removeprefix("#") for target in targets} <= set(ids)
    assert all(target.startswith("#") for target in targets)


def test_paper_gets_the_lists_too_and_dark_rooms_a_dark_page(browser, page_file):
    visit = Visit(browser, page_file, viewport=WIDE, color_scheme="dark")
    background = "getComputedStyle(document.body).backgroundColor"
    dark = visit.tab.evaluate(background)
    visit.tab.emulate_media(media="print", color_scheme="light")
    assert visit.tab.evaluate(background) == "rgb(255, 255, 255)" != dark
    assert visit.tab.locator("article:first-child .statements .entry").last.is_visible()
    assert visit.tab.evaluate("getComputedStyle(document.querySelector('aside')).overflow") == "visible"
    visit.tab.close()
