"""What goes wrong with an Anki: it is never the sources' fault, and nothing was changed."""

from __future__ import annotations

from recto.diagnostics.catalogue.rule import error

ANKI = {
    "anki-denied": error(
        "Anki or a sync server lets nobody in.",
        "AnkiConnect may ask for a key, and a sync server asks for a password.",
        "recto push, while AnkiConnect's settings have an apiKey",
        "Give the key in RECTO_ANKI_KEY, and the password in RECTO_SYNC_PASSWORD or when you are asked.",
    ),
    "anki-not-found": error(
        "No Anki answers, or there is no such collection or server.",
        "Recto asks Anki itself what a learner has.",
        "recto push, while Anki is closed",
        "Start Anki (with the add-on AnkiConnect), or name a collection by its profile or file.",
    ),
    "anki-outdated": error(
        "An Anki, its add-on or its collection is of a version that Recto doesn't know.",
        "Recto would have to guess what it does.",
        "a collection last used by Anki 2.0",
        "Update Anki and AnkiConnect, or Recto.",
    ),
    "anki-in-use": error(
        "A program may have the collection open.",
        "Two that write into one collection lose what one of them wrote, and no check finds it.",
        "recto push --collection 'User 1', while Anki runs",
        "Close Anki. Or leave --collection out: then the running Anki is asked.",
    ),
    "anki-unreadable": error(
        "A file is no collection, and none that Anki exported, or it is damaged.",
        "Nothing in it can be trusted.",
        "recto push --collection notes.txt",
        "Name another file; in Anki, Tools, Check Database repairs a damaged collection.",
    ),
    "anki-extra": error(
        "A part of Recto that this needs is not installed.",
        "Anki's own program writes into collections; building decks doesn't need it.",
        "recto push --collection 'User 1'",
        "pip install 'recto-anki[anki]'",
    ),
    "anki-failed": error(
        "Anki could not do what was planned.",
        "The disk is full, or the collection changed meanwhile. The message says what of it was done; "
        "a closed collection is as it was before.",
        "recto push, on a full disk",
        "Remove the cause that the message names, then push again: what is done already is not done twice.",
    ),
    "push-behind": error(
        "Anki has a later version of a note than the deck's lock knows.",
        "Another author pushed it. Yours would take their changes back.",
        "two authors who push from two machines",
        "Bring in the other author's commits (`git pull`) and push again.",
    ),
}
