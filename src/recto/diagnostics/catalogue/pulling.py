"""What keeps an edit that was made in Anki from coming back into the sources."""

from __future__ import annotations

from recto.diagnostics.catalogue.rule import warning

PULLING = {
    "both-changed": warning(
        "A field was changed in the sources and in Anki, each in its own way.",
        "Only you can tell which words are right; `recto pull` writes neither over the other.",
        "a typo corrected on the phone, in an answer that a colleague rewrote in the source",
        "Make both the same, or pull with `--theirs` (Anki's words) or `--ours` (the source's).",
    ),
    "newer-in-anki": warning(
        "Anki has a later build of a card than these sources make.",
        "Its words come from somebody else's sources, and are no edits.",
        "a colleague built and pushed, and you have not fetched their commit",
        "Fetch the newer sources (`git pull`), build, then pull again.",
    ),
    "not-pulled": warning(
        "An edit made in Anki can't be taken over into the source.",
        "A text is written only where rendering it gives exactly what Anki has.",
        "a picture pasted into a note, which is no file of the deck",
        "Edit the source yourself, as the message says, and build.",
    ),
}
