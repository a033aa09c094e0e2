try {
  anki.imageOcclusion.setup();
} catch (exc) {
  document.getElementById("err").textContent = "This version of Anki shows no masks. Update it. (" + exc + ")";
}
