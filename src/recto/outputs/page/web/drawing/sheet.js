// What is drawn: the masks, what of them is chosen, and every step to go back to.

const sheet = { masks: [], hidesAll: false, hidAll: false, path: "", question: "", isNew: true, indent: 4 };
let picked = []; // pairs of mask and shape, by their places
let steps = [];
let undone = [];

const kept = () => JSON.stringify({ masks: sheet.masks, hidesAll: sheet.hidesAll });

/** Do something that can be taken back. */
function edit(change) {
  const before = kept();
  change();
  if (kept() === before) return;
  steps.push(before);
  undone = [];
}

function goTo(from, to) {
  if (!from.length) return;
  to.push(kept());
  Object.assign(sheet, JSON.parse(from.pop()));
  picked = picked.filter(([mask, shape]) => sheet.masks[mask]?.shapes[shape]);
}

const undo = () => goTo(steps, undone);
const redo = () => goTo(undone, steps);

const shapeAt = ([mask, shape]) => sheet.masks[mask].shapes[shape];
const isChosen = (mask, shape) => picked.some(([m, s]) => m === mask && s === shape);

function choose(pairs, more = false) {
  picked = more ? [...picked.filter(([m, s]) => !pairs.some(([n, t]) => n === m && t === s)), ...pairs] : pairs;
}

const allOf = (mask) => sheet.masks[mask].shapes.map((_, shape) => [mask, shape]);

/** A name that no mask has yet. */
function freeName(wish = "Mask") {
  const taken = new Set(sheet.masks.map(({ name }) => name));
  for (let number = 1; ; number += 1) if (!taken.has(`${wish} ${number}`)) return `${wish} ${number}`;
}

function add(shape) {
  edit(() => sheet.masks.push({ name: freeName(), shapes: [shape], before: null }));
  choose([[sheet.masks.length - 1, 0]]);
}

/** Put other shapes in the place of those that are chosen. */
function replaceChosen(shapes) {
  picked.forEach(([mask, shape], at) => { sheet.masks[mask].shapes[shape] = shapes[at]; });
}

function deleteChosen() {
  edit(() => {
    sheet.masks = sheet.masks
      .map((mask, m) => ({ ...mask, shapes: mask.shapes.filter((_, s) => !isChosen(m, s)) }))
      .filter(({ shapes }) => shapes.length);
  });
  choose([]);
}

/** Make one mask of all that is chosen: one card, which keeps the name of the first. */
function group() {
  const [first] = picked.map(([mask]) => mask).sort((one, other) => one - other);
  const shapes = picked.map(shapeAt);
  if (shapes.length < 2) return;
  const others = sheet.masks[first].shapes.filter((_, s) => !isChosen(first, s));
  const { name } = sheet.masks[first];
  edit(() => {
    const joined = { ...sheet.masks[first], shapes: [...others, ...shapes] };
    sheet.masks = sheet.masks.flatMap((mask, m) => {
      if (m === first) return [joined];
      const left = mask.shapes.filter((_, s) => !isChosen(m, s));
      return left.length ? [{ ...mask, shapes: left }] : [];
    });
  });
  choose(allOf(sheet.masks.findIndex((mask) => mask.name === name)));
}

/** Make a mask of each shape; the first keeps the name, and so its card. */
function ungroup() {
  const parted = new Set(picked.map(([mask]) => mask));
  edit(() => {
    const taken = sheet.masks;
    sheet.masks = taken.flatMap((mask, m) => {
      if (!parted.has(m)) return [mask];
      const [first, ...rest] = mask.shapes;
      return [{ ...mask, shapes: [first] }, ...rest.map((shape, at) => ({ name: `${mask.name} ${at + 2}`, shapes: [shape], before: null }))];
    });
  });
  choose([]);
}
