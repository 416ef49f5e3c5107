"use strict";
// Shows a labelled filing. Only the rows in view are in the page: a 10-K of 60,000 lines scrolls like one of 60.
// Lines count from 0 here, from 1 in everything that is read or linked.

const data = JSON.parse(document.getElementById("data").textContent);
const NAMES = {C: "cover", S: "signature", E: "exhibit", P: "boilerplate", B: "body"};
const DOUBTFUL = 0.9; // a line whose label is less probable than this is worth a look
const OVERSCAN = 40; // rows drawn beyond each edge of the view
const LONG = 140; // columns; a document with longer lines is wrapped from the start
const $ = (id) => document.getElementById(id);
const pane = $("pane");

const state = {
  index: -1, // of the document shown
  doc: null,
  line: 0, // the current line
  anchor: 0, // the other end of the marked lines
  shown: new Set(), // label letters to show; empty shows all
  wrap: false,
  view: "lines",
  hits: [], // lines that hold the searched text
  doubt: -1, // place in the list of doubtful lines
  stepped: false, // to an error of this document
};
let rows = {line: [], from: [], to: [], ofLine: new Int32Array(0)}; // which part of which line each row shows
let drawn = [0, 0];
let charWidth = 8;

/** Make an element; `on...` attributes are listeners, null children are left out. Text is never read as markup. */
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// ---- documents -----------------------------------------------------------------------------------------------

/** What the page needs of a document beyond its data, made when it is first shown. */
function prepare(doc) {
  if (doc.lines) return doc;
  doc.lines = doc.text.split("\n");
  doc.starts = new Int32Array(doc.lines.length + 1);
  doc.lines.forEach((line, i) => { doc.starts[i + 1] = doc.starts[i] + line.length + 1; });
  doc.labels = [...doc.labels];
  doc.gold = doc.gold ? [...doc.gold] : null;
  doc.faults = doc.faults || [];
  placeAttached(doc);
  placeEntities(doc);
  return doc;
}

/** doc.inside: the number of the attached exhibit that each line is in, from 1; 0 for none. */
function placeAttached(doc) {
  doc.inside = new Uint16Array(doc.lines.length);
  doc.attached.forEach(([first, last], k) => doc.inside.fill(k + 1, first - 1, last));
}

function lineAt(doc, offset) {
  let low = 0, high = doc.lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (doc.starts[middle] <= offset) low = middle; else high = middle - 1;
  }
  return low;
}

/** Entities as pieces of lines: doc.pieces maps a line to [from, to, kind, "" or "missed" or "extra"]. */
function placeEntities(doc) {
  doc.pieces = new Map();
  const wrong = doc.wrong_entities || [];
  const state = new Map(wrong.map(([start, end, kind, what]) => [`${start} ${end} ${kind}`, what]));
  const missed = wrong.filter((entity) => entity[3] === "missed");
  for (const [start, end, kind] of [...doc.entities, ...missed]) {
    for (let i = lineAt(doc, start); i < doc.lines.length && doc.starts[i] < end; i++) {
      const line = doc.lines[i];
      let from = Math.max(0, start - doc.starts[i]), to = Math.min(line.length, end - doc.starts[i]);
      while (from < to && line[from] === " ") from += 1; // an entity that goes on leaves out the indent
      while (from < to && line[to - 1] === " ") to -= 1;
      const piece = [from, to, kind, state.get(`${start} ${end} ${kind}`) || ""];
      if (from < to) doc.pieces.set(i, [...(doc.pieces.get(i) || []), piece]);
    }
  }
}

function open(index, line = 0) {
  state.index = index;
  state.doc = prepare(data.documents[index]);
  state.doubt = -1;
  state.stepped = false;
  state.wrap = state.doc.lines.filter((text) => text.length > LONG).length > state.doc.lines.length / 50;
  $("wrap").setAttribute("aria-pressed", state.wrap);
  for (const tab of $("tabs").children) {
    const chosen = Number(tab.dataset.index) === index;
    tab.setAttribute("aria-selected", chosen);
    tab.tabIndex = chosen ? 0 : -1;
    if (chosen) tab.scrollIntoView({block: "nearest", inline: "nearest"});
  }
  const original = $("original");
  if (original) {
    original.removeAttribute("srcdoc");
    $("view-original").disabled = !state.doc.original;
    if (state.view === "original" && !state.doc.original) show("lines");
    else if (state.view === "original") show("original");
  }
  showWarnings();
  showLabels();
  showRecords();
  search();
  layout();
  drawMap();
  goTo(line);
}

// ---- rows ----------------------------------------------------------------------------------------------------

/** Split a line into rows of at most `columns` characters, at spaces where there are some. */
function breaks(text, columns) {
  const at = [0];
  let from = 0;
  while (text.length - from > columns) {
    const space = text.lastIndexOf(" ", from + columns);
    from = space > from ? space + 1 : from + columns;
    at.push(from);
  }
  return at;
}

/** Decide which rows there are: by the filter, and by the width of the pane where lines are wrapped. */
function layout() {
  const {doc, shown} = state;
  const style = getComputedStyle(document.documentElement);
  const gutter = parseInt(style.getPropertyValue("--gutter"), 10);
  rows = {line: [], from: [], to: [], ofLine: new Int32Array(doc.lines.length).fill(-1)};
  rows.height = parseInt(style.getPropertyValue("--row"), 10);
  charWidth = measure();
  const columns = state.wrap ? Math.max(24, Math.floor((pane.clientWidth - gutter - 28) / charWidth)) : Infinity;
  let widest = 0;
  doc.lines.forEach((text, i) => {
    if (shown.size && !shown.has(doc.labels[i])) return;
    rows.ofLine[i] = rows.line.length;
    const at = text.length > columns ? breaks(text, columns) : [0];
    at.forEach((from, k) => {
      rows.line.push(i);
      rows.from.push(from);
      rows.to.push(k + 1 < at.length ? at[k + 1] : text.length);
    });
    if (text.length > widest) widest = text.length;
  });
  $("rows").style.height = `${Math.max(1, rows.line.length) * rows.height}px`;
  $("block").style.width = `max(100%, ${gutter + 28 + Math.ceil(Math.min(widest, columns) * charWidth)}px)`;
  draw(true);
}

function measure() {
  const probe = el("span", {class: "text"}, "m".repeat(100));
  const row = el("div", {class: "row"}, probe);
  probe.style.padding = "0";
  row.style.cssText = "position:absolute;visibility:hidden";
  pane.append(row);
  const width = probe.getBoundingClientRect().width / 100;
  row.remove();
  return width || 8;
}

function draw(force = false) {
  const first = Math.floor(pane.scrollTop / rows.height);
  const last = Math.ceil((pane.scrollTop + pane.clientHeight) / rows.height);
  const n = rows.line.length;
  drawWindow();
  if (!force && (first >= drawn[0] || drawn[0] === 0) && (last <= drawn[1] || drawn[1] === n)) return;
  if (!force && dragging()) return;
  drawn = [Math.max(0, first - OVERSCAN), Math.min(n, last + OVERSCAN)];
  const block = $("block");
  block.style.transform = `translateY(${drawn[0] * rows.height}px)`;
  const nodes = [];
  for (let r = drawn[0]; r < drawn[1]; r++) nodes.push(row(rows.line[r], rows.from[r], rows.to[r]));
  block.replaceChildren(...nodes);
  pane.setAttribute("aria-activedescendant", `l${state.line + 1}`);
}

/** A selection that is being dragged must not lose its rows. */
function dragging() {
  const selection = getSelection();
  return selection && !selection.isCollapsed && pane.contains(selection.anchorNode) && pointerDown;
}
let pointerDown = false;
addEventListener("pointerdown", () => { pointerDown = true; }, true);
addEventListener("pointerup", () => { pointerDown = false; }, true);

function row(i, from = 0, to = state.doc.lines[i].length) {
  const {doc} = state;
  const label = doc.labels[i], gold = doc.gold ? doc.gold[i] : label;
  const wrong = gold !== label, marked = isMarked(i);
  const probability = doc.probabilities[i];
  const classes = ["row", NAMES[label] || between(i), doc.inside[i] && "attached", wrong && "fault", marked && "marked",
    i === state.line && "current", doc.changed && doc.changed.has(i) && "changed"].filter(Boolean);
  const gutter = el("span", {class: "gutter"},
    el("span", {class: "number"}, from ? "" : String(i + 1)),
    label === "." && !wrong ? el("span", {class: "letter", style: "visibility:hidden"}, "·")
      : el("span", {class: "letter", title: `${NAMES[label] || "blank"}${percent(probability)}`}, from ? "" : label));
  if (wrong && !from) {
    const versus = `gold: ${NAMES[gold] || "blank"}`;
    gutter.append(el("span", {class: "versus", title: versus, "aria-label": versus}, gold));
  }
  const text = el("span", {class: "text", "data-line": i, "data-from": from}, ...segments(i, from, to));
  // A label that is just likelier than four others has 0.2; below that there is no tint at all.
  text.style.setProperty("--p", Math.max(3, ((probability ?? 1) - 0.2) * 26).toFixed(1));
  return el("div", {class: classes.join(" "), id: from ? null : `l${i + 1}`, role: "option",
    "aria-selected": marked}, gutter, text);
}

/** A blank line inside a region is tinted with it, faintly, so that the region is seen as one. */
function between(i) {
  const {labels} = state.doc;
  let before = i, after = i;
  while (labels[before] === ".") before--;
  while (labels[after] === ".") after++;
  const name = NAMES[labels[before]];
  return name && name !== "body" && labels[before] === labels[after] ? `between ${name}` : "";
}

/** The text of a row, cut at the edges of entities and of what was searched for. */
function segments(i, from, to) {
  const text = state.doc.lines[i], pieces = state.doc.pieces.get(i) || [], hits = matches(text);
  if (!pieces.length && !hits.length) return [text.slice(from, to)];
  const edges = new Set([from, to]);
  for (const [a, b] of [...pieces, ...hits]) for (const x of [a, b]) if (x > from && x < to) edges.add(x);
  const at = [...edges].sort((a, b) => a - b);
  return at.slice(1).map((end, k) => {
    const start = at[k], part = text.slice(start, end);
    let node = hits.some(([a, b]) => a <= start && end <= b) ? el("mark", {}, part) : document.createTextNode(part);
    for (const [a, b, kind, what] of pieces) {
      if (a <= start && end <= b) node = el("span", {class: `${kind} ${what}`, title: what ? `${kind}, ${what}` : kind}, node);
    }
    return node;
  });
}

function percent(probability) {
  return probability === null || probability === undefined ? "" : ` ${Math.round(probability * 100)} %`;
}

function isMarked(i) {
  return i >= Math.min(state.line, state.anchor) && i <= Math.max(state.line, state.anchor);
}

/** Make `line` the current one and bring it into view; `keep` leaves the other end of the marked lines where it is. */
function goTo(line, {keep = false, near = false} = {}) {
  const {doc} = state;
  line = Math.max(0, Math.min(doc.lines.length - 1, line));
  if (rows.ofLine[line] < 0) {
    state.shown.clear();
    showLabels();
    layout();
  }
  state.line = line;
  if (!keep) state.anchor = line;
  const top = rows.ofLine[line] * rows.height, height = pane.clientHeight;
  if (near) {
    if (top < pane.scrollTop) pane.scrollTop = top;
    else if (top + rows.height > pane.scrollTop + height) pane.scrollTop = top + rows.height - height;
  } else if (top < pane.scrollTop + rows.height || top > pane.scrollTop + height - 3 * rows.height) {
    pane.scrollTop = top - height / 4;
  }
  if (!near) reveal(line);
  draw(true);
  say();
  if (state.view === "original") scrollOriginal();
}

/** On a narrow screen, bring the words of a line into view that begins beyond its right edge. */
function reveal(line) {
  const text = state.doc.lines[line].trimEnd(), gutter = parseInt(getComputedStyle(document.documentElement).getPropertyValue("--gutter"), 10);
  const view = pane.clientWidth - gutter - 28, left = text.search(/\S/) * charWidth, right = text.length * charWidth;
  if (state.wrap || left < 0 || (left >= pane.scrollLeft && Math.min(right, left + view) <= pane.scrollLeft + view)) return;
  pane.scrollLeft = right <= view ? 0 : Math.max(0, Math.min(left - 2 * charWidth, right - view));
}

function say(message) {
  const {doc, line} = state;
  const label = doc.labels[line];
  const marked = Math.abs(state.line - state.anchor) + 1;
  const where = marked > 1 ? `${marked} lines marked, ${Math.min(line, state.anchor) + 1} to ${Math.max(line, state.anchor) + 1}`
    : `Line ${line + 1} of ${doc.lines.length.toLocaleString("en")}`;
  const wrong = doc.gold && doc.gold[line] !== label ? ` · gold: ${NAMES[doc.gold[line]] || "blank"}` : "";
  const attached = doc.inside[line] ? " · in an attached exhibit" : "";
  $("status").textContent = `${where} · ${NAMES[label] || "blank"}${percent(doc.probabilities[line])}${attached}${wrong}` +
    ` · offset ${doc.starts[line]}${message ? ` · ${message}` : ""}`;
}

// ---- the map of the document ---------------------------------------------------------------------------------

function drawMap() {
  const {doc} = state, n = doc.lines.length, map = $("map");
  const strip = (className, first, last) => {
    const node = el("i", {class: className});
    node.style.top = `${100 * first / n}%`;
    node.style.height = `${100 * (last - first) / n}%`;
    return node;
  };
  const nodes = [];
  for (let i = 0, first = 0; i < n; i = first) {
    const label = doc.labels[first];
    let end = first;
    for (i = first; i < n && (doc.labels[i] === label || doc.labels[i] === "."); i++) if (doc.labels[i] === label) end = i + 1;
    if (label !== ".") nodes.push(strip(NAMES[label], first, end));
    first = i;
  }
  if (doc.gold) doc.faults.filter((f) => f.kind === "line").forEach((f) => nodes.push(strip("fault", f.line - 1, f.last)));
  map.replaceChildren($("window"), ...nodes);
  drawWindow();
}

function drawWindow() {
  const n = state.doc.lines.length, at = (row) => rows.line[Math.max(0, Math.min(rows.line.length - 1, row))] || 0;
  const first = at(Math.floor(pane.scrollTop / rows.height));
  const last = at(Math.ceil((pane.scrollTop + pane.clientHeight) / rows.height) - 1) + 1;
  $("window").style.top = `${100 * first / n}%`;
  $("window").style.height = `${100 * (last - first) / n}%`;
}

function dragMap(event) {
  if (event.type === "pointermove" && !event.buttons) return;
  const box = $("map").getBoundingClientRect();
  const line = Math.floor((event.clientY - box.top) / box.height * state.doc.lines.length);
  let row = -1;
  for (let i = Math.max(0, line); i < rows.ofLine.length && row < 0; i++) row = rows.ofLine[i];
  pane.scrollTop = (row < 0 ? rows.line.length : row) * rows.height - pane.clientHeight / 2;
}

// ---- beside the lines: labels, records, warnings ---------------------------------------------------------------

function showLabels() {
  const count = {};
  for (const label of state.doc.labels) count[label] = (count[label] || 0) + 1;
  $("labels").replaceChildren(...Object.entries(NAMES).map(([letter, name]) =>
    el("button", {"aria-pressed": state.shown.has(letter), "data-label": letter, title: `Show only ${name}`,
      onclick: () => filter(letter)},
    el("span", {class: `letter ${name}`}, letter), name, el("span", {class: "count"}, String(count[letter] || 0)))));
}

function filter(letter) {
  const {shown} = state;
  if (!shown.delete(letter)) shown.add(letter);
  showLabels();
  layout();
  pane.scrollTop = Math.max(0, rows.ofLine[state.line]) * rows.height - pane.clientHeight / 4;
  draw(true);
  document.querySelector(`#labels [data-label="${letter}"]`).focus();
}

function href(line) {
  return `#d${state.index + 1}-l${line}`;
}

/** A card that leads to a line, or only says so where there is none. */
function card(line, title, at, lines, className = "") {
  return el(line ? "a" : "div", {class: `card ${className}`, href: line ? href(line) : null},
    el("span", {class: "what"}, el("span", {}, title), el("span", {class: "at"}, at)), ...lines);
}

function paragraph(text, className = null) {
  return text ? el("p", {class: className}, text) : null;
}

function section(title, ...children) {
  return el("section", {}, el("h2", {}, title), ...(children.length ? children : [el("p", {class: "none"}, "None found")]));
}

function showRecords() {
  const {doc} = state, parts = [];
  if (doc.compared) parts.push(faults(doc));
  const cover = doc.cover;
  const fields = cover ? ["form", "registrants", "address", "date"].filter((name) => [].concat(cover[name] || []).length) : [];
  parts.push(section("Cover", ...(fields.length ? [el("dl", {class: "fields"}, ...fields.flatMap((name) => {
    const value = [].concat(cover[name]).join("; "), line = cover.line[name];
    const from = cover.source[name];
    return [el("dt", {}, name[0].toUpperCase() + name.slice(1)), el("dd", {title: from ? `from: ${from}` : null},
      line ? el("a", {href: href(line)}, value) : value)];
  }))] : [])));
  parts.push(section(`Signers${doc.signatures.length ? ` (${doc.signatures.length})` : ""}`, ...doc.signatures.map((s) =>
    card(s.line, s.name, `line ${s.line} ·${percent(s.confidence)}`,
      [paragraph(s.title), paragraph(s.company, "dim"), paragraph(s.date, "dim")], "signer"))));
  parts.push(section(`Exhibits${doc.exhibits.length ? ` (${doc.exhibits.length})` : ""}`, ...doc.exhibits.map((x) =>
    card(x.line, x.number, `line ${x.line} ·${percent(x.confidence)}`, [paragraph(x.description)], "exhibits"))));
  const list = el("ul", {class: "regions"});
  const details = el("details", {id: "regions", ontoggle: () => {
    if (details.open && !list.children.length) list.append(...doc.regions.map(region));
  }}, el("summary", {}, `Regions (${doc.regions.length})`), list);
  details.open = doc.regions.length <= 400;
  parts.push(details);
  $("records").replaceChildren(...parts);
}

function region([letter, first, last]) {
  const start = state.doc.lines.slice(first - 1, last).find((line) => line.trim()) || "";
  return el("li", {}, el("a", {href: href(first)}, el("span", {class: `letter ${NAMES[letter]}`, title: NAMES[letter]}, letter),
    el("span", {class: "start"}, start.trim().slice(0, 80)), el("span", {class: "at"}, first === last ? first : `${first}–${last}`)));
}

function faults(doc) {
  const of = (kind) => doc.faults.filter((fault) => fault.kind === kind);
  const cards = (kind) => of(kind).map((f) => card(f.line, kind === "line" ? doc.lines[f.line - 1].trim().slice(0, 60) : f.what,
    !f.line ? "" : f.line === f.last ? `line ${f.line}` : `lines ${f.line}–${f.last}`,
    [el("p", {class: "given"}, f.given ?? "nothing"), el("p", {class: "gold"}, f.gold ?? "nothing")], "wrong"));
  const group = (title, kind) => of(kind).length ? el("details", {open: ""}, el("summary", {}, `${title} (${of(kind).length})`), ...cards(kind)) : null;
  const lines = doc.gold.filter((label, i) => label !== doc.labels[i]).length;
  const summary = doc.faults.length ? `${lines} wrong lines in ${of("line").length} places` : "Nothing differs from gold.";
  return el("section", {id: "faults"}, el("h2", {}, "Against gold"), el("p", {class: "none"}, summary),
    group("Lines", "line"), group("Entities", "entity"), group("Records", "record"));
}

function showWarnings() {
  const all = [...new Set([...data.warnings, ...state.doc.warnings])], box = $("warnings");
  box.hidden = !all.length;
  box.replaceChildren(el("details", {open: all.length <= 3 ? "" : null},
    el("summary", {}, all.length === 1 ? "1 warning" : `${all.length} warnings`),
    el("ul", {}, ...all.map((warning) => el("li", {}, warning)))));
}

function showTabs() {
  const tabs = $("tabs");
  tabs.hidden = data.documents.length < 2;
  tabs.replaceChildren(...data.documents.map((doc, i) => el("button", {role: "tab", "data-index": i, "aria-controls": "pane",
    title: [doc.filename, doc.description].filter(Boolean).join(" – ") || doc.id, onclick: () => open(i)},
  doc.type || doc.filename || `Document ${i + 1}`)));
  tabs.addEventListener("keydown", (event) => {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!step) return;
    event.preventDefault();
    stepDocument(step);
    tabs.children[state.index].focus();
  });
}

function stepDocument(step) {
  open((state.index + step + data.documents.length) % data.documents.length);
}

// ---- views, jumps, search --------------------------------------------------------------------------------------

function show(view) {
  state.view = view;
  document.body.dataset.view = view;
  for (const name of ["lines", "records", "original"]) if ($(`view-${name}`)) $(`view-${name}`).setAttribute("aria-pressed", name === view);
  const original = $("original");
  pane.hidden = view === "original";
  if (original) original.hidden = view !== "original";
  if (view === "original") {
    if (!original.srcdoc) {
      originalLoaded = false;
      original.srcdoc = state.doc.original;
    }
    scrollOriginal();
  } else if (view === "lines" && state.doc) layout();
}

/** The frame has no script and another origin; its address is the one thing that can be set from here. */
let originalLoaded = false;
function scrollOriginal() {
  if (!originalLoaded) return;
  // A blank line has no place of its own there: take one close before.
  const near = Array.from({length: Math.min(state.line + 1, 50)}, (_, i) => state.line + 1 - i);
  const number = near.find((n) => state.doc.original.includes(`id="l${n}"`));
  if (number) $("original").contentWindow.location.replace(`about:srcdoc#l${number}`);
}

function stepRegion(step) {
  const starts = state.doc.regions.map(([, first]) => first - 1).sort((a, b) => a - b);
  const next = step > 0 ? starts.find((first) => first > state.line) : starts.findLast((first) => first < state.line);
  if (next !== undefined) goTo(next);
}

function stepDoubt(step) {
  const {doc} = state;
  doc.doubts ||= doc.probabilities.map((p, i) => [p, i]).filter(([p]) => p !== null && p < DOUBTFUL)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, i]) => i);
  if (!doc.doubts.length) return say(`no line is under ${DOUBTFUL * 100} %`);
  state.doubt = (Math.max(state.doubt, step > 0 ? -1 : 0) + step + doc.doubts.length) % doc.doubts.length;
  goTo(doc.doubts[state.doubt]);
  say(`doubtful ${state.doubt + 1} of ${doc.doubts.length}`);
}

function stepError(step) {
  const at = [...new Set(state.doc.faults.filter((f) => f.line).map((f) => f.line - 1))].sort((a, b) => a - b);
  if (!at.length) return say("no errors");
  const next = step > 0 ? at.find((i) => i > state.line - !state.stepped) ?? at[0] : at.findLast((i) => i < state.line) ?? at.at(-1);
  state.stepped = true;
  goTo(next);
  const errors = state.doc.faults.filter((f) => f.line === next + 1);
  say(`error ${at.indexOf(next) + 1} of ${at.length}: ${errors.map((f) => `${f.what}, given ${f.given ?? "nothing"}, gold ${f.gold ?? "nothing"}`).join("; ")}`);
}

let needle = "";
function matches(text) {
  const found = [];
  if (!needle) return found;
  const folded = text.toLowerCase();
  if (folded.length !== text.length) return found;
  for (let at = folded.indexOf(needle); at >= 0; at = folded.indexOf(needle, at + needle.length)) found.push([at, at + needle.length]);
  return found;
}

function search() {
  needle = $("search").value.toLowerCase();
  state.hits = [];
  if (needle) state.doc.lines.forEach((text, i) => { if (text.toLowerCase().includes(needle)) state.hits.push(i); });
  $("found").textContent = !needle ? "" : state.hits.length ? `${state.hits.length} lines` : "not found";
}

function stepHit(step) {
  const {hits, line} = state;
  if (!hits.length) return;
  const next = step > 0 ? hits.find((i) => i > line) ?? hits[0] : hits.findLast((i) => i < line) ?? hits.at(-1);
  goTo(next);
  $("found").textContent = `${hits.indexOf(next) + 1} of ${hits.length} lines`;
}

// ---- keys, links, printing -------------------------------------------------------------------------------------

const KEYS = {
  ArrowDown: (e) => goTo(neighbour(1), {keep: e.shiftKey, near: true}), ArrowUp: (e) => goTo(neighbour(-1), {keep: e.shiftKey, near: true}),
  PageDown: (e) => goTo(neighbour(pageRows()), {keep: e.shiftKey, near: true}), PageUp: (e) => goTo(neighbour(-pageRows()), {keep: e.shiftKey, near: true}),
  Home: () => goTo(rows.line[0] ?? 0), End: () => goTo(rows.line.at(-1) ?? 0),
  j: () => stepRegion(1), k: () => stepRegion(-1), d: () => stepDoubt(1), D: () => stepDoubt(-1),
  n: () => stepError(1), N: () => stepError(-1), "/": () => $("search").select(), w: () => $("wrap").click(),
  o: () => $("original") && state.doc.original && show(state.view === "original" ? "lines" : "original"),
  "[": () => stepDocument(-1), "]": () => stepDocument(1), "?": () => $("help").showModal(),
};

function pageRows() {
  return Math.max(1, Math.floor(pane.clientHeight / rows.height) - 2);
}

/** The line `step` shown lines further. */
function neighbour(step) {
  const row = rows.ofLine[state.line], goal = Math.max(0, Math.min(rows.line.length - 1, row + step));
  let line = rows.line[goal] ?? 0;
  for (let r = goal; line === state.line && step > 0 && r < rows.line.length; r++) line = rows.line[r];
  return line;
}

addEventListener("keydown", (event) => {
  const target = event.target, typing = target.matches("input, textarea, select") || document.querySelector("dialog[open]");
  if (target.id === "search" && event.key === "Enter") return stepHit(event.shiftKey ? -1 : 1);
  if (target.id === "search" && event.key === "Escape") return pane.focus();
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const moves = /^(Arrow|Page|Home|End)/.test(event.key);
  if (moves && (state.view === "records" || (target !== pane && target !== document.body))) return;
  const act = KEYS[event.key];
  if (!act || (event.key === "Enter" && target !== pane && target !== document.body)) return;
  event.preventDefault();
  act(event);
});

/** Follow a link to a line: #d2-l146 is line 146 of the second document. */
function follow() {
  const [, index, line] = /^#d(\d+)(?:-l(\d+))?$/.exec(location.hash) || [];
  if (!index || !data.documents[index - 1]) return false;
  if (state.view === "records") show("lines");
  if (index - 1 !== state.index) open(index - 1, (line || 1) - 1);
  else if (line) goTo(line - 1);
  return true;
}

function printAll() {
  $("print").replaceChildren(...state.doc.lines.map((_, i) => {
    const node = row(i);
    node.removeAttribute("id");
    return node;
  }));
}

pane.addEventListener("scroll", () => requestAnimationFrame(() => draw()), {passive: true});
pane.addEventListener("click", (event) => {
  const node = event.target.closest(".row");
  if (node && !event.target.closest(".gutter") && getSelection().isCollapsed) goTo(Number(node.querySelector(".text").dataset.line), {keep: event.shiftKey, near: true});
});
$("map").addEventListener("pointerdown", (event) => { $("map").setPointerCapture(event.pointerId); dragMap(event); });
$("map").addEventListener("pointermove", dragMap);
$("search").addEventListener("input", () => { search(); draw(true); });
$("previous-region").addEventListener("click", () => stepRegion(-1));
$("next-region").addEventListener("click", () => stepRegion(1));
$("doubtful").addEventListener("click", () => stepDoubt(1));
if ($("next-error")) $("next-error").addEventListener("click", () => stepError(1));
$("wrap").addEventListener("click", () => {
  state.wrap = !state.wrap;
  $("wrap").setAttribute("aria-pressed", state.wrap);
  layout();
  goTo(state.line);
});
if ($("original")) $("original").addEventListener("load", (event) => {
  originalLoaded = Boolean(event.target.srcdoc);
  if (originalLoaded) scrollOriginal();
});
for (const name of ["lines", "records", "original"]) if ($(`view-${name}`)) $(`view-${name}`).addEventListener("click", () => show(name));
$("help-open").addEventListener("click", () => $("help").showModal());
$("theme").addEventListener("click", () => {
  const dark = getComputedStyle(document.documentElement).colorScheme === "dark" ||
    (document.documentElement.style.colorScheme === "" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.style.colorScheme = dark ? "light" : "dark";
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#d']");
  if (link && link.hash === location.hash) follow(); // the same link again changes no address
});
addEventListener("hashchange", follow);
addEventListener("beforeprint", printAll);
addEventListener("afterprint", () => $("print").replaceChildren());
new ResizeObserver(() => { if (state.doc && !pane.hidden) layout(); }).observe(pane);

if (data.documents.length) {
  showTabs();
  show("lines");
  if (!follow()) open(0);
  pane.focus({preventScroll: true});
} else {
  $("status").textContent = "This filing holds no document.";
}
