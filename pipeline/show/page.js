// Links what belongs together: pointing shows it, a click or Enter keeps it shown, Escape lets it go. The page says all
// that it has to say without this script, in the lists beside each text.
"use strict";
(() => {
  const card = document.getElementById("card");
  const ROLES = ["p", "c", "t", "o", "f"];
  const MARKS = ["on", "on-s", "on-a", "on-d", ...ROLES.map((role) => `on-${role}`)];
  let picked = null;
  let speaker = "";
  document.documentElement.classList.add("scripted");

  const textOf = (article) => article.querySelector(".text");
  const numbers = (element, layer) => (element.dataset[layer] || "").split(" ").filter(Boolean);
  const segments = (article, layer, number) => textOf(article).querySelectorAll(`.seg[data-${layer}~="${number}"]`);
  const entry = (article, layer, number) => article.querySelector(`aside .entry[data-${layer}="${number}"]`);

  function clear(article) {
    const text = textOf(article);
    text.classList.remove("showing");
    for (const marked of text.querySelectorAll(".on")) marked.classList.remove(...MARKS);
    for (const marked of article.querySelectorAll(".entry.picked")) marked.classList.remove("picked");
  }

  function mark(article, layer, number) {
    const found = segments(article, layer, number);
    for (const segment of found) segment.classList.add("on", `on-${layer}`);
    if (layer === "s") {
      for (const role of ROLES) {
        for (const segment of segments(article, "r", role + number)) segment.classList.add("on", `on-${role}`);
      }
      for (const chip of textOf(article).querySelectorAll(`.chip[data-s="${number}"]`)) chip.classList.add("on");
    }
    entry(article, layer, number)?.classList.add("picked");
    return found;
  }

  function show(article, layer, number) {
    clear(article);
    mark(article, layer, number);
    textOf(article).classList.add("showing");
  }

  function restore(article) {
    clear(article);
    if (picked && picked.article === article) show(article, picked.layer, picked.number);
    else if (speaker) markSpeaker(article);
  }

  function pick(article, layer, number) {
    const isSame = picked && picked.article === article && picked.layer === layer && picked.number === number;
    if (picked) clear(picked.article);
    picked = isSame ? null : { article, layer, number };
    restore(article);
    return !isSame;
  }

  const spoken = (root) => [...root.querySelectorAll(".statements .entry")];

  function markSpeaker(article) {
    const text = textOf(article);
    for (const found of spoken(article).filter((element) => element.dataset.speaker === speaker)) {
      for (const segment of segments(article, "s", found.dataset.s)) segment.classList.add("on", "on-s");
      for (const chip of text.querySelectorAll(`.chip[data-s="${found.dataset.s}"]`)) chip.classList.add("on");
    }
    text.classList.add("showing");
  }

  // Who speaks can be chosen: documents and statements of others are hidden then, and dimmed in the text.
  function filterBy(chosen) {
    speaker = chosen;
    if (picked) pick(picked.article, picked.layer, picked.number);
    for (const article of document.querySelectorAll("article[id]")) {
      for (const found of spoken(article)) found.hidden = speaker !== "" && found.dataset.speaker !== speaker;
      article.hidden = speaker !== "" && spoken(article).every((found) => found.hidden);
      restore(article);
    }
  }

  function listSpeakers() {
    const found = new Map();
    for (const { dataset } of spoken(document).filter((element) => element.dataset.speaker)) {
      const known = found.get(dataset.speaker) || { id: dataset.speaker, name: dataset.name, count: 0 };
      found.set(dataset.speaker, { ...known, count: known.count + 1 });
    }
    if (found.size < 2) return;
    const speakers = [...found.values()].sort((a, b) => b.count - a.count || a.name.localeCompare(b.name));
    const select = document.createElement("select");
    select.append(new Option("everybody", ""), ...speakers.map(({ id, name, count }) => new Option(`${name} (${count})`, id)));
    select.addEventListener("change", () => filterBy(select.value));
    const label = document.createElement("label");
    label.className = "speakers";
    label.append("Statements of", select);
    document.querySelector("header.page").append(label);
  }

  // Several documents get a list of them; the page is written as they come, so that none could stand at its beginning.
  function listDocuments() {
    const headings = [...document.querySelectorAll("article[id] h2")];
    if (headings.length < 2) return;
    const list = document.createElement("ol");
    list.append(...headings.map((heading) => {
      const link = document.createElement("a");
      link.href = `#${heading.closest("article").id}`;
      link.append(...[...heading.childNodes].map((node) => node.cloneNode(true)));
      const item = document.createElement("li");
      item.append(link);
      return item;
    }));
    const summary = document.createElement("summary");
    const failures = document.querySelectorAll("article.failure").length;
    summary.textContent = `${headings.length} documents${failures ? `, and ${failures} that could not be read` : ""}`;
    const details = document.createElement("details");
    details.className = "contents";
    details.append(summary, list);
    document.querySelector("header.page").append(details);
  }

  // What a segment is about, the smallest thing first: a date, an actor, the innermost statement, a role in one.
  function about(segment) {
    const found = ["d", "a", "s"].map((layer) => [layer, numbers(segment, layer).at(-1)]).filter(([, number]) => number);
    const roles = numbers(segment, "r").map((role) => ["s", role.slice(1)]);
    const seen = new Set();
    return [...found, ...roles].filter(([layer, number]) => !seen.has(layer + number) && seen.add(layer + number));
  }

  // In the frame of a statement a name is looked at for its part in it; elsewhere for itself.
  function foremost(segment) {
    return about(segment)[0];
  }

  function openCard(article, segment) {
    const entries = about(segment).slice(0, 2).map(([layer, number]) => entry(article, layer, number)).filter(Boolean);
    card.replaceChildren(...entries.map((found) => {
      const copy = found.cloneNode(true);
      for (const element of [copy, ...copy.querySelectorAll("[id]")]) element.removeAttribute("id");
      copy.classList.remove("picked", "depth1", "depth2", "depth3", "depth4");
      return copy;
    }));
    card.hidden = entries.length === 0;
    const box = segment.getClientRects()[0];
    const isBelow = innerHeight - box.bottom > box.top;
    card.style.maxHeight = `${(isBelow ? innerHeight - box.bottom : box.top) - 24}px`;
    const size = card.getBoundingClientRect();
    card.style.left = `${Math.max(8, Math.min(box.left, innerWidth - size.width - 8))}px`;
    card.style.top = `${isBelow ? box.bottom + 14 : box.top - size.height - 8}px`;
  }

  function at(event) {
    const article = event.target.closest?.("article");
    const segment = article && event.target.closest(".text .seg");
    return segment && foremost(segment) ? { article, segment } : null;
  }

  listDocuments();
  listSpeakers();
  // On a phone the legend would take a third of the first screen.
  document.querySelector(".legend").open = !matchMedia("(max-width: 60rem)").matches;
  for (const article of document.querySelectorAll("article[data-picked]")) {
    pick(article, "s", article.dataset.picked);
    entry(article, "s", article.dataset.picked)?.scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("mouseover", (event) => {
    const over = at(event);
    if (!over) return;
    show(over.article, ...foremost(over.segment));
    openCard(over.article, over.segment);
  });
  document.addEventListener("mouseout", (event) => {
    const left = at(event);
    if (!left) return;
    card.hidden = true;
    restore(left.article);
  });
  document.addEventListener("click", (event) => {
    const article = event.target.closest("article");
    if (!article) return;
    const link = event.target.closest("a.pick");
    const over = at(event);
    if (link) {
      const [layer] = Object.keys(link.dataset);
      if (!pick(article, layer, link.dataset[layer])) event.preventDefault();
    } else if (over && getSelection().isCollapsed) {
      const [layer, number] = foremost(over.segment);
      card.hidden = true;
      if (pick(article, layer, number)) entry(article, layer, number)?.scrollIntoView({ block: "nearest" });
    }
  });
  document.addEventListener("focusin", (event) => {
    const chip = event.target.closest?.(".chip");
    if (chip) show(chip.closest("article"), "s", chip.dataset.s);
  });
  document.addEventListener("focusout", (event) => {
    const chip = event.target.closest?.(".chip");
    if (chip) restore(chip.closest("article"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    card.hidden = true;
    if (picked) pick(picked.article, picked.layer, picked.number);
  });
})();
