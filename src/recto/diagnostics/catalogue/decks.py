"""What is wrong with a deck as a whole: its name, its id, its topics."""

from __future__ import annotations

from recto.diagnostics.catalogue.rule import error, warning

DECKS = {
    "deck-not-found": error(
        "A path names no deck.",
        "Nothing would be built.",
        "recto build nowhere",
        "Name a folder with a deck.yaml, a folder of such folders, or one file with `deck:`.",
    ),
    "deck-yaml-missing": error(
        "A folder of cards has no deck.yaml.",
        "The deck's name and identity stand there.",
        "cards/aws-security/iam.yaml alone",
        "Add a deck.yaml with `deck:` and `id:`.",
    ),
    "deck-empty": error(
        "A deck has no cards, or nothing but drafts.",
        "An empty package imports nothing.",
        "- q: Who is root?\n  a: The owner\n  draft: true",
        "Publish a draft, or add a topic file with `cards:`.",
    ),
    "new-refused": error(
        "`recto new` can't begin a deck in this folder.",
        "It overwrites nothing; and a deck inside another would give its cards to both.",
        "recto new cards/aws-security, which is there",
        "Name a folder that is not there yet, beside the other decks.",
    ),
    "deck-nested": error(
        "A deck.yaml lies inside another deck's folder.",
        "Its cards would belong to two decks.",
        "cards/aws/iam/deck.yaml beside cards/aws/deck.yaml",
        "Move the inner folder beside the outer one.",
    ),
    "deck-name": error(
        "The name of a deck or subdeck is empty in part.",
        "Anki would call the part “blank”.",
        "deck: AWS::::Security",
        "Write every part between `::`, without spaces around it.",
    ),
    "deck-name-twice": error(
        "Two decks have one name.",
        "Anki knows decks by name and would mix their cards.",
        "deck: AWS Security, in two folders",
        "Rename one.",
    ),
    "subdecks-order": warning(
        "A deck has subdecks, and its topics another order than their names.",
        "Anki introduces new cards subdeck by subdeck, in the order of the names, so learners would "
        "not meet the topics in the order of `topics`.",
        "subdecks: topic\ntopics: [physical, ethernet]",
        "Leave `subdecks` out where the order matters, or `topics` where it doesn't. Numbers in the "
        "titles would help only before the first release: another title is another deck to learners.",
    ),
    "deck-id-missing": error(
        "A deck has no `id`.",
        "Every note's identity begins with it; without one, reviews can't be kept.",
        "deck: AWS Security",
        "Add the line that the message offers, and never change it.",
    ),
    "deck-id-twice": error(
        "Two decks have one `id`.",
        "Their notes would overwrite each other in a learner's collection.",
        "a deck's folder that was copied",
        "Give the copy an id of its own, and delete its lock, which is the other deck's.",
    ),
    "bad-id": error(
        "An `id` has characters that it can't have.",
        "Ids go into searches, where `_` and `*` mean other things, and must look alike to all.",
        "- id: Root_User\n  q: Who is root?\n  a: The owner",
        "Use lower-case letters, digits and single hyphens.",
    ),
    "bad-tag": error(
        "A text that can't be a tag in Anki.",
        "Anki separates tags by spaces, and keeps `leech` and `marked` for itself; a comma was meant "
        "to part two tags.",
        "- q: Who is root?\n  a: The owner\n  tags: [exam trap]",
        "Join words with hyphens; write several tags as a list: [exam, trap].",
    ),
    "bad-ignore": error(
        "`ignore` names something that can't be ignored.",
        "A misspelt code would silence nothing, and what is wrong can't be wished away.",
        "- q: Who is root?\n  a: The owner\n  ignore: [anwser-long]",
        "Name codes of warnings and advice; `recto explain` lists them.",
    ),
    "adopt-refused": error(
        "A deck can't be adopted: nothing that Recto knows, nothing in it, or no room for it.",
        "Half a deck would lose what learners have of the other half.",
        "recto adopt notes.docx",
        "Export it from Anki as a package (.apkg); name a folder that is not there yet.",
    ),
    "bad-address": error(
        "`report` is no address.",
        "It becomes a link on every card.",
        "report: me@example.org",
        "Write https://… or mailto:….",
    ),
    "table-file": error(
        "`table` names no table of the deck.",
        "A deck must mean the same on every machine, so its tables lie in its folder.",
        "table: ../words.csv",
        "Put the file into the deck's folder and write its path from there, with `/`.",
    ),
    "table-head": error(
        "The head of a table doesn't say what its columns are.",
        "Each column fills one key of the cards; guessing would put words in the wrong place.",
        "Deutsch,a\nHund,dog",
        "Name the columns by keys (`q`, `a`, `tags` …) in the first row, or beside `table:` with "
        '`columns:`; `note: ""` leaves a column out.',
    ),
    "table-quotes": error(
        "The quotes of a cell don't match, or a row has thousands of cells.",
        "All that follows would be read as one cell.",
        'q,a\nWhich?,"this',
        'Close the quote; write a quote inside of a cell in quotes twice: `""`.',
    ),
    "table-row": error(
        "A row of a table has more cells than its head.",
        "A sign that separates cells most likely stands in a text, and words would be lost.",
        "q,a\nWhich two?,this, that",
        'Put the cell in quotes: `"this, that"`.',
    ),
    "table-separator": error(
        "Recto can't see what separates the cells of a table.",
        "Several of comma, semicolon, tab and `|` split its head, and no one gives equal rows.",
        "q;a,b\nWhich?;this",
        'Write `separator: ";"` (or `,`, `|`, `tab`) beside `table:`.',
    ),
    "topic-name": error(
        "A topic's file or folder has a name that can't be part of a tag, an ending that is nearly "
        ".yaml, or lies more than 50 folders deep.",
        "Tags hold no spaces; and a file `root.yaml.txt` would be passed over without a word.",
        "root user.yaml",
        "Rename it, to root-user.yaml for example, or move it up.",
    ),
    "topic-twice": error(
        "Two files are one topic.",
        "Their tags would be the same, and it is likely that one is a stray copy.",
        "iam.yaml and iam.yml",
        "Keep one.",
    ),
    "topic-unknown": error(
        "`topics` names a topic that is not there.",
        "A typing error would silently move the topic to the end.",
        "topics: [rot-user]",
        "Name a file or folder, without .yaml.",
    ),
    "package-twice": error(
        "Two decks would be built into one file.",
        "The second would overwrite the first.",
        "cards/aws/ and cards/aws.yaml",
        "Rename a folder or file.",
    ),
    "package-name": error(
        "The package would have a dangerous name.",
        "Anki takes collection.apkg and backup-*.apkg for a whole collection and replaces the "
        "learner's own; AnkiDroid crashes on very long names.",
        "cards/collection/",
        "Rename the folder.",
    ),
}
