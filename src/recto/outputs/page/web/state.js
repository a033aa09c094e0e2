"use strict";
// The preview of one deck: these files are one script, in the order of `page.py`.
//
// The cards lie in the page as data; drawn is only what is visible: the list draws the rows in its
// window (all are equally high, so a scroll offset tells which), and the stage draws the one card
// that is open. So 10,000 cards are as quick as ten.

const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent);
const notes = data.notes.map(
  ([key, topic, kind, file, line, column, typed, tags, draft, findings]) =>
    ({ key, topic: data.topics[topic], kind, ...data.files[file], line, column, typed, tags, draft, findings }));
const siblings = new Map(); // how many cards a note has
for (const [, , , , note] of data.cards) siblings.set(note, (siblings.get(note) || 0) + 1);
const cards = data.cards.map(([title, front, back, number, note], index) =>
  ({ title, front, back, number, label: siblings.get(note) > 1 ? called(notes[note], number) : "", note: notes[note], index }));

/** Which of its note's cards one is; a function, as it is used above. */
function called({ kind }, number) {
  return data.kinds[kind].cards[number] || `c${number + 1}`;
}

const KINDS = Object.fromEntries(Object.entries(data.kinds).map(([kind, { title }]) => [kind, title]));
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

function element(name, properties, ...inside) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...inside);
  return made;
}

// What the reader has set: how cards are shown stays for all decks, the place for this page.

const night = matchMedia("(prefers-color-scheme: dark)").matches;
const look = { clients: ["desktop", "ankidroid"], theme: night ? "dark" : "light", width: 412, zoom: 1, both: false, editor: "VS Code" };
const chosen = {}; // what of it the reader has chosen
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
  for (const name in look) if (typeof before[name] === typeof look[name]) look[name] = chosen[name] = before[name];
  look.clients = Object.keys(CLIENTS).filter((name) => look.clients.includes(name));
  if (!EDITORS[look.editor]) look.editor = "VS Code";
  const kept = new URLSearchParams(location.hash.slice(1));
  for (const name of ["query", "topic", "kind", "finding"]) place[name] = kept.get(name) || "";
  place.back = kept.get("side") === "back";
  const same = cards.filter((card) => card.note.key === kept.get("card"));
  const card = same.find((each) => each.label === kept.get("label")) || same[0];
  place.card = card ? card.index : Math.max(0, Math.min(Number(kept.get("at")) || 0, cards.length - 1));
}
