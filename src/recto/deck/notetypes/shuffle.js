(function () {
  // Choices stand in another order every day. Nothing is stored: the order is that of the day
  // (which begins at four) and of the choices, so both sides of a card have the same.
  var local = Date.now() - new Date().getTimezoneOffset() * 60000;
  var day = Math.floor((local - 4 * 3600000) / 86400000);
  document.querySelectorAll(".choices[data-shuffle]:not(.shuffled)").forEach(function (list) {
    var state = parseInt(list.getAttribute("data-shuffle"), 16) ^ Math.imul(day, 0x9e3779b1);
    function below(limit) { // a whole number, evenly spread (mulberry32)
      state = (state + 0x6d2b79f5) | 0;
      var mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296 * limit);
    }
    for (var left = list.children.length; left; left--) list.appendChild(list.children[below(left)]);
    list.classList.add("shuffled");
  });
})();
