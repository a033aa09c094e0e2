(function () {
  // The body has the number of the card as a class, and each name that of its mask.
  var card = /\bcard(\d+)\b/.exec(document.body.className);
  document.querySelectorAll(".masks li").forEach(function (name) {
    if (card && name.getAttribute("data-mask") === card[1]) {
      name.className = "asked";
      name.setAttribute("aria-current", "true");
    }
  });
})();
