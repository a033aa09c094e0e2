"""What is wrong with a file as YAML, or with the shape of what stands in it."""

from __future__ import annotations

from recto.diagnostics.catalogue.rule import error, warning

YAML = {
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
        "An alias stands for something that is neither a text nor a list of texts, for nothing, or "
        "for far too much text; or an anchor has no alias.",
        "Aliases of mappings, and of lists in lists, can grow without end, so Recto takes them for "
        "texts and lists of texts only. A text that begins with `&` or `*` would lose its first "
        "word.",
        "cards: *others",
        "Write it out, or put the text in quotes. A program that writes YAML can be told to make no "
        "aliases (PyYAML: `Dumper.ignore_aliases`).",
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
