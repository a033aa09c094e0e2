"""Which card is which: what keeps a history, and what must never take one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from desk import Desk
from recto.lock import Lock, parse
from recto.lock.forecast import Fate

IAM = """
  - {q: Which service finds sensitive data in S3 buckets?, a: Macie}
  - {q: Which service watches logs for threats?, a: GuardDuty}
  - {q: Which service scans instances for known weaknesses?, a: Inspector}
"""


class Author:
    """Builds a deck once, edits it, and asks which card is which."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def had(self, **topics: str) -> Author:
        self.desk.write(None, **topics).build()
        self.before = {e.question: e for e in self.desk.prepare().before.entries.values()}
        return self

    def has(self, **topics: str) -> dict[str, str]:
        """Key of each question after an edit."""
        for old in self.desk.deck.glob("[!d]*.yaml"):
            old.unlink()
        self.desk.write(None, **topics)
        prepared = self.desk.prepare()
        self.codes = [d.code for d in prepared.advanced.diagnostics]
        self.messages = [d.message for d in prepared.advanced.diagnostics]
        return {entry.question: entry.key for entry in prepared.advanced.entries}

    def key(self, question: str) -> str:
        return self.before[question].key


@pytest.fixture
def author(desk: Desk) -> Author:
    return Author(desk)


PNG = b"\x89PNG\r\n\x1a\n"
MACIE = "Which service finds sensitive data in S3 buckets?"


def test_reordering_keeps_everything(author: Author) -> None:
    lines = IAM.strip("\n").split("\n")
    now = author.had(iam=IAM).has(iam="\n".join(reversed(lines)))
    assert now == {q: e.key for q, e in author.before.items()}
    assert author.codes == []


def test_another_file_keeps_everything(author: Author) -> None:
    now = author.had(iam=IAM).has(kms=IAM)
    assert now == {q: e.key for q, e in author.before.items()}
    assert author.codes == []


def test_a_new_answer_keeps_the_history(author: Author) -> None:
    now = author.had(iam=IAM).has(iam=IAM.replace("Macie", "Amazon Macie since 2017"))
    assert now[MACIE] == author.key(MACIE)
    assert author.codes == []


def test_a_reworded_question_keeps_the_history_by_its_answer(author: Author) -> None:
    new = "What AWS service finds the sensitive data in your S3 buckets?"
    now = author.had(iam=IAM).has(iam=IAM.replace(MACIE, new))
    assert now[new] == author.key(MACIE)
    assert author.codes == ["card-guessed"]
    assert "same answer" in author.messages[0]
    assert MACIE in author.messages[0]


@pytest.mark.parametrize(
    ("before", "after", "answer"),
    [
        ("Which service encrypts data at rest?", "Which service encrypts data in transit?", "KMS"),
        ("What is the capital of North Korea?", "What is the capital of South Korea?", "See map"),
        ("What is the minimum length of it?", "What is the maximum length of it?", "90"),
        ("Does S3 encrypt new objects?", "Does S3 not encrypt new objects?", "Always"),
        ("How many roles can it have: 1000?", "How many roles can it have: 100?", "Yes"),
        ("Which policy can allow access?", "Which policy can disallow access?", "SCP"),
    ],
)
def test_a_short_answer_is_no_witness_where_words_are_exchanged(
    author: Author, before: str, after: str, answer: str
) -> None:
    """One fact deleted and another written: alike, the same answer, and yet not the same."""
    card = '  - {{q: "{}", a: "{}"}}'
    author.had(iam=IAM + card.format(before, answer))
    now = author.has(iam=IAM + card.format(after, answer))
    assert now[after] != author.key(before)
    assert author.codes == ["card-like-retired"]


def test_a_long_answer_is_a_witness(author: Author) -> None:
    card = '  - {{q: "{}", a: Identity and Access Management}}'
    author.had(iam=IAM + card.format("What does IAM stand for?"))
    now = author.has(iam=IAM + card.format("What is IAM short for?"))
    assert now["What is IAM short for?"] == author.key("What does IAM stand for?")


@pytest.mark.parametrize("was", ["", ", id: m"])
def test_a_history_that_went_astray_is_brought_back_as_the_message_says(
    author: Author, was: str
) -> None:
    """Restore the lock, build again: the package in place hinders nothing.

    A card with an id of its own needs another one. One without is left out of a build.
    """
    first = IAM.replace("a: Macie", f"a: Macie{was}")
    author.had(iam=first)
    if was:
        author.desk.write(iam=IAM.replace(MACIE, "What is it?").replace("Macie", "A rock")).build()
    lock = author.desk.lock.read_bytes()
    new = "What rock is it?" if was else "What AWS service finds sensitive data in your S3 buckets?"
    card = first.replace(MACIE, new).replace("a: Macie", "a: Basalt" if was else "a: Macie")
    told = author.desk.write(iam=card).build().after.entries
    assert told[author.key(MACIE)].question == new
    author.desk.lock.write_bytes(lock)
    if was:
        card = card.replace(was, ", id: fresh")
    else:
        author.desk.write(iam="\n".join(card.strip("\n").split("\n")[1:])).build()
    now = author.has(iam=card)
    assert now[new] not in {entry.key for entry in author.before.values()}


def test_question_and_answer_edited_a_little_keep_the_history(author: Author) -> None:
    new = "Which service finds sensitive data in your S3 buckets?"
    now = author.had(iam=IAM).has(iam=IAM.replace(MACIE, new).replace("Macie", "Amazon Macie"))
    assert now[new] == author.key(MACIE)
    assert author.codes == ["card-guessed"]


def test_a_like_question_with_another_answer_is_another_fact(author: Author) -> None:
    plan = "  - {q: Which plan of Shield protects every customer for free?, a: Shield Standard}"
    other = "  - {q: Which plan of Shield protects a customer for a fee?, a: Shield Advanced}"
    now = author.had(iam=IAM + plan).has(iam=IAM + other)
    assert author.key("Which plan of Shield protects every customer for free?") not in now.values()


def test_the_hidden_words_of_a_cloze_are_no_witness_beside_its_text(author: Author) -> None:
    """Two facts of one form: what they hide is like, because their texts are."""
    old = (
        "Configuration as a shared control: AWS configures {{c1::its infrastructure devices}}, the "
        "customer configures {{c2::guest operating systems, databases and applications}}."
    )
    new = (
        "Patching as a shared control: AWS patches {{c1::the infrastructure devices}}, the "
        "customer patches {{c2::guest operating systems and applications}}."
    )
    author.had(iam=f'{IAM}  - cloze: "{old}"')
    now = author.has(iam=f'{IAM}  - cloze: "{new}"')
    assert not set(now.values()) <= {entry.key for entry in author.before.values()}
    assert author.codes == ["card-like-retired"]
    corrected = old.replace("its infrastructure devices", "the infrastructure")
    now = author.has(iam=f'{IAM}  - cloze: "{corrected}"')
    assert set(now.values()) == {entry.key for entry in author.before.values()}


def test_question_and_answer_rewritten_make_a_new_card(author: Author) -> None:
    new = "What has Amazon built for privacy?"
    now = author.had(iam=IAM).has(iam=IAM.replace(MACIE, new).replace("Macie", "A scanner"))
    assert now[new] != author.key(MACIE)


def test_moved_and_reworded_at_once_is_recognised(author: Author) -> None:
    new = "Which service finds sensitive data in the S3 buckets?"
    now = author.had(iam=IAM).has(kms=IAM.replace(MACIE, new))
    assert now[new] == author.key(MACIE)


def test_fifty_cards_around_it_change_nothing(author: Author) -> None:
    author.had(iam=IAM)
    more = "\n".join(f"  - {{q: Question number {n}?, a: Answer {n}}}" for n in range(50))
    now = author.has(iam=more + IAM + more.replace("Question", "Riddle"))
    assert {q: now[q] for q in author.before} == {q: e.key for q, e in author.before.items()}


@pytest.mark.parametrize("given", ["macie", "another-id"])
def test_an_id_added_keeps_the_history(author: Author, given: str) -> None:
    now = author.had(iam=IAM).has(iam=IAM.replace("a: Macie", f"a: Macie, id: {given}"))
    assert now[MACIE] == author.key(MACIE)


def test_an_id_renamed_keeps_the_history(author: Author) -> None:
    with_id = IAM.replace("a: Macie", "a: Macie, id: macie")
    now = author.had(iam=with_id).has(iam=with_id.replace("id: macie", "id: sensitive-data"))
    assert now[MACIE] == author.key(MACIE) == "test-aaaa2222/basic/macie"


def test_an_id_removed_keeps_the_history(author: Author) -> None:
    now = author.had(iam=IAM.replace("a: Macie", "a: Macie, id: macie")).has(iam=IAM)
    assert now[MACIE] == author.key(MACIE)


def test_an_id_holds_whatever_else_changes(author: Author) -> None:
    author.had(iam="  - {q: Who owns the data?, a: The customer, id: owner}")
    now = author.has(kms="  - {q: Quite another question, a: Something else, id: owner}")
    assert now["Quite another question"] == author.key("Who owns the data?")


def test_a_pinned_key_is_the_same_card_even_if_it_is_rewritten(author: Author) -> None:
    author.had(iam=IAM)
    pin = author.key(MACIE).rpartition("/")[2]
    now = author.has(iam=IAM.replace(MACIE, f"New, a: words, id: {pin}}}\n  - {{q: Other"))
    assert now["New"] == author.key(MACIE)


WITH_IDS = IAM.replace("a: Macie", "a: Macie, id: m").replace("a: GuardDuty", "a: GuardDuty, id: g")


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        ({"id: m": "id: g", "id: g": "id: m"}, 2),  # exchanged
        ({"id: m": "id: g", "id: g": "id: x"}, 1),  # shifted
        ({", id: m": "", "a: Inspector": "a: Inspector, id: m"}, 1),  # slipped to another card
    ],
)
def test_an_id_that_went_to_another_card_is_an_error_and_put_back_leaves_no_trace(
    author: Author, edit: dict[str, str], told: int
) -> None:
    author.had(iam=WITH_IDS)
    pattern = re.compile("|".join(edit))
    author.desk.write(iam=pattern.sub(lambda found: edit[found[0]], WITH_IDS))
    lock = author.desk.lock.read_bytes()
    codes = [fault.code for fault in author.desk.faults()]
    assert codes.count("id-moved") == told
    assert author.desk.lock.read_bytes() == lock
    assert author.desk.write(iam=WITH_IDS).build().forecast.is_empty


def test_a_new_card_may_ask_what_another_with_an_id_asked(author: Author) -> None:
    """Among pictures, one is asked for more closely as one comes in."""
    author.had(iam=birds(one="Robin", two="Wren"))
    text = birds(one="Robin", two="Wren", three="Jay").replace(
        "bird is this?, a: R", "small one?, a: R"
    )
    now = author.has(iam=text)
    assert now["Which small one?"] == "test-aaaa2222/basic/one"
    assert author.codes == []


def test_of_two_cards_with_ids_that_ask_the_same_one_may_be_reworded(author: Author) -> None:
    twins = {
        "iam": "  - {q: Who patches it?, a: AWS, id: one}",
        "kms": "  - {q: Who patches it?, a: You, id: two}",
    }
    author.had(**twins)
    twins["iam"] = twins["iam"].replace("patches it", "patches Lambda")
    assert author.has(**twins)["Who patches Lambda?"] == "test-aaaa2222/basic/one"
    assert author.codes == []


BIRD = "Which bird is this?"


def birds(**answers: str) -> str:
    cards = (f"- {{q: {BIRD}, a: {answer}, id: {id_}}}" for id_, answer in answers.items())
    return IAM + "\n".join(f"  {card}" for card in cards)


def guids(author: Author, **topics: str) -> dict[str, str]:
    """The guid of each bird."""
    entries = author.desk.write(None, **topics).prepare().advanced.entries
    return {entry.answer: entry.guid for entry in entries if entry.question == BIRD}


def test_a_question_that_many_cards_ask_gives_no_history_to_another_fact(author: Author) -> None:
    """In a deck of pictures one card goes and another comes; both ask the same."""
    author.had(iam=birds(one="Robin", two="Wren"))
    before = guids(author)
    now = guids(author, iam=birds(two="Wren", three="Kestrel"))
    assert now["Wren"] == before["Wren"]
    assert now["Kestrel"] not in before.values()
    author.has(iam=birds(two="Wren", three="Kestrel"))
    assert "“Which bird is this?” with the answer “Robin” is gone" in author.messages[0]
    author.desk.build()
    assert guids(author, iam=birds(two="Wren", four="Jay"))["Jay"] not in now.values()


def test_a_question_that_a_deleted_card_asked_gives_its_history_to_no_other_id(
    author: Author,
) -> None:
    author.had(iam=birds(one="Robin"))
    author.desk.write(iam=IAM).build()
    assert author.has(iam=birds(two="Wren"))[BIRD] != author.key(BIRD)
    assert author.codes == ["card-like-retired"]
    assert author.has(iam=birds(two="Robin"))[BIRD] == author.key(BIRD)
    assert author.has(iam=birds(two="Wren").replace(", id: two", ""))[BIRD] != author.key(BIRD)
    assert author.codes == ["card-like-retired"]
    assert author.has(iam=birds(two="Robin").replace(", id: two", ""))[BIRD] == author.key(BIRD)


def test_of_cards_that_ask_the_same_the_answer_tells_which_is_which(author: Author) -> None:
    """Whatever becomes of their ids and topics."""
    author.had(iam=birds(one="Robin"), kms=birds(two="Wren").replace(IAM, ""))
    before = guids(author)
    now = guids(author, iam=birds(b="Wren"), kms="  - {q: Other, a: Thing}")
    assert now["Wren"] == before["Wren"]
    plain = birds(one="Robin").replace(", id: one", "")
    now = guids(author, iam=plain, kms=birds(c="Wren").replace(IAM, ""))
    assert now == before


def test_two_cards_that_become_one_under_the_id_of_one_are_told(author: Author) -> None:
    author.had(iam=WITH_IDS)
    merged = WITH_IDS.replace(
        "- {q: Which service watches logs for threats?, a: GuardDuty, id: g}", ""
    )
    merged = merged.replace(MACIE, "Which service watches logs for threats?")
    now = author.has(iam=merged)
    assert now["Which service watches logs for threats?"] == author.key(MACIE)
    assert author.codes == ["id-reused"]


def test_the_id_of_a_retired_card_on_another_fact_is_told(author: Author) -> None:
    author.had(iam=WITH_IDS)
    author.desk.write(iam=IAM.replace(MACIE, "What encrypts keys?").replace("Macie", "KMS")).build()
    now = author.has(iam=WITH_IDS.replace(MACIE, "Which rock is it?").replace("Macie", "Basalt"))
    assert now["Which rock is it?"] == author.key(MACIE)
    assert author.codes == ["id-reused"]
    author.has(iam=WITH_IDS)
    assert author.codes == []


def test_a_former_id_that_only_an_old_release_knows_is_told_on_another_fact(
    author: Author,
) -> None:
    """It was renamed since, and is free again as its card goes."""
    author.had(iam=WITH_IDS)
    release = author.desk.package.rename(author.desk.root / "release.apkg")
    renamed = WITH_IDS.replace("id: m", "id: macie")
    author.desk.write(iam=renamed).build()
    author.desk.write(iam=renamed.replace("finds", "looks for")).build()
    rock = IAM.replace(MACIE, "Which rock is it?").replace("a: Macie", "a: Basalt, id: m")
    told = author.desk.write(iam=rock).try_build(after=release).diagnostics
    assert "id-reused" in {fault.code for fault in told}


def test_an_unknown_id_never_takes_a_history_by_guess(author: Author) -> None:
    new = "Which AWS service finds personal data in S3 buckets?"
    text = IAM.replace(MACIE, new).replace("a: Macie", "a: Macie, id: fresh")
    now = author.had(iam=IAM).has(iam=text)
    assert now[new] == "test-aaaa2222/basic/fresh"
    assert author.codes == ["card-like-retired"]


def test_an_entry_with_an_id_is_never_guessed(author: Author) -> None:
    new = "Which AWS service finds personal data in S3 buckets?"
    author.had(iam=IAM.replace("a: Macie", "a: Macie, id: macie"))
    now = author.has(iam=IAM.replace(MACIE, new))
    assert now[new] != author.key(MACIE)
    assert "`id: macie`" in author.messages[0]


def duties(*things: str, answer: str = "AWS") -> str:
    return "\n".join(f"  - {{q: Who looks after the {thing}?, a: {answer}}}" for thing in things)


FORTY = [
    f"{thing} of {place}"
    for thing in ("disks", "racks", "doors", "hosts", "keys")
    for place in ("EC2", "RDS", "S3", "Lambda", "DynamoDB", "EKS", "SQS", "KMS")
]


def test_among_forty_cards_that_answer_aws_no_history_is_handed_over(author: Author) -> None:
    """Delete one, add another, for every pair of look-alikes: the new one is new."""
    author.had(iam=duties(*FORTY))
    for gone, new in zip(FORTY, [*FORTY[8:], *FORTY[:8]], strict=True):
        fresh = new.replace("of ", "of all ")
        rest = [thing for thing in FORTY if thing != gone]
        now = author.has(iam=duties(*rest, fresh))
        assert now[f"Who looks after the {fresh}?"] not in {e.key for e in author.before.values()}
    now = author.has(iam=duties(*FORTY[1:], "guests of EC2"))
    assert now["Who looks after the guests of EC2?"] != author.key(
        "Who looks after the disks of EC2?"
    )


@pytest.mark.parametrize(
    "edit",
    [
        str.upper,
        lambda q: q.replace(" ", "  "),
        lambda q: q.replace("?", "."),
        lambda q: q.replace("disks", "**disks**"),
        lambda q: q.replace("disks", "`disks`"),
    ],
)
def test_among_look_alikes_typography_costs_no_history(
    author: Author, edit: Callable[[str], str]
) -> None:
    author.had(iam=duties(*FORTY))
    lines = duties(*FORTY).split("\n")
    question = "Who looks after the disks of EC2?"
    lines[0] = f'  - {{q: "{edit(question)}", a: AWS}}'
    now = author.has(iam="\n".join(lines))
    assert set(now.values()) == {e.key for e in author.before.values()}
    assert author.codes == []


@pytest.mark.parametrize(
    ("sign", "other"),
    [("`*`", "`_`"), ("!", "?"), ("“", "”"), ("C", "C++"), ("`<`", "`<=`"), ("5", "5%")],
)
def test_a_sign_that_is_asked_for_is_no_typography(author: Author, sign: str, other: str) -> None:
    card = "  - {{q: 'What is {} in a script', a: Something}}"
    author.had(iam=IAM + card.format(sign))
    now = author.has(iam=IAM + card.format(other))
    assert now[f"What is {other} in a script"] != author.key(f"What is {sign} in a script")
    assert author.codes == ["card-like-retired"]


def test_one_word_in_place_of_another_is_another_fact(author: Author) -> None:
    author.had(
        iam=duties("host OS of a rented server", "cables") + "\n" + duties("data", answer="You")
    )
    now = author.has(
        iam=duties("guest OS of a rented server", "cables") + "\n" + duties("data", answer="You")
    )
    assert (
        "test-aaaa2222/basic/who-looks-after-the-gues-"
        in now["Who looks after the guest OS of a rented server?"]
    )


def test_a_mended_spelling_keeps_the_history_where_the_answer_is_common(author: Author) -> None:
    author.had(iam=duties("phisical security of buildings", "hypervisor", "fibre cables"))
    now = author.has(iam=duties("physical security of buildings", "hypervisor", "fibre cables"))
    assert now["Who looks after the physical security of buildings?"] == author.key(
        "Who looks after the phisical security of buildings?"
    )


def test_swapping_two_answers_leaves_histories_with_their_questions(author: Author) -> None:
    swapped = IAM.replace("Macie", "X").replace("GuardDuty", "Macie").replace("X", "GuardDuty")
    now = author.had(iam=IAM).has(iam=swapped)
    assert now == {q: e.key for q, e in author.before.items()}


def test_two_cards_that_exchange_places_and_words_keep_their_own(author: Author) -> None:
    author.had(
        iam="  - {q: Which plan of Shield is free?, a: Standard}",
        kms="  - {q: Which plan of Shield costs money?, a: Advanced}",
    )
    now = author.has(
        iam="  - {q: Which plan of Shield costs money?, a: Advanced}",
        kms="  - {q: Which plan of Shield is free?, a: Standard}",
    )
    assert now == {q: e.key for q, e in author.before.items()}


def test_one_question_twice_is_told_apart_by_topic(author: Author) -> None:
    twice = {
        "iam": "  - {q: Who patches it?, a: AWS, id: one}",
        "kms": "  - {q: Who patches it?, a: You, id: two}",
    }
    author.had(**twice)
    now = author.has(**{k: v.replace("id: ", "id: new-") for k, v in twice.items()})
    keys = {e.key for e in author.desk.prepare().advanced.entries}
    assert keys == {"test-aaaa2222/basic/one", "test-aaaa2222/basic/two"}
    assert len(now) == 1


def test_a_retired_card_comes_back_to_its_history(author: Author) -> None:
    author.had(iam=IAM)
    author.desk.write(iam="\n".join(IAM.strip("\n").split("\n")[1:])).build()
    now = author.has(iam=IAM)
    assert now[MACIE] == author.key(MACIE)
    assert author.codes == []


PICTURED = [
    '- {{q: "Which bird is this? ![]({0})", a: {1}}}',
    '- {{q: "What does a {1} look like?", a: \'<img src="{0}">\'}}',
    '- {{cloze: "![its song](<{0}>) It is the {{{{c1::{1}}}}}."}}',
]


def test_a_link_in_a_question_is_no_picture_so_a_new_answer_may_show_one(author: Author) -> None:
    author.desk.write({"media/map.png": PNG + b"map"})
    asks = "What is at [this place](https://example.org/map)?"
    author.had(iam=IAM + f"  - {{q: '{asks}', a: A shop}}")
    shown = "The head office since 2024 ![](media/map.png)"
    now = author.has(
        iam=IAM + f"  - {{q: '{asks}', a: '{shown}'}}\n  - {{q: b?, a: '![](media/map.png)'}}"
    )
    assert now[asks] == author.key(asks)
    assert author.codes == ["card-guessed"]
    assert "same question, though its answer was “A shop”" in author.messages[0]


@pytest.mark.parametrize("card", PICTURED)
def test_files_may_get_other_names_and_folders(author: Author, card: str) -> None:
    """To learners the cards are the very same: they never see a name of the author's."""
    birds = ["robin", "wren", "kestrel", "jay", "rook", "crow", "swift", "heron"]

    def shown_in(place: str) -> str:
        files = {place.format(n, bird): PNG + bird.encode() for n, bird in pairs}
        author.desk.write(files)
        return "\n".join(card.format(place.format(n, bird), bird) for n, bird in pairs)

    pairs = list(enumerate(birds))
    author.had(iam=shown_in("media/{0}.png"))
    before = {entry.key for entry in author.before.values()}
    for place in ("media/birds/{1}.png", "pictures/all/{0}-small.png"):
        author.has(iam=shown_in(place))
        assert {entry.key for entry in author.desk.prepare().advanced.entries} == before
        assert author.codes == []


def test_a_package_of_another_branch_gives_no_picture_to_a_card_of_that_name(
    author: Author,
) -> None:
    """There the file of a card got a name, which is that of another picture here."""
    card = "  - {q: 'Which bird? ![](media/%s.png)', a: %s}"
    author.desk.write({"media/0.png": PNG + b"robin", "media/1.png": PNG + b"robin"})
    author.had(iam=IAM + card % (0, "Robin"))
    lock = author.desk.lock.read_bytes()
    author.desk.write(None, iam=IAM + card % (1, "Robin")).build()
    author.desk.lock.write_bytes(lock)
    author.desk.write({"media/1.png": PNG + b"wren"})
    now = author.has(iam=IAM + card % (1, "Wren"))
    assert now["Which bird? ![](media/1.png)"] != author.key("Which bird? ![](media/0.png)")


def test_a_file_of_other_bytes_is_another_picture(author: Author) -> None:
    author.desk.write({"media/old.png": PNG + b"robin", "media/new.png": PNG + b"wren"})
    author.had(iam=IAM + "  - {q: 'Which bird? ![](media/old.png)', a: Robin}")
    now = author.has(iam=IAM + "  - {q: 'Which bird? ![](media/new.png)', a: Robin}")
    key = author.key("Which bird? ![](media/old.png)")
    assert now["Which bird? ![](media/new.png)"] != key
    assert author.codes == ["card-like-retired"]


@pytest.mark.parametrize("answer", ["{}", "A bird"])
def test_pictures_that_are_numbered_anew_take_no_others_reviews(
    author: Author, answer: str
) -> None:
    """One comes in before them, the last goes first, one is drawn anew."""

    def keys(*birds: str) -> list[str]:
        names = [f"media/{number}.png" for number in range(len(birds))]
        pictures = {name: PNG + bird.encode() for name, bird in zip(names, birds, strict=True)}
        author.desk.write(pictures)
        words = [answer.format(bird.partition(" ")[0]) for bird in birds]
        cards = zip(names, words, strict=True)
        author.has(
            iam="\n".join(f"- {{q: 'Which? ![]({name})', a: {word}}}" for name, word in cards)
        )
        return [entry.key for entry in author.desk.prepare().advanced.entries]

    keys("robin", "wren", "jay")
    author.desk.build()
    robin, wren, jay = keys("robin", "wren", "jay")
    assert keys("rook", "robin", "wren", "jay")[1:] == [robin, wren, jay]
    assert keys("jay", "robin", "wren") == [jay, robin, wren]
    assert keys("robin", "wren drawn anew", "jay") == [robin, wren, jay]
    assert (keys("robin", "rook", "jay") == [robin, wren, jay]) is (answer == "A bird")
    keys("robin", "wren", "jay")
    desk = author.desk
    assert "3 ids written" in desk.recto("pin").output
    pinned = (desk.deck / "iam.yaml").read_text("utf-8")
    files = {
        "media/0.png": PNG + b"jay",
        "media/1.png": PNG + b"robin",
        "media/2.png": PNG + b"wren",
    }
    turned = re.sub("media/(.)", lambda found: f"media/{(int(found[1]) + 1) % 3}", pinned)
    assert desk.write({**files, "iam.yaml": turned}).faults() == []


KEPT = "Which service keeps keys?"
REWORDED = (
    "Which managed service of AWS keeps keys?",
    "Which managed regional service of AWS creates, keeps and rotates your keys?",
)


def kept(question: str, answer: str = "KMS", more: str = "") -> str:
    return IAM + f"  - {{q: '{question}', a: {answer}{more}}}"


@pytest.mark.parametrize("id_", ["", ", id: keeper"])
def test_sources_that_go_back_to_the_first_words_find_their_reviews(
    author: Author, id_: str
) -> None:
    """As after the revert of two commits whose lock was committed by itself."""
    author.had(iam=kept(KEPT))
    for words in (KEPT, *REWORDED) if id_ else REWORDED:
        author.desk.write(None, iam=kept(words, more=id_)).build()
    assert author.has(iam=kept(KEPT))[KEPT] == author.key(KEPT)
    assert author.codes == ["card-guessed"]
    assert "it asked this at first" in author.messages[0]
    assert author.has(iam=kept(KEPT, "S3"))[KEPT] != author.key(KEPT)
    author.desk.write(None, iam=IAM).build()
    assert author.has(iam=kept(KEPT))[KEPT] == author.key(KEPT)


@pytest.mark.parametrize("id_", ["", ", id: keeper"])
def test_a_draft_given_up_for_what_learners_have_keeps_its_reviews(
    author: Author, id_: str
) -> None:
    author.had(iam=kept(KEPT))
    words = "Which service of AWS keeps keys?"
    author.desk.write(None, iam=kept(words)).build()
    pinned = f", id: {author.key(KEPT).rpartition('/')[2]}"
    for each in (pinned, id_):
        draft = kept(REWORDED[1], "A hardware module", f"{each}, draft: true")
        author.desk.write(None, iam=draft).build()
    assert author.has(iam=kept(words))[words] == author.key(KEPT)
    assert author.codes == []
    assert author.has(iam=kept(words, "S3"))[words] != author.key(KEPT)


def test_retired_cards_are_never_guessed(author: Author) -> None:
    author.had(iam=IAM)
    author.desk.write(iam="\n".join(IAM.strip("\n").split("\n")[1:])).build()
    new = "Which service finds sensitive data in S3 buckets today?"
    now = author.has(iam=IAM.replace(MACIE, new))
    assert now[new] != author.key(MACIE)
    assert author.codes == ["card-like-retired"]
    assert "was retired and is much like it" in author.messages[0]
    pin = author.key(MACIE).rpartition("/")[2]
    assert f"`id: {pin}`" in author.messages[0]
    now = author.has(iam=IAM.replace(MACIE, new).replace("a: Macie", f"a: Macie, id: {pin}"))
    assert now[new] == author.key(MACIE)


def test_a_retired_card_that_comes_back_with_another_answer_is_told(author: Author) -> None:
    author.had(iam=IAM)
    author.desk.write(iam="\n".join(IAM.strip("\n").split("\n")[1:])).build()
    new = MACIE.replace("sensitive", "private")
    author.has(iam=IAM.replace(MACIE, new).replace("Macie", "Amazon's own Macie"))
    assert author.codes == ["card-like-retired"]


def test_a_new_card_is_no_news_where_a_retired_one_has_its_form(author: Author) -> None:
    author.had(iam=duties(*FORTY))
    author.desk.write(iam=duties(*FORTY[5:])).build()
    author.has(iam=duties(*FORTY[5:], "guests of EC2", "disks of EFS"))
    assert author.codes == []


def test_a_draft_keeps_its_entry_from_others(author: Author) -> None:
    author.had(iam=IAM)
    new = "Which AWS service finds personal data in S3 buckets?"
    draft = IAM.replace("a: Macie", "a: Macie, draft: true")
    now = author.has(iam=draft + f"  - {{q: {new}, a: Macie}}")
    assert now[new] != author.key(MACIE)


def test_a_cloze_whose_hidden_words_change_is_the_same_note(author: Author) -> None:
    author.had(iam='  - cloze: "{{c1::Macie}} finds data in S3."')
    now = author.has(iam='  - cloze: "Macie finds {{c1::data}} in S3."')
    assert now["Macie finds data in S3."] == author.key("Macie finds data in S3.")
    assert author.codes == ["cloze-renumbered"]


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("{{c2::Macie}} finds data", "“Macie” went from c1 to c2"),
        ("{{c2::Macie}} {{c1::finds}} data", "“Macie” went from c1 to c2"),
        ("{{c3::Amazon Macie}} finds data", "“Amazon Macie” went from c1 to c3"),
        ("{{c1::Macie}} finds {{c2::data}}", ""),
        ("{{c1::Amazon Macie}} finds {{c2::data}}", ""),
    ],
)
def test_hidden_words_that_leave_their_number_for_a_new_one_are_told(
    author: Author, now: str, told: str
) -> None:
    """Anki would call that number's card empty, and make a new one without reviews."""
    author.had(iam='  - {cloze: "{{c1::Macie}} finds data.", id: it}')
    author.has(iam=f'  - {{cloze: "{now}.", id: it}}')
    assert told in " ".join(author.messages)
    assert {*author.codes} == ({"cloze-renumbered"} if told else set())


def test_a_cloze_number_that_was_given_up_is_no_free_one(author: Author) -> None:
    """Learners keep its card and their reviews of it, for whatever words it hides next."""
    author.had(iam='  - {cloze: "{{c1::Macie}} finds {{c2::private}} data.", id: it}')
    fewer = '  - {cloze: "{{c1::Macie}} finds private data.", id: it}\n' + IAM
    author.desk.write(iam=fewer).build()
    author.desk.write(iam=fewer.replace("finds", "now finds")).build()
    author.has(iam='  - {cloze: "{{c1::Macie}} now finds private {{c2::data}}.", id: it}')
    assert author.codes == ["cloze-renumbered"]
    assert "c2 hid “private” and now hides “data”" in author.messages[0]
    author.has(iam='  - {cloze: "{{c1::Macie}} now finds {{c2::private}} data.", id: it}')
    assert author.codes == []
    author.has(iam='  - {cloze: "{{c1::Macie}} now finds {{c3::private}} data.", id: it}')
    assert "“private” went from c2 to c3" in author.messages[0]


def test_no_key_is_minted_twice(author: Author) -> None:
    """A new card may ask what an old one, since reworded, once asked."""
    author.had(iam="  - {q: Which service?, a: Macie, id: x}\n" + duties("disks"))
    author.desk.write(iam=duties("racks")).build()
    now = author.has(iam=duties("racks", "disks"))
    assert len(set(now.values())) == 2


def test_an_id_that_is_taken_as_a_key_gets_another(author: Author) -> None:
    author.had(iam="  - {q: Who owns the data?, a: You, id: owner}")
    author.desk.write(iam="  - {q: Who owns the data?, a: You, id: data-owner}").build()
    now = author.has(
        iam="  - {q: Who owns the data?, a: You, id: data-owner}\n"
        "  - {q: Who owns the racks?, a: AWS, id: owner}"
    )
    assert now["Who owns the data?"] == "test-aaaa2222/basic/owner"
    assert now["Who owns the racks?"].startswith("test-aaaa2222/basic/owner-")


def test_a_card_reworded_while_a_draft_keeps_its_history(author: Author) -> None:
    author.had(iam=IAM)
    words = "Quite other words?"
    draft = IAM.replace("a: Macie", "a: Macie, draft: true")
    author.desk.write(iam=draft).build()
    draft = draft.replace("a: Macie", "a: Macie, id: macie")
    author.desk.write(iam=draft).build()
    author.desk.write(iam=draft.replace(MACIE, words)).build()
    now = author.has(iam=IAM.replace(MACIE, words))
    assert now[words] == author.key(MACIE)


def test_a_draft_reworded_step_by_step_without_an_id_keeps_its_history(author: Author) -> None:
    author.had(iam=IAM)
    draft = IAM.replace("a: Macie", "a: Macie, draft: true")
    author.desk.write(iam=draft).build()
    words = MACIE
    for old, new in (("in S3", "in all S3"), ("service", "AWS service"), ("data", "private data")):
        words = words.replace(old, new)
        author.desk.write(iam=draft.replace(MACIE, words)).build()
    now = author.has(iam=IAM.replace(MACIE, words))
    assert now[words] == author.key(MACIE)


def test_a_draft_reworded_as_it_is_published_keeps_its_history(author: Author) -> None:
    author.had(iam=IAM)
    author.desk.write(iam=IAM.replace("a: Macie", "a: Macie, draft: true")).build()
    words = MACIE.replace("in S3", "in all S3")
    now = author.has(iam=IAM.replace(MACIE, words))
    assert now[words] == author.key(MACIE)
    assert author.codes == ["card-guessed"]


def test_a_draft_that_is_deleted_is_guessed_no_more(author: Author) -> None:
    author.had(iam=IAM)
    author.desk.write(iam=IAM.replace("a: Macie", "a: Macie, draft: true")).build()
    rest = "\n".join(IAM.strip("\n").split("\n")[1:])
    author.desk.write(iam=rest).build()
    words = MACIE.replace("in S3", "in all S3")
    now = author.has(iam=IAM.replace(MACIE, words))
    assert now[words] != author.key(MACIE)
    assert author.codes == ["card-like-retired"]


def test_of_two_entries_that_ask_and_answer_the_same_the_oldest_goes_on(author: Author) -> None:
    """As after a merge in which one author reworded a card and the other wrote it anew."""
    author.had(iam=IAM, kms="  - {q: Which one scans S3?, a: Macie, id: other}")
    lines = author.desk.lock.read_text("utf-8").splitlines()
    renamed = [line.replace("Which one scans S3?", MACIE).replace("kms", "iam") for line in lines]
    author.desk.lock.write_text("\n".join(renamed) + "\n", "utf-8")
    author.desk.package.unlink()
    now = author.has(iam=IAM)
    oldest = min(
        (e for e in author.before.values() if e.answer == "Macie"), key=lambda e: e.created
    )
    assert now[MACIE] == oldest.key


def test_two_cards_that_ask_what_one_entry_asked_in_other_branches_are_both_new(
    author: Author,
) -> None:
    """Three branches reworded a card, git united their locks, and the author kept two of them."""
    author.had(iam=IAM)
    lines = author.desk.lock.read_text("utf-8").splitlines()
    [line] = [line for line in lines if MACIE in line]
    words = ["What rock is it?", "Whose scanner is it?", "How is data found?"]
    reworded = [line.replace(MACIE, asked) for asked in words]
    reworded[2] = re.sub(r'"modified":(\d+)', r'"modified":9\1', reworded[2])
    author.desk.lock.write_text("\n".join([*lines, *reworded, ""]), "utf-8")
    author.desk.package.unlink()
    two = "".join(f"  - {{q: {asked}, a: Macie}}\n" for asked in words[:2])
    now = author.has(iam=IAM.replace(f"  - {{q: {MACIE}, a: Macie}}\n", two))
    assert author.key(MACIE) not in now.values()


@pytest.mark.parametrize(
    ("kept", "new"),
    [
        ("What is $f'$?", "What is $f''$?"),
        ('What does `"3" * 2` give?', "What does `3 * 2` give?"),
        ("What does `sort!` do?", "What does `sort?` do?"),
        ("What is `*args`?", "What is `**args`?"),
        ("What is `Name`?", "What is `name`?"),
    ],
)
def test_code_and_formulas_that_differ_in_a_sign_are_two_cards(
    desk: Desk, kept: str, new: str
) -> None:
    """Deleted and replaced by its neighbour, with the same answer: no history goes over in silence."""
    desk.write(iam=f"- q: {kept!r}\n  a: It depends\n").build()
    desk.write(iam=f"- q: {new!r}\n  a: It depends\n")
    outcome = desk.try_build()
    [built] = outcome.results
    went_over = not any(change.fate is Fate.NEW for change in built.forecast.changes)
    assert not went_over or {each.code for each in outcome.diagnostics} & {"card-guessed"}


def lock_of(desk: Desk) -> Lock:
    lock, _ = parse(desk.lock.read_bytes(), desk.lock, "test-aaaa2222")
    assert isinstance(lock, Lock)
    return lock


def test_a_restored_card_takes_its_own_history_before_a_like_one_that_is_there(desk: Desk) -> None:
    desk.write(iam="- {q: What is *CO*?, a: A gas, id: old}").build()
    before = {entry.question: entry.guid for entry in lock_of(desk).entries.values()}
    desk.write(iam="- {q: What is co?, a: A gas}").build()
    desk.write(iam="- {q: What is *CO*?, a: A gas}").build()
    now = {entry.question: entry for entry in lock_of(desk).entries.values() if not entry.retired}
    assert now["What is *CO*?"].guid == before["What is *CO*?"]


@pytest.mark.parametrize("package_of", ["main", "branch", ""])
def test_of_two_cards_that_two_branches_ask_alike_the_released_one_keeps_its_note(
    desk: Desk, package_of: str
) -> None:
    """Both minted one key; git has united their locks, and the branch was built later."""
    network = "- {q: What does MAC stand for?, a: Media access control}"
    crypto = "- {q: What does MAC stand for?, a: Message authentication code}"
    desk.write(iam=IAM).build()
    base = desk.lock.read_bytes()
    desk.write(net=network).build()
    main, package = desk.lock.read_bytes(), desk.package.read_bytes()
    desk.lock.write_bytes(base)
    (desk.deck / "net.yaml").unlink()
    desk.package.unlink()
    desk.write(crypto=crypto).build()
    branch, other_package = desk.lock.read_bytes(), desk.package.read_bytes()
    desk.write(
        net=network.replace("}", ", id: mac-address}"),
        crypto=crypto.replace("}", ", id: mac-code}"),
    )
    desk.lock.write_bytes(b"".join(dict.fromkeys((main + branch).splitlines(keepends=True))))
    desk.package.write_bytes(other_package if package_of == "branch" else package)
    if not package_of:
        desk.package.unlink()
    told = desk.prepare().advanced
    mac = {entry.answer: entry.guid for entry in told.entries if "MAC" in entry.question}
    [guid] = {e.guid for e in lock_of_bytes(main, desk).entries.values() if "MAC" in e.question}
    first, second = "Media access control", "Message authentication code"
    keeps, is_new = (second, first) if package_of == "branch" else (first, second)
    assert mac[keeps] == guid != mac[is_new]
    assert "card-divided" in {each.code for each in told.diagnostics}


def lock_of_bytes(data: bytes, desk: Desk) -> Lock:
    lock, _ = parse(data, desk.lock, "test-aaaa2222")
    assert isinstance(lock, Lock)
    return lock
