// The picture with the shapes on it, for mouse, finger, pen and keys.

const SVG = "http://www.w3.org/2000/svg";
const canvas = $("canvas");
const view = $("paper").parentElement; // through which a picture is seen that is shown larger
let tool = "rect";
let drag = null; // what the pointer is doing
let begun = []; // of a polygon that is not closed yet
let hand = null; // the pointer that is pressed, and what was begun before

function drawnAs(name, attributes, ...inside) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

const size = () => [canvas.clientWidth || 1, canvas.clientHeight || 1];
const inPixels = ([x, y]) => { const [w, h] = size(); return [x * w / 100, y * h / 100]; };

/** Where an event is, in per cent of the picture. */
function placeOf({ clientX, clientY }) {
  const { left, top, width: w, height: h } = canvas.getBoundingClientRect();
  return [(clientX - left) * 100 / w, (clientY - top) * 100 / h].map((each) => rounded(clamp(each, 0, 100)));
}

function shapeElement({ kind, points }, attributes) {
  if (kind === "polygon") return drawnAs("polygon", { ...attributes, points: points.map(inPixels).join(" ") });
  const [[left, top], [right, bottom]] = points.map(inPixels);
  if (kind === "rect") return drawnAs("rect", { ...attributes, x: left, y: top, width: right - left, height: bottom - top });
  return drawnAs("ellipse", { ...attributes, cx: (left + right) / 2, cy: (top + bottom) / 2, rx: (right - left) / 2, ry: (bottom - top) / 2 });
}

function drawCanvas() {
  const [w, h] = size();
  canvas.setAttribute("viewBox", `0 0 ${w} ${h}`);
  const shapes = sheet.masks.flatMap((mask, m) => mask.shapes.map((shape, s) => {
    const drawn = shapeElement(shape, { class: isChosen(m, s) ? "mask chosen" : "mask", "data-mask": m, "data-shape": s });
    drawn.append(drawnAs("title", {}, mask.name));
    return drawn;
  }));
  const labels = sheet.masks.map(({ name, shapes: [first] }) => {
    const { left, right, top, bottom } = boxOf(first);
    const [x, y] = inPixels([(left + right) / 2, (top + bottom) / 2]);
    return drawnAs("text", { x, y, class: "label" }, name);
  });
  canvas.replaceChildren(...shapes, ...labels, ...draft(), ...handles());
  canvas.classList.toggle("draws", tool !== "move");
}

/** What is being drawn right now. */
function draft() {
  if (drag?.shape) return [shapeElement(drag.shape, { class: "mask draft" })];
  if (!begun.length) return [];
  const points = [...begun, ...(drag?.to ? [drag.to] : [])].map(inPixels).join(" ");
  const [x, y] = inPixels(begun[0]);
  return [drawnAs("polyline", { class: "draft", points }), drawnAs("circle", { class: "first", cx: x, cy: y, r: 7 })];
}

/** Corners of the one shape that is chosen, to be pulled, or moved by arrows. */
function handles() {
  if (picked.length !== 1) return [];
  const [[mask]] = picked;
  return corners(shapeAt(picked[0])).map((corner, at) => {
    const [cx, cy] = inPixels(corner);
    return drawnAs("g", {
      class: "handle", "data-corner": at, tabindex: 0, role: "button",
      "aria-label": `Corner ${at + 1} of ${sheet.masks[mask].name}; arrow keys move it`,
    }, drawnAs("circle", { class: "reach", cx, cy, r: 18 }), drawnAs("circle", { class: "dot", cx, cy, r: 6 }));
  });
}

function pressedOn(event) {
  if (event.button > 0) return;
  if (hand && hand.id !== event.pointerId) { if (!event.isPrimary) lifted(); return; } // fingers that zoom; a palm beside a pen
  hand = { id: event.pointerId, begun: [...begun] };
  event.preventDefault();
  canvas.focus({ preventScroll: true });
  const at = placeOf(event);
  const handle = event.target.closest("[data-corner]");
  const shape = event.target.closest("[data-shape]");
  canvas.setPointerCapture(event.pointerId);
  if (handle) {
    drag = { pulls: Number(handle.dataset.corner), from: shapeAt(picked[0]), before: kept() };
  } else if (tool === "polygon") {
    addCorner(at);
  } else if (tool === "move") {
    if (!shape) {
      const { scrollLeft, scrollTop } = view;
      choose([]);
      drag = { shifts: [event.clientX + scrollLeft, event.clientY + scrollTop] };
      refresh();
      return;
    }
    const pair = [Number(shape.dataset.mask), Number(shape.dataset.shape)];
    if (event.shiftKey || event.ctrlKey || event.metaKey) choose([pair], true);
    else if (!isChosen(...pair)) choose([pair]);
    drag = { moves: at, from: picked.map(shapeAt), before: kept() };
  } else {
    drag = { draws: at, shape: null };
  }
  refresh();
}

function movedTo(event) {
  if (hand && hand.id !== event.pointerId) return;
  const at = placeOf(event);
  if (tool === "polygon" && begun.length && !drag?.moves && drag?.pulls === undefined) drag = { to: at };
  else if (!drag) return;
  else if (drag.shifts) view.scrollTo(drag.shifts[0] - event.clientX, drag.shifts[1] - event.clientY);
  else if (drag.draws) drag.shape = boxed(tool, drag.draws, at);
  else if (drag.moves) replaceChosen(moved(drag.from, at[0] - drag.moves[0], at[1] - drag.moves[1]));
  else if (drag.pulls !== undefined) replaceChosen([pulled(drag.from, drag.pulls, at)]);
  drawCanvas();
}

function released(event) {
  if (hand?.id !== event.pointerId) return;
  const done = drag;
  hand = null;
  if (!done || done.to || done.shifts) return;
  drag = null;
  if (done.draws) {
    if (done.shape && !isNothing(done.shape)) {
      add(done.shape);
      refresh();
      if (event.pointerType === "mouse") nameField(sheet.masks.length - 1).select();
      return;
    }
  } else if (kept() !== done.before) {
    steps.push(done.before);
    undone = [];
  }
  refresh();
}

function addCorner(at) {
  const near = begun.length > 2 && Math.hypot(...inPixels(at).map((each, axis) => each - inPixels(begun[0])[axis])) < 14;
  if (near) closePolygon();
  else begun.push(at);
}

function closePolygon() {
  const shape = { kind: "polygon", points: begun };
  begun = [];
  drag = null;
  if (shape.points.length > 2 && !isNothing(shape)) add(shape);
  refresh();
}

/** Leave what is being drawn, as if it had not begun. */
function dropped() {
  if (drag?.before) Object.assign(sheet, JSON.parse(drag.before));
  begun = [];
  drag = null;
  refresh();
}

/** Leave only what this press did: a second finger came, so the browser zooms. */
function lifted() {
  const corners = hand.begun;
  hand = null;
  dropped();
  begun = corners;
  drawCanvas();
}

let zoom = 1;

/** Show the picture larger, about the shape that is chosen, or the middle of what is seen. */
function setZoom(wish) {
  const before = zoom;
  zoom = clamp(wish, 1, 16);
  $("paper").style.setProperty("--zoom", zoom);
  drawCanvas();
  drawButtons();
  const chosen = canvas.querySelector(".chosen");
  if (chosen) chosen.scrollIntoView({ block: "center", inline: "center" });
  else {
    view.scrollLeft = (view.scrollLeft + view.clientWidth / 2) * zoom / before - view.clientWidth / 2;
    view.scrollTop = (view.scrollTop + view.clientHeight / 2) * zoom / before - view.clientHeight / 2;
  }
}

/** So large that one can draw on it; of a strip little is seen in the window. */
function fit() {
  setZoom(1);
  setZoom(STRIP / Math.min(...size()));
}

const STRIP = 100; // px

/** Draw without a pointer: a shape in the middle, which arrows move and pull. */
function addInTheMiddle() {
  const kind = tool === "move" ? "rect" : tool;
  const points = kind === "polygon" ? [[50, 42], [58, 56], [42, 56]] : [[42, 45], [58, 55]];
  add({ kind, points });
  refresh();
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Move what is chosen, or with Alt its last corner, or the corner that has the focus. */
function arrow(event) {
  if (!picked.length) return;
  const far = event.shiftKey ? 5 : 0.5;
  const [across, down] = ARROWS[event.key].map((each) => each * far);
  const corner = event.target.closest?.("[data-corner]");
  edit(() => {
    if (corner || (event.altKey && picked.length === 1)) {
      const shape = shapeAt(picked[0]);
      const which = corner ? Number(corner.dataset.corner) : Math.min(2, corners(shape).length - 1);
      const [x, y] = corners(shape)[which];
      replaceChosen([pulled(shape, which, [x + across, y + down])]);
    } else replaceChosen(moved(picked.map(shapeAt), across, down));
  });
  const focused = corner?.dataset.corner;
  refresh();
  if (focused !== undefined) canvas.querySelector(`[data-corner="${focused}"]`)?.focus();
}

canvas.addEventListener("pointerdown", pressedOn);
canvas.addEventListener("pointermove", movedTo);
canvas.addEventListener("pointerup", released);
canvas.addEventListener("pointercancel", (event) => { if (hand?.id === event.pointerId) lifted(); });
canvas.addEventListener("dblclick", () => { if (begun.length) { begun.pop(); closePolygon(); } });
new ResizeObserver(() => drawCanvas()).observe(canvas);
