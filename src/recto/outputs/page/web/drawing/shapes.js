// Masks as values: corners in per cent of the picture, and the text that a source has of them.
// A rectangle and an ellipse have two corners: left and top, right and bottom.

const LEAST = 1; // per cent; what is smaller was a click
const SMALL = 2; // as `text/masks.py` has it

const clamp = (number, least, most) => Math.max(least, Math.min(most, number));
const rounded = (number) => Math.round(number * 10) / 10; // what is drawn; sources may say it closer
const short = (number) => String(Math.round(number * 100) / 100);

function boxOf({ points }) {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

function boxed(kind, [x, y], [u, v]) {
  return { kind, points: [[Math.min(x, u), Math.min(y, v)], [Math.max(x, u), Math.max(y, v)]] };
}

const width = (shape) => boxOf(shape).right - boxOf(shape).left;
const height = (shape) => boxOf(shape).bottom - boxOf(shape).top;
const isSmall = (shape) => width(shape) < SMALL || height(shape) < SMALL;
const isNothing = (shape) => width(shape) < LEAST && height(shape) < LEAST;

/** The shape as a source has it; `parsed` is its other way. */
function written({ kind, points }) {
  if (kind === "polygon") return [kind, ...points.map(([x, y]) => `${short(x)},${short(y)}`)].join(" ");
  const [[left, top], [right, bottom]] = points;
  return [kind, ...[left, top, right - left, bottom - top].map(short)].join(" ");
}

function parsed(text) {
  const [kind, ...rest] = text.trim().split(/\s+/);
  if (kind === "polygon") return { kind, points: rest.map((pair) => pair.split(",").map(Number)) };
  const [left, top, across, down] = rest.map(Number);
  return { kind, points: [[left, top], [left + across, top + down]] };
}

/** Shapes moved together, no further than the picture reaches. */
function moved(shapes, across, down) {
  const boxes = shapes.map(boxOf);
  const by = [
    clamp(across, -Math.min(...boxes.map(({ left }) => left)), 100 - Math.max(...boxes.map(({ right }) => right))),
    clamp(down, -Math.min(...boxes.map(({ top }) => top)), 100 - Math.max(...boxes.map(({ bottom }) => bottom))),
  ];
  const far = by.map((each) => Math.trunc(each * 10) / 10);
  return shapes.map(({ kind, points }) => ({ kind, points: points.map(([x, y]) => [x + far[0], y + far[1]]) }));
}

/** The places to take hold of a shape: the four corners of a box, or those of a polygon. */
function corners({ kind, points }) {
  if (kind === "polygon") return points;
  const [[left, top], [right, bottom]] = points;
  return [[left, top], [right, top], [right, bottom], [left, bottom]];
}

/** A shape with one corner at another place. */
function pulled(shape, corner, to) {
  const [x, y] = to.map((each) => rounded(clamp(each, 0, 100)));
  if (shape.kind === "polygon") return { ...shape, points: shape.points.map((each, at) => at === corner ? [x, y] : each) };
  const opposite = corners(shape)[(corner + 2) % 4];
  return boxed(shape.kind, [x, y], opposite);
}

// As lines of YAML. What a source takes for the text that is written needs no quotes.

const PLAIN = /^[\p{L}\p{N}][\p{L}\p{N} ().'’/-]*$/u;
const named = (text) => PLAIN.test(text) && text === text.trim() && !/ #|: /.test(text) ? text : JSON.stringify(text);
const inFlow = (text) => text.includes(",") ? JSON.stringify(text) : text;

/** What stands behind a mask's name: its shape, a list of them, or with the name of before. */
function valueOf(mask) {
  const texts = mask.shapes.map(written);
  const was = formerName(mask);
  const list = `[${texts.map(inFlow).join(", ")}]`;
  if (was) return `{was: ${named(was)}, shape: ${texts.length === 1 ? inFlow(texts[0]) : list}}`;
  return texts.length === 1 ? texts[0] : list;
}

/** The name that a mask had at the last build, where by nothing else it would be known as the same. */
function formerName({ name, shapes, before }) {
  if (!before) return "";
  const shape = shapes.map(written).join(" + ");
  return name !== before.name && shape !== before.shape ? before.name : "";
}

/** The lines of a card's masks, indented as its keys are. */
function yaml({ path, question, hidesAll, hidAll, masks, isNew, indent }) {
  const space = " ".repeat(indent);
  const lines = masks.flatMap((mask) => {
    const { above = [], behind = "" } = mask.comments ?? {};
    const line = `${named(mask.name)}: ${valueOf(mask)}${behind && `  ${behind}`}`;
    return [...above, line].map((each) => `${space}  ${each}`);
  });
  const hide = hidesAll === hidAll ? [] : [`${space}hide: ${hidesAll ? "all" : "one"}`];
  const block = [`${space}masks:`, ...lines, ...hide];
  if (!isNew) return `${block.join("\n")}\n`;
  const head = [`  - image: ${named(path)}`, ...(question ? [`    q: ${JSON.stringify(question)}`] : [])];
  return `${[...head, ...block].join("\n")}\n`;
}
