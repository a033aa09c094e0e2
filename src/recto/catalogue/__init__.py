"""Every diagnostic that Recto knows: what it says, why it matters, an example, the mend.

The one catalogue: severities, `recto explain` and the documentation come from here.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from recto.catalogue.advice import ADVICE
from recto.catalogue.rule import Rule, error, note, warning

__all__ = ["CATALOGUE", "IGNORABLE", "Rule", "not_ignorable", "unknown_code"]

_FILES = {
    "file-unreadable": error(
        "A file can't be read.",
        "A deck built without it would retire its cards.",
        "a file that only another user may read",
        "Give yourself the right to read it, or take it out of the deck's folder.",
    ),
    "file-unwritable": error(
        "A lock or a package can't be written.",
        "The disk is full, the folder may only be read, or (on Windows) another program has the "
        "file open. What was there before is whole.",
        "recto build, on a full disk",
        "Make room, or close the program, and build again: it goes on where it was.",
    ),
    "file-too-large": error(
        "A source has more than 40 MB, or its title, tags and source make 200 MB on its cards.",
        "100,000 cards have about 30 MB; what is larger is not cards.",
        "an export of a database, named notes.yaml",
        "Split it into topics.",
    ),
    "file-empty": error(
        "A source has nothing in it.",
        "An emptied file would retire its cards without a word.",
        "(no text)",
        "Write `cards:` and cards, or delete the file.",
    ),
    "not-utf-8": error(
        "A file is not UTF-8.",
        "Guessing an encoding garbles letters.",
        "a file saved as Latin-1",
        "Save it as UTF-8 in your editor.",
    ),
    "control-character": error(
        "A text holds a control character.",
        "Anki drops most of them; one (U+001F) makes it refuse the whole package.",
        '- q: Which two?\n  a: "one\\x1ftwo"',
        "Delete it. Where a backslash was meant, use '…' or a block (`|`): \"…\" takes it for YAML's.",
    ),
    "link-outside": error(
        "A symbolic link leads out of the deck's folder, or a folder is a link.",
        "A deck must mean the same on every machine, and must not read your other files.",
        "iam.yaml → ../../private/iam.yaml",
        "Put the file itself into the deck's folder.",
    ),
}

_YAML = {
    "yaml-syntax": error(
        "The file is not YAML.",
        "Nothing after this place can be understood.",
        "- q: Which port: 22 or 80?\n  a: 22",
        "Put texts with `: ` or ` #` in quotes, or write them as a block after `|`.",
    ),
    "yaml-tab": error(
        "A tab stands in the indentation.",
        "YAML takes only spaces there.",
        "cards:\n\t- q: …",
        "Let your editor indent with spaces.",
    ),
    "yaml-alias": error(
        "An alias stands for something that is no text, for nothing, or for far too much text; or "
        "an anchor has no alias.",
        "Aliases of lists and mappings can grow without end, so Recto takes them for texts only. A "
        "text that begins with `&` or `*` would lose its first word.",
        "cards: *others",
        "Write the list out; put the text in quotes.",
    ),
    "yaml-tag": error(
        "A YAML tag such as `!!int` stands before a value.",
        "Every value is the text that is written; tags change nothing, so none is allowed.",
        "- q: How many roles?\n  a: !!str 10",
        "Delete the tag.",
    ),
    "yaml-nesting": error(
        "Lists or mappings lie more than 20 deep in one another.",
        "Recto's files need five levels.",
        "- q: How deep?\n  a: " + "[" * 20 + "x" + "]" * 20,
        "Quote the text, if it is one.",
    ),
    "yaml-escape": warning(
        'A backslash in "…" is an escape, and was hardly meant as one.',
        r"There `\n` is a line break and `\t` a tab, so `\nu` and `\theta` lose their first letter.",
        '- q: "What is $\\theta$?"\n  a: An angle',
        r"Put the text in '…' or a block (`|`), which leave a backslash alone; or write `\\theta`.",
    ),
    "text-cut": warning(
        "A text without quotes ends before a `#`.",
        "YAML takes ` #` for the start of a comment, so the rest is missing on the card.",
        "- q: Which is #1 on the list?\n  a: The root user",
        "Put the text in quotes. Where it is a comment, write a space after the `#`.",
    ),
    "lines-joined": warning(
        "A list, a table or code whose lines YAML joins to one.",
        "Only after `|` a line stays a line; without it, or after `>`, a list would be one long item.",
        "- q: Which keys can a user have?\n  a: >\n    - Access keys\n    - SSH keys",
        "Write the text below `|`, indented.",
    ),
    "unquoted-cloze": error(
        "A text begins with `{{` and is not in quotes.",
        "YAML takes `{` for the start of a mapping.",
        "- cloze: {{c1::GuardDuty}} finds threats.",
        'Put it in quotes: cloze: "{{c1::GuardDuty}} finds threats."',
    ),
    "duplicate-key": error(
        "A key stands twice in one mapping.",
        "One of the two values would be lost.",
        "- q: One\n  a: 1\n  q: Two",
        "Delete one, or begin a new card with `- `.",
    ),
    "unknown-key": error(
        "A key that Recto doesn't know.",
        "A misspelt key would be ignored, and its text be missing on the card.",
        "- q: Which service finds sensitive data?\n  anwser: Macie",
        "Take the key that the message offers.",
    ),
    "wrong-type": error(
        "A value has the wrong shape: a list where a text belongs, a word where true or false does.",
        "Recto doesn't guess what was meant.",
        "- q: IAM\n  a: Identity and Access Management\n  reversed: yes",
        "Write what the message asks for.",
    ),
    "missing-key": error(
        "Something that must be there is not: a question, an answer, `cards:`, the deck's name.",
        "A card without a question or answer asks nothing.",
        "- q: Which service finds sensitive data?",
        "Add the key.",
    ),
    "empty-text": error(
        "A key has nothing after it.",
        "An empty answer can't be learned.",
        "- q: Which service finds sensitive data?\n  a:",
        "Write the text, or delete the key if it is optional.",
    ),
}

_DECKS = {
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
        "A deck has no cards.",
        "An empty package imports nothing.",
        "a deck.yaml with no file beside it",
        "Add a topic file with `cards:`.",
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
    "bad-address": error(
        "`report` is no address.",
        "It becomes a link on every card.",
        "report: me@example.org",
        "Write https://… or mailto:….",
    ),
    "topic-name": error(
        "The name of a topic's file or folder can't be part of a tag, or its ending is nearly .yaml.",
        "Tags hold no spaces; and a file `root.yaml.txt` would be passed over without a word.",
        "root user.yaml",
        "Rename it: root-user.yaml.",
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

_CARDS = {
    "card-form": error(
        "Keys of two kinds of card stand together.",
        "Recto can't tell which card is meant.",
        '- cloze: "{{c1::Macie}} finds data."\n  choices: [Macie, Shield]',
        "A card is `q` with `a`, `q` with `typed`, `q` with `choices` and `a`, or `cloze`.",
    ),
    "id-twice": error(
        "Two cards have one `id`.",
        "They would be one note.",
        "- id: root\n  q: Who is root?\n  a: The owner\n- id: root\n  q: Who may be root?\n  a: Nobody else",
        "Give the copy an id of its own, or none.",
    ),
    "question-twice": error(
        "Two cards without an `id` ask the same.",
        "A card without an id is known by its question; and a learner can't tell them apart.",
        "- q: Who patches it?\n  a: AWS\n- q: Who patches it?\n  a: The customer",
        "Say in the question what each asks; or give each an `id`.",
    ),
    "typed-lines": error(
        "An answer to type has several lines.",
        "Anki offers one line to type in.",
        "- q: Which commands list and copy?\n  typed: |\n    aws s3 ls\n    aws s3 cp",
        "Make a card of each line.",
    ),
    "choice-unknown": error(
        "The answer is not among the choices.",
        "No choice would be marked as right.",
        "- q: Which finds sensitive data?\n  choices: [Macie, Shield]\n  a: macie",
        "Write the answer exactly as among the choices.",
    ),
    "choice-twice": error(
        "One choice or answer stands twice.",
        "One of them would be wrong and right at once.",
        "- q: Which finds sensitive data?\n  choices: [Macie, Macie]\n  a: Macie",
        "Delete one.",
    ),
    "choice-count": error(
        "Fewer than two or more than 26 choices.",
        "One choice is none, and each choice has a letter.",
        "- q: Which finds sensitive data?\n  choices: [Macie]\n  a: Macie",
        "Offer two to five.",
    ),
    "cloze-none": error(
        "A cloze text hides nothing.",
        "It would make no card.",
        "- cloze: GuardDuty finds threats.",
        "Write `{{c1::…}}` around what the learner recalls.",
    ),
    "cloze-unclosed": error(
        "A cloze begins and never ends.",
        "Anki would make no card of it.",
        '- cloze: "{{c1::GuardDuty finds threats."',
        "Close it with `}}`.",
    ),
    "cloze-empty": error(
        "A cloze hides nothing.",
        "Its card would ask for nothing.",
        '- cloze: "{{c1::}} finds threats."',
        "Put the words inside.",
    ),
    "cloze-large": error(
        "A cloze card and its many clozes make a million characters.",
        "Each of its cards shows the whole text, so a page of 500 cards would fill the memory.",
        "a chapter of a book with 500 clozes in it",
        "Make several cards of it.",
    ),
    "cloze-number": error(
        "A cloze has a number that makes no card everywhere.",
        "Anki makes cards for 1 to 500; several numbers at once need a newer AnkiDroid than there is.",
        '- cloze: "{{c0::GuardDuty}} finds threats."',
        "Number from 1.",
    ),
    "cloze-malformed": error(
        "Something looks like a cloze and is none.",
        "Its braces would show on the card.",
        '- cloze: "{{c1::A}} and {{c2:B}}"',
        "Write `{{c2::`: a small c, a number, two colons.",
    ),
    "cloze-misplaced": warning(
        "A question has a cloze in it.",
        "Only the text of a cloze card hides anything; the learner would see the braces.",
        '- q: "{{c1::Macie}} finds sensitive data."\n  a: Macie',
        "Write `cloze:` instead of `q:` and `a:`.",
    ),
    "cloze-depth": error(
        "More than ten clozes lie inside one another.",
        "Anki passes over deeper ones, and their braces would show.",
        '- cloze: "' + "{{c1::" * 11 + "x" + "}}" * 11 + '"',
        "Make several cards of it.",
    ),
    "cloze-across": error(
        "A cloze begins in one paragraph, cell or emphasis and ends in another.",
        "Anki cuts it out of the card's HTML, and the rest would fall apart.",
        '- cloze: "**{{c1::bold** and not}}"',
        "Begin and end it in the same place; use a cloze for each item of a list.",
    ),
    "unsafe-html": error(
        "A text holds HTML that can run, load or open things.",
        "Decks are imported by people who trust them.",
        "- q: Which?\n  a: <script>alert(1)</script>",
        "Write plain text or Markdown; `unsafe_html: true` in deck.yaml lets all HTML pass.",
    ),
    "latex-image": error(
        "A text asks Anki to make an image with LaTeX.",
        "That is off by default, and phones can't.",
        '- q: Which?\n  a: "[latex]x^2[/latex]"',
        "Write $x^2$.",
    ),
    "math-brackets": warning(
        "A formula stands between LaTeX's brackets.",
        r"In Markdown a backslash makes a bracket plain text, so `\(x^2\)` shows as (x^2).",
        r"\(x^2\)",
        "Write $x^2$, and $$x^2$$ for a line of its own.",
    ),
    "math-braces": warning(
        "A formula has not as many `{` as `}`.",
        "Learners would see it in red, or a message in its place.",
        "- q: What is a half of x?\n  a: $\\frac{x{2}$",
        r"Add the one that is missing; a brace that is to be seen is written `\{`.",
    ),
    "math-spaced": warning(
        "A formula has a space inside its dollars.",
        "Only a dollar that touches its formula opens or closes one, so $5 or $10 is money.",
        "- q: What is $ x^2 $?\n  a: A square",
        "Write $x^2$.",
    ),
    "table-none": warning(
        "Rows of a table that Markdown takes for text.",
        "A table needs a line of dashes below its head, with as many cells; else its bars show.",
        "- q: Which?\n  a: |\n    | user | rights |\n    | root | all    |",
        "Write the line that the message gives.",
    ),
    "sign-lost": warning(
        "A sign that Markdown takes for its own: for a quotation, a list or the address of a link.",
        "It would be missing on the card, and `> 5` read 5.",
        "- q: How many roles?\n  a: '> 5'",
        "Write a backslash before it, in a text without quotes or between '…'.",
    ),
}

_MEDIA = {
    "media-missing": error(
        "A text names a file that is not in the deck's folder.",
        "Learners would see a broken image. Paths begin in the deck's folder, wherever the card "
        "stands, and upper and lower case count, as they do on most machines.",
        "- q: Which? ![](maps/vpc.png)\n  a: This",
        "Write the path from the deck's folder: `![](media/vpc.png)`.",
    ),
    "media-brackets": warning(
        "An image or sound is not written as Markdown takes it.",
        "A path with spaces needs pointed brackets, and `![[…]]` is known to notebooks only; the "
        "card would show the brackets. Without the `!` it is a link, and leads nowhere.",
        "- q: Which? ![](media/my map.png)\n  a: This",
        "Write what the message gives; a name without spaces needs no pointed brackets.",
    ),
    "media-outside": error(
        "A path leads out of the deck's folder.",
        "A deck must mean the same on every machine, and must not read your other files.",
        "- q: Which? ![](../photos/vpc.png)\n  a: This",
        "Put the file into the deck's folder, into media/ for example.",
    ),
    "media-absolute": error(
        "A path begins at the root of a disk.",
        "It is there on one computer only.",
        "- q: Which? ![](/home/me/vpc.png)\n  a: This",
        "Put the file into the deck's folder, and write `![](media/vpc.png)`.",
    ),
    "media-remote": error(
        "An image or sound is on the network.",
        "It doesn't travel with the deck: phones show nothing on the train, and the page may go.",
        "- q: Which? ![](https://example.org/vpc.png)\n  a: This",
        "Save the file into the deck's folder, if its licence lets you.",
    ),
    "media-type": error(
        "A file is of a type that cards don't show, or not what its name says.",
        "Phones and desktops show png, jpg, gif, webp, avif and svg, and play mp3, ogg, opus, wav, "
        "flac, m4a, aac, mp4 and webm; a style may bring otf, ttf, woff and woff2.",
        "![](media/slides.pdf)",
        "Convert the file. Git's large files need `git lfs pull` first.",
    ),
    "media-too-large": error(
        "A file has more than 100 MB.",
        "AnkiWeb doesn't sync such a file to a learner's other devices.",
        "![](media/lecture.mp4)",
        "Cut or compress it.",
    ),
    "media-sound": error(
        "A text has Anki's own mark for a sound.",
        "Recto names files after their bytes, so the name that is written would not be there.",
        '- q: "[sound:hello.mp3]"\n  a: hello',
        "Write `![](media/hello.mp3)`.",
    ),
    "media-changed": error(
        "A file changed or vanished while the deck was built.",
        "The package would not hold what the cards show.",
        "an image saved anew in that second",
        "Build again.",
    ),
    "style-import": error(
        "style.css imports another style.",
        "Only style.css itself goes into the note types.",
        '@import "fonts.css";',
        "Copy the rules into style.css.",
    ),
    "style-unsafe": error(
        "style.css has something that could load from the network or end the style.",
        "Decks are imported by people who trust them; a style only styles.",
        'background: image-set("https://example.org/a.png" 1x)',
        "Name files in the deck's folder by `url(…)`, and write names without backslashes.",
    ),
    "media-script": error(
        "An SVG image has a script in it.",
        "Clients run none in an image, but a browser does that opens the file by itself.",
        "<svg><script>…</script></svg>",
        "Export it as plain SVG, or take the script out.",
    ),
}

_IDENTITY = {
    "card-guessed": note(
        "A changed card was taken for one that is gone, and keeps its reviews.",
        "The lock has no exact match for it; the message gives the reason for the guess.",
        "a question that was reworded",
        "If they are two facts, give the new card an `id` and build again before you release.",
    ),
    "card-like-retired": warning(
        "A card was taken for new although one much like it is gone.",
        "A wrong guess would hand a learner's history to another fact, so doubt means new.",
        "question and answer rewritten at once",
        "If it is the same card, add the `id:` that the message gives.",
    ),
    "card-divided": warning(
        "One note is this card, and another card on another branch or in a package.",
        "Learners who have it from there go on with its reviews at this card.",
        "two authors who gave one `id` to two cards, each in a branch",
        "Leave the `id` to the card that was released, and give the other one its own.",
    ),
    "card-departed": warning(
        "A card went to another deck, and its reviews can't go along.",
        "A deck has its own note types, and Anki moves no note from one type to another.",
        "a card cut out of one deck's file and put into another deck's",
        "Leave the card where it is, or accept that learners begin it anew.",
    ),
    "id-moved": error(
        "An `id` went from one card to another, and both are there.",
        "Learners know a card by its `id`: their reviews of the one would go to the other.",
        "the ids of two cards exchanged",
        "Put each `id` back to its card.",
    ),
    "id-reused": warning(
        "A card has the `id` of another that is gone.",
        "Learners know a card by its `id`: they go on with that one's reviews.",
        "the `id` of a deleted card, given to a new one",
        "Fine for the same fact in other words. For another: restore the lock, change the `id`.",
    ),
    "cloze-renumbered": warning(
        "A cloze number hides other words than before.",
        "Anki keeps a schedule for each number, also where a text has it no more.",
        "{{c1::A}} {{c2::B}} turned into {{c1::B}}",
        "Leave numbers as they are, and give new words a number that never was.",
    ),
    "lock-conflict": warning(
        "Git left conflict markers in the lock.",
        "Both sides were taken, which is what the lock is made for.",
        "<<<<<<< HEAD",
        "Build, and commit the lock. `recto.lock merge=union` in .gitattributes prevents it.",
    ),
    "lock-broken": error(
        "A line of the lock can't be read.",
        "A note whose line is lost would come to learners as a second note.",
        "a lock that was edited by hand",
        "Restore it from git, or from the last release with `recto recover --force`.",
    ),
    "lock-newer": error(
        "A newer Recto wrote the lock.",
        "This one could undo what the newer one did.",
        "a colleague who has updated",
        "Update Recto.",
    ),
    "lock-foreign": error(
        "The lock belongs to another deck.",
        "With another deck id every note would be new to learners.",
        "an `id` in deck.yaml that was changed",
        "Give the deck its id back; delete the lock only for a deck that is new.",
    ),
    "lock-missing": error(
        "There is a package of this deck, but no lock.",
        "A build without the lock would give changed cards new identities.",
        "a lock that was never committed",
        "Run the `recto recover` that the message gives.",
    ),
    "lock-present": error(
        "`recto recover` found a lock in place.",
        "The one in place may be newer.",
        "recto recover cards/aws build/aws.apkg",
        "Add --force if you want it replaced.",
    ),
    "package-older": warning(
        "`recto recover` was given a package, and another of the deck was built later.",
        "What came between the two would come to its learners a second time, as new cards.",
        "recto recover cards/aws downloads/aws-0.1.apkg",
        "Recover from the last package that learners may have.",
    ),
    "lock-changed": error(
        "The lock changed or vanished while the deck was built.",
        "What another program wrote there would be lost.",
        "git pull, in that second",
        "Build again.",
    ),
    "not-released": note(
        "A folder of packages given to --after or --from has none of a deck.",
        "For the first release of a deck that is right; otherwise the folder is the wrong one, "
        "and a correction may not reach learners.",
        "recto build --after downloads",
        "Look whether the folder is the one you mean.",
    ),
    "not-pinned": warning(
        "`recto pin` gives a card no `id`.",
        "The id must be the key by which the lock knows the card: a card that was never built "
        "has none, and a key that another card has as its id would make one note of both.",
        "a new card, before the first build",
        "Build, then pin; or write an `id` by hand as the message says.",
    ),
    "held-back": warning(
        "Changes would not reach learners who have the package compared with.",
        "Anki takes a note only where it is dated later than the learner's own.",
        "a broken release, taken back with `git revert`",
        "Build with `--after` and that package, or the folder it lies in.",
    ),
    "lock-stale": error(
        "With --locked, the lock would change.",
        "A release must be built from a lock that is committed.",
        "a card edited after the last build",
        "Run `recto build` and commit the lock.",
    ),
    "target-foreign": error(
        "A file that is no package of this deck stands where the package belongs.",
        "Recto overwrites only what it has built.",
        "build/aws.apkg, exported from Anki",
        "Move the file away.",
    ),
    "package-unreadable": error(
        "A package named on the command line can't be used.",
        "It is not there, damaged, or not built by Recto.",
        "recto diff --from notes.txt",
        "Name a package that Recto built of this deck.",
    ),
}

CATALOGUE: dict[str, Rule] = {
    **_FILES,
    **_YAML,
    **_DECKS,
    **_CARDS,
    **_MEDIA,
    **_IDENTITY,
    **ADVICE,
}

IGNORABLE = frozenset(code for code, rule in CATALOGUE.items() if rule.may_be_ignored)


def not_ignorable(code: str) -> str:
    """Why a code can't be ignored, as a sentence."""
    if rule := CATALOGUE.get(code):
        called = "an error" if rule.severity == "error" else f"a {rule.severity}"
        return f"`{code}` is {called}; only advice and warnings can be ignored"
    return unknown_code(code, IGNORABLE)


def unknown_code(code: str, among: Iterable[str]) -> str:
    """That there is no such code, and which may have been meant."""
    close = get_close_matches(code, sorted(among), n=1)
    hint = f"did you mean `{close[0]}`?" if close else "`recto explain` lists all"
    return f"there is no code `{code}`; {hint}"
