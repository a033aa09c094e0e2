"""What is wrong with who a card is, and with locks and packages."""

from __future__ import annotations

from recto.diagnostics.catalogue.rule import error, note, warning

IDENTITY = {
    "card-guessed": note(
        "A changed card was taken for one that is gone, and keeps its reviews.",
        "The lock has no exact match for it; the message gives the reason for the guess.",
        "a question that was reworded",
        "If they are two facts, restore the lock, build once without the card, then with it, "
        "but without its `id`.",
    ),
    "card-like-retired": warning(
        "A card was taken for new although one much like it is gone.",
        "A wrong guess would hand a learner's history to another fact, so doubt means new.",
        "question and answer rewritten at once",
        "If it is the same card, add the `id:` that the message gives, or do as it says.",
    ),
    "cards-come-and-go": note(
        "In one file some cards are new, and some that were there are gone.",
        "Only the author can tell whether a new card is an old one in other words; as a new one it "
        "comes to learners without its reviews.",
        "a card deleted, another one written",
        "If a new one is an old one in other words, give it the `id` that the message names.",
    ),
    "ids-lost": warning(
        "Cards of a file have lost their `id`, and some of them can't be recognised by their words.",
        "Learners know a card by its `id`: without it they would begin that card anew.",
        "an editor that saved a file as it was before the build that wrote the ids",
        "Put the `id` back that each of them had; the message lists those of the cards that are gone.",
    ),
    "card-divided": warning(
        "One note is this card here, and another card on another branch or in a package.",
        "Learners who have it as the other card would go on with those reviews at this one.",
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
    "card-rewritten": note(
        "A card says something else altogether, and keeps its reviews by its `id`.",
        "Learners know a card by its `id`, whatever becomes of its words.",
        "a block whose `id` was left when another fact was written into it",
        "Fine for the same fact in other words. For another: restore the lock, delete the `id`.",
    ),
    "cloze-renumbered": warning(
        "A cloze number hides other words than before.",
        "Anki keeps a schedule for each number, even for one that the text no longer has.",
        "{{c1::A}} {{c2::B}} turned into {{c1::B}}",
        "Leave numbers as they are, and give new words a number that was never used.",
    ),
    "mask-new": warning(
        "A mask is new to learners, or has the number of another one elsewhere.",
        "A mask keeps its card while its name or its shape stays. One that is renamed and moved "
        "at once could be any other.",
        "a mask that was renamed and drawn anew before a build",
        "If it is a mask that was there, write `New name: {was: Old name, shape: …}`.",
    ),
    "deck-retired": error(
        "More than half of a deck of twenty cards or more would be retired.",
        "Most likely the cards were not recognised after a translation or a conversion by a program; "
        "learners would begin each anew.",
        "a script that wrote all topics anew, without the ids",
        "Make the change with the `id`s in place, which `recto pin` writes; or, if it is meant so, "
        "build with --allow-retiring.",
    ),
    "template-moved": error(
        "A card of a note type asks what another one asked: it was renamed without `was`, or two "
        "have changed names or fronts.",
        "Learners' reviews stay with the name. A renamed card would begin anew, and of two that "
        "changed names each would go on with the reviews of the other.",
        "name: Recall, which was Backward",
        "Write `was: Backward` below the new name, or give each card its old name.",
    ),
    "notetype-renamed": warning(
        "A note type is new, and one with the same fields has lost its file.",
        "The `id` says which note type it is; with another one all its notes are new to learners.",
        "word.yaml renamed to vocab.yaml, the line `id:` deleted",
        "Write the `id` that the message offers in place of that of the new one.",
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
        "With another deck id every note would be new to learners, or one that their Anki refuses.",
        "an `id` in deck.yaml that was changed, or in deck.yaml and in the lock by search and replace",
        "Give the deck its id back; delete the lock only for a deck that is new.",
    ),
    "lock-missing": error(
        "There is a package of this deck, or the deck was adopted, but there is no lock.",
        "A build without the lock would give changed cards new identities.",
        "a lock that was never committed",
        "Run the `recto recover` that the message gives.",
    ),
    "lock-absent": warning(
        "There is no lock, though a build has written the `id`s of cards.",
        "The lock knows which note an `id` stands for where that was changed, and what each number "
        "of a cloze or mask hides; without it such cards can come to learners a second time.",
        "a lock that was never committed, on another computer",
        "Bring it back from git, or by `recto recover` from the last package. A new deck that began "
        "as a copy needs none.",
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
        "A file that is not Recto's own stands where a package or an export belongs.",
        "Recto overwrites only what it has written.",
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
