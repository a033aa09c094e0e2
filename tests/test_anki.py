"""What the real Anki makes of a package."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from desk import Desk
from learner import Learner

EVERY_KIND = r"""
  - q: Who owns the data?
    a: The customer
    id: plain
    hint: Not AWS
    extra: In **every** service.
    source: AWS, https://aws.amazon.com/compliance
    tags: [exam]
  - q: What does IAM stand for?
    a: Identity and Access Management
    id: backward
    reversed: true
  - q: Which action lists a bucket?
    typed: s3:ListBucket
    a: Not `s3:ListObject`.
    id: typed
  - q: Which service finds sensitive data?
    choices: [GuardDuty, Macie, Shield]
    a: Macie
    id: choice
  - q: Which two are firewalls?
    choices: [WAF, Macie, Network Firewall]
    a: [WAF, Network Firewall]
    id: choices
  - cloze: "{{c1::GuardDuty}} watches {{c2::logs::which sources}}."
    id: cloze
  - q: Not ready
    a: yet
    id: waiting
    draft: true
"""


@pytest.fixture
def every_kind(desk: Desk, learner: Learner) -> Learner:
    deck = "deck: Test\nid: test-aaaa2222\nreport: https://example.org/report\n"
    desk.write({"deck.yaml": deck}, iam=EVERY_KIND)
    desk.build()
    log = learner.imports(desk.package)
    assert len(log.new) == 6
    return learner


def text_of(side: str) -> str:
    """What a reader sees, more or less."""
    without = re.sub(r"<style.*?</style>|<[^>]+>", " ", side, flags=re.DOTALL)
    return " ".join(without.split())


def test_each_kind_has_its_cards(every_kind: Learner) -> None:
    keys = ("plain", "backward", "typed", "choice", "choices", "cloze")
    assert {key: [card.ord for card in every_kind.cards(f"/{key}")] for key in keys} == {
        "plain": [0],
        "backward": [0, 1],
        "typed": [0],
        "choice": [0],
        "choices": [0],
        "cloze": [0, 1],
    }


def test_a_draft_is_not_built(every_kind: Learner) -> None:
    assert not [key for key in every_kind.notes() if "waiting" in key]


def test_anki_agrees_which_cards_there_are(every_kind: Learner) -> None:
    """Anki's own rule, which runs when a learner edits a note, makes and drops no card."""
    report = every_kind.col.get_empty_cards()
    assert not report.notes
    before = every_kind.col.card_count()
    every_kind.col.fix_integrity()
    assert every_kind.col.card_count() == before


def test_plain_card(every_kind: Learner) -> None:
    front, back = every_kind.sides("/plain")
    assert text_of(front) == "Who owns the data? Hint Not AWS"
    assert text_of(back).startswith("Who owns the data?")
    assert "The customer" in back
    assert "In <strong>every</strong> service." in back
    assert '<a href="https://aws.amazon.com/compliance">' in back
    assert '<a class="report" href="https://example.org/report">' in back
    assert "test-aaaa2222/basic/plain" in back
    assert "Iam" in back
    assert "Iam" not in front
    assert "<hr id=answer>" in back


def test_reversed_card(every_kind: Learner) -> None:
    front, back = every_kind.sides("/backward", 1)
    assert text_of(front) == "Identity and Access Management"
    assert "What does IAM stand for?" in back


def test_typed_card(every_kind: Learner) -> None:
    front, back = every_kind.sides("/typed")
    assert text_of(front) == "Which action lists a bucket? [[type:Typed]]"
    assert back.count("[[type:Typed]]") == 1
    assert "<code>s3:ListObject</code>" in back
    assert every_kind.note("/typed")["Typed"] == "s3:ListBucket"


def test_choices_are_marked_on_the_back_only(every_kind: Learner) -> None:
    front, back = every_kind.sides("/choice")
    assert "right" in front  # but no style shows it there
    assert '<div class="answer told" dir="auto">Macie</div>' in back, "no letter, as places change"
    css = every_kind.css("/choice")
    for line in css.splitlines():
        if ".right" in line:
            assert ".back .choices > .right" in line


def test_several_right_choices(every_kind: Learner) -> None:
    _, back = every_kind.sides("/choices")
    assert ">WAF<br>Network Firewall</div>" in back


def test_cloze_cards(every_kind: Learner) -> None:
    first, second = every_kind.sides("/cloze", 0)[0], every_kind.sides("/cloze", 1)[0]
    assert text_of(first) == "[...] watches logs ."
    assert text_of(second) == "GuardDuty watches [which sources] ."


def test_tags_are_root_topic_and_own(every_kind: Learner) -> None:
    assert every_kind.note("/plain").tags == ["exam", "test::iam"]


def test_new_cards_come_in_the_order_of_the_sources(desk: Desk, learner: Learner) -> None:
    desk.write(
        {"deck.yaml": "deck: Test\nid: test-aaaa2222\ntopics: [zoo, cloud]\n"},
        cloud="- {q: third, a: x}\n- {q: fourth, a: x2, reversed: true}",
        zoo="- {q: first, a: y}\n- {q: second, a: y2}",
        again="- {q: fifth, a: z}",
    )
    desk.build()
    learner.imports(desk.package)
    learner.col.decks.select(learner.deck_id("Test"))
    deck = learner.deck_id("Test")
    config = learner.col.decks.config_dict_for_deck_id(deck)
    config["new"]["perDay"] = 100
    config["buryNew"] = config["new"]["bury"] = False
    learner.col.decks.update_config(config)
    asked = []
    while queued := learner.sched.get_queued_cards(fetch_limit=1).cards:
        card = learner.col.get_card(queued[0].card.id)
        asked.append(card.note()["Question"])
        learner.answer(card, 4)
    # Anki's default order shows the cards of the first template before those of the second.
    assert asked == ["first", "second", "third", "fourth", "fifth", "fourth"]


def test_a_second_import_changes_nothing(desk: Desk, learner: Learner) -> None:
    desk.write(iam=EVERY_KIND).build()
    new = learner.imports(desk.package).new
    rows = learner.db.all("select * from notes"), learner.db.all("select * from cards")
    log = learner.imports(desk.package)
    assert (log.new, log.updated, log.unchanged, log.conflicting) == (set(), set(), new, set())
    again = learner.db.all("select * from notes"), learner.db.all("select * from cards")
    assert again == rows


def test_subdecks_by_topic(desk: Desk, learner: Learner) -> None:
    desk.write(
        {
            "deck.yaml": "deck: Test\nid: test-aaaa2222\nsubdecks: topic\n",
            "iam.yaml": "title: Identity\ncards:\n  - {q: one, a: x, id: one}\n",
            "iam/roles.yaml": "cards:\n  - {q: two, a: y, id: two}\n",
            "kms-keys.yaml": "cards:\n  - {q: three, a: z, id: three}\n",
        }
    ).build()
    learner.imports(desk.package)
    assert [learner.deck_of(f"/{key}") for key in ("one", "two", "three")] == [
        "Test::Identity",
        "Test::Identity",
        "Test::Kms keys",
    ]


def test_a_deck_in_one_file(desk: Desk, learner: Learner) -> None:
    file = desk.root / "my notes.yaml"
    file.write_text("deck: Mine\nid: mine-2222aaaa\ntag: mine\ncards:\n  - {q: one, a: x}\n")
    result = desk.recto("build", file.name)
    assert result.exit_code == 0, result.output
    assert (desk.root / "my notes.lock").exists()
    learner.imports(desk.root / "build" / "my notes.apkg")
    [note] = learner.notes().values()
    assert note.tags == ["mine"]
    assert learner.col.decks.name(note.cards()[0].did) == "Mine"


def test_the_description_is_shown_as_html(desk: Desk, learner: Learner) -> None:
    deck = "deck: Test\nid: test-aaaa2222\ndescription: Notes on **AWS**\nlicense: CC0\n"
    desk.write({"deck.yaml": deck}, a="- {q: one, a: x}").build()
    learner.imports(desk.package)
    deck_id = learner.deck_id("Test")
    stored = learner.col.decks.get(deck_id)
    assert stored
    assert stored["desc"] == "Notes on <strong>AWS</strong><br><br>License: CC0"


HEAVY = "vector<int> a < b && c > d, AT&T and <T> in `map<K, V>` if a<b and c>d"


def test_less_than_signs_and_ampersands_read_as_written(desk: Desk, learner: Learner) -> None:
    desk.write(a=f"- q: What is this?\n  a: |\n    {HEAVY}\n  id: heavy").build()
    learner.imports(desk.package)
    from html import unescape

    shown = unescape(re.sub(r"<[^>]*>", "", learner.note("/heavy")["Answer"]))
    assert shown == HEAVY.replace("`", "")


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (r"{{c1::$\frac{1}{{x}}$}} ends", r"\(\frac{1}{{x} }\)"),
        ('{{c1::`{"a": {"b": 1}}`}} ends', '{"a": {"b": 1}}'),
        ("{{c1::arn:aws:s3:::bucket}} ends", "arn:aws:s3:::bucket"),
        ("{{c1::`std::vector`}} ends", "std::vector"),
        ("| a | b |\n|---|---|\n| {{c1::x|y}} | z |", "x|y"),
        ("{{c1::a{b}}} ends", "a{b}"),
        ("{{c1::a_b_c *x*}} ends", "a_b_c x"),
    ],
)
def test_anki_hides_what_the_author_put_into_a_cloze(
    desk: Desk, new_learner: Callable[[], Learner], text: str, hidden: str
) -> None:
    from html import unescape

    indented = "\n".join(f"    {line}" for line in text.split("\n"))
    desk.write(a=f"- cloze: |\n{indented}\n  id: it").build()
    learner = new_learner()
    learner.imports(desk.package)
    front, back = learner.sides("/it", 0)
    [answer] = re.findall(r'<span class="cloze"[^>]*>(.*?)</span>(?= |<)', back, re.DOTALL)[:1]
    plain = unescape(re.sub(r"<[^>]+>", "", answer))
    assert plain == hidden
    assert "[...]" in front
    assert "}}" not in unescape(text_of(front))


def test_nested_clozes(desk: Desk, learner: Learner) -> None:
    desk.write(a='- cloze: "{{c1::one {{c2::two}} three}} ends"\n  id: it').build()
    learner.imports(desk.package)
    assert text_of(learner.sides("/it", 0)[0]) == "[...] ends"
    assert text_of(learner.sides("/it", 1)[0]) == "one [...] three ends"
