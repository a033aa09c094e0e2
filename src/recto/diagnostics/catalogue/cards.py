"""What is wrong with what a card says."""

from __future__ import annotations

from recto.diagnostics.catalogue.rule import error, warning

CARDS = {
    "card-form": error(
        "Keys of two kinds of card stand together.",
        "Recto can't tell which card is meant.",
        '- cloze: "{{c1::Macie}} finds data."\n  choices: [Macie, Shield]',
        "A card is `q` with `a`, `q` with `typed`, `q` with `choices` and `a`, `cloze`, or `image` "
        "with `masks`.",
    ),
    "guid-twice": error(
        "Two cards have one `guid`.",
        "Anki knows a note by it, so they would be one note.",
        "q,a,guid\nWho is root?,The owner,p7Vq\nWho may be root?,Nobody else,p7Vq",
        "Empty the cell of the copy.",
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
        "The cards of one cloze text show more than a million characters, all together.",
        "Each shows the whole text, so a chapter with 500 clozes would fill the memory.",
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
    "cloze-colons": warning(
        "`::` in a cloze may be meant as text, or as a hint.",
        "What follows a `::` that begins a hint stands on the question, and is no part of the answer.",
        '- cloze: "Text in C++ has the type {{c1::std::string}}."',
        "Put a name in backquotes: `` `std::string` ``; write a space after the `::` of a hint.",
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
    "tag-shown": warning(
        "A tag of HTML is read as text.",
        "Recto lets elements for text, tables, ruby, images and sounds pass, each with its end.",
        "- q: Which?\n  a: <b>one <i>two</b> three</i>",
        "Let tags end inside the one in which they begin; put a tag that is to be read in backquotes.",
    ),
    "tag-taken": warning(
        "A tag in a sentence about tags vanishes.",
        "It is taken for the tag that it names, and the card has a gap in its place.",
        "- q: What does <br> do?\n  a: It breaks a line",
        "Put it in backquotes: `<br>`.",
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
        r"- q: What is the derivative of \(x^2\)?" "\n  a: $2x$",
        "Write $x^2$, and $$x^2$$ for a line of its own.",
    ),
    "math-braces": warning(
        "A formula has more `{` than `}`, or fewer.",
        "Learners would see it in red, or a message in its place.",
        "- q: What is a half of x?\n  a: $\\frac{x{2}$",
        r"Add the one that is missing; a brace that is to be seen is written `\{`.",
    ),
    "math-cloze": warning(
        "A cloze lies inside of a formula, on a card with `hide: all`.",
        "Anki leaves no mark inside of a formula, so a part of it can't be hidden or shown by itself.",
        "- cloze: '{{c1::Newton}} found that $F = {{c2::ma}}$.'\n  hide: all",
        "Hide the whole formula: {{c2::$F = ma$}}.",
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
    "math-dollars": warning(
        "What stands between the names of two variables is taken for a formula.",
        "The dollars vanish, and learners see `PID/fd/` set as a product.",
        "- q: What is /proc/$PID/fd/$FD?\n  a: An open file",
        "Put code in backquotes; a dollar that is to be seen is written `\\$`.",
    ),
    "table-cells": warning(
        "A row of a table has more cells than its head.",
        "Markdown drops them, so words are missing on the card.",
        "- q: Which?\n  a: |\n    | pipe | finds |\n    |------|-------|\n    | `ps | grep x` | it |",
        "Write `\\|` for a bar inside a cell, in code too, or give the head as many cells.",
    ),
    "bad-voice": error(
        "`voice`, or `tts` in a template, names no voice.",
        "Anki passes the name on to the device as it is, which would stay silent.",
        "- q: What is 犬 in English?\n  a: dog\n  voice: japanese",
        "Write language and region, `ja_JP`; one each for question and answer as `{q: ja_JP, a: en_US}`; "
        "`none` where nothing is to be spoken.",
    ),
    "voice-hidden": error(
        "A cloze has a voice and `hide: all`.",
        "The voice would speak the words that nobody is to see.",
        "- cloze: '{{c1::One}} and {{c2::two}}.'\n  hide: all\n  voice: en_US",
        "Write `voice: none` beside the cloze, or leave `hide` out.",
    ),
    "setting-unused": warning(
        "`voice`, `furigana` or `source` stands where all cards are of note types of the author's own.",
        "What those show and speak their templates say, so it would do nothing.",
        "notetype: word\nvoice: ja_JP",
        "Write `{{tts ja_JP:word}}` or `{{furigana:reading}}` in a template, and delete the line; give "
        "the note type a field `source`.",
    ),
    "anki-mark": warning(
        "A text holds what has a meaning in Anki's templates only.",
        "Learners read it as it is written.",
        "- q: Which?\n  a: '{{furigana:Word}}'",
        "Write what the message gives; in backquotes it is text.",
    ),
    "sign-lost": warning(
        "A sign that Markdown takes for its own: for a quotation, a list or the address of a link.",
        "It would be missing on the card, and `> 5` read 5.",
        "- q: How many roles?\n  a: '> 5'",
        "Write a backslash before it, in a text without quotes or between '…'.",
    ),
    "mask-shape": error(
        "A mask's shape can't be read, has no size, or reaches out of the picture.",
        "It would hide nothing, or something else than is meant.",
        "- image: media/heart.png\n  masks:\n    Aorta: rect 40 10 70 8",
        "Write `rect LEFT TOP WIDTH HEIGHT`, `ellipse LEFT TOP WIDTH HEIGHT` or `polygon X,Y X,Y "
        "X,Y`, in per cent of the picture; `recto preview --watch` lets you draw them.",
    ),
    "mask-small": warning(
        "A mask is less than 2% of the picture wide or high.",
        "A learner hardly sees it on a phone, and Anki's editor drops masks of few pixels when "
        "somebody saves the note.",
        "- image: media/heart.png\n  masks:\n    Aorta: rect 40 10 1 8",
        "Make it larger; a mask may be larger than what it hides.",
    ),
    "mask-twice": warning(
        "Two masks of a picture have the same shape at the same place.",
        "Their cards look alike, and each has another answer; so a line was copied, and its numbers "
        "stayed.",
        "- image: media/heart.png\n  masks:\n    Aorta: rect 40 10 9 8\n    Septum: rect 40 10 9 8",
        "Move one of them, or delete it.",
    ),
    "mask-was": error(
        "The former name of a mask can't be right.",
        "By it the mask goes on with the reviews of that one.",
        "- image: media/heart.png\n  masks:\n    Aorta: {was: Septum, shape: rect 40 10 9 8}\n"
        "    Septum: rect 40 30 9 8",
        "Write the name that the mask had at the last build, or delete `was`.",
    ),
    "mask-number": error(
        "A picture has had more than 500 masks.",
        "Anki makes one card of all higher numbers, and a number whose mask is gone is never used "
        "again, as learners have reviews of it.",
        "a picture whose masks were drawn anew many times",
        "Begin a second card with the same picture, with an `id` of its own.",
    ),
}
