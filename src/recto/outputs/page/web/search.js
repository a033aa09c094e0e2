// Search and filters, which leave some cards in `found`.

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** All words of a card and its note, made when they are first searched. */
function words(card) {
  if (card.words === undefined) {
    const { key, typed, tags, name, findings } = card.note;
    const said = findings.map(({ code, message }) => `${code} ${message}`);
    const sides = (card.front + " " + card.back).replace(SPOKEN, " ").replace(/<[^>]*>/g, " ");
    const plain = sides.includes("&") ? text(sides) : sides;
    card.words = folded([plain, ...Object.values(typed), key, name, ...tags, ...said].join(" "));
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
  const drafts = cards.filter(({ note }) => note.draft).length;
  const among = drafts ? `, ${drafts.toLocaleString("en")} of them ${drafts === 1 ? "a draft" : "drafts"}` : "";
  $("count").textContent = found.length === cards.length
    ? `${all} ${cards.length === 1 ? "card" : "cards"}${among}` : `${many} of ${all} cards`;
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
  const titles = new Map(data.topics.map(({ path, title }) => [path, title]));
  const topics = counts(cards.flatMap(({ note }) => prefixes(note.topic.path)));
  options($("topic"), "All topics", [...topics].map(([path, many]) =>
    [path, `${"\u2003".repeat(path.split("/").length - 1)}${titles.get(path) || path.split("/").pop()} (${many})`]));
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
