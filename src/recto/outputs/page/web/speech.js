// What a learner's device speaks, here by the browser.

const SPOKEN = /\[anki:tts lang=(\w+)[^\]]*\](.*?)\[\/anki:tts\]/gs;

/** What is spoken of HTML, as Anki has it, for an attribute. */
const spoken = (html) =>
  html.replace(/<[^>]*>/g, "").replaceAll("[...]", "blank").replaceAll('"', "&quot;").trim();

const voices = () => globalThis.speechSynthesis?.getVoices() || [];
voices(); // some browsers begin to look for them when they are first asked

/** Speak with a voice of this device. A browser's other voices send the words to a server. */
function speak(button) {
  const { voice, words } = button.dataset;
  const called = (each) => each.lang.toLowerCase().replace("_", "-");
  const wanted = voice.toLowerCase().replace("_", "-");
  const here = voices().filter((each) => each.localService);
  const found = here.find((each) => called(each) === wanted)
    || here.find((each) => called(each).split("-")[0] === wanted.split("-")[0]);
  if (!found) {
    button.replaceWith(`“${words}” (this browser has no voice ${voice} of its own)`);
    return;
  }
  speechSynthesis.cancel();
  speechSynthesis.speak(Object.assign(new SpeechSynthesisUtterance(words), { voice: found, lang: found.lang }));
}
