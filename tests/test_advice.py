"""Advice says what is worth hearing: each check, with what lies just this side of it."""

from __future__ import annotations

import random
import re
import tracemalloc
from collections.abc import Callable
from functools import reduce
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from desk import DECK, NOON, Desk
from growth import grows_in_proportion
from recto.checks.advice import ON_CARDS, ON_WHAT_IS_MISSING, advise
from recto.checks.advice.acronyms import initials
from recto.checks.advice.reading import prose
from recto.commands.check import inspect
from recto.commands.pipeline import Options, load
from recto.deck.model import Deck
from recto.diagnostics import Location
from recto.diagnostics.catalogue import CATALOGUE
from recto.render.fields import Rendered, render_cards
from recto.render.markdown import render
from recto.text import Text
from recto.text.cloze import parse, shown
from recto.text.html import BLOCKS
from recto.text.likeness import Traits
from recto.text.neighbours import ByWords

PNG = b"\x89PNG\r\n\x1a\n"


def basic(question: str, answer: str = "Macie", **more: object) -> str:
    return card(q=question, a=answer, **more)


def clozed(text: str, **more: object) -> str:
    return card(cloze=text, **more)


def card(**keys: object) -> str:
    return yaml.safe_dump([keys], allow_unicode=True, width=10**6, sort_keys=False)


def codes(desk: Desk, *cards: str) -> list[str]:
    """The codes of what is told of some cards, by place."""
    return [each.split()[0] for each in desk.write(iam="".join(cards)).advice()]


def test_each_advice_has_a_check_and_each_check_says_what_it_finds() -> None:
    elsewhere = {"ignore-unneeded", "often-wrong"}  # the latter is learned from learners
    assert len({*ON_CARDS, *ON_WHAT_IS_MISSING}) == len(
        {code for code, rule in CATALOGUE.items() if rule.severity == "advice"} - elsewhere
    )
    assert all(each.__doc__ for each in (*ON_CARDS, *ON_WHAT_IS_MISSING))


SERVICE = "Which service finds sensitive data in S3?"


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (SERVICE, SERVICE.lower().replace("data", "**data**"), "question-repeated"),
        (SERVICE, "Which service finds the sensitive data in an S3?", "question-alike"),
        (SERVICE, "Which service of Amazon finds sensitive data in S3?", "question-alike"),
        (SERVICE, "Which service finds sensitive data in disks?", ""),
        (SERVICE, "Which service doesn't find sensitive data in S3?", ""),
        (SERVICE, "Which service finds threats?", ""),
    ],
)
def test_questions_of_one_answer(desk: Desk, one: str, other: str, told: str) -> None:
    """Words added are another question only where the answer is another."""
    cards = basic(one, id="a"), basic(other, id="b")
    assert codes(desk, *cards) == [told] * bool(told)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Capital of France?", "Capital of Spain?"),
        ("What is the plural of das Haus?", "What is the plural of das Buch?"),
        ("Who patches the guest OS?", "Who patches the host OS?"),
        ("Which service finds data?", "Which service finds sensitive data?"),
        ("When does it begin?", "When does it not begin?"),
        ("When was Goethe born?", "Where was Goethe born?"),
        ("How do you say “to be” in Spanish?", "How do you say “to do” in Spanish?"),
    ],
)
def test_a_series_of_questions_with_an_answer_each_is_none_twice(
    desk: Desk, one: str, other: str
) -> None:
    assert not codes(desk, basic(one, "first"), basic(other, "second"))


def test_one_question_with_other_choices_is_another(desk: Desk) -> None:
    def choose(*choices: str) -> str:
        return card(id=choices[0], q="Which is a key?", choices=[*choices], a=choices[0])

    assert not codes(desk, choose("cmk", "arn"), choose("dek", "mfa"))
    assert codes(desk, choose("cmk", "arn"), choose("arn", "cmk")) == ["question-repeated"]


def test_what_is_an_error_already_is_no_advice(desk: Desk) -> None:
    desk.write(iam=basic(SERVICE) + basic(SERVICE))
    [found] = desk.inspect().diagnostics
    assert found.code == "question-twice"


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 10**6))
def test_a_question_written_twice_is_found_in_any_crowd(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Wherever the two stand, and whatever words the others share with them."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    nouns = ["".join(chance.choices("bdgklmnprst", k=5)) for _ in range(60)]
    asked = [f"Which {' '.join(chance.sample(nouns, 6))}?" for _ in range(80)]
    asked.insert(chance.randrange(80), "Which zebra crosses a yellow quarry in winter?")
    asked.insert(chance.randrange(80), "Which zebra crosses the yellow quarry in the winter?")
    desk = Desk(tmp_path_factory.mktemp("crowd"))
    cards = "".join(basic(each, f"answer {at}") for at, each in enumerate(asked))
    assert codes(desk, cards) == ["question-alike"]


@pytest.mark.parametrize(
    "question",
    [
        "CloudTrail records all of the calls to an account.",
        "GuardDuty is switched on by the owner of each account.",
    ],
)
def test_a_statement_asks_nothing(desk: Desk, question: str) -> None:
    assert codes(desk, basic(question, "A trail")) == ["question-none"]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Name the service that records the calls to an account.", "CloudTrail"),
        ("True or false: the root user is of no group.", "true of all"),
        ("The capital of the canton of Vaud is …", "Lausanne"),
        ("The capital of the canton of Vaud is ___.", "Lausanne"),
        ("der Hund", "dog"),
        ("The dog is barking at the moon of autumn.", "Der Hund bellt den Herbstmond an."),
        ("Nenne die drei Gewalten des Staates.", "Legislative"),
        ("default retention of the events of CloudTrail", "90 days"),
        ("All calls to an account are recorded. By which service?", "CloudTrail"),
    ],
)
def test_a_term_a_bid_a_gap_and_a_sentence_to_translate_ask_something(
    desk: Desk, question: str, answer: str
) -> None:
    assert not codes(desk, basic(question, answer))


WHAT_IS = "What is a monad?", "A monoid of endofunctors"


def test_what_is_is_vague_from_three_other_cards_on(desk: Desk) -> None:
    others = [
        basic("Which laws hold for a monad?", "three"),
        basic("How is a monad written?", "in Haskell"),
        basic("When is a monad pure?", "often"),
    ]
    assert codes(desk, basic(*WHAT_IS), *others[:2]) == []
    assert codes(desk, basic(*WHAT_IS), *others) == ["question-vague"]


@pytest.mark.parametrize(
    "question",
    [
        "What is the default retention of a monad in CloudTrail?",
        "What is a monad for?",
        "What is a monad, in one word?",
        "Which is a monad?",
    ],
)
def test_what_names_its_trait_is_not_vague(desk: Desk, question: str) -> None:
    others = [basic(f"{how} is a monad {how}?", how) for how in ("Why", "When", "Where")]
    assert not codes(desk, basic(question, "An endofunctor"), *others)


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("Which rate-based rule counts requests?", "A rate-based rule", True),
        ("Is it a rate-based or a managed rule?", "A rate-based rule", False),
        ("Which is older, Macie or GuardDuty?", "GuardDuty", False),
        ("Which of Macie, Shield and GuardDuty is oldest?", "Shield", False),
        ("Password, access key. Which has the root user?", "Access key", False),
        ("Which option prints the version?", "`--version`", False),
        ("What is “information” in French?", "information", False),
        ("What is the relative minor of C major?", "A minor", False),
        ("How many of the 3 are free?", "3", False),
        ("**MFA**, a way to sign in", "MFA, multi-factor authentication", False),
    ],
)
def test_an_answer_in_its_question(desk: Desk, question: str, answer: str, *, told: bool) -> None:
    """Not where the question offers it among others, and not by a number that is there anyway."""
    assert codes(desk, basic(question, answer)) == ["question-tells"] * told


def test_a_hint_may_not_hold_the_answer(desk: Desk) -> None:
    assert codes(desk, basic(SERVICE, hint="Amazon Macie is one")) == ["question-tells"]
    assert not codes(desk, basic(SERVICE, hint="Amazon M…"))


def test_a_choice_is_told_only_where_the_question_names_it_alone(desk: Desk) -> None:
    def choose(question: str) -> str:
        return card(q=question, choices=["Only cats", "Only dogs"], a="Only dogs")

    assert codes(desk, choose("In a house for only dogs live which?")) == ["question-tells"]
    assert not codes(desk, choose("A house for only dogs meets one for only cats. Which wins?"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{c1::GuardDuty}} raises the alarm when GuardDuty sees a threat.", True),
        ("{{c1::GuardDuty}} raises {{c2::the alarm::of GuardDuty}}.", True),
        ("{{c1::GuardDuty}} sees, {{c1::GuardDuty}} tells.", False),
        ("The {{c1::public::public or private}} key encrypts.", False),
        ("It serves {{c1::many customers::how many customers}}.", False),
        ("{{c1::The guard}} guards {{c2::duties}}.", False),
    ],
)
def test_a_cloze_whose_text_says_it_again(desk: Desk, text: str, *, told: bool) -> None:
    assert codes(desk, clozed(text)) == ["question-tells"] * told


TELLING = "Which service detects unusual activity in accounts?"


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("GuardDuty detects unusual activity in accounts. From which logs?", "Flow logs", True),
        ("What is new?", "GuardDuty detects unusual activity of many accounts.", True),
        ("GuardDuty detects unusual activity. From which logs?", "Flow logs", False),
        ("Something detects unusual activity in accounts. From which logs?", "Flow logs", False),
    ],
)
def test_a_card_that_says_all_of_another(
    desk: Desk, question: str, answer: str, *, told: bool
) -> None:
    cards = basic(TELLING, "GuardDuty"), basic(question, answer)
    assert codes(desk, *cards) == ["answer-elsewhere"] * told


@pytest.mark.parametrize(("words", "told"), [(60, False), (61, True)])
def test_long_answers(desk: Desk, words: int, *, told: bool) -> None:
    assert codes(desk, basic("Why is that so?", "word " * words)) == ["answer-long"] * told


@pytest.mark.parametrize(("lines", "told"), [(20, False), (21, True)])
def test_much_code(desk: Desk, lines: int, *, told: bool) -> None:
    code = "```\n" + "line of code\n" * lines + "```"
    assert codes(desk, basic("Which code?", code)) == ["answer-long"] * told


def test_scripts_without_spaces_have_length_too(desk: Desk) -> None:
    assert codes(desk, basic("为什么？", "规" * 122)) == ["answer-long"]
    assert not codes(desk, basic("为什么？", "规" * 120))


@pytest.mark.parametrize(("items", "told"), [(6, False), (7, True)])
@pytest.mark.parametrize("mark", ["-", "1."])
def test_long_lists(desk: Desk, mark: str, items: int, *, told: bool) -> None:
    listed = "".join(f"{mark} item {n}\n" for n in range(items))
    assert codes(desk, basic("Which items?", listed)) == ["list-long"] * told


@pytest.mark.parametrize(("items", "told"), [(6, False), (7, True)])
def test_long_lists_in_a_line(desk: Desk, items: int, *, told: bool) -> None:
    listed = ", ".join(f"land {n}" for n in range(items - 1)) + " and the last"
    assert codes(desk, basic("Which lands?", listed)) == ["list-long"] * told
    assert not codes(desk, basic("Which lands?", listed + ", as far as anybody can tell"))


@pytest.mark.parametrize("joined", ["{}、{}", "{}; {}", "{} und {}", "{} e {}"])
def test_lists_in_a_line_are_parted_by_words_and_by_signs_of_other_scripts(
    desk: Desk, joined: str
) -> None:
    lands = [f"Land{n}" for n in range(7)]
    assert codes(desk, basic("Which lands?", reduce(joined.format, lands))) == ["list-long"]
    assert not codes(desk, basic("Which lands?", reduce(joined.format, lands[1:])))
    assert not codes(desk, basic("Which lands?", "".join(lands)))


def test_cards_near_to_others_are_found_without_keeping_the_words_of_all() -> None:
    chance = random.Random(1)  # noqa: S311  # no secret
    common = [f"word{number}" for number in range(300)]
    texts = [f"{' '.join(chance.sample(common, k=40))} rare{n // 2}" for n in range(4000)]
    traits = [Traits("", "", text, "") for text in texts]
    tracemalloc.start()
    found = ByWords(traits)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2 * sum(map(len, texts))
    assert all(sorted(found.near(n)) == [n - n % 2, n - n % 2 + 1] for n in range(len(texts)))


def test_items_of_several_lists_are_not_added_up(desk: Desk) -> None:
    nested = "- one\n  - a\n  - b\n  - c\n- two\n  - d\n  - e\n  - f\n"
    assert not codes(desk, basic("Which items?", nested))


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("Is it encrypted?", "Yes", True),
        ("Is it encrypted?", "**No.**", True),
        ("Is it encrypted?", "No, never at rest.", True),
        ("Ist es verschlüsselt?", "Nein", True),
        ("True or false: it is encrypted.", "True", True),
        ("Is it encrypted?", "No key is kept.", False),
        ("Is it encrypted?", "non-stop", False),
        ("Is it encrypted?", "Only in transit", False),
        ("How do you say “yes” in German?", "Ja", False),
        ("ja", "yes", False),
    ],
)
def test_yes_and_no(desk: Desk, question: str, answer: str, *, told: bool) -> None:
    assert codes(desk, basic(question, answer)) == ["answer-yes-no"] * told


@pytest.mark.parametrize(
    "explained",
    [
        basic("**TOTP**, used in sign-in", "Time-based one-time password", reversed=True),
        basic("What does TOTP mean?", "time based one time password"),
        basic("What does TOTP stand for?", "a thing of no telling words"),
        basic("Which code (time-based one-time password, TOTP) is typed?", "six digits"),
        basic("Which code is a TOTP (time-based one-time password)?", "six digits"),
        basic("Which code is a TOTP (one that ages)?", "six digits"),
        basic("Which code is an ageing password (TOTP)?", "six digits"),
        basic("**TOTP**, typed at sign-in", "A code of the minute", reversed="true"),
        basic("Which code is typed?", "A TOTP", extra="Time-based one-time password"),
    ],
)
def test_ways_to_explain_an_acronym(desk: Desk, explained: str) -> None:
    using = basic("Where is a TOTP entered?", "At sign-in")
    assert codes(desk, using) == ["acronym-unexplained"]
    assert not codes(desk, using, explained)


@pytest.mark.parametrize(
    "text",
    [
        "`TOTP`",
        "s3:TOTP or TOTP-7",
        "a JSON file",
        "Louis XIV",
        "the word NOT",
        "a SELECT (one may select)",
        "arn:TOTP:x",
        "USB",
        "an MP3",
        "IAMUSER99",
        "I",
        "GmbH",
    ],
)
def test_what_is_no_acronym_or_known_to_all(desk: Desk, text: str) -> None:
    assert not codes(desk, basic(f"What is meant by {text} here?", "a thing"))


def test_an_acronym_in_pieces_is_one(desk: Desk) -> None:
    assert codes(desk, basic("Where is a **T**OTP entered?", "x")) == ["acronym-unexplained"]
    assert codes(desk, clozed("Enter a T{{c1::OTP}} there.")) == ["acronym-unexplained"]


def test_an_acronym_of_the_decks_name_is_known(desk: Desk) -> None:
    desk.write({"deck.yaml": DECK.replace("Test", "TOTP at work")})
    assert not codes(desk, basic("Where is a TOTP entered?", "At sign-in"))


def test_an_acronym_is_told_once_at_its_first_place(desk: Desk) -> None:
    desk.write(iam=basic("Where is it entered?", "By TOTP") + basic("A TOTP has how many?", "six"))
    [found] = desk.inspect().diagnostics
    assert found.location == Location(desk.deck / "iam.yaml", 3, 9)
    assert "another card" in found.message


@given(
    st.lists(st.from_regex(r"[a-z]{4,9}", fullmatch=True), min_size=3, max_size=6),
    st.data(),
)
def test_an_expansion_is_found_however_it_is_joined(words: list[str], data: st.DataObject) -> None:
    joints = st.sampled_from([" ", "-", " of ", " and the "])
    text = words[0] + "".join(data.draw(joints) + word for word in words[1:])
    acronym = "".join(word[0] for word in words)
    assert re.search("[a-z]*".join(f"[{c.upper()}{c}]" for c in acronym), initials(text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("It {{c1::" + "one " * 11 + "}} and so on for a while.", "cloze-much"),
        ("It {{c1::" + "one " * 10 + "}} and so on for a while.", ""),
        ("Macie {{c1::finds sensitive data in many buckets}}.", "cloze-much"),
        ("Macie, of Amazon, {{c1::finds sensitive data in many buckets}}.", ""),
        ("Macie: {{c1::finds data}}.", ""),
        ("She ate {{c1::an}} apple.", "cloze-little"),
        ("Users{{c1::,}} groups.", "cloze-little"),
        ("She is good {{c1::at}} chess.", ""),
        ("The set is {{c1::∅}} here.", ""),
        ("The sum is {{c1::7}} here.", ""),
        ("In C, {{c1::`;`}} ends it.", ""),
        ("`a{{c1::,}} b` is a tuple.", ""),
        ("Here $a {{c1::-}} b$ it is.", ""),
        ("In a policy {{c1::`Effect`}}} says so.", "cloze-braces"),
        ("The set {{c1::{1, 2} }} has two.", ""),
        ("`{` opens, {{c1::`}`}} closes.", ""),
        ("In C a `}` ends {{c1::a block}}.", ""),
        ("It was a smile :} and {{c1::no sad one}}.", ""),
        ("In Jinja, {{c1::one}} word }} is lost.", "cloze-braces"),
        ("In Jinja, `}}` ends {{c1::a print}}.", ""),
        ("{{c1::a {{c2::b}} }}} c d e", "cloze-braces"),
        ('```json\n{"a": {"{{c1::b}}": 1}}\n```', ""),
        (r"Half is $\frac{1}{ {{c1::2}} }$ here.", ""),
        ("| a | b |\n|---|---|\n| {{c1::x | y}} |", "cloze-bar"),
        ("| a | b |\n|---|---|\n| {{c1::x}} | {{c2::y}} |", ""),
        ("| a | b |\n|---|---|\n| {{c1::x \\| y}} | z |", ""),
        ("| a | b |\n|---|---|\n| {{c1::$|x|$}} | y |", ""),
        ("It is {{c1::x | y}} here.", ""),
    ],
)
def test_clozes(desk: Desk, text: str, told: str) -> None:
    assert codes(desk, clozed(text)) == [told] * bool(told)


@pytest.mark.parametrize(
    "text",
    [
        "arn:aws:iam::*:user/*",
        "The files __init__.py and __main__.py",
        "In all, f**2 + g**2",
        "It is 2*3*4",
        "Both a:*:b and c:*:d",
    ],
)
def test_names_that_lose_their_marks(desk: Desk, text: str) -> None:
    assert codes(desk, basic("Which one is it?", text)) == ["emphasis-in-token"]


@pytest.mark.parametrize(
    "text",
    [
        "`arn:aws:iam::*:user/*`",
        r"arn:aws:iam::\*:user/\*",
        "**arn:aws:s3:::logs**",
        "**Note**: *all* of (**them**), “*quoted*”, un**believ**able",
        "**V**irtual **P**rivate **C**loud, **V**PC",
        "s3:Get* and s3:List*",
        "*.example.com and *.example.org",
        "snake_case_name and _private",
        "$a*b*c$ and $x_1$",
        "[a link](https://example.org/*a*b)",
        "* item 1\n* item 2",
    ],
)
def test_emphasis_that_is_meant(desk: Desk, text: str) -> None:
    assert not codes(desk, basic("Which one is it?", text))


@given(name=st.text(alphabet="ab*_:/.{}$", min_size=1, max_size=12))
@settings(deadline=None, max_examples=60)
def test_a_name_in_backquotes_is_never_complained_of(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    desk = Desk(tmp_path_factory.mktemp("name"))
    assert not codes(desk, basic("Which one is it?", f"`{name}` it is"))


def test_files_that_nothing_shows(desk: Desk) -> None:
    """Shown by a card, a draft, the style or the description, a file is used."""
    names = ["card.png", "draft.png", "style.png", "deck.png", "left.png", ".hidden.png", "x.psd"]
    files: dict[str, str | bytes] = {f"media/{name}": PNG + name.encode() for name in names}
    files["style.css"] = "p { background: url(media/style.png) }"
    files["deck.yaml"] = DECK + "description: '![](media/deck.png)'\n"
    desk.write(
        files,
        iam=basic("What is this? ![](media/card.png)")
        + card(q="What is that? ![](media/draft.png)", a="x", draft="true"),
    )
    [found] = desk.inspect().diagnostics
    assert (found.code, found.location) == ("media-unused", Location(desk.deck / "media/left.png"))


def test_a_deck_in_one_file_shares_its_folder(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "x.png").write_bytes(PNG)
    (tmp_path / "my.yaml").write_text(f"{DECK}cards:\n{basic(SERVICE)}", "utf-8")
    assert not inspect([tmp_path / "my.yaml"], Options(tmp_path, NOON)).diagnostics


def test_a_source_is_missed_only_on_request(desk: Desk) -> None:
    desk.write(iam=basic(SERVICE))
    assert not desk.advice()
    [found] = desk.inspect({"source-missing"}).diagnostics
    assert found.code == "source-missing"


PIECES = st.sampled_from(
    [
        *"abc?.,:|*_`$\\{}<>&\n -#",
        "{{c1::",
        "{{c2::",
        "}}",
        "::",
        "![](",
        ")",
        "What is ",
        "AWS",
        "<b>",
        "1. ",
    ]
)


@given(
    text=st.lists(PIECES, min_size=1, max_size=14).map("".join),
    answer=st.lists(PIECES).map("".join),
)
@settings(deadline=None, max_examples=120)
def test_whatever_is_written_advice_stands_where_the_text_does(
    text: str, answer: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    desk = Desk(tmp_path_factory.mktemp("any"), NOON)
    desk.write(
        {"iam.yaml": f"cards:\n{basic('x' + text, answer or 'y')}{clozed('{{c1::z}} ' + text)}"}
    )
    lines = (desk.deck / "iam.yaml").read_text("utf-8").count("\n")
    for each in desk.inspect().diagnostics:
        assert 1 <= each.location.line <= lines
        assert each.message


@pytest.mark.parametrize(
    "text",
    [
        "Which method is __init__ or not?",
        'Which guard is if __name__ == "__main__":?',
        "Which call is __my_own__ here?",
        "Which call is obj.__len__() here?",
        "Which is the product a*b*c of three?",
    ],
)
def test_names_in_which_markdown_sees_emphasis_are_told(desk: Desk, text: str) -> None:
    assert "emphasis-in-token" in codes(desk, basic(text))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "the __only__ one",
            "__Important__ words",
            "`__init__` in code",
            "ge*gang*en",
            "a * b * c",
        ),
        *("<u>very</u>**large** 1", '<span class="x">**large**</span> one'),
    ],
)
def test_emphasis_that_was_meant_is_not_told(desk: Desk, text: str) -> None:
    assert "emphasis-in-token" not in codes(desk, basic(f"Which is {text}?"))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("it’s", True),
        ("10 – 12", True),
        ("10\u00a0km", False),
        ("ねこ", False),
        ("co\u00adop", False),
    ],
)
def test_signs_that_few_keyboards_have_are_told(desk: Desk, typed: str, told: bool) -> None:
    found = codes(desk, card(q="Which word is it?", typed=typed))
    assert ("typed-signs" in found) is told


@pytest.mark.parametrize("block", sorted(BLOCKS - {"pre"}))
def test_prose_keeps_the_words_of_two_blocks_apart(block: str) -> None:
    assert prose(f"one<{block}>two</{block}>three").split() == ["one", "two", "three"]


@given(
    st.lists(st.sampled_from(["{{c1::", "{{c2::", "}}", "ab ", "cd", ": ", "{", "}"])).map("".join)
)
def test_prose_of_a_cloze_is_its_text_filled_in(text: str) -> None:
    written = Text(f"x {text}", Path("x.yaml"), 1, 1)
    finished, faults = render(written, clozes=True)
    filled = shown(written.value)
    assume(not faults and not parse(written.value).unclosed and "}}" not in filled)
    assert prose(finished).split() == filled.split()


LONG_TEXTS: dict[str, tuple[str, Callable[[int], str]]] = {
    "a name of marks": ("Which?", lambda n: "a:" + "*" * n + "b"),
    "names with marks": ("Which?", lambda n: "a:*b* " * n),
    "one word": ("Is it a TOTP?", lambda n: "w" * n),
    "hyphens": ("Is it an AAAAAB?", lambda n: "-".join("a" * n)),
    "little words": ("Is it a TTTTTQ?", lambda n: "the " * n),
    "parentheses": ("Is it a TOTP?", lambda n: "TOTP (" * n),
    "alternatives": ("Which?", lambda n: "macie or " * n),
}


@pytest.mark.parametrize("name", LONG_TEXTS)
@pytest.mark.parametrize("front", [False, True])
def test_a_long_text_takes_time_in_proportion(
    name: str, front: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other, text = LONG_TEXTS[name]

    def advised(number: int) -> None:
        long = text(number)
        advise(*_loaded(tmp_path_factory, basic(long, other) if front else basic(other, long)))

    assert grows_in_proportion(advised, 20_000)


@pytest.mark.parametrize(
    "each",
    [
        lambda n: basic(f"Which service of all finds sensitive data {n}?", "Macie"),
        lambda n: basic(f"Is it {''.join(chr(65 + n // 26**p % 26) for p in range(4))}?", f"x{n}"),
        lambda n: basic(f"What is w{n}?", f"It is w{n + 1} of w{n + 2}."),
        lambda n: clozed(f"{{{{c1::w{n}}}}} is w{n + 1} of {{{{c2::w{n + 2}}}}}."),
    ],
)
def test_many_cards_take_time_in_proportion(
    each: Callable[[int], str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    decks = {
        number: _loaded(tmp_path_factory, "".join(map(each, range(number))))
        for number in (500, 2000)
    }
    assert grows_in_proportion(lambda number: advise(*decks[number]), 2000)


def _loaded(tmp_path_factory: pytest.TempPathFactory, cards: str) -> tuple[Deck, list[Rendered]]:
    desk = Desk(tmp_path_factory.mktemp("many")).write(iam=cards)
    [deck] = load([desk.root / "cards"]).results
    return deck, render_cards(deck)[0]


def test_unused_files_of_a_folder_are_told_in_a_line(desk: Desk) -> None:
    desk.write({f"media/{number:03}.png": PNG for number in range(117)}, iam=basic(SERVICE))
    [found] = desk.inspect().diagnostics
    assert (found.code, found.location.path) == ("media-unused", desk.deck / "media")
    assert (
        "117 files of this folder: `000.png`, `001.png`, `002.png` and 114 more;" in found.message
    )


def test_a_sound_is_not_called_by_a_name_that_nobody_wrote(desk: Desk) -> None:
    tone = "![](media/tone.mp3)"
    desk.write({"media/tone.mp3": b"ID3"}, iam=basic(f"Which tone is this? {tone}", tone))
    assert not [each for each in desk.inspect().diagnostics if "recto-" in each.message]


def test_terms_of_the_deck_need_no_explanation(desk: Desk) -> None:
    card = basic("Which record has an IPv6 address?", "AAAA, after a SYN")
    assert codes(desk, card) == ["acronym-unexplained", "acronym-unexplained"]
    desk.write({"deck.yaml": f"{DECK}terms: [SYN, AAAA]\n"})
    assert codes(desk, card) == []


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        *(
            (extra, "choice-letter")
            for extra in (
                "B is wrong because it stops floods.",
                "It finds them, and B doesn't.",
                "- A: finds data\n- B: stops floods",
                "**B** and **C** are about traffic.",
                "A is right.",
                "Option C filters requests.",
                "Answer (2) stops floods.",
                "The second choice stops floods.",
                "Because B would only stop floods.",
                "B) stops floods",
            )
        ),
        *(
            (extra, "")
            for extra in (
                "A role is assumed.",
                "Hepatitis B is another thing.",
                "Plan B is to wait.",
                "Use vitamin C and D.",
                "E is the fifth letter.",
                "Answer 90 questions.",
                "It finds data.\nA bucket may hold it.",
                "I am sure.",
                "Shield stops floods, WAF filters.",
            )
        ),
    ],
)
def test_choices_named_by_place(desk: Desk, extra: str, told: str) -> None:
    made = {"q": SERVICE, "choices": ["Macie", "Shield", "WAF"], "a": "Macie", "extra": extra}
    assert ("choice-letter" in codes(desk, card(**made))) is bool(told)
    assert "choice-letter" not in codes(desk, card(**made, shuffle="false"))


def test_a_choice_that_is_called_by_a_letter(desk: Desk) -> None:
    made = {
        "q": "Which compiles?",
        "choices": ["C", "B", "Python"],
        "a": "C",
        "extra": "B is older.",
    }
    assert "choice-letter" not in codes(desk, card(**made))


def test_signs_that_differ_in_case_ask_two_things(desk: Desk) -> None:
    """Keys of an editor, names in code."""
    pairs = (("w", "W"), ("sort", "sort!"), ("Name", "name"), ("*args", "**args"))
    cards = [
        basic(q, f"what {n}{side} does") for n, qs in enumerate(pairs) for side, q in enumerate(qs)
    ]
    assert "question-repeated" not in codes(desk, *cards)
