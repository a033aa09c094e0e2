// What is wrong with the look of cards, told in words. Each side is put into the client's page
// in turn, its `details` open, as a learner may see it.
async ({ sides }) => {
  const qa = document.getElementById("qa");
  const style = qa.querySelectorAll(":scope > style"); // of the note type
  const faults = [];

  for (const { name, html } of sides) {
    qa.replaceChildren(...style);
    qa.insertAdjacentHTML("beforeend", html);
    const tell = (fault) => faults.push(`${name}: ${fault}`);
    qa.querySelectorAll("details").forEach((each) => (each.open = true));
    if (window.MathJax) {
      MathJax.typesetClear();
      await MathJax.typesetPromise([qa]);
    }
    await Promise.all(
      [...qa.querySelectorAll("img")].map((each) => each.decode().catch(() => tell("no image"))),
    );
    const all = [...qa.querySelectorAll("*")].filter((each) => each.checkVisibility());
    wide(all, tell);
    faint(all, tell);
    small(all, tell);
  }
  return faults;

  function wide(all, tell) {
    const page = document.documentElement;
    if (page.scrollWidth > innerWidth) tell(`${page.scrollWidth}px wide`);
    const scrolls = (each) => getComputedStyle(each).overflowX !== "visible";
    for (const each of all) {
      const { left, right } = each.getBoundingClientRect();
      if (left > -1 && right < innerWidth + 1) continue;
      let up = each.parentElement;
      while (up && !scrolls(up)) up = up.parentElement;
      if (!up) tell(`<${each.tagName} class="${each.className}"> from ${left} to ${right}`);
    }
  }

  function faint(all, tell) {
    for (const each of all) {
      const look = getComputedStyle(each);
      const texts = [...each.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
      const text = texts.map((node) => node.data.trim()).join("");
      if (text || each.matches("mjx-container")) judge(each, look, text || "formula", tell);
      for (const pseudo of ["::before", "::after"]) {
        const extra = getComputedStyle(each, pseudo);
        if (!["none", "normal", '""'].includes(extra.content)) judge(each, extra, extra.content, tell);
      }
    }
  }

  function judge(each, look, text, tell) {
    const ground = groundOf(each);
    const ratio = contrast(over(colour(look.color), ground), ground);
    if (ratio < 4.5) tell(`contrast ${ratio.toFixed(2)} of ${look.color} on ${ground}: ${text}`);
  }

  function small(all, tell) {
    for (const each of all.filter((one) => one.matches("summary, a.report, .replay-button"))) {
      const { height } = each.getBoundingClientRect();
      if (height < 44) tell(`<${each.tagName}> is ${height}px high, too little for a finger`);
    }
  }

  function groundOf(each) {
    const veils = [];
    for (let up = each; up; up = up.parentElement) {
      veils.unshift(colour(getComputedStyle(up).backgroundColor));
      if (veils[0][3] === 1) break;
    }
    return veils.reduce((below, veil) => over(veil, below), [255, 255, 255]);
  }

  function colour(written) {
    const [red, green, blue, alpha = 1] = written.match(/[\d.]+/g).map(Number);
    return [red, green, blue, alpha];
  }

  function over([red, green, blue, alpha], below) {
    return [red, green, blue].map((value, at) => value * alpha + below[at] * (1 - alpha));
  }

  function contrast(one, other) {
    const [light, dark] = [one, other].map(luminance).sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  }

  function luminance(rgb) {
    const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    const [red, green, blue] = rgb.map((value) => linear(value / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
};
