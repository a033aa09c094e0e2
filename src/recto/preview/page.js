"use strict";
// The preview of one deck. The cards lie in the page as data; drawn is only what is visible:
// the list draws the rows in its window (all are equally high, so a scroll offset tells which),
// and the stage draws the one card that is open. So 10,000 cards are as quick as ten.

const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent);
const notes = data.notes.map(
  ([key, topic, kind, line, column, typed, tags, draft, findings]) =>
    ({ key, topic: data.topics[topic], kind, line, column, typed, tags, draft, findings }));
const several = new Set(data.cards.filter(([, , , , note], at) => at && data.cards[at - 1][4] === note).map((card) => card[4]));
const cards = data.cards.map(([title, front, back, number, note], index) =>
  ({ title, front, back, number, label: several.has(note) ? called(notes[note], number) : "", note: notes[note], index }));

/** Which of its note's cards one is; a function, as it is used above. */
function called({ kind }, number) {
  return kind === "cloze" ? `c${number + 1}` : number ? "Backward" : "Forward";
}

const KINDS = {
  basic: "Question and answer", typed: "Typed", choice: "Choices", cloze: "Cloze",
};
const CLIENTS = {
  "desktop": "Anki on the desktop", "ankidroid": "AnkiDroid", "study-screen": "AnkiDroid, new study screen",
};
const EDITORS = {
  "VS Code": "vscode://file%file%:%line%:%column%",
  "VSCodium": "vscodium://file%file%:%line%:%column%",
  "Cursor": "cursor://file%file%:%line%:%column%",
  "Zed": "zed://file%file%:%line%:%column%",
  "JetBrains": "idea://open?file=%file%&line=%line%&column=%column%",
  "TextMate": "txmt://open?url=file://%file%&line=%line%&column=%column%",
};
const ROW = 72; // px; as in the style

/** Put texts into the holes of a text, as `clients.fill` does. */
const fill = (text, holes) =>
  text.replace(/%([a-z-]+)%/g, (hole, name) => name in holes ? holes[name] : hole);

// What the reader has set: how cards are shown stays for all decks, the place for this page.

const look = { clients: ["desktop", "ankidroid"], theme: "light", width: 412, zoom: 1, both: false, editor: "VS Code" };
const place = { card: 0, back: false, query: "", topic: "", kind: "", finding: "" };
let found = []; // the cards that search and filters leave, in order

function stored(storage, name) {
  try {
    return JSON.parse(storage().getItem(name)) || {};
  } catch {
    return {}; // a browser may forbid storage to files
  }
}

function store(storage, name, value) {
  try {
    storage().setItem(name, JSON.stringify(value));
  } catch {
    // as above
  }
}

/** Keep the place in the address; after a moment, as browsers refuse to do it too often. */
function remember() {
  clearTimeout(remember.later);
  remember.later = setTimeout(remembered, 150);
}

function remembered() {
  const { note, label } = cards[place.card] || { note: {}, label: "" };
  const kept = new URLSearchParams({ card: note.key || "", label, at: place.card });
  if (place.back) kept.set("side", "back");
  for (const name of ["query", "topic", "kind", "finding"]) if (place[name]) kept.set(name, place[name]);
  history.replaceState(null, "", `#${kept}`);
}

function recall() {
  const before = stored(() => localStorage, "recto-preview");
  for (const name in look) if (typeof before[name] === typeof look[name]) look[name] = before[name];
  look.clients = Object.keys(CLIENTS).filter((name) => look.clients.includes(name));
  if (!EDITORS[look.editor]) look.editor = "VS Code";
  const kept = new URLSearchParams(location.hash.slice(1));
  for (const name of ["query", "topic", "kind", "finding"]) place[name] = kept.get(name) || "";
  place.back = kept.get("side") === "back";
  const same = cards.filter((card) => card.note.key === kept.get("card"));
  const card = same.find((each) => each.label === kept.get("label")) || same[0];
  place.card = card ? card.index : Math.max(0, Math.min(Number(kept.get("at")) || 0, cards.length - 1));
}

// Search and filters

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** All words of a card and its note, made when they are first searched. */
function words(card) {
  if (card.words === undefined) {
    const { key, typed, tags, topic, findings } = card.note;
    const said = findings.map(({ code, message }) => `${code} ${message}`);
    const sides = (card.front + " " + card.back).replace(/<[^>]*>/g, " ");
    const plain = sides.includes("&") ? text(sides) : sides;
    card.words = folded([plain, typed, key, topic.name, ...tags, ...said].join(" "));
  }
  return card.words;
}

/** The text of HTML; parsed in a document of its own, where nothing loads or runs. */
const text = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent;

const TESTS = {
  topic: (card, path) => card.note.topic.path === path || card.note.topic.path.startsWith(`${path}/`),
  kind: ({ note, label }, kind) =>
    kind === "draft" ? note.draft : kind === "reversed" ? label === "Backward" : note.kind === kind,
  finding: ({ note }, code) => code === "any" ? note.findings.length > 0 : note.findings.some((each) => each.code === code),
};

function filter() {
  const sought = folded(place.query).split(/\s+/).filter(Boolean);
  const tests = Object.keys(TESTS).filter((name) => place[name]);
  found = cards.filter((card) =>
    tests.every((name) => TESTS[name](card, place[name])) &&
    sought.every((word) => words(card).includes(word)));
  const many = found.length.toLocaleString("en");
  const all = cards.length.toLocaleString("en");
  $("count").textContent = found.length === cards.length
    ? `${all} ${cards.length === 1 ? "card" : "cards"}` : `${many} of ${all} cards`;
  $("nothing").hidden = found.length > 0 || !cards.length;
  $("card").hidden = !found.length;
  $("rows").style.height = `${found.length * ROW}px`;
  if (found.length && !found.includes(cards[place.card])) {
    place.card = found[0].index;
    place.back = false;
  }
}

function options(select, first, entries) {
  select.replaceChildren(new Option(first, ""), ...entries.map(([value, shown]) => new Option(shown, value)));
  select.hidden = entries.length < 2;
}

function offer() {
  const counts = (names) => {
    const total = new Map();
    for (const name of names) total.set(name, (total.get(name) || 0) + 1);
    return total;
  };
  const prefixes = (path) => path.split("/").map((_, end, parts) => parts.slice(0, end + 1).join("/"));
  const topics = counts(cards.flatMap(({ note }) => prefixes(note.topic.path)));
  options($("topic"), "All topics", [...topics].map(([path, many]) =>
    [path, `${"\u2003".repeat(path.split("/").length - 1)}${path.split("/").pop()} (${many})`]));
  const kinds = counts(cards.flatMap((card) => [
    card.note.kind, ...(card.label === "Backward" ? ["reversed"] : []), ...(card.note.draft ? ["draft"] : [])]));
  const named = { ...KINDS, reversed: "Backward", draft: "Drafts" };
  options($("kind"), "All kinds", Object.keys(named).filter((kind) => kinds.has(kind))
    .map((kind) => [kind, `${named[kind]} (${kinds.get(kind)})`]));
  const codes = counts(cards.flatMap(({ note }) => [...new Set(note.findings.map(({ code }) => code))]));
  const noted = cards.filter(({ note }) => note.findings.length).length;
  options($("finding"), "With and without advice", noted
    ? [["any", `With advice (${noted})`], ...[...codes].sort().map(([code, many]) => [code, `${code} (${many})`])] : []);
  for (const name of ["topic", "kind", "finding"]) {
    $(name).value = place[name];
    if ($(name).selectedIndex < 0) $(name).value = place[name] = "";
  }
  $("query").value = place.query;
  $("editor").replaceChildren(...Object.keys(EDITORS).map((name) => new Option(name)));
  $("editor").value = look.editor;
}

// The list

function element(name, properties, ...inside) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...inside);
  return made;
}

function row(card, at) {
  const { note } = card;
  const worst = ["error", "warning", "advice", "note"].find((each) => note.findings.some(({ severity }) => severity === each));
  const about = [note.topic.title, card.label, note.draft ? "draft" : ""].filter(Boolean).join(" · ");
  const made = element("div", { className: "row", id: `card-${card.index}` },
    element("div", { className: "title", dir: "auto", textContent: card.title || "(no words)" }),
    element("div", { className: "meta", textContent: about }));
  if (worst) made.append(element("span", { className: `mark ${worst}`, title: worst }));
  made.style.top = `${at * ROW}px`;
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", card.index === place.card);
  made.setAttribute("aria-posinset", at + 1);
  made.setAttribute("aria-setsize", found.length);
  made.onclick = () => open(card.index);
  return made;
}

function drawList() {
  const list = $("list");
  const first = Math.max(0, Math.floor(list.scrollTop / ROW) - 4);
  const last = Math.min(found.length, Math.ceil((list.scrollTop + list.clientHeight) / ROW) + 4);
  $("rows").replaceChildren(...found.slice(first, last).map((card, at) => row(card, first + at)));
  list.setAttribute("aria-activedescendant", `card-${place.card}`);
}

function scrollToCard() {
  const list = $("list");
  const top = found.indexOf(cards[place.card]) * ROW;
  if (top < list.scrollTop) list.scrollTop = top;
  if (top + ROW > list.scrollTop + list.clientHeight) list.scrollTop = top + ROW - list.clientHeight;
}

// The stage

/** A side as a client shows it: with input or answer, sounds, math and files in their places. */
function shown(card, side, client) {
  const { prompt, answer } = data.clients[client];
  const written = side === "front" ? card.front : card.back.replaceAll("\x1f", () => card.front);
  const typed = side === "front" ? prompt : fill(answer, { answer: card.note.typed });
  const filled = written
    .replace(/\[\[type:.+?\]\]/g, () => typed)
    .replace(/\[sound:(.+?)\]/g, (_, sound) => fill(data.button, { sound }));
  return withMath(filled);
}

/** Files by their names; the name of a button's sound stays, for `played`. */
const embedded = (html) =>
  html.replace(/(data-sound=")?\b(_?recto-[0-9a-f]{20}\.\w+)/g, (whole, sound, name) =>
    !sound && data.media[name] || whole);

const OPAQUE = new Set(["PRE", "CODE", "SCRIPT", "STYLE", "TEXTAREA"]);
const FORMULA = /\\\(([^]*?)\\\)|\\\[([^]*?)\\\]/;
const BREAK = "\uE000";

/** MathJax makes pictures here and not in the frame, where no script runs. */
function withMath(html) {
  if (!window.MathJax || !FORMULA.test(html)) return html;
  const { body } = new DOMParser().parseFromString(html, "text/html");
  typeset(body);
  return `<style>${MathJax.svgStylesheet().textContent}</style>${body.innerHTML}`;
}

/** Typeset the formulas of an element: as in Anki they may hold line breaks, and no other tag. */
function typeset(parent) {
  let run = [];
  for (const node of [...parent.childNodes, null]) {
    if (node && (node.nodeType === Node.TEXT_NODE || node.nodeName === "BR")) {
      run.push(node);
      continue;
    }
    if (run.length) formulas(run);
    run = [];
    if (node && !OPAQUE.has(node.nodeName)) typeset(node);
  }
}

function formulas(run) {
  const written = run.map((node) => node.nodeName === "BR" ? BREAK : node.data).join("");
  const pieces = written.split(FORMULA); // text, inline or undefined, display or undefined, text, …
  if (pieces.length === 1) return;
  const made = pieces.flatMap((piece, at) => {
    if (piece === undefined) return [];
    if (at % 3) return [MathJax.tex2svg(piece.replaceAll(BREAK, "\n"), { display: at % 3 === 2 })];
    return piece.split(BREAK).flatMap((line, number) => number ? [document.createElement("br"), line] : [line]);
  });
  run[0].before(...made);
  for (const node of run) node.remove();
}

function devices() {
  const sides = look.both ? ["front", "back"] : ["shown"];
  return look.clients.flatMap((client) => sides.map((side) => ({ client, side })));
}

/** Draw the card; its frames stay while the same clients show it. */
function drawCard() {
  const card = cards[place.card];
  const stage = $("stage");
  const wanted = devices().map(({ client, side }) => `${client} ${side}`).join();
  if (stage.dataset.devices !== wanted) {
    stage.dataset.devices = wanted;
    stage.replaceChildren(...devices().map(device));
  }
  stage.style.setProperty("--phone", `${look.width}px`);
  for (const figure of stage.children) {
    const { client, side } = figure.dataset;
    const showing = side === "shown" ? (place.back ? "back" : "front") : side;
    const iframe = figure.querySelector("iframe");
    iframe.title = `${CLIENTS[client]}, ${showing}`;
    figure.querySelector("figcaption").textContent = look.both ? `${CLIENTS[client]}, ${showing}` : CLIENTS[client];
    figure.dataset.theme = look.theme;
    const html = fill(data.clients[client].frames[look.theme],
      { card: shown(card, showing, client), css: data.css, number: card.number + 1, zoom: look.zoom });
    iframe.srcdoc = embedded(html);
    iframe.dataset.busy = "";
  }
  stage.setAttribute("aria-busy", "true");
}

/** A frame for a client. No script runs in it; being of the same origin lets this page hear clicks. */
function device({ client, side }) {
  const iframe = element("iframe", { className: "screen" });
  iframe.setAttribute("sandbox", "allow-same-origin");
  iframe.onload = () => {
    delete iframe.dataset.busy;
    if (!document.querySelector("[data-busy]")) $("stage").setAttribute("aria-busy", "false");
    const inside = iframe.contentDocument;
    if (!inside) return; // some browsers keep it closed in files; the button turns cards too
    iframe.style.background = getComputedStyle(inside.body).backgroundColor; // till the next card is there
    inside.addEventListener("click", clicked);
    inside.addEventListener("keydown", pressed);
  };
  const figure = element("figure", { className: `device ${client}` }, element("figcaption"), iframe);
  Object.assign(figure.dataset, { client, side });
  return figure;
}

function clicked(event) {
  const link = event.target.closest("a");
  if (link) {
    event.preventDefault();
    if (link.dataset.sound) new Audio(data.media[link.dataset.sound]).play().catch(() => {}); // no sound at all
    else if (link.matches(".hint")) {
      link.style.display = "none";
      link.nextElementSibling.style.display = "block";
    } else if (/^(https?|mailto):/.test(link.href)) window.open(link.href, "_blank", "noopener,noreferrer");
  } else if (!event.target.closest("summary, input, audio, video, button, select, textarea, .tappable")
    && event.view.getSelection().isCollapsed) {
    turn();
  }
}

/** Where an editor opens a place; encoded, as a path may hold any character. */
const address = ({ file, line, column }) =>
  fill(EDITORS[look.editor], { file: encodeURI(file).replace(/[?#&]/g, encodeURIComponent), line: line || 1, column: column || 1 });

/** A sentence with what stands in backquotes as code. */
const prose = (sentence) => sentence.split(/`([^`]+)`/).map((piece, at) =>
  at % 2 ? element("code", { textContent: piece }) : piece);

/** What is said, which opens to why and what to do; with its place, if asked for. */
function finding({ severity, code, message, ...where }, named) {
  const href = address(where);
  const title = `${where.name}:${where.line}:${where.column}`;
  const said = element("summary", {}, element("b", { textContent: severity }), " ", ...prose(message));
  if (named) said.prepend(element("a", { href, textContent: `${where.name}:${where.line}` }), " ");
  return element("li", { className: severity },
    element("details", {}, said, element("p", {}, ...prose(data.rules[code] || ""),
      " ", element("a", { href, title, textContent: code }))));
}

function drawHeading() {
  const { note, label } = cards[place.card];
  const { topic, line, column } = note;
  $("place").textContent = `${topic.name}:${line}`;
  $("place").href = address({ file: topic.file, line, column });
  $("about").textContent = [KINDS[note.kind], label, note.draft ? "draft, not built" : ""].filter(Boolean).join(" · ");
  const at = found.indexOf(cards[place.card]);
  $("position").textContent = `${(at + 1).toLocaleString("en")} / ${found.length.toLocaleString("en")}`;
  $("previous").disabled = at <= 0;
  $("next").disabled = at >= found.length - 1;
  $("findings").replaceChildren(...note.findings.map((each) => finding(each, false)));
  $("turn").textContent = place.back ? "Show question" : "Show answer";
  $("turn").hidden = look.both;
}

function drawToolbar() {
  const pressed = (group, name, test) => {
    for (const button of document.querySelectorAll(`#${group} button`))
      button.setAttribute("aria-pressed", test(button.dataset[name]));
  };
  pressed("clients", "client", (name) => look.clients.includes(name));
  pressed("themes", "theme", (name) => look.theme === name);
  pressed("widths", "width", (width) => look.width === Number(width));
  pressed("zooms", "zoom", (zoom) => look.zoom === Number(zoom));
  $("both").setAttribute("aria-pressed", look.both);
}

function draw() {
  drawToolbar();
  drawList();
  if (found.length) {
    drawHeading();
    drawCard();
  }
  remember();
}

// What the reader does

function open(index) {
  place.card = index;
  place.back = false;
  scrollToCard();
  draw();
}

function step(by) {
  const at = found.indexOf(cards[place.card]) + by;
  if (found.length) open(found[Math.max(0, Math.min(at, found.length - 1))].index);
}

function turn() {
  if (look.both || !found.length) return;
  place.back = !place.back;
  draw();
}

function set(name, value) {
  look[name] = value;
  store(() => localStorage, "recto-preview", look);
  draw();
}

function toggle(client) {
  const clients = Object.keys(CLIENTS).filter((each) => look.clients.includes(each) !== (each === client));
  if (clients.length) set("clients", clients); // one stays
}

function after(list, value) {
  return list[(list.indexOf(value) + 1) % list.length];
}

function narrow(change) {
  Object.assign(place, change);
  $("list").scrollTop = 0;
  filter();
  if (found.length) scrollToCard();
  draw();
}

const KEYS = {
  " ": turn,
  "Enter": turn,
  "ArrowRight": () => step(1), "ArrowDown": () => step(1), "j": () => step(1),
  "ArrowLeft": () => step(-1), "ArrowUp": () => step(-1), "k": () => step(-1),
  "PageDown": () => step(10), "PageUp": () => step(-10),
  "Home": () => step(-Infinity), "End": () => step(Infinity),
  "/": () => $("query").select(),
  "b": () => set("both", !look.both),
  "t": () => set("theme", after(["light", "dark", "black"], look.theme)),
  "w": () => set("width", after([360, 412], look.width)),
  "z": () => set("zoom", after([1, 1.5], look.zoom)),
  "e": () => $("place").click(),
  "?": () => $("keys").showModal(),
};
Object.keys(CLIENTS).forEach((client, at) => { KEYS[at + 1] = () => toggle(client); });

function pressed(event) {
  const { target, key } = event;
  const act = KEYS[key.length === 1 ? key.toLowerCase() : key];
  if (!act || event.ctrlKey || event.metaKey || event.altKey || $("keys").open) return;
  if (target.matches("select, textarea, input")) return;
  const own = target.closest("a, button, summary"); // these have a use for them
  if (own && (key === " " || key === "Enter")) return;
  const inCard = event.view !== window;
  if (inCard && /^(Arrow(Up|Down)|Page|Home|End)/.test(key)) return; // they scroll the card
  event.preventDefault();
  act();
}

document.addEventListener("keydown", pressed);
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button && event.detail) button.blur(); // a click with the pointer leaves Space to the card
});
$("clients").onclick = ({ target }) => target.dataset.client && toggle(target.dataset.client);
$("themes").onclick = ({ target }) => target.dataset.theme && set("theme", target.dataset.theme);
$("widths").onclick = ({ target }) => target.dataset.width && set("width", Number(target.dataset.width));
$("zooms").onclick = ({ target }) => target.dataset.zoom && set("zoom", Number(target.dataset.zoom));
$("both").onclick = () => set("both", !look.both);
$("help").onclick = () => $("keys").showModal();
$("editor").onchange = ({ target }) => set("editor", target.value);
$("turn").onclick = turn;
$("previous").onclick = () => step(-1);
$("next").onclick = () => step(1);
$("query").oninput = ({ target }) => narrow({ query: target.value });
$("query").onkeydown = (event) => {
  if (event.key === "Escape") narrow({ query: $("query").value = "" });
  if (event.key === "Escape" || event.key === "Enter") $("list").focus();
};
for (const name of ["topic", "kind", "finding"]) $(name).onchange = ({ target }) => narrow({ [name]: target.value });
$("clear").onclick = () => {
  $("query").value = $("topic").value = $("kind").value = $("finding").value = "";
  narrow({ query: "", topic: "", kind: "", finding: "" });
};
$("filters").onsubmit = (event) => event.preventDefault();

let drawing = false;
$("list").onscroll = () => {
  if (!drawing) requestAnimationFrame(() => { drawing = false; drawList(); });
  drawing = true;
};
addEventListener("resize", drawList);

// What belongs to no card, and what is broken while the author types

function tell(diagnostics, title) {
  $("broken").hidden = !diagnostics.length;
  $("broken").replaceChildren(element("h2", { textContent: title }),
    element("ul", {}, ...diagnostics.map((each) => finding(each, true))));
}

/** Listen to the server of `recto preview --watch`; it tells the versions of its pages. */
function follow() {
  tell(data.loose, "About the deck");
  const { live } = document.documentElement.dataset;
  if (!live) return;
  const events = new EventSource("/events");
  events.onopen = () => { $("stopped").hidden = true; };
  events.onerror = () => { $("stopped").hidden = false; }; // the browser tries again by itself
  events.onmessage = (event) => {
    const { versions, errors, rules } = JSON.parse(event.data);
    Object.assign(data.rules, rules);
    if (errors.length) tell(errors, cards.length ? "The sources have errors; the cards are as they were before" : "The sources have errors");
    else if (versions[location.pathname] !== live) {
      remembered();
      location.reload();
    } else tell(data.loose, "About the deck");
  };
}

addEventListener("pagehide", () => store(() => sessionStorage, "recto-scroll", { top: $("list").scrollTop }));
recall();
offer();
filter();
$("list").scrollTop = stored(() => sessionStorage, "recto-scroll").top || 0;
scrollToCard();
draw();
follow();
