// What belongs to no card, and what is broken while the author types

function tell(diagnostics, title) {
  $("broken").hidden = !diagnostics.length;
  $("broken").replaceChildren(element("h2", { textContent: title }),
    element("ul", {}, ...diagnostics.map((each) => finding(each, true))));
}

/** Listen to the server of `recto preview --watch`; it tells the versions of its pages. */
function follow() {
  tell(data.loose, "About the deck");
  const { live } = document.documentElement.dataset;
  if (!live) return;
  const events = new EventSource("/recto/events");
  events.onopen = () => { $("stopped").hidden = true; };
  events.onerror = () => { $("stopped").hidden = false; }; // the browser tries again by itself
  events.onmessage = (event) => {
    const { versions, errors, rules } = JSON.parse(event.data);
    Object.assign(data.rules, rules);
    if (errors.length) tell(errors, cards.length ? "The sources have errors; the cards are as they were before" : "The sources have errors");
    else if (versions[location.pathname] !== live) {
      reloadOnceDrawn();
    } else tell(data.loose, "About the deck");
  };
}

/** Load the page anew, but not under the hands of who draws masks in it. */
function reloadOnceDrawn() {
  const drawing = $("drawing");
  if (drawing.open) {
    $("meanwhile").hidden = false;
    drawing.addEventListener("close", reloadOnceDrawn, { once: true });
  } else {
    remembered();
    location.reload();
  }
}

addEventListener("pagehide", () => store(() => sessionStorage, "recto-scroll", { top: $("list").scrollTop }));
recall();
offer();
filter();
$("list").scrollTop = stored(() => sessionStorage, "recto-scroll").top || 0;
scrollToCard();
draw();
follow();
