// MathJax only converts what the page gives it; it looks for no formulas, and loads nothing.
window.MathJax = {
  startup: { typeset: false },
  options: { enableMenu: false, enableAssistiveMml: false },
  svg: { fontCache: "none" },
};
