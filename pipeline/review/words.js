"use strict";
// Texts and places in them. Offsets are code points, as in the tables; JavaScript counts other units.

const GAP = " […] "; // between the parts of interrupted words, as in files of corrections
const CONTEXT = 40;

/** The code points of a document's text, made once. */
function pointsOf(doc) {
  if (!doc.points) doc.points = Array.from(doc.text || "");
  return doc.points;
}

/** The words at spans, in parts where they are interrupted. */
function wordsAt(doc, spans) {
  return spans.map(([start, end]) => pointsOf(doc).slice(start, end).join("")).join(GAP);
}

/** What stands before and after a row, if its words, or the first part of them, are in the text more than once. */
function contextOf(doc, spans) {
  const [start, end] = spans[0];
  const points = pointsOf(doc);
  const fold = (text) => text.replace(/\s+/g, " ").trim();
  const words = fold(points.slice(start, end).join(""));
  const text = fold(points.join(""));
  const at = text.indexOf(words);
  if (at < 0 || text.indexOf(words, at + 1) < 0) return { prefix: "", suffix: "" };
  const prefix = fold(points.slice(Math.max(0, start - CONTEXT), start).join(""));
  return { prefix, suffix: spans.length > 1 ? "" : fold(points.slice(end, end + CONTEXT).join("")) };
}

/** The selected part of the shown text as a span without white space at its ends; null if nothing is selected. */
function selectedSpan(box) {
  const selection = document.getSelection();
  if (!box || !selection || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (range.collapsed || !box.contains(range.startContainer) || !box.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.setStart(box, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const chosen = Array.from(range.toString());
  let start = Array.from(before.toString()).length;
  let end = start + chosen.length;
  while (chosen.length && /\s/.test(chosen[0])) { chosen.shift(); start += 1; }
  while (chosen.length && /\s/.test(chosen[chosen.length - 1])) { chosen.pop(); end -= 1; }
  return chosen.length ? [start, end] : null;
}

/** An element with a class and children: nodes, or words that are put in as text. */
function make(name, look, ...children) {
  const element = document.createElement(name);
  if (look) element.className = look;
  element.append(...children);
  return element;
}

/** The text of a document in parts, each with the classes of the marks [start, end, class] that cover it. */
function markedText(doc, marks) {
  const points = pointsOf(doc);
  const box = make("div", "text");
  box.lang = "";
  const cuts = new Set([0, points.length]);
  for (const [start, end] of marks) { cuts.add(start); cuts.add(end); }
  const sorted = [...cuts].filter((cut) => cut >= 0 && cut <= points.length).sort((a, b) => a - b);
  for (let i = 0; i + 1 < sorted.length; i += 1) {
    const covers = marks.filter(([start, end]) => start <= sorted[i] && sorted[i + 1] <= end);
    const words = points.slice(sorted[i], sorted[i + 1]).join("");
    const looks = [...new Set(covers.map((mark) => mark[2]))].join(" ");
    box.append(looks ? make("span", looks, ...isolated(words)) : make("span", "", ...isolated(words)));
  }
  return box;
}

/** The words with marks of direction each in an element of its own, where they turn nothing else around. */
function isolated(words) {
  return words.split(/([\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069])/).filter((part) => part)
    .map((part) => (/^[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]$/.test(part) ? make("bdi", "unseen", part) : part));
}
