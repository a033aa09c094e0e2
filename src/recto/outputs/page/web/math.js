// Formulas, which MathJax makes pictures of.

const OPAQUE = new Set(["PRE", "CODE", "SCRIPT", "STYLE", "TEXTAREA"]);
const FORMULA = /\\\(([^]*?)\\\)|\\\[([^]*?)\\\]/;
const BREAK = "\uE000";

/** MathJax makes pictures here and not in the frame, where no script runs. */
function withMath(html) {
  if (!window.MathJax || !FORMULA.test(html)) return html;
  MathJax.texReset(); // the labels of each card are its own
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
