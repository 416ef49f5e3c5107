"use strict";
// Corrections, where the server shows the page: labels by click, drag or key, entities by selecting text; undo, save.

const KINDS = ["PERSON", "ORG", "TITLE", "DATE", "ADDRESS"];
const undone = []; // what to put back: {doc, lines, labels, probabilities, inside} or {doc, entities}
let unsaved = 0;

function changed(entry) {
  undone.push(entry);
  unsaved += 1;
  refresh();
}

function refresh(message) {
  state.doc.attached = attachedRanges(state.doc);
  placeAttached(state.doc);
  placeEntities(state.doc);
  showLabels();
  drawMap();
  draw(true);
  say(message);
  $("undo").disabled = !undone.length;
  $("changes").textContent = unsaved ? `${unsaved} unsaved ${unsaved === 1 ? "change" : "changes"}` : message || "No changes";
}

// ---- labels --------------------------------------------------------------------------------------------------

/** The marked lines that are shown and not blank. */
function marked() {
  const lines = [];
  for (let i = Math.min(state.line, state.anchor); i <= Math.max(state.line, state.anchor); i++) {
    if (state.doc.labels[i] !== "." && rows.ofLine[i] >= 0) lines.push(i);
  }
  return lines;
}

/** What undo puts back on `lines`. */
function asTheyWere(doc, lines) {
  const of = (values) => lines.map((i) => values[i]);
  return {doc, lines, labels: of(doc.labels), probabilities: of(doc.probabilities), inside: doc.inside.slice()};
}

function relabel(letter) {
  const {doc} = state, lines = marked().filter((i) => doc.labels[i] !== letter);
  closePicker();
  if (!lines.length) return say("nothing to relabel");
  const entry = asTheyWere(doc, lines);
  doc.changed ||= new Set();
  for (const i of lines) {
    doc.labels[i] = letter;
    doc.probabilities[i] = 1;
    doc.changed.add(i);
    // an attached exhibit holds no cover and no body; any other line goes on with the exhibit that it follows
    if ("CB".includes(letter)) doc.inside[i] = 0;
    else if (!doc.inside[i]) doc.inside[i] = doc.inside[labelled(doc, i, -1)] ?? 0;
  }
  changed(entry);
}

/** The next line from `i` on that is not blank, `step` by `step`. */
function labelled(doc, i, step) {
  do i += step; while (doc.labels[i] === ".");
  return i;
}

/** Make the marked lines an attached exhibit, or, where they all are in one, none. */
function toggleAttached() {
  const {doc} = state, lines = marked().filter((i) => !"CB".includes(doc.labels[i]));
  closePicker();
  if (!lines.length) return say("cover and body lines are in no attached exhibit");
  const entry = asTheyWere(doc, lines), all = lines.every((i) => doc.inside[i]);
  const fresh = all ? 0 : doc.inside.reduce((most, k) => Math.max(most, k), 0) + 1;
  for (const i of lines) doc.inside[i] = fresh;
  changed(entry);
  say(all ? "no attached exhibit any more" : `attached exhibit: ${lines.length} lines`);
}

/** First and last line of each attached exhibit, from 1; blank lines go with those around them. */
function attachedRanges(doc) {
  const ranges = [];
  let before = 0;
  for (let i = 0; i < doc.lines.length; i++) {
    if (doc.labels[i] === ".") continue;
    if (doc.inside[i] && doc.inside[i] === before) ranges.at(-1)[1] = i + 1;
    else if (doc.inside[i]) ranges.push([i + 1, i + 1]);
    before = doc.inside[i];
  }
  return ranges;
}

function undo() {
  const entry = undone.pop();
  if (!entry) return;
  const {doc} = entry;
  if (entry.entities) doc.entities = entry.entities;
  else {
    doc.inside = entry.inside;
    entry.lines.forEach((i, k) => {
      doc.labels[i] = entry.labels[k];
      doc.probabilities[i] = entry.probabilities[k];
      if (!undone.some((other) => other.doc === doc && other.lines && other.lines.includes(i))) doc.changed.delete(i);
    });
  }
  unsaved += 1;
  doc.attached = attachedRanges(doc);
  if (doc !== state.doc) open(data.documents.indexOf(doc));
  if (entry.lines) goTo(entry.lines[0], {near: true});
  refresh("undone");
}

// ---- entities ------------------------------------------------------------------------------------------------

/** Make [start, end) an entity of `kind`, or none where kind is null; what overlaps it gives way. */
function setEntity(start, end, kind) {
  const {doc} = state;
  while (start < end && /\s/.test(doc.text[start])) start += 1;
  while (start < end && /\s/.test(doc.text[end - 1])) end -= 1;
  closePicker();
  if (start >= end) return say("no text is selected");
  const kept = doc.entities.filter(([a, b]) => b <= start || a >= end);
  if (kind) kept.push([start, end, kind]);
  else if (kept.length === doc.entities.length) return say("no entity there");
  const entry = {doc, entities: doc.entities};
  doc.entities = kept.sort((a, b) => a[0] - b[0]);
  getSelection().removeAllRanges();
  changed(entry);
}

/** The selected part of the text as offsets, or null. */
function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const [start, end] = [[range.startContainer, range.startOffset], [range.endContainer, range.endOffset]].map(([node, offset]) => {
    const text = (node.nodeType === 1 ? node : node.parentElement).closest("#block .text");
    if (!text) return null;
    const before = document.createRange();
    before.selectNodeContents(text);
    before.setEnd(node, offset);
    return state.doc.starts[text.dataset.line] + Number(text.dataset.from) + before.toString().length;
  });
  return start === null || end === null || start >= end ? null : [start, end];
}

function openEntities() {
  const {doc, line} = state, start = doc.starts[line];
  closePicker();
  $("entity-line").textContent = String(line + 1);
  const area = $("entity-text");
  area.value = doc.lines[line];
  const act = (kind) => {
    if (area.selectionStart < area.selectionEnd) setEntity(start + area.selectionStart, start + area.selectionEnd, kind);
    list();
    area.focus();
  };
  $("entity-kinds").replaceChildren(...KINDS.map((kind, i) => el("button", {type: "button", title: `Key ${i + 1}`, onclick: () => act(kind)}, `${i + 1} ${kind}`)));
  const list = () => {
    const here = doc.entities.filter(([a, b]) => a < start + doc.lines[line].length && b > start);
    $("entity-list").replaceChildren(...here.map(([a, b, kind]) => el("li", {}, el("span", {}, `${kind}: ${doc.text.slice(a, b)}`),
      el("button", {type: "button", onclick: () => { setEntity(a, b, null); list(); area.focus(); }}, "Remove"))));
  };
  area.onkeydown = (event) => {
    if (event.key >= "1" && event.key <= "5") { event.preventDefault(); act(KINDS[event.key - 1]); }
  };
  list();
  $("entity").showModal();
  area.focus();
  const first = area.value.search(/\S/);
  area.setSelectionRange(Math.max(0, first), area.value.trimEnd().length);
}

// ---- the picker beside the pointer ---------------------------------------------------------------------------

function openPicker(x, y, buttons) {
  const picker = $("picker");
  picker.replaceChildren(...buttons);
  picker.hidden = false;
  const box = picker.getBoundingClientRect();
  picker.style.left = `${Math.max(8, Math.min(x, innerWidth - box.width - 8))}px`;
  picker.style.top = `${Math.max(8, Math.min(y + 14, innerHeight - box.height - 8))}px`;
}

function closePicker() {
  $("picker").hidden = true;
}

function pickLabel(x, y) {
  const letter = state.doc.labels[state.line];
  openPicker(x, y, [...Object.entries(NAMES).map(([key, name]) => el("button", {"aria-pressed": key === letter, title: `${name} (${key.toLowerCase()})`,
    "data-label": key, onclick: () => relabel(key)}, el("span", {class: `letter ${name}`}, key))),
  el("button", {"aria-pressed": Boolean(state.doc.inside[state.line]), title: "In an attached exhibit (a)", id: "attach", onclick: toggleAttached}, "Attached"),
  el("button", {onclick: openEntities}, "Entities…")]);
}

function pickKind(x, y, [start, end]) {
  openPicker(x, y, [...KINDS.map((kind, i) => el("button", {title: `Key ${i + 1}`, "data-kind": kind, onclick: () => setEntity(start, end, kind)}, kind)),
    el("button", {title: "Key 0", onclick: () => setEntity(start, end, null)}, "None")]);
}

let dragged = false; // over the margin
function lineUnder(event) {
  const node = document.elementFromPoint(event.clientX, event.clientY)?.closest("#block .row");
  return node ? Number(node.querySelector(".text").dataset.line) : null;
}
pane.addEventListener("pointerdown", (event) => {
  closePicker();
  if (!event.target.closest(".gutter")) return;
  dragged = true;
  goTo(lineUnder(event), {keep: event.shiftKey, near: true});
});
pane.addEventListener("pointermove", (event) => {
  const line = dragged ? lineUnder(event) : null;
  if (line !== null && line !== state.line) goTo(line, {keep: true, near: true});
});
addEventListener("pointerup", (event) => {
  if (dragged) pickLabel(event.clientX, event.clientY);
  dragged = false;
  if (pane.contains(event.target)) setTimeout(() => { const span = selected(); if (span) pickKind(event.clientX, event.clientY, span); });
});

// ---- saving --------------------------------------------------------------------------------------------------

async function save() {
  const before = unsaved;
  $("changes").textContent = "Saving…";
  for (const [index, doc] of data.documents.entries()) {
    if (index !== state.index && !doc.edited && !undone.some((entry) => entry.doc === doc)) continue;
    prepare(doc);
    const response = await fetch(`${data.edit.url}/documents/${index + 1}`, {method: "PUT",
      headers: {"Content-Type": "application/json"},
      body: JSON.stringify({labels: doc.labels.join(""), entities: doc.entities, attached: doc.attached})}).catch((error) => ({ok: false, statusText: error.message}));
    if (!response.ok) {
      const reason = response.json ? (await response.json().catch(() => ({}))).detail : null;
      $("changes").textContent = `Not saved: ${reason || response.statusText}`;
      return;
    }
    const answer = await response.json();
    Object.assign(doc, answer.document, {edited: true});
    placeAttached(doc);
  }
  unsaved -= before;
  showRecords();
  refresh(unsaved ? "" : "Saved");
}

function downloads() {
  const url = `${data.edit.url}/documents/${state.index + 1}`;
  $("download-corpus").href = `${url}/corpus`;
  $("download-label-studio").href = `${url}/label-studio`;
}

Object.entries(NAMES).forEach(([letter]) => { KEYS[letter.toLowerCase()] = () => relabel(letter); });
KINDS.forEach((kind, i) => { KEYS[String(i + 1)] = () => { const span = selected(); if (span) setEntity(...span, kind); }; });
KEYS["0"] = () => { const span = selected(); if (span) setEntity(...span, null); };
KEYS.u = undo;
KEYS.a = toggleAttached;
KEYS.Enter = openEntities;
KEYS.Escape = () => { closePicker(); getSelection().removeAllRanges(); goTo(state.line, {near: true}); };
addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey)) return;
  if (event.key === "s") { event.preventDefault(); save(); }
  if (event.key === "z" && !document.querySelector("dialog[open]")) { event.preventDefault(); undo(); }
});
addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
$("undo").addEventListener("click", undo);
$("save").addEventListener("click", save);
document.querySelector(".menu").addEventListener("toggle", downloads);
document.addEventListener("click", (event) => {
  const menu = document.querySelector(".menu");
  if (!menu.contains(event.target)) menu.open = false;
});
