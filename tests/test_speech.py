"""What a device speaks: each text once, by its voice, and nothing that a learner is to recall."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from anki.cards import Card
from anki.sound import AVTag, TTSTag
from playwright.sync_api import Browser

from desk import Desk
from learner import Learner
from recto.deck.notetypes import note_types
from recto.lock.forecast import Fate
from recto.outputs.page.clients import Client, shown
from recto.outputs.page.template import Sides
from recto.render.furigana import with_ruby
from recto.text.furigana import readings
from recto.text.voices import fault

Heard = list[str]


def heard(card: Card) -> tuple[Heard, Heard]:
    """What a learner's device plays and speaks when a card is shown, and when it is turned."""
    output = card.render_output()
    return _heard(output.question_av_tags), _heard(output.answer_av_tags)


def _heard(tags: list[AVTag]) -> Heard:
    return [
        f"{tag.lang}: {tag.field_text}" if isinstance(tag, TTSTag) else tag.filename for tag in tags
    ]


def all_heard(learner: Learner) -> dict[str, tuple[Heard, Heard]]:
    """The same of every card, by the first word of its key and its number."""
    return {
        f"{key.rpartition('/')[2].split('-')[0]} {card.ord + 1}": heard(card)
        for key, note in learner.notes().items()
        for card in note.cards()
    }


EVERY_KIND = r"""
  - q: What is **dog** in `ja`?
    a: 犬 & co
    reversed: true
    hint: A pet
    extra: It barks
    id: reversed
  - q: Which is a dog?
    choices: [犬, 猫]
    a: 犬
    id: choice
  - q: Type the word for dog
    typed: 犬
    a: It is written with four strokes.
    id: typed
  - cloze: "{{c1::Dogs::animal}} eat {{c2::bones}}, `ls {{c3::-l}}` and $x = {{c4::y}}$"
    id: cloze
  - q: |
      Two paragraphs.

      - one
      - two
    a: "![](media/dog.mp3) 犬"
    id: recorded
  - q: Silent
    a: Quiet
    voice: none
    id: silent
  - q: $x^2$
    a: "`ls`"
    id: wordless
"""


def test_each_kind_is_spoken_once_on_each_side(desk: Desk, learner: Learner) -> None:
    desk.write(
        {
            "deck.yaml": "deck: D\nid: test-aaaa2222\nvoice: {q: en_GB, a: ja_JP}\n",
            "media/dog.mp3": b"ID3",
        },
        iam=EVERY_KIND,
    ).build()
    learner.imports(desk.package)
    found = all_heard(learner)
    [recording] = found.pop("recorded 1")[1]
    assert recording.endswith(".mp3")
    assert found == {
        "reversed 1": (["en_GB: What is dog in ?"], ["ja_JP: 犬 & co"]),
        "reversed 2": (["ja_JP: 犬 & co"], ["en_GB: What is dog in ?"]),
        "choice 1": (["en_GB: Which is a dog?", "ja_JP: 犬。猫"], ["ja_JP: 犬"]),
        "typed 1": (["en_GB: Type the word for dog"], ["ja_JP: 犬"]),
        "cloze 1": (["en_GB: [animal] eat bones,  and "], ["en_GB: Dogs eat bones,  and "]),
        "cloze 2": (["en_GB: Dogs eat blank,  and "], ["en_GB: Dogs eat bones,  and "]),
        "cloze 3": (["en_GB: Dogs eat bones, blank and "], ["en_GB: Dogs eat bones,  and "]),
        "cloze 4": (["en_GB: Dogs eat bones,  and blank"], ["en_GB: Dogs eat bones,  and "]),
        "silent 1": ([], []),
        "wordless 1": ([], []),
    }


def test_a_picture_with_masks_is_silent_in_a_deck_that_speaks(desk: Desk, learner: Learner) -> None:
    picture = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"/>'
    card = "- {image: media/map.svg, q: Which?, masks: {Lisbon: rect 8 26 20 12}, id: map}\n"
    deck = "deck: D\nid: test-aaaa2222\nvoice: en_US\n"
    desk.write({"deck.yaml": deck, "media/map.svg": picture}, iam=card).build()
    learner.imports(desk.package)
    assert all_heard(learner) == {"map 1": ([], [])}


def test_one_voice_speaks_question_and_choices_in_one_go(desk: Desk, learner: Learner) -> None:
    desk.write(
        iam="- {q: Which?, choices: [a cat, 'a dog!', a cow], a: [a cat, a cow], voice: en_US}"
    )
    desk.build()
    learner.imports(desk.package)
    assert all_heard(learner) == {
        "which 1": (["en_US: Which? a cat. a dog! a cow"], ["en_US: a cat. a cow"])
    }


def test_a_card_comes_before_its_topic_and_that_before_the_deck(
    desk: Desk, learner: Learner
) -> None:
    cards = "cards:\n- {q: One, a: x}\n- {q: Two, a: x, voice: {a: de_DE}}\n"
    desk.write(
        {
            "deck.yaml": "deck: D\nid: test-aaaa2222\nvoice: ja_JP\n",
            "german.yaml": "voice: {q: fr_FR}\n" + cards,
            "other.yaml": "cards:\n- {q: Three, a: x}\n",
            "quiet.yaml": "voice: none\ncards:\n- {q: Four, a: x}\n",
        }
    ).build()
    learner.imports(desk.package)
    assert all_heard(learner) == {
        "one 1": (["fr_FR: One"], []),
        "two 1": ([], ["de_DE: x"]),
        "three 1": (["ja_JP: Three"], ["ja_JP: x"]),
        "four 1": ([], []),
    }


def test_a_deck_in_one_file_and_a_table_may_have_voices(desk: Desk, learner: Learner) -> None:
    desk.write(
        {
            "deck.yaml": "deck: D\nid: test-aaaa2222\n",
            "words.yaml": "table: words.csv\n",
            "words.csv": "q,a,voice\nDog,Hund,de_DE\nCat,Katze,\n",
        }
    ).build()
    learner.imports(desk.package)
    assert all_heard(learner) == {
        "dog 1": (["de_DE: Dog"], ["de_DE: Hund"]),
        "cat 1": ([], []),
    }
    single = desk.root / "one.yaml"
    single.write_text("deck: One\nid: one-aaaa2222\nvoice: it_IT\ncards:\n- {q: Ciao?, a: x}\n")
    assert desk.recto("build", single).exit_code == 0
    learner.imports(desk.root / "build" / "one.apkg")
    assert all_heard(learner)["ciao 1"] == (["it_IT: Ciao?"], ["it_IT: x"])


def test_a_voice_comes_and_goes_and_every_review_stays(
    desk: Desk, new_learner: Callable[[], Learner]
) -> None:
    fresh, studious = new_learner(), new_learner()
    card = "- {q: Which?, a: This, id: one}\n- cloze: '{{c1::a}} b'\n  id: two"
    desk.write(iam=card).build()
    studious.imports(desk.package)
    for tail in ("one", "two"):
        studious.answer(studious.cards(tail)[0])
    due = {tail: studious.cards(tail)[0].due for tail in ("one", "two")}
    desk.write({"deck.yaml": "deck: Test\nid: test-aaaa2222\nids: manual\nvoice: en_US\n"})
    built = desk.build()
    assert [(c.entry.short_key, c.changed) for c in built.forecast.having(Fate.UPDATED)] == [
        ("one", ("voice",)),
        ("two", ("voice",)),
    ]
    assert built.forecast.redesigned
    log = studious.imports(desk.package)
    assert len(log.updated) == 2
    assert not log.conflicting
    assert all_heard(studious)["one 1"] == (["en_US: Which?"], ["en_US: This"])
    desk.write({"deck.yaml": "deck: Test\nid: test-aaaa2222\nids: manual\n"}).build()
    for learner in (fresh, studious):
        learner.imports(desk.package)
        assert all_heard(learner) == {"one 1": ([], []), "two 1": ([], [])}
    assert {tail: studious.cards(tail)[0].due for tail in due} == due
    assert len(studious.cards("one")) == 1


def test_a_deck_without_voices_ships_no_mark_of_them(desk: Desk) -> None:
    deck = desk.write(iam="- {q: Which?, a: This}").prepare().deck
    for note_type in note_types(deck).values():
        for template in note_type.templates:
            assert "poken" not in template.front + template.back


def test_no_front_speaks_what_its_gap_hides(desk: Desk, learner: Learner) -> None:
    """Gaps in code, formulas, lists, ruby and one another; each hides words of its own."""
    dice = random.Random(14)  # noqa: S311  # it makes cards, not secrets
    words = (f"w{number}x" for number in range(10_000))

    def part(depth: int = 0) -> str:
        inside = next(words)
        if depth < 3 and dice.random() < 0.4:
            inside = f"{inside} {part(depth + 1)} {next(words)}"
        elif dice.random() < 0.5:
            inside = dice.choice(
                [f"`{inside}`", f"**{inside}**", f"${inside}$", f"<i>{inside}</i>", f"{inside}[a]"]
            )
        if dice.random() < 0.3:
            return inside
        hint = dice.choice(["", "", ":: a hint", ":: `code`", ":: $h$"])
        return f"{{{{c{dice.randint(1, 4)}::{inside}{hint}}}}}"

    def text() -> str:
        parts = [part() for _ in range(dice.randint(1, 5))]
        bullets = dice.random() < 0.3
        return "{{c1::first}} " + ("\n- " if bullets else " ").join(["", *parts]).strip(" ")

    cards = [
        f"- cloze: |\n    {text().replace(chr(10), chr(10) + '    ')}\n  id: k{n}"
        for n in range(60)
    ]
    furigana = "deck: D\nid: test-aaaa2222\nvoice: en_US\nfurigana: true\n"
    desk.write({"deck.yaml": furigana}, iam="\n".join(cards))
    built = desk.build()
    learner.imports(desk.package)
    hidden = {entry.short_key: entry.clozes for entry in built.after.entries.values()}
    spoken = 0
    for key, note in learner.notes().items():
        for card in note.cards():
            front, back = heard(card)
            away = hidden[key.rpartition("/")[2]][card.ord + 1]
            secret = {word for word in away.replace("`", " ").split() if word.startswith("w")}
            assert len(front) <= 1
            assert len(back) <= 1
            assert not [word for word in secret if word in " ".join(front)], note["Text"]
            assert not [each for each in front + back if "{{" in each or "::" in each]
            spoken += len(front)
    assert spoken > 100


def test_own_types_speak_by_their_templates_and_may_call_fields_voice_and_furigana(
    desk: Desk, learner: Learner
) -> None:
    desk.write(
        {
            "notetypes/word.yaml": """
fields: [word, voice, furigana]
cards:
  - {name: Reading, front: "{{word}} {{tts ja_JP:word}}", back: "{{FrontSide}} {{voice}} {{tts en_US speed=0.8:furigana}}"}
""",
            "deck.yaml": "deck: D\nid: test-aaaa2222\nvoice: ja_JP\nfurigana: true\n",
            "words.yaml": "notetype: word\ncards:\n- {word: 犬, voice: alto, furigana: dog}\n",
            "plain.yaml": "cards:\n- {q: '犬[いぬ]', a: 犬, id: plain}\n",
        }
    ).build()
    learner.imports(desk.package)
    assert all_heard(learner) == {
        "犬 1": (["ja_JP: 犬"], ["en_US: dog"]),
        "plain 1": (["ja_JP: いぬ"], ["ja_JP: 犬"]),
    }
    assert "alto" in learner.sides(next(key for key in learner.notes() if "/word" in key))[1]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        *[("ja", "ja_JP"), ("jp", "ja_JP"), ("ja-JP", "ja_JP"), ("JA_jp", "ja_JP")],
        *[("Japanese", "ja_JP"), ("日本語", "ja_JP"), ("ja_JA", "ja_JP"), ("en_UK", "en_GB")],
        *[("en", "en_US"), ("zh_ZH", "zh_CN"), ("zh_Hant_TW", "zh_TW"), ("no", "nb_NO")],
        *[("sv_SV", "sv_SE"), ("pt-br", "pt_BR"), ("uk_UK", "uk_UA"), ("deutsch", "de_DE")],
    ],
)
def test_a_slip_in_a_voice_is_told_with_what_was_meant(wrong: str, right: str) -> None:
    assert fault(wrong) == f"no device has a voice `{wrong}`; write `{right}`"


@pytest.mark.parametrize("voice", ["ja_JP", "de_AT", "es_419", "yue_HK", "en_IN", "or_IN", "ar_EG"])
def test_what_may_be_a_voice(voice: str) -> None:
    assert not fault(voice)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("犬[いぬ]", "<犬|いぬ>"),
        ("これは犬[いぬ]です", "これは<犬|いぬ>です"),
        ("私は 犬[いぬ]が 好[す]き", "私は<犬|いぬ>が<好|す>き"),
        ("The word 犬[いぬ]", "The word <犬|いぬ>"),
        ("食べ物[たべもの]", "<食べ物|たべもの>"),
        ("食[た]べる、食べる[たべる]", "<食|た>べる、<食べる|たべる>"),
        ("私の犬[いぬ]", "私の<犬|いぬ>"),
        ("人々[ひとびと] 日々[ひび]", "<人々|ひとびと><日々|ひび>"),
        ("犬[イヌ] 汉字[hànzì]", "<犬|イヌ><汉字|hànzì>"),
        ("いぬ[犬]", "いぬ[犬]"),
        ("犬[1] word[note] 犬[いぬ](x)", "犬[1] word[note] 犬[いぬ](x)"),
        ("犬[{{c1::いぬ}}] {{c2::犬[いぬ]}}", "<犬|{{c1::いぬ}}> {{c2::<犬|いぬ>}}"),
        ("<code>犬[いぬ]</code> <b>犬[いぬ]</b>", "<code>犬[いぬ]</code> <b><犬|いぬ></b>"),
        ("犬[sound:x.mp3]", "犬[sound:x.mp3]"),
    ],
)
def test_readings_in_brackets_belong_to_the_longest_word_that_they_fit(
    written: str, shown: str
) -> None:
    found = (
        with_ruby(written).replace("<ruby>", "<").replace("<rt>", "|").replace("</rt></ruby>", ">")
    )
    assert found == shown


def test_readings_cost_what_their_length_does() -> None:
    """Many signs, many brackets: each word is looked for among a few signs before it."""
    assert not list(readings("の人" * 50_000 + "[" * 50_000))
    assert len(list(readings("人[ひと]" * 20_000))) == 20_000


def test_furigana_that_come_later_update_the_notes_that_have_readings(
    desk: Desk, learner: Learner
) -> None:
    cards = "- {q: '犬[いぬ]', a: A dog, id: one}\n- {q: Cat, a: 猫, id: two}"
    desk.write(iam=cards).build()
    learner.imports(desk.package)
    assert "犬[いぬ]" in learner.sides("one")[0]
    desk.write({"deck.yaml": "deck: Test\nid: test-aaaa2222\nids: manual\nfurigana: true\n"})
    built = desk.build()
    [change] = built.forecast.having(Fate.UPDATED)
    assert (change.entry.short_key, change.changed) == ("one", ("furigana",))
    learner.imports(desk.package)
    assert "<ruby>犬<rt>いぬ</rt></ruby>" in learner.sides("one")[0]


VOICES = """
window.heard = [];

const voices = [
  { lang: "ja-JP", name: "Remote", localService: false },
  { lang: "ja_JP", name: "Local", localService: true },
  { lang: "en-GB", name: "British", localService: true },
];
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => voices, cancel: () => {},
  speak: (said) => heard.push([said.text, said.voice.name]) } });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


def test_the_preview_speaks_with_voices_of_the_device_only(desk: Desk, browser: Browser) -> None:
    """Others would send the words to a server; a language without one is told on the card."""
    desk.write(
        {"deck.yaml": "deck: D\nid: test-aaaa2222\nvoice: {q: en_US, a: ja_JP}\n"},
        iam="- {q: 'Which \"dog\" & cat?', a: 犬}\n- {q: Lion, a: L, voice: {a: sw_KE}}",
    )
    assert desk.recto("preview").exit_code == 0
    page = browser.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text))
    page.add_init_script(VOICES)
    page.goto((desk.root / "build" / "test.html").as_uri())
    page.keyboard.press("b")
    page.wait_for_selector("#stage[aria-busy=false]")
    back = page.frame_locator("#stage iframe").nth(1)
    back.locator("[data-voice]").nth(0).click()
    back.locator("[data-voice]").nth(1).click()
    assert page.evaluate("heard") == [['Which "dog" & cat?', "British"], ["犬", "Local"]]
    page.keyboard.press("j")
    page.wait_for_selector("#stage[aria-busy=false]")
    back.locator("[data-voice]").click()
    assert "(this browser has no voice sw_KE of its own)" in back.locator("body").inner_text()
    assert not said
    page.close()


def test_every_page_of_a_client_has_the_same_buttons() -> None:
    sides = Sides('[anki:tts lang=ja_JP]<b>a "b"</b> [...][/anki:tts]', "")
    front = shown(Client.DESKTOP, sides, {}).front
    assert 'data-voice="ja_JP"' in front
    assert 'data-words="a &quot;b&quot; blank"' in front
