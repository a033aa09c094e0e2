"""What is wrong with a note type of the author's own, its templates, and their slots."""

from __future__ import annotations

from recto.diagnostics.catalogue.rule import advice, error, warning

NOTE_TYPES = {
    "notetype-unknown": error(
        "A topic or card names a note type that the deck doesn't have.",
        "Its fields would be anybody's guess.",
        "- notetype: wrod\n  word: 犬",
        "Write the name of a file in the folder `notetypes`, without its ending.",
    ),
    "notetype-name": error(
        "A note type has no good name: two have the same, or it is no short line.",
        "Anki shows each note type by its name, and would rename one of them.",
        "name: Word, in two files",
        "Give one another `name`.",
    ),
    "notetype-id": error(
        "The `id` of a note type can't be one, or is that of another.",
        "It stands in the key of each of its notes, for ever.",
        "a copied file, id and all",
        "Delete the line; the next build writes another.",
    ),
    "notetype-id-missing": warning(
        "The `id` of a note type can't be written into its file.",
        "Without it the note type is known by the name of its file; renamed, it would be another.",
        "a file that begins with a key of several lines, `? |-`",
        "Add the line that the message offers.",
    ),
    "notetype-large": error(
        "A note type has more fields or cards than anybody can use.",
        "Learners would get them all in Anki's editor.",
        "101 fields",
        "Make several note types of it.",
    ),
    "notetype-kind": error(
        "`cloze: true` came to a note type, or went, that learners may have.",
        "Anki can't turn notes of one into the other; those that a learner edited would break.",
        "cloze: true, added after the first build",
        "Take it back, and begin another note type in a file of its own.",
    ),
    "notetype-adopted": error(
        "A key that only an adopted note type can have, or `adopted` is no id.",
        "An adopted note type has what it had in Anki; one of your own has what Recto gives it.",
        "sort: reading, without adopted: 1529000000001",
        "Delete the key. `recto adopt` writes them where they belong.",
    ),
    "notetype-fixed": error(
        "An adopted note type has other fields or cards than learners have.",
        "Their Anki takes up no field or card that a note type didn't begin with, and knows most "
        "of them by name alone; such a package would leave every note as it is, for ever.",
        "a field Notes beside Front and Back, which are all that learners have",
        "Take it back. For more fields begin a note type of your own beside it. In the sources a "
        "field may be called otherwise: `- question: {anki: Front}`.",
    ),
    "notetype-shared": error(
        "Two decks have one adopted note type, and say otherwise what it is.",
        "A learner of both has it once; each import would undo what the other one brought, or "
        "leave its notes as they are.",
        "adopted: 1529000000001, in two decks with other CSS",
        "Make name, fields, cards, CSS and settings equal in both files.",
    ),
    "field-name": error(
        "A field or card can't have that name.",
        "Anki takes some signs out of names, a card has keys of its own, and templates know "
        "words that are no fields.",
        "fields: [tags, a:b]",
        "Choose another name.",
    ),
    "field-twice": error(
        "Two fields, or two cards, of a note type have one name, letter case aside.",
        "Anki would rename one.",
        "fields: [word, Word]",
        "Rename one.",
    ),
    "field-unknown": error(
        "`asks` names a field that the note type doesn't have.",
        "By the fields that ask an author knows a note.",
        "asks: wrod",
        "Write the name of one of the `fields`.",
    ),
    "field-first": error(
        "The first field that a note type ever had is gone.",
        "Anki tells notes apart by it, so it can't be empty.",
        "word deleted from fields: [word, reading]",
        "Bring it back; it can stand anywhere, and have another name with `was:`.",
    ),
    "was-unknown": error(
        "`was` names nothing that the field or card can have been.",
        "It would get a new place, and learners' content would stay in the old one.",
        "yomi: {was: raeding}",
        "Write the name that it had at the last build.",
    ),
    "slots-full": error(
        "A note type has used up what it had in reserve.",
        "A learner's Anki takes up no more fields and cards than a note type began with: eight "
        "spare fields and four spare cards.",
        "a ninth field added since the first release",
        "Name it like one that went, or begin another note type.",
    ),
    "template-syntax": error(
        "A template can't be read.",
        "Anki would show an error in place of the card.",
        'front: "{{#sound}}{{sound}}"',
        "Close each `{{#field}}` with `{{/field}}`, the inner one first.",
    ),
    "template-field": error(
        "A template names a field that the note type doesn't have.",
        "Anki would show an error in place of the card.",
        'front: "{{wrod}}"',
        "Write the name as it stands in `fields`, letter case and all.",
    ),
    "template-filter": error(
        "A template has a filter that Anki doesn't know.",
        "Only an add-on could bring it, and phones have none.",
        'front: "{{furigama:reading}}"',
        "Use one of text, hint, type, type:nc, cloze, furigana, kana, kanji and `tts ja_JP`.",
    ),
    "template-front": error(
        "A front shows no field, or not by itself.",
        "Anki makes a card where its front shows a field of the note.",
        "front: Which word?",
        "Put a field onto the front, `{{word}}`; all of it between `{{#sound}}` and `{{/sound}}` "
        "if there is to be a card only where `sound` is filled.",
    ),
    "template-twice": error(
        "Two cards of a note type have the same front.",
        "Learners would be asked one thing twice, and Anki saves no styling of such a type.",
        "two cards whose front is {{word}}",
        "Let them ask something different.",
    ),
    "template-cloze": error(
        "A note type with `cloze: true` doesn't show its clozes, or has several cards; or "
        "another shows clozes.",
        "Anki makes the cards of such a note from the clozes, by its one template.",
        'front: "{{cloze:word}}"',
        "Write `{{cloze:text}}` on front and back of its one card.",
    ),
    "template-unsafe": error(
        "A template has what can run: a script, an event handler, a frame.",
        "It would run in every learner's Anki.",
        "front: <script>…</script>{{word}}",
        "Delete it, or say `unsafe_html: true` in deck.yaml.",
    ),
    "template-media": error(
        "A template names a file.",
        "Anki brings no file that only a template names, so learners would miss it.",
        'front: <img src="media/logo.png">{{word}}',
        "Name it in a field, or as `url()` in `css`.",
    ),
    "note-without-card": error(
        "A note gets no card, or an empty one.",
        "Nobody would ever be asked, and Anki would offer to delete it.",
        'front: "{{#sound}}{{sound}}{{/sound}}"',
        "Fill a field that a front shows.",
    ),
    "sound-spoken": error(
        "A template has a field spoken by a voice, and the field plays a sound.",
        "The voice would read the name of the sound's file aloud.",
        "a word with ![](media/inu.mp3), and {{tts ja_JP:word}} in a template",
        "Put the sound into a field of its own, `sound`, and show that beside it.",
    ),
    "slot-displaced": warning(
        "Two branches put different fields or cards into one slot of a note type.",
        "One of them has to move, so its notes are sent again; learners who have it from that "
        "branch see the other's content until then.",
        "git merge of two branches that each added a field",
        "Nothing. Release the merged deck soon.",
    ),
    "field-unshown": advice(
        "No card shows a field.",
        "A learner sees it only in Anki's editor.",
        "fields: [word, meaning, note]",
        "Show it, or delete it.",
    ),
}
