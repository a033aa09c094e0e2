"""Pairs of sources, before and after: what must keep a history, and what must not take one.

In each the last card of the first stage is the one in question, and so is the first card of the
second stage that is not in the first.
"""

from __future__ import annotations

import pytest
import yaml

from desk import DECK, Desk
from learner import Learner
from recto.commands.pipeline import prepare
from recto.lock.forecast import Fate

KEPT = {
    "possessive": ("What is Latvia's capital?", "Riga", "What is the capital of Latvia?"),
    "synonym": ("Which service watches logs?", "GuardDuty", "Which service monitors logs?"),
    "clause moved": ("Is S3 encrypted by default?", "Yes", "By default, is S3 encrypted?"),
    "letters swapped": ("Tsich", "der", "Tisch"),
    "number moved": ("Who won the cup in 1958?", "Peru", "Who won the 1958 cup?"),
    "numbered": ("2. Which port does SSH use?", "22", "3. Which port does SSH use?"),
    "in capitals": ("Who guards the racks?", "AWS", "WHO GUARDS THE RACKS?"),
    "name mistyped": ("What is the capital of Norway?", "Oslo", "What is the capital of Norwey?"),
    "no spaces": ("ラトビアの首都はどこですか", "リガ", "ラトビアの首都は何ですか"),
}
"""Question, answer and the same question in other words."""

OTHERS = {
    "prime": ("What is $f'(x)$?", "$e^x$", "What is $f''(x)$?"),
    "sign of code": ("Is `sort!` legal?", "Yes", "Is `sort?` legal?"),
    "stars": ("May `*args` stand here?", "Yes", "May `**args` stand here?"),
    "case in code": ("Is `Name` legal?", "Yes", "Is `name` legal?"),
    "quotes in code": ("What is the type of `'a'`?", "int", "What is the type of `a`?"),
    "symbol": ("Is CO poisonous?", "Yes", "Is Co poisonous?"),
    "prefix": ("Is encryption logged?", "Yes", "Is decryption logged?"),
    "ending": ("Is ammonium nitrate a salt?", "Yes", "Is ammonium nitrite a salt?"),
    "name": ("Who wrote the Moonlight Sonata?", "L. v. Beethoven", "Who wrote the Kreutzer Sonata?"),
    "places": ("What copies files from S3 to EFS?", "DataSync", "What copies files from EFS to S3?"),
    "subject": ("The dog bites the man.", "It hurts.", "The man bites the dog."),
    "denied": ("正しいものはどれですか", "食べさせた", "正しくないものはどれですか"),
    "letter": ("Is vitamin A an acid?", "Yes", "Is vitamin C an acid?"),
    "longer name": ("Is Niger in Africa?", "Yes", "Is Nigeria in Africa?"),
    "year": ("Who won the cup in 1958?", "Peru", "Who won the cup in 1962?"),
    "person": ("comer, él, imperfecto", "comía", "comer, yo, imperfecto"),
}  # fmt: skip
"""Question, answer and the question of another fact with the same answer."""

BESIDE = [
    {"q": "Is snow white?", "a": "Yes"},
    {"q": "Who guards the doors?", "a": "AWS"},
    {"q": "comer, yo, presente", "a": "como"},
    {"q": "Hund", "a": "der"},
]


def build(desk: Desk, *cards: dict[str, str], **topics: list[dict[str, str]]) -> dict[str, str]:
    """Build these cards beside others; the key of each question."""
    for old in desk.deck.glob("[!d]*.yaml"):
        old.unlink()
    files = {f"{name}.yaml": each for name, each in {"t": [*BESIDE, *cards], **topics}.items()}
    desk.write({name: yaml.safe_dump({"cards": each}) for name, each in files.items()})
    prepared = desk.prepare()
    desk.clock -= 3_600_000  # `prepare` and `build` are one moment
    desk.build()
    return {entry.question: entry.key for entry in prepared.advanced.entries}


def told(desk: Desk) -> set[str]:
    return {fault.code for fault in desk.faults()}


@pytest.mark.parametrize(("question", "answer", "reworded"), KEPT.values(), ids=[*KEPT])
@pytest.mark.parametrize("id_", [{}, {"id": "new-with-it"}], ids=["no id", "new id"])
def test_the_same_in_other_words_keeps_its_history(
    desk: Desk, question: str, answer: str, reworded: str, id_: dict[str, str]
) -> None:
    before = build(desk, {"q": question, "a": answer})[question]
    now = build(desk, {"q": reworded, "a": answer, **id_})[reworded]
    assert (now == before) or ("watches" in question and id_)


@pytest.mark.parametrize(("question", "answer", "other"), OTHERS.values(), ids=[*OTHERS])
def test_another_fact_with_the_same_answer_takes_no_history(
    desk: Desk, question: str, answer: str, other: str
) -> None:
    build(desk, {"q": question, "a": answer})
    lock = desk.lock.read_bytes()
    desk.write({"t.yaml": yaml.safe_dump({"cards": [*BESIDE, {"q": other, "a": answer}]})})
    assert told(desk) & {"card-like-retired", "cards-come-and-go"}
    desk.lock.write_bytes(lock)
    desk.package.unlink()
    keys = {each["q"] for each in BESIDE}
    now = build(desk, {"q": other, "a": answer})
    assert b'"' + now[other].encode() + b'"' not in lock
    assert keys < now.keys()


CAPITALS = {"Sweden": "Stockholm", "Finland": "Helsinki", "Denmark": "Copenhagen"}


@pytest.mark.parametrize(
    ("name", "now", "answer", "more"),
    [
        ("Norway", "Norwey", "Oslo", "Norwey"),
        ("Niger", "Nigeria", "Niamey", ""),
        ("Austria", "Australia", "Vienna", ""),
        ("Mali", "Malo", "Bamako", ""),
    ],
    ids=["known name", "longer name", "known pair", "short name"],
)
def test_a_name_put_for_a_name_takes_no_history(
    desk: Desk, name: str, now: str, answer: str, more: str
) -> None:
    asks = "What is the capital of {}?"
    others = [{"q": asks.format(land), "a": city} for land, city in CAPITALS.items()]
    others += [{"q": f"Who rules {more}?", "a": "A king"}] if more else []
    key = build(desk, *others, {"q": asks.format(name), "a": answer})[asks.format(name)]
    assert build(desk, *others, {"q": asks.format(now), "a": answer})[asks.format(now)] != key


def test_a_mistyped_name_in_a_family_keeps_its_history_and_is_told(desk: Desk) -> None:
    asks = "What is the capital of {}?"
    others = [{"q": asks.format(land), "a": city} for land, city in CAPITALS.items()]
    key = build(desk, *others, {"q": asks.format("Norway"), "a": "Oslo"})[asks.format("Norway")]
    mistyped = {"q": asks.format("Norwey"), "a": "Oslo"}
    desk.write({"t.yaml": yaml.safe_dump({"cards": [*BESIDE, *others, mistyped]})})
    assert "card-guessed" in told(desk)
    assert build(desk, *others, mistyped)[mistyped["q"]] == key


def test_a_homonym_elsewhere_or_long_after_is_a_new_card(desk: Desk) -> None:
    asks = "What does MAC stand for?"
    first, second = "Media access control", "Message authentication code"
    before = build(desk, net=[{"q": "Why?", "a": "So"}, {"q": asks, "a": first}])[asks]
    at_once = {"net": [{"q": "Why?", "a": "So"}], "iam": [{"q": asks, "a": second}]}
    assert build(desk, **at_once)[asks] != before
    build(desk, net=[{"q": "Why?", "a": "So"}])
    assert build(desk, net=[{"q": "Why?", "a": "So"}, {"q": asks, "a": first}])[asks] == before


def test_a_question_whose_answer_is_wholly_another_is_told(desk: Desk) -> None:
    build(desk, {"q": "What is step 2?", "a": "Contain the damage"})
    desk.write({"t.yaml": yaml.safe_dump({"cards": [{"q": "What is step 2?", "a": "Detect"}]})})
    assert "card-guessed" in told(desk)


WAS = [
    {"id": "one", "q": "Which key encrypts?", "a": "The public one"},
    {"id": "two", "q": "Which key decrypts?", "a": "The private one"},
]


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (
            [
                {"id": "two", "q": "Which key encrypts a message?", "a": "The public one"},
                {"id": "one", "q": "Which key decrypts a message?", "a": "The private one"},
            ],
            "id-moved",
        ),
        (
            [
                {"q": "Which key encrypts a message?", "a": "The public one"},
                {"id": "one", "q": "What is a nonce?", "a": "A number used once"},
                WAS[1],
            ],
            "id-moved",
        ),
        ([{"id": "one", "q": "What is a nonce?", "a": "A number"}, WAS[1]], "card-rewritten"),
    ],
    ids=["exchanged", "left at a copy", "another fact"],
)
def test_ids_are_held_against_what_the_cards_say(
    desk: Desk, now: list[dict[str, str]], code: str
) -> None:
    build(desk, *WAS)
    desk.write({"t.yaml": yaml.safe_dump({"cards": [*BESIDE, *now]})})
    assert code in told(desk)


def test_the_id_of_a_deleted_card_for_another_fact_of_its_form_is_told(desk: Desk) -> None:
    build(desk, {"id": "net-3", "q": "Which port does SSH use?", "a": "22"})
    build(desk)
    other = {"id": "net-3", "q": "Which port does RDP use?", "a": "3389"}
    desk.write({"t.yaml": yaml.safe_dump({"cards": [*BESIDE, other]})})
    assert "id-reused" in told(desk)


@pytest.mark.parametrize(
    ("name", "answer", "now", "other"),
    [("B", "A switch", "A", "A router"), ("A", "A router", "F", "A router 2")],
)
def test_another_fact_that_differs_in_a_letter_is_told_beside_its_id(
    desk: Desk, name: str, answer: str, now: str, other: str
) -> None:
    build(desk, {"id": "device", "q": f"What is device {name}?", "a": answer})
    card = {"id": "device", "q": f"What is device {now}?", "a": other}
    desk.write({"t.yaml": yaml.safe_dump({"cards": [*BESIDE, card]})})
    assert "card-rewritten" in told(desk)


ANSWERED_ALIKE = {
    "short answer": ("Dragosnus", "Olgosfel", "die"),
    "tense": ("comprar: nosotros, presente", "comprar: nosotros, pretérito", "compramos"),
    "name": (
        "Who wrote the Moonlight Sonata?",
        "Who wrote the Kreutzer Sonata?",
        "L. v. Beethoven",
    ),
}
"""Two questions that have one answer."""


@pytest.mark.parametrize(("was", "now", "answer"), ANSWERED_ALIKE.values(), ids=[*ANSWERED_ALIKE])
def test_an_id_used_for_another_fact_with_the_same_answer_is_told(
    desk: Desk, was: str, now: str, answer: str
) -> None:
    build(desk, {"id": "own-33", "q": was, "a": answer})
    other = {"id": "own-33", "q": now, "a": answer}
    desk.write({"t.yaml": yaml.safe_dump({"cards": [*BESIDE, other]})})
    assert "card-rewritten" in told(desk)


def test_an_id_left_at_a_copy_in_another_tense_is_refused(desk: Desk) -> None:
    build(desk, {"id": "fish", "q": "魚は飲みません", "a": "The fish does not drink"})
    copy = {"id": "fish", "q": "魚は飲みませんでした", "a": "The fish did not drink"}
    original = {"q": "魚は飲みませんは何という意味ですか", "a": "The fish does not drink"}
    desk.write({"t.yaml": yaml.safe_dump({"cards": [*BESIDE, copy, original]})})
    assert "id-moved" in told(desk)


SIBLINGS = {
    "plain word": (
        {"id": "own-39", "q": "Who monitors the keys?", "a": "Customer"},
        {"q": "Who monitors the images?", "a": "Customer"},
    ),
    "tense": (
        {"id": "dog", "q": "犬は飲みました", "a": "The dog did drink"},
        {"q": "犬は飲みます", "a": "The dog does drink"},
    ),
}
"""A card that was deleted, and the one in its place."""


@pytest.mark.parametrize(("deleted", "sibling"), SIBLINGS.values(), ids=[*SIBLINGS])
def test_a_sibling_in_the_place_of_a_deleted_card_is_offered_no_id(
    desk: Desk, deleted: dict[str, str], sibling: dict[str, str]
) -> None:
    build(desk, deleted)
    desk.write({"t.yaml": yaml.safe_dump({"cards": [*BESIDE, sibling]})})
    [fault] = [each for each in desk.faults() if each.code == "card-like-retired"]
    assert "`id:" not in fault.message


def test_a_mistyped_card_that_an_old_lock_lacks_is_told_beside_that_of_the_package(
    desk: Desk,
) -> None:
    build(desk)
    lock = desk.lock.read_bytes()
    build(desk, {"q": "Loloka", "a": "der"})
    desk.lock.write_bytes(lock)
    desk.write({"t.yaml": yaml.safe_dump({"cards": [*BESIDE, {"q": "Lolkoa", "a": "der"}]})})
    assert any("Loloka" in line for each in desk.faults() for line in (each.message, *each.details))


def test_words_of_a_branch_that_come_back_are_told_beside_the_card_that_learners_have(
    desk: Desk,
) -> None:
    """The branch reworded a card beyond recognition; what it was is the lock's, and retired."""
    was = {"q": "Who guards the racks?", "a": "AWS"}
    rewritten = {"q": "Under shared responsibility, racks: the party in charge", "a": "AWS"}
    for card in (was, rewritten, was):
        build(desk, card)
    desk.write({"t.yaml": yaml.safe_dump({"cards": [*BESIDE, rewritten]})})
    [fault] = [each for each in desk.faults() if each.code == "cards-come-and-go"]
    assert any(was["q"] in line for line in fault.details if line.startswith("gone"))


MOVED = {
    "reworded": (
        {"id": "pop", "q": "Which TCP port does POP3S use?", "a": "995"},
        {"q": "Which TCP port does POP3S listen on?", "a": "995"},
    ),
    "end mark": (
        {"q": "魚は飲みませんでした", "a": "The fish did not drink"},
        {"q": "魚は飲みませんでした。", "a": "The fish did not drink"},
    ),
    "little answer": ({"q": "Losansan", "a": "die"}, {"q": "Losansan", "a": "die, as a rule"}),
    "code alone": (
        {"q": "What is `()`?", "a": "a tuple that is empty"},
        {"q": "What is `()` here?", "a": "a tuple that is empty"},
    ),
    "formula": (
        {"q": "What is $x^4$, derived?", "a": "$4 x^3$"},
        {"q": "What is $x^4$, derived?", "a": "$4 x^3$, as a rule"},
    ),
    "by its id": (
        {"id": "nicaea-2", "q": "When was the Second Council of Nicaea?", "a": "787"},
        {"id": "nicaea-2", "q": "Date the council that ended the quarrel on icons", "a": "In 787"},
    ),
}
"""A card, and it in another deck."""


@pytest.mark.parametrize(("before", "after"), MOVED.values(), ids=[*MOVED])
@pytest.mark.parametrize("one_by_one", [False, True], ids=["at once", "one by one"])
def test_a_card_that_went_to_another_deck_in_other_words_is_told(
    desk: Desk, before: dict[str, str], after: dict[str, str], one_by_one: bool
) -> None:
    build(desk, before)
    desk.write({"t.yaml": yaml.safe_dump({"cards": BESIDE})})
    other = desk.root / "cards" / "other"
    other.mkdir()
    (other / "deck.yaml").write_text("deck: Other\nid: other-bbbb3333\n", "utf-8")
    (other / "t.yaml").write_text(yaml.safe_dump({"cards": [after]}, allow_unicode=True), "utf-8")
    outcome = prepare([other if one_by_one else desk.root / "cards"], desk.options())
    [fault] = [each for each in outcome.diagnostics if each.code == "card-departed"]
    assert "Test" in fault.message


def test_a_card_that_only_a_package_of_another_branch_knows_is_told_where_the_old_one_goes(
    desk: Desk,
) -> None:
    build(desk, {"q": "Which UDP port does DNS use?", "a": "53"})
    lock = desk.lock.read_bytes()
    rewritten = {"q": "A firewall is to let names be found. Name the number.", "a": "53"}
    build(desk, rewritten)
    desk.lock.write_bytes(lock)
    assert "cards-come-and-go" in told(desk)


def test_a_cloze_number_that_hides_a_look_alike_is_told(desk: Desk) -> None:
    salts = "Salts: {{c1::ammonium nitrate}}, {{c2::member account}}"
    build(desk, {"id": "salts", "cloze": salts})
    others = salts.replace("nitrate", "nitrite").replace("member", "management")
    desk.write({"t.yaml": yaml.safe_dump({"cards": [{"id": "salts", "cloze": others}]})})
    [fault] = [each for each in desk.faults() if each.code == "cloze-renumbered"]
    assert "nitrite" in fault.message
    assert "management" in fault.message


def test_advice_goes_by_an_answer_of_its_own_and_offers_each_id_once(desk: Desk) -> None:
    """Of two names that were translated each card is offered its own."""
    pairs = [("Germany", "Deutschland", "Berlin"), ("England", "Großbritannien", "London")]
    asks = "What is the capital of {}?"
    keys = build(desk, *({"q": asks.format(old), "a": city} for old, _, city in pairs))
    cards = [{"q": asks.format(new), "a": city} for _, new, city in pairs]
    desk.write({"t.yaml": yaml.safe_dump({"cards": [*BESIDE, *cards]})})
    offered = [each.message for each in desk.faults() if each.code == "card-like-retired"]
    assert len(offered) == len(pairs)
    for message, (old, _, _) in zip(offered, pairs, strict=True):
        assert f"`id: {keys[asks.format(old)].rpartition('/')[2]}`" in message


def test_a_translated_file_is_one_note_and_keeps_all_reviews(desk: Desk) -> None:
    """Who rewrites many cards that have ids means to; a few could be a slip."""
    pairs = [
        (f"Which colour has thing {n}?", f"Welche Farbe hat Ding {n} heute?") for n in range(30)
    ]
    for place in (0, 1):
        cards = "".join(
            f"- {{id: card-{n}, q: '{pair[place]}', a: {place}{n}}}\n"
            for n, pair in enumerate(pairs)
        )
        built = desk.write(iam=cards).try_build()
    notes = [each for each in built.diagnostics if each.code == "card-rewritten"]
    assert len(notes) == 1
    assert "30 cards" in notes[0].message
    assert len(notes[0].details) == 30
    assert len(built.results[0].forecast.having(Fate.UPDATED)) == 30


def test_sounds_made_anew_in_another_format_are_the_same_cards(desk: Desk) -> None:
    """Other bytes, another ending; the names and the answers are those of before."""
    for ending, sign in (("wav", b"RIFF"), ("mp3", b"ID3")):
        names = [f"bird{n}" for n in range(30)]
        files = {f"media/{name}.{ending}": sign + name.encode() for name in names}
        cards = [
            f'- {{q: "![](media/{name}.{ending})", typed: Name of {name}}}\n' for name in names
        ]
        outcome = desk.write(files, iam="".join(cards)).try_build()
    assert [each.code for each in outcome.diagnostics if each.code != "media-unused"] == []
    assert len(outcome.results[0].forecast.having(Fate.UPDATED)) == 30


@pytest.mark.parametrize("ids", ["manual", "written"])
def test_who_follows_the_advice_in_doubt_keeps_the_reviews(
    desk: Desk, learner: Learner, ids: str
) -> None:
    """The build has given the card an id meanwhile, and the package has it as a new note."""
    old, now = "- {q: Is snow white?, a: Yes}\n", "- {q: Does snow look white to us?, a: Sure}\n"
    others = "- {q: Is coal white?, a: No}\n"
    desk.write({"deck.yaml": DECK if ids == "manual" else DECK.replace("ids: manual\n", "")})
    desk.write(iam=old + others).build()
    learner.imports(desk.package)
    [told] = desk.write(iam=now + others).try_build().diagnostics
    assert "put its old words back without an `id`, run `recto pin`" in told.message
    desk.write(iam=old + others)
    assert desk.recto("pin").exit_code == 0
    pinned = (desk.deck / "iam.yaml").read_text()
    edited = pinned.replace("Is snow white?", "Does snow look white to us?").replace("Yes", "Sure")
    desk.write({"iam.yaml": edited})
    assert [each.code for each in desk.try_build().diagnostics] == ["id-reused"]
    log = learner.imports(desk.package)
    assert (len(log.new), len(log.updated)) == (0, 1)


def test_another_fact_under_an_old_id_is_a_new_card_once_the_advice_is_followed(
    desk: Desk, learner: Learner
) -> None:
    """The package that was built in between has its words as the old note's."""
    river, mountain = "id: it, q: Which river?, a: Tiber", "id: it, q: Highest peak?, a: Everest"
    desk.write(t=f"- {{{river}}}\n").build()
    learner.imports(desk.package)
    lock = desk.lock.read_bytes()
    [told] = desk.write(t=f"- {{{mountain}}}\n").try_build().diagnostics
    assert (
        "if it is another fact: restore the lock, give it another `id`, build again" in told.message
    )
    desk.lock.write_bytes(lock)
    desk.write(t=f"- {{{mountain.replace('id: it', 'id: peak')}}}\n")
    [told] = desk.try_build().diagnostics
    assert "if it is the same, keep its reviews with `id: it`" in told.message
    assert len(learner.imports(desk.package).new) == 1
    assert learner.note("/it")["Question"] == "Which river?"


def test_a_wrong_guess_is_a_new_card_once_the_advice_is_followed(
    desk: Desk, learner: Learner
) -> None:
    """A build that guesses writes the old card's `id` under the new question."""
    desk.write(t="- {q: Which river flows through Rome?, a: Tiber}\n").build()
    learner.imports(desk.package)
    lock = desk.lock.read_bytes()
    desk.write({"deck.yaml": DECK.replace("ids: manual\n", "")})
    now = "- {q: What river flows through Rome?, a: Tiber}\n"
    [told] = desk.write(t=now).try_build().diagnostics
    assert "build once without this card, then with it, but without its `id`" in told.message
    desk.lock.write_bytes(lock)
    desk.write(t="- {q: Other?, a: Thing}\n").build()
    desk.write(t=now + "- {q: Other?, a: Thing}\n").build()
    assert len(learner.imports(desk.package).new) == 2


def test_a_replacement_that_goes_through_ids_too_keeps_all_reviews(desk: Desk) -> None:
    """The last six characters of an `id` that a build wrote stay; each pair is told."""
    desk.write({"deck.yaml": DECK.replace("ids: manual\n", "")})
    asks = "- {{q: What is the capital of {}?, a: {}}}\n"
    desk.write(t="".join(asks.format(*each) for each in (("Norway", "Oslo"), ("Latvia", "Riga"))))
    desk.build()
    source = (desk.deck / "t.yaml").read_text()
    desk.write(
        {
            "t.yaml": source.replace("the capital", "our own seat").replace(
                "-the-capital-", "-our-own-seat-"
            )
        }
    )
    outcome = desk.try_build()
    assert [each.code for each in outcome.diagnostics] == ["card-guessed"] * 2
    assert len(outcome.results[0].forecast.having(Fate.UPDATED)) == 2


@pytest.mark.parametrize("is_copy", [True, False], ids=["a copy", "words of the author's own"])
def test_ids_that_only_end_alike_are_two_cards(desk: Desk, is_copy: bool) -> None:
    """The card that is still there has its `id`; and a word of six letters is no hash."""
    id_ = "is-snow-white-xrk6of" if is_copy else "colour-winter"
    old = f"- {{q: Is snow white?, id: {id_}, a: 'Yes'}}\n"
    new = f"- {{q: How long is a marathon?, id: length-{id_[-6:]}, a: 42 km}}\n"
    desk.write(t=old).build()
    outcome = desk.write(t=old + new if is_copy else new).try_build()
    assert "card-guessed" not in [each.code for each in outcome.diagnostics]
    assert len(outcome.results[0].forecast.having(Fate.NEW)) == 1
