// Beside the picture: tools, the list of masks with their names, and the lines to copy.

const dialog = $("drawing");
let copied = "";

const nameField = (mask) => $("masks").querySelectorAll("input[type=text]")[mask];

function maskRow(mask, m) {
  const name = element("input", { type: "text", value: mask.name, spellcheck: false });
  name.setAttribute("aria-label", `Name of mask ${m + 1}`);
  name.onfocus = () => { if (!allOf(m).every((pair) => isChosen(...pair))) { choose(allOf(m)); drawCanvas(); drawButtons(); markRows(); } };
  name.oninput = () => { renamed(m, name.value); };
  name.onkeydown = (event) => { if (event.key === "Enter") { event.preventDefault(); canvas.focus({ preventScroll: true }); } };
  const tick = element("input", { type: "checkbox" });
  tick.setAttribute("aria-label", `Choose ${mask.name}`);
  tick.onchange = () => {
    choose(picked.filter(([other]) => other !== m));
    if (tick.checked) choose(allOf(m), true);
    refresh();
  };
  const about = [mask.shapes.length > 1 ? `${mask.shapes.length} shapes` : mask.shapes[0].kind,
    mask.shapes.some(isSmall) ? "less than 2%: hardly seen" : "", formerName(mask) ? `was ${formerName(mask)}` : ""];
  const row = element("li", {}, tick, name, element("span", { className: "quiet", textContent: about.filter(Boolean).join(" · ") }));
  row.classList.toggle("small", mask.shapes.some(isSmall));
  return row;
}

/** Rename while it is typed; one step back undoes the whole name. */
function renamed(m, text) {
  const before = kept();
  sheet.masks[m].name = text.replace(/[\s\p{Cc}]+/gu, " "); // a PDF gives signs that YAML can't have
  if (!renamed.open) { steps.push(before); undone = []; }
  renamed.open = true;
  drawCanvas();
  drawYaml();
}

function markRows() {
  [...$("masks").children].forEach((row, m) => {
    const whole = allOf(m).every((pair) => isChosen(...pair));
    row.classList.toggle("chosen", allOf(m).some((pair) => isChosen(...pair)));
    row.firstChild.checked = whole;
  });
}

function faults() {
  const names = sheet.masks.map(({ name }) => name.trim());
  if (names.some((name) => !name)) return "A mask has no name.";
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  return twice ? `Two masks are called ${twice}.` : "";
}

function drawYaml() {
  const fault = faults();
  const replaced = sheet.hidesAll === sheet.hidAll ? "masks" : "masks and hide";
  $("yaml-label").textContent = `Lines for the source${sheet.isNew ? "" : `, in place of the card’s ${replaced}`}`;
  $("yaml").value = sheet.masks.length && !fault ? yaml(sheet) : "";
  $("yaml").placeholder = fault || "Draw a mask on the picture.";
  $("drawn-fault").textContent = fault;
  $("copy").disabled = !$("yaml").value;
}

function drawButtons() {
  for (const button of $("tools").querySelectorAll("[data-tool]")) button.setAttribute("aria-pressed", button.dataset.tool === tool);
  $("undo").disabled = !steps.length;
  $("redo").disabled = !undone.length;
  $("remove").disabled = !picked.length;
  $("group").disabled = picked.length < 2 || (new Set(picked.map(([mask]) => mask)).size < 2);
  $("smaller").disabled = zoom <= 1;
  $("larger").disabled = zoom >= 16;
  $("ungroup").disabled = !picked.some(([mask]) => sheet.masks[mask].shapes.length > 1);
  $("hide-all").checked = sheet.hidesAll;
}

function refresh() {
  renamed.open = false;
  $("masks").replaceChildren(...sheet.masks.map(maskRow));
  markRows();
  drawButtons();
  drawCanvas();
  drawYaml();
  if (dialog.open && !dialog.contains(document.activeElement)) canvas.focus({ preventScroll: true }); // what had it is drawn anew
}

function setTool(name) {
  if (begun.length) dropped();
  tool = name;
  refresh();
}

/** Begin with a picture and the masks that it has. */
function begin(address, given) {
  Object.assign(sheet, { masks: [], hidesAll: false, question: "", isNew: true, indent: 4 }, given);
  sheet.hidAll = sheet.hidesAll;
  steps = [];
  undone = [];
  choose([]);
  begun = [];
  tool = sheet.masks.length ? "move" : "rect";
  $("picture").src = address;
  $("picture-path").value = sheet.path;
  $("picture-question").value = sheet.question;
  $("new-card").hidden = !sheet.isNew;
  $("drawing-title").textContent = sheet.path;
  $("meanwhile").hidden = true;
  $("easel").hidden = false;
  $("opening").hidden = true;
  refresh();
  copied = $("yaml").value;
  canvas.focus({ preventScroll: true });
}

/** A picture from the author's own disk; it stays in this page. */
async function openFile(file) {
  if (!file?.type.startsWith("image/")) return;
  const reader = new FileReader();
  reader.onload = () => begin(reader.result, { path: `media/${file.name}` });
  if (file.type === "image/svg+xml" && !hasSize(await file.text())) {
    tellOf(`${file.name} says nowhere how large it is. Give its <svg …> a viewBox="0 0 WIDTH HEIGHT" first, or the masks will lie elsewhere.`);
  } else reader.readAsDataURL(file);
}

/** Whether a drawing says its size, as a build asks for. */
function hasSize(text) {
  const { documentElement: root } = new DOMParser().parseFromString(text, "image/svg+xml");
  const isLength = (name) => /^[\d.]/.test(root.getAttribute(name) ?? "") && !root.getAttribute(name).endsWith("%");
  return root.hasAttribute("viewBox") || ["width", "height"].every(isLength);
}

/** Say what is wrong with a picture, wherever it was opened. */
function tellOf(fault) {
  $("unfit").textContent = fault;
  $("drawn-fault").textContent = fault;
}

function ofCard() {
  const card = cards[place.card];
  return card && found.length ? data.masked[card.note.key] : undefined;
}

function openDrawing() {
  const masked = ofCard();
  dialog.showModal();
  $("easel").hidden = !masked;
  $("opening").hidden = Boolean(masked);
  $("drawing-title").textContent = "Draw masks";
  tellOf("");
  if (masked) {
    const masks = masked.masks.map((mask) => ({ ...mask, shapes: mask.shapes.map(parsed) }));
    begin(data.media[masked.file], { ...masked, masks, isNew: false });
  }
}

const isLost = () => dialog.open && !$("easel").hidden && sheet.masks.length && $("yaml").value !== copied;

function closeDrawing() {
  if (isLost() && !confirm("Close, and lose what is drawn since the lines were copied?")) return;
  dialog.close();
}

async function copy() {
  copied = $("yaml").value;
  try {
    await navigator.clipboard.writeText(copied);
    $("copy-told").textContent = "Copied.";
  } catch {
    $("yaml").select();
    $("copy-told").textContent = document.execCommand("copy") ? "Copied." : "Press Ctrl+C.";
  }
}

const SHORTCUTS = {
  v: () => setTool("move"), r: () => setTool("rect"), e: () => setTool("ellipse"), p: () => setTool("polygon"),
  g: () => { group(); refresh(); }, u: () => { ungroup(); refresh(); }, n: addInTheMiddle,
  "+": () => setZoom(zoom * 2), "=": () => setZoom(zoom * 2), "-": () => setZoom(zoom / 2), 0: () => setZoom(1),
  Delete: () => { deleteChosen(); refresh(); }, Backspace: () => { deleteChosen(); refresh(); },
};

function typed(event) {
  if (!dialog.open) return;
  const { key, target } = event;
  event.stopPropagation();
  if (key === "Escape") {
    event.preventDefault(); // the browser would close the dialog at once
    if (begun.length || drag) dropped();
    else closeDrawing();
    return;
  }
  if ($("easel").hidden || target.matches("input[type=text], textarea")) return;
  if ((event.ctrlKey || event.metaKey) && /^[zy]$/i.test(key)) {
    event.preventDefault();
    if (event.shiftKey || key === "y") redo(); else undo();
    refresh();
  } else if (event.ctrlKey || event.metaKey) return;
  else if (ARROWS[key]) { event.preventDefault(); arrow(event); }
  else if (key === "Enter" && target === canvas) { event.preventDefault(); if (begun.length) closePolygon(); else addInTheMiddle(); }
  else if (SHORTCUTS[key.length === 1 ? key.toLowerCase() : key] && !event.altKey) {
    event.preventDefault();
    SHORTCUTS[key.length === 1 ? key.toLowerCase() : key]();
  }
}

dialog.addEventListener("keydown", typed);
dialog.addEventListener("cancel", (event) => { event.preventDefault(); closeDrawing(); });
$("draw").onclick = openDrawing;
$("drawing-close").onclick = closeDrawing;
$("tools").onclick = ({ target }) => target.dataset.tool && setTool(target.dataset.tool);
$("undo").onclick = () => { undo(); refresh(); };
$("redo").onclick = () => { redo(); refresh(); };
$("remove").onclick = () => { deleteChosen(); refresh(); };
$("group").onclick = () => { group(); refresh(); };
$("ungroup").onclick = () => { ungroup(); refresh(); };
$("add").onclick = addInTheMiddle;
$("larger").onclick = () => setZoom(zoom * 2);
$("smaller").onclick = () => setZoom(zoom / 2);
$("hide-all").onchange = ({ target }) => { edit(() => { sheet.hidesAll = target.checked; }); refresh(); };
$("picture-path").oninput = ({ target }) => { sheet.path = target.value; drawYaml(); };
$("picture-question").oninput = ({ target }) => { sheet.question = target.value; drawYaml(); };
$("file").onchange = ({ target }) => openFile(target.files[0]);
$("another").onchange = ({ target }) => openFile(target.files[0]);
$("picture").onload = ({ target }) => {
  $("paper").style.setProperty("--ratio", target.naturalWidth / target.naturalHeight || 1);
  fit();
};
$("copy").onclick = copy;
$("yaml").onfocus = () => $("yaml").select();
addEventListener("beforeunload", (event) => { if (isLost()) event.preventDefault(); });
dialog.addEventListener("dragover", (event) => event.preventDefault());
dialog.addEventListener("drop", (event) => { event.preventDefault(); openFile(event.dataTransfer.files[0]); });
