// The two files that are downloaded: corrections, and answers about a sample.

const ANSWER_COLUMNS = ["sample", "table", "row_id", "document_id", "start", "end", "answer", "wrong", "type", "by", "at"];

/** Rows as CSV, as RFC 4180 has it. */
function toCsv(columns, rows) {
  const cell = (value) => {
    const text = value === undefined || value === null ? "" : String(value);
    return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replace(/"/g, '""')}"` : text;
  };
  return [columns, ...rows.map((row) => columns.map((name) => row[name]))].map((row) => `${row.map(cell).join(",")}\n`).join("");
}

/** The lines of corrections that the answers mean. */
function correctionsOf(data, state) {
  const rows = [];
  for (const item of data.items) {
    const given = state.answers[keyOf(data, item)];
    if (!given) continue;
    const doc = data.documents[item.document];
    const who = { document: doc.id, table: data.table, by: state.by, at: given.at };
    if (item.kind === "row") rows.push(...linesOfRow(doc, item, given, who));
    else for (const missed of given.missed || []) rows.push(...linesOfMissed(data, doc, missed, who));
  }
  return toCsv(data.columns, rows);
}

function linesOfRow(doc, item, given, who) {
  const quote = doc.text === null ? item.text : wordsAt(doc, item.spans);
  const context = doc.text === null ? {} : contextOf(doc, item.spans);
  const line = { ...who, quote, ...context };
  if (given.answer === "right") return [{ ...line, verdict: "confirm" }];
  if (given.answer !== "wrong") return [];
  if (!given.changes) return [{ ...line, verdict: "reject" }];
  // The words last: the other lines look for the row by the words that it has now.
  const fields = Object.keys(given.changes).sort((a, b) => (a === "text") - (b === "text"));
  return fields.map((field) => {
    const before = field === "text" ? quote : item.values[field];
    return { ...line, field, old_value: before, new_value: given.changes[field], verdict: "change" };
  });
}

function linesOfMissed(data, doc, missed, who) {
  const spans = [[missed.start, missed.end]];
  const line = { ...who, quote: wordsAt(doc, spans), ...contextOf(doc, spans) };
  const lines = [{ ...line, new_value: missed.value, verdict: "add" }];
  if (missed.speaker) lines.push({ ...line, field: "speaker", old_value: "", new_value: missed.speaker, verdict: "change" });
  return lines;
}

/** The answers about the sample, without any text. */
function answersOf(data, state) {
  const rows = [];
  for (const item of data.items) {
    const given = state.answers[keyOf(data, item)];
    if (!given) continue;
    const line = { sample: data.sample, table: data.table, document_id: data.documents[item.document].id, by: state.by, at: given.at };
    if (item.kind === "row") {
      const wrong = given.answer === "wrong" ? Object.keys(given.changes || { row: true }).sort().join(" ") : "";
      rows.push({ ...line, row_id: item.id, answer: given.answer, wrong });
      continue;
    }
    for (const { start, end, value } of given.missed || []) {
      rows.push({ ...line, start, end, answer: "missed", type: data.table === "statements" ? value : "" });
    }
    if (given.answer) rows.push({ ...line, start: item.start, end: item.end, answer: given.answer });
  }
  return toCsv(ANSWER_COLUMNS, rows);
}

/** What an answer is kept under. */
function keyOf(data, item) {
  return item.kind === "row" ? item.id : `${data.documents[item.document].id} ${item.start} ${item.end}`;
}
