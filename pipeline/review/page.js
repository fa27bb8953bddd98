// The page: one row or paragraph at a time, judged by keys or by buttons; answers stay in the browser.

const data = JSON.parse(document.getElementById("data").textContent);
const page = document.getElementById("page");
const store = `onrecord-review-${data.id}`;
const state = load();
let form = null; // what is being edited: {kind: "edit" | "missed", values, span}
let notice = "";

function load() {
  const empty = { by: "", at: 0, answers: {} };
  try {
    return { ...empty, ...JSON.parse(localStorage.getItem(store) || "{}") };
  } catch {
    return empty;
  }
}

function save() {
  try {
    localStorage.setItem(store, JSON.stringify(state));
    notice = "";
  } catch {
    notice = "This browser keeps nothing: download the files before you close the page.";
  }
}

function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

const current = () => data.items[state.at];
const given = (item) => state.answers[keyOf(data, item)];
const isDone = (item) => Boolean(given(item) && given(item).answer);

function answer(entry) {
  const item = current();
  state.answers[keyOf(data, item)] = { ...entry, at: today() };
  form = null;
  save();
  next();
}

/** Go on to the next one without an answer; stay at the last one. */
function next() {
  for (let step = 1; step <= data.items.length; step += 1) {
    const at = (state.at + step) % data.items.length;
    if (!isDone(data.items[at])) { show(at); return; }
  }
  show(state.at);
}

function show(at) {
  state.at = Math.min(Math.max(at, 0), data.items.length - 1);
  form = null;
  save();
  draw();
}

function judge(word) {
  const item = current();
  const kept = item.kind === "paragraph" && given(item) ? { missed: given(item).missed } : {};
  if (item.kind === "paragraph" && word === "wrong") return;
  answer({ ...kept, answer: word });
}

function undo() {
  delete state.answers[keyOf(data, current())];
  form = null;
  save();
  draw();
}

function edit() {
  const item = current();
  if (item.kind === "paragraph") { missed(); return; }
  const changes = (given(item) && given(item).changes) || {};
  form = { kind: "edit", values: { ...shownValues(item), ...changes }, span: null };
  draw();
}

/** Take the selected words as what was missed. */
function missed() {
  if (current().kind !== "paragraph") return;
  const span = selectedSpan(page.querySelector(".text"));
  if (!span) { notice = "Select the words that were missed, then press m."; draw(); return; }
  const words = wordsAt(data.documents[current().document], [span]);
  const value = data.table === "statements" ? (/^["“„»«]/.test(words) ? "direct" : "indirect") : "";
  form = { kind: "missed", values: { value, speaker: "" }, span };
  draw();
}

/** Put the selected words into the form: as the words of the row, or as the value of a field. */
function take(field) {
  const span = selectedSpan(page.querySelector(".text"));
  if (!form || !span || !(field in form.values)) return;
  form.values[field] = wordsAt(data.documents[current().document], [span]);
  if (field === "text") form.span = span;
  draw();
}

function keep() {
  const item = current();
  const formula = Object.entries(form.values).find(([name, value]) => name !== "text" && /^[=+\-@]/.test(value.trim()));
  if (formula) { notice = `${formula[0]}: begins with ${formula[1].trim()[0]}, as a formula does: write it another way.`; draw(); return; }
  if (form.kind === "missed") {
    if (!form.values.value.trim() && data.table !== "dates") { notice = "Give a value."; draw(); return; }
    const [start, end] = form.span;
    const one = { start, end, value: form.values.value.trim(), speaker: form.values.speaker.trim() };
    const before = (given(item) && given(item).missed) || [];
    state.answers[keyOf(data, item)] = { missed: [...before, one], at: today() };
    form = null;
    save();
    draw();
    return;
  }
  const changes = {};
  const shown = shownValues(item);
  for (const [name, value] of Object.entries(form.values)) {
    if (value.trim() !== shown[name].trim()) changes[name] = value.trim();
  }
  if (Object.keys(changes).length) answer({ answer: "wrong", changes });
  else { form = null; notice = "Nothing was changed."; draw(); }
}

/** The values of a row as the form shows them: its words in parts, where they are interrupted. */
function shownValues(item) {
  const doc = data.documents[item.document];
  return "text" in item.values && doc.text !== null ? { ...item.values, text: wordsAt(doc, item.spans) } : item.values;
}

function download(name, content) {
  const link = make("a", "");
  link.href = URL.createObjectURL(new Blob([content], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

const fileName = (kind) => `${kind}-${data.sample || data.id}${state.by ? `-${state.by.replace(/[^\p{L}\p{N}]+/gu, "_")}` : ""}.csv`;
const downloadCorrections = () => download(fileName("corrections"), correctionsOf(data, state));
const downloadAnswers = () => data.sample && download(fileName("answers"), answersOf(data, state));

const KEYS = {
  r: () => judge("right"), w: () => judge("wrong"), u: () => judge("unsure"), e: edit, m: missed, z: undo,
  ArrowRight: () => show(state.at + 1), ArrowLeft: () => show(state.at - 1), c: downloadCorrections, a: downloadAnswers,
};
const FORM_KEYS = { s: () => take("speaker"), t: () => take("text"), Enter: keep, Escape: () => { form = null; draw(); } };

document.addEventListener("keydown", (event) => {
  const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping && !(form && /^(Enter|Escape)$/.test(event.key))) return;
  if (event.key === "Enter" && event.target.tagName === "BUTTON") return;
  const act = (form ? FORM_KEYS : KEYS)[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

function button(words, key, act, look = "") {
  const element = make("button", look, words, make("kbd", "", key));
  element.type = "button";
  // A press must not undo the selection of words that it is about.
  element.addEventListener("pointerdown", (event) => event.preventDefault());
  element.addEventListener("click", act);
  return element;
}

function draw() {
  const item = current();
  const doc = data.documents[item.document];
  page.replaceChildren(header(), article(item, doc), make("footer", "", ...buttons(item), ...(form ? [editor(doc)] : [])));
  const mark = page.querySelector(".here");
  if (mark) mark.scrollIntoView({ block: "center" });
  const told = page.querySelector(".notice");
  if (told) told.textContent = notice;
  notice = "";
}

function header() {
  const counts = { right: 0, wrong: 0, unsure: 0 };
  for (const item of data.items) if (isDone(item)) counts[given(item).answer] += 1;
  const n = counts.right + counts.wrong + counts.unsure;
  const by = make("input", "by");
  by.value = state.by;
  by.placeholder = "your initials";
  by.setAttribute("aria-label", "your initials");
  by.addEventListener("input", () => { state.by = by.value.trim(); save(); });
  const bar = make("progress", "");
  bar.max = data.items.length;
  bar.value = n;
  const told = `${n} of ${data.items.length} judged: ${counts.right} right, ${counts.wrong} wrong, ${counts.unsure} unsure`;
  const files = [button("corrections", "c", downloadCorrections)];
  if (data.sample) files.push(button("answers", "a", downloadAnswers));
  return make("header", "", bar, make("p", "", `Release ${data.version}. ${told}. `, by, " ", ...files), make("p", "notice"));
}

function article(item, doc) {
  const facts = make("p", "facts", ...doc.facts.map((fact) => make("span", "", fact)));
  const parts = [make("h1", "", doc.title || doc.id), facts];
  if (doc.note) parts.push(make("p", "note", doc.note));
  if (item.kind === "row") {
    for (const [depth, told] of item.chain.entries()) parts.push(make("p", `chain d${Math.min(depth, 4)}`, told));
    parts.push(make("p", "told", item.told, make("small", "", ` ${item.rule}`)));
  } else {
    const list = (given(item) && given(item).missed) || [];
    parts.push(make("p", "told", "What was missed in this paragraph? What was found is underlined."));
    parts.push(...list.map((one) => make("p", "chain d0", `missed: ${wordsAt(doc, [[one.start, one.end]])} (${one.value})`)));
  }
  const done = given(item);
  if (done && done.answer) parts.push(make("p", "done", `Judged ${done.answer}${done.changes ? `: ${Object.keys(done.changes).join(", ")} changed` : ""}.`));
  parts.push(doc.text === null ? make("div", "words", item.text || "") : markedText(doc, marksOf(item)));
  return make("main", "", ...parts);
}

/** What is marked in the text: the words of a row and its speaker, cue and source; of a paragraph all that was found. */
function marksOf(item) {
  if (item.kind === "row") {
    const [speaker, cue, source] = item.roles;
    const marks = item.spans.map(([start, end]) => [start, end, "here row"]);
    for (const [spans, look] of [[speaker, "speaker"], [cue, "cue"], [source, "source"]]) {
      marks.push(...spans.map(([start, end]) => [start, end, look]));
    }
    return marks;
  }
  const marks = [[item.start, item.end, "here paragraph"]];
  for (const other of data.items) {
    if (other.kind !== "row" || other.document !== item.document) continue;
    marks.push(...other.spans.map(([start, end]) => [start, end, "found"]));
  }
  for (const one of (given(item) && given(item).missed) || []) marks.push([one.start, one.end, "missed"]);
  if (form && form.span) marks.push([...form.span, "missed"]);
  return marks;
}

function buttons(item) {
  if (form) return [button("save", "Enter", keep, "right"), button("cancel", "Esc", FORM_KEYS.Escape)];
  const isRow = item.kind === "row";
  const found = isRow
    ? [button("right", "r", () => judge("right"), "right"), button("wrong", "w", () => judge("wrong"), "wrong")]
    : [button("nothing more", "r", () => judge("right"), "right"), button("missed: the selection", "m", missed, "wrong")];
  found.push(button("unsure", "u", () => judge("unsure")));
  if (isRow) found.push(button("edit", "e", edit));
  found.push(button("back", "←", () => show(state.at - 1)), button("next", "→", () => show(state.at + 1)), button("undo", "z", undo));
  return found;
}

/** The form: for each field its value, and a button that takes the selected words. */
function editor(doc) {
  const box = make("div", "form");
  const names = make("datalist", "");
  names.id = "names";
  names.append(...doc.names.map((name) => { const option = make("option", ""); option.value = name; return option; }));
  const isOfMissed = form.kind === "missed";
  for (const name of Object.keys(form.values)) {
    if (isOfMissed && name === "speaker" && data.table !== "statements") continue;
    box.append(field(name, doc, isOfMissed));
  }
  box.append(names);
  return box;
}

function field(name, doc, isOfMissed) {
  const isType = name === "type" || (isOfMissed && name === "value" && data.table === "statements");
  const input = make(isType ? "select" : name === "text" ? "textarea" : "input", "");
  if (isType) {
    input.append(...Object.entries(data.types).map(([type, means]) => {
      const option = make("option", "", type.replace(/_/g, " "));
      option.value = type;
      option.title = means;
      return option;
    }));
  }
  input.name = name;
  input.value = form.values[name];
  if (name === "text") input.readOnly = true;
  if (/^(speaker|actor)$/.test(name)) input.setAttribute("list", "names");
  input.addEventListener("input", () => { form.values[name] = input.value; });
  const parts = [make("span", "", isOfMissed && name === "value" ? "what it is" : name === "text" ? "words" : name), input];
  const label = make("label", "", ...parts);
  const row = make("div", "field", label);
  if (doc.text !== null && name === "text" && !isOfMissed) row.append(button("take the selection", "t", () => take("text")));
  if (doc.text !== null && name === "speaker") row.append(button("take the selection", "s", () => take("speaker")));
  return row;
}

show(state.at);
