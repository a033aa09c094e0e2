// What the reader does

function openCard(index) {
  place.card = index;
  place.back = false;
  scrollToCard();
  draw();
}

function step(by) {
  const at = found.indexOf(cards[place.card]) + by;
  if (found.length) openCard(found[Math.max(0, Math.min(at, found.length - 1))].index);
}

function turn() {
  if (look.both || !found.length) return;
  place.back = !place.back;
  draw();
}

function set(name, value) {
  look[name] = chosen[name] = value;
  store(() => localStorage, "recto-preview", chosen);
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
  filter();
  centreCard();
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
  "m": () => $("draw")?.click(),
  "?": () => $("keys").showModal(),
};
Object.keys(CLIENTS).forEach((client, at) => { KEYS[at + 1] = () => toggle(client); });

function pressed(event) {
  const { target, key } = event;
  const act = KEYS[key.length === 1 ? key.toLowerCase() : key];
  if (!act || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
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
$("fold").onclick = () => {
  $("fold").setAttribute("aria-expanded", document.body.classList.toggle("unfolded"));
  scrollToCard();
  drawList();
};
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
