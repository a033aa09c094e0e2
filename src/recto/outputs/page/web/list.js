// The list of cards, of which the visible rows are drawn.

function row(card, at) {
  const { note } = card;
  const told = note.findings.filter(({ code }) => code !== "card-answers"); // which is nothing to mend
  const worst = ["error", "warning", "advice", "note"].find((each) => told.some(({ severity }) => severity === each));
  const about = [note.topic.title, card.label, note.draft ? "draft" : ""].filter(Boolean).join(" · ");
  const made = element("div", { className: "row", id: `card-${card.index}` },
    element("div", { className: "title", dir: "auto", textContent: card.title || "(no words)" }),
    element("div", { className: "meta", textContent: about }));
  if (worst) made.append(element("span", { className: `mark ${worst}`, title: worst }));
  made.style.top = `${at * ROW}px`;
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", card.index === place.card);
  made.setAttribute("aria-posinset", at + 1);
  made.setAttribute("aria-setsize", found.length);
  made.onclick = () => openCard(card.index);
  return made;
}

function drawList() {
  const list = $("list");
  const first = Math.max(0, Math.floor(list.scrollTop / ROW) - 4);
  const last = Math.min(found.length, Math.ceil((list.scrollTop + list.clientHeight) / ROW) + 4);
  $("rows").replaceChildren(...found.slice(first, last).map((card, at) => row(card, first + at)));
  list.setAttribute("aria-activedescendant", `card-${place.card}`);
}

/** Bring the open card's row to the middle of the list, its neighbours on both sides. */
function centreCard() {
  const list = $("list");
  list.scrollTop = found.indexOf(cards[place.card]) * ROW - (list.clientHeight - ROW) / 2;
}

function scrollToCard() {
  const list = $("list");
  const top = found.indexOf(cards[place.card]) * ROW;
  if (top < list.scrollTop) list.scrollTop = top;
  if (top + ROW > list.scrollTop + list.clientHeight) list.scrollTop = top + ROW - list.clientHeight;
}
