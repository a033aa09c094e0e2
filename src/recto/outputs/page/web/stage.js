// The stage: one card, as the clients show it, with what is said of it.

/** A side as a client shows it: with input or answer, sounds, math and files in their places. */
function shown(card, side, client) {
  const { prompt, answer } = data.clients[client];
  const written = side === "front" ? card.front : card.back.replaceAll("\x1f", () => card.front);
  const typed = (name) => side === "front" ? prompt : fill(answer, { answer: card.note.typed[name] || "" });
  const filled = written
    .replace(/\[\[type:(?:nc:)?(.+?)\]\]/g, (_, name) => typed(name))
    .replace(/\[sound:(.+?)\]/g, (_, sound) => fill(data.button, { sound }))
    .replace(SPOKEN, (_, voice, html) => fill(data.voice, { voice, words: spoken(html) }));
  return withMath(filled);
}

/** Files by their names; the name of a button's sound stays, for `played`. */
const embedded = (html) =>
  html.replace(/(data-sound=")?\b(_?recto-[0-9a-f]{20}\.\w+)/g, (whole, sound, name) =>
    !sound && data.media[name] || whole);

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
      { card: shown(card, showing, client), css: data.css[data.kinds[card.note.kind].css], number: card.number + 1, zoom: look.zoom });
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
    shuffleChoices(inside);
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
    if (link.dataset.voice) speak(link);
    else if (link.dataset.sound) new Audio(data.media[link.dataset.sound]).play().catch(() => {}); // no sound at all
    else if (link.matches(".hint")) {
      link.style.display = "none";
      link.nextElementSibling.style.display = "block";
    } else if (/^(https?|mailto):/.test(link.href)) window.open(link.href, "_blank", "noopener,noreferrer");
  } else if (event.target.closest("#toggle")) {
    event.view.document.getElementById("image-occlusion-canvas").classList.toggle("bare");
  } else if (!event.target.closest("summary, input, audio, video, button, select, textarea, .tappable")
    && event.view.getSelection().isCollapsed) {
    turn();
  }
}

/** Where an editor opens a place. */
const address = ({ file, line, column }) =>
  fill(EDITORS[look.editor], { file, line: line || 1, column: column || 1 });

/** A sentence with what stands in backquotes as code. */
const prose = (sentence) => sentence.split(/`([^`]+)`/).map((piece, at) =>
  at % 2 ? element("code", { textContent: piece }) : piece);

/** What is said, which opens to why and what to do; with its place, if asked for. */
function finding({ severity, code, message, details, ...where }, named) {
  const href = address(where);
  const at = where.line ? `${where.name}:${where.line}` : where.name; // 0 means the whole file
  const title = where.line ? `${at}:${where.column}` : at;
  const said = element("summary", {}, element("b", { textContent: severity }), " ", ...prose(message));
  if (named) said.prepend(element("a", { href, textContent: at }), " ");
  return element("li", { className: severity },
    element("details", {}, said, ...details.map((each) => element("p", {}, ...prose(each))),
      element("p", {}, ...prose(data.rules[code] || ""),
      " ", element("a", { href, title, textContent: code }))));
}

function drawHeading() {
  const { note, label } = cards[place.card];
  const { name, file, line, column } = note;
  $("place").textContent = `${name}:${line}`;
  $("place").href = address({ file, line, column });
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
