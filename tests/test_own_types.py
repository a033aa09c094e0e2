"""Note types of the author's own, from their files to the real Anki, and through their years."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from desk import Desk
from learner import Learner, Log
from recto.lock.forecast import Fate

WORD = """\
id: word-abcd
fields: [word, reading, meaning, {sound: {format: media, about: How it sounds}}]
cards:
  - name: Reading
    front: <div class="question" lang="ja">{{word}}</div>
    back: |
      {{FrontSide}}<hr id=answer>
      <div class="answer">{{furigana:reading}} {{meaning}}</div> {{sound}}
  - name: Listening
    front: "{{#sound}}{{sound}}{{/sound}}"
    back: "{{FrontSide}}<hr id=answer>{{word}} {{meaning}}"
css: |
  .question { font-size: 2em }
"""
INU = "  - {id: inu, word: 犬, reading: '犬[いぬ]', meaning: '**dog**', sound: media/inu.mp3}\n"
NEKO = "  - {id: neko, word: 猫, reading: '猫[ねこ]', meaning: cat}\n"
KUMA = "  - {id: kuma, word: 熊, meaning: bear, sound: media/inu.mp3}\n"
MONTH = 30 * 86_400


def written(desk: Desk, word: str = WORD, cards: str = INU + NEKO) -> Desk:
    source = "source: A book\n" if "source" in word else ""
    files: dict[str, str | bytes] = {
        "notetypes/word.yaml": word,
        "animals.yaml": f"notetype: word\n{source}cards:\n{cards}",
        "media/inu.mp3": b"ID3",
    }
    return desk.write(files)


def release(desk: Desk, learner: Learner, word: str = WORD, cards: str = INU + NEKO) -> Log:
    """Build and import; the forecast says what the import does."""
    desk.clock = max(desk.clock, (int(time.time()) - MONTH) * 1000)
    before = {row[0]: row[1:] for row in learner.db.all(SCHEDULES)}
    built = written(desk, word, cards).build()
    log = learner.imports(desk.package)
    foretold = {
        fate: {change.entry.guid for change in built.forecast.having(fate)} for fate in Fate
    }
    assert not log.conflicting
    assert log.new == foretold[Fate.NEW] | foretold[Fate.RETURNED]
    assert log.updated == foretold[Fate.UPDATED]
    after = {row[0]: row[1:] for row in learner.db.all(SCHEDULES)}
    assert before.items() <= after.items()
    return log


SCHEDULES = (
    "select id, nid, did, ord, type, queue, due, ivl, factor, reps, lapses, odid, data from cards"
)


def cards_of(learner: Learner) -> dict[str, list[int]]:
    return {
        note["Key"].rpartition("/")[2]: [card.ord for card in note.cards()]
        for note in learner.notes().values()
    }


def is_sound(learner: Learner) -> bool:
    """Whether Anki finds nothing to mend: no card to make, none that is empty, styling saves."""
    before = learner.col.card_count()
    learner.col.fix_integrity()
    for kind in learner.col.models.all():
        if kind["name"].startswith("Test"):
            learner.col.models.update_dict(kind)
    return learner.col.card_count() == before and not learner.col.get_empty_cards().notes


def test_notes_arrive_with_their_fields_and_cards(desk: Desk, learner: Learner) -> None:
    release(desk, learner)
    assert cards_of(learner) == {"inu": [0, 1], "neko": [0]}
    inu = learner.note("/inu")
    assert inu["meaning"] == "<strong>dog</strong>"
    assert inu["sound"].startswith("[sound:recto-")
    names = [each for each in inu.keys() if not each.startswith("Spare")]  # noqa: SIM118  # no dict
    assert names == [*["word", "reading", "meaning", "sound", "Key", "Shipped", "My notes"]]
    assert inu["Key"] == "test-aaaa2222/word-abcd/inu"
    assert "<rt>いぬ</rt>" in learner.sides("/inu")[1]
    assert "font-size: 2em" in learner.css("/inu")
    kind = inu.note_type()
    assert kind
    assert kind["name"] == "Test · Word"
    assert [field["id"] for field in kind["flds"]] == [1, 2, 3, 4, *range(901, 909), 910, 911, 912]
    assert [each["id"] for each in kind["tmpls"]] == [1, 2, 901, 902, 903, 904]
    assert is_sound(learner)


def test_my_notes_and_the_report_link_end_every_back(desk: Desk, learner: Learner) -> None:
    desk.write({"deck.yaml": "deck: Test\nid: test-aaaa2222\nreport: https://example.org/x\n"})
    release(desk, learner, WORD.replace("{{sound}}\n", "{{sound}} {{My notes}}\n"))
    note = learner.note("/inu")
    note["My notes"] = "mine"
    learner.col.update_note(note)
    for ord_ in (0, 1):
        back = learner.sides("/inu", ord_)[1]
        assert back.count("mine") == 1
        assert back.endswith('<a class="report" href="https://example.org/x">Report a fault</a>')


def test_a_new_field_and_a_new_card_arrive_without_touching_a_note(
    desk: Desk, learner: Learner
) -> None:
    """Only the note type's own time moves, so learners' words and tags stay."""
    release(desk, learner)
    note = learner.note("/neko")
    note["My notes"] = "mine"
    note.tags.append("own")
    learner.col.update_note(note)
    learner.answer(learner.cards("/inu")[1])
    word = WORD.replace("[word, ", "[picture, word, ").replace(
        "cards:\n",
        "cards:\n  - name: Meaning\n    front: '{{meaning}}'\n    back: '{{word}}{{picture}}'\n",
        1,
    )
    log = release(desk, learner, word)
    assert not log.updated
    assert cards_of(learner) == {"inu": [0, 1, 2], "neko": [0, 2]}
    assert learner.note("/neko")["My notes"] == "mine"
    assert "own" in learner.note("/neko").tags
    assert learner.note("/inu").keys()[4] == "picture"
    desk.clock = (int(time.time()) + 3_600) * 1000  # later than the learner's edit
    log = release(desk, learner, word, (INU + NEKO).replace("word: 猫", "picture: A cat, word: 猫"))
    assert len(log.updated) == 1
    assert learner.note("/neko")["picture"] == "A cat"
    assert is_sound(learner)


def test_names_order_and_look_change_and_no_note(desk: Desk, learner: Learner) -> None:
    release(desk, learner)
    word = (
        WORD.replace(
            "[word, reading, meaning, ", "[meaning: {was: meaning}, kana: {was: reading}, "
        )
        .replace("Listening\n", "By ear\n    was: Listening\n")
        .replace("about: How it sounds}}]", "about: How it sounds}}, word: {}]")
        .replace("{{furigana:reading}}", "{{furigana:kana}}")
        .replace("2em", "3em")
    )
    log = release(desk, learner, word, (INU + NEKO).replace("reading:", "kana:"))
    assert not log.updated
    assert learner.note("/inu").keys()[:4] == ["word", "kana", "meaning", "sound"]
    assert "<rt>いぬ</rt>" in learner.sides("/inu")[1]
    assert "3em" in learner.css("/inu")
    assert is_sound(learner)


def test_a_deleted_field_is_empty_and_comes_back_by_its_own_name(
    desk: Desk, learner: Learner
) -> None:
    release(desk, learner)
    word = WORD.replace("reading, meaning", "meaning").replace("{{furigana:reading}}", "")
    cards = INU.replace("reading: '犬[いぬ]', ", "") + NEKO.replace("reading: '猫[ねこ]', ", "")
    assert len(release(desk, learner, word, cards).updated) == 2
    assert learner.note("/inu")["reading"] == ""
    # a new field takes a spare, not the place of the one that went
    tone = word.replace("meaning, ", "meaning, tone, ").replace(
        "{{meaning}}", "{{meaning}}{{tone}}"
    )
    release(desk, learner, tone, cards.replace("word: 犬", "tone: low, word: 犬"))
    assert learner.note("/inu")["tone"] == "low"
    assert learner.note("/inu").keys()[1] == "reading"
    assert len(release(desk, learner).updated) == 2
    assert learner.note("/inu")["reading"] == "犬[いぬ]"
    assert is_sound(learner)


NO_LISTENING = WORD[: WORD.index("  - name: Listening")] + WORD[WORD.index("css:") :]


def test_a_deleted_card_stays_in_old_notes_and_nothing_makes_it_in_new_ones(
    desk: Desk, learner: Learner, new_learner: Callable[[], Learner]
) -> None:
    release(desk, learner)
    learner.answer(learner.cards("/inu")[1])
    assert not release(desk, learner, NO_LISTENING, INU + NEKO + KUMA).updated
    assert cards_of(learner) == {"inu": [0, 1], "neko": [0], "kuma": [0]}
    assert "[sound:" in learner.note("/kuma")["sound"]
    assert "anki:play" in learner.sides("/inu", 1)[0]
    assert is_sound(learner)
    newcomer = new_learner()
    newcomer.imports(desk.package)
    assert cards_of(newcomer) == cards_of(learner)
    assert is_sound(newcomer)
    # an edit of the new note, by author and learner, makes no card either
    release(desk, learner, NO_LISTENING, INU + NEKO + KUMA.replace("bear", "a bear"))
    note = learner.note("/kuma")
    note["meaning"] += "!"
    learner.col.update_note(note)
    assert cards_of(learner)["kuma"] == [0]
    assert is_sound(learner)


def test_a_deleted_card_comes_back_for_all_and_goes_again(
    desk: Desk, learner: Learner, new_learner: Callable[[], Learner]
) -> None:
    all_three = INU + NEKO + KUMA
    release(desk, learner)
    release(desk, learner, NO_LISTENING, all_three)
    release(desk, learner, WORD, all_three)
    assert cards_of(learner) == {"inu": [0, 1], "neko": [0], "kuma": [0, 1]}
    newcomer = new_learner()
    newcomer.imports(desk.package)
    assert newcomer.note("/kuma").fields == learner.note("/kuma").fields
    learner.answer(learner.cards("/kuma")[1])
    again = all_three + KUMA.replace("kuma", "shika").replace("熊", "鹿")
    release(desk, learner, NO_LISTENING, again)
    assert cards_of(learner) == {"inu": [0, 1], "neko": [0], "kuma": [0, 1], "shika": [0]}
    assert "anki:play" in learner.sides("/kuma", 1)[0]
    assert is_sound(learner)


def test_a_deleted_card_shows_fields_by_their_later_names(desk: Desk, learner: Learner) -> None:
    release(desk, learner)
    release(desk, learner, NO_LISTENING)
    word = NO_LISTENING.replace("meaning", "sense").replace("sense, ", "sense: {was: meaning}, ")
    release(desk, learner, word, (INU + NEKO).replace("meaning:", "sense:"))
    assert "dog" in learner.sides("/inu", 1)[1]


def test_a_file_may_have_another_name(desk: Desk, learner: Learner) -> None:
    """The first build writes the id, by which the note type is known then."""
    release(desk, learner, WORD.partition("\n")[2])
    file = desk.deck / "notetypes" / "word.yaml"
    assert file.read_text("utf-8") == "id: word-xesj\n" + WORD.partition("\n")[2]
    other = file.rename(file.with_name("vocabulary.yaml"))
    desk.write({"animals.yaml": f"notetype: vocabulary\ncards:\n{INU + NEKO}"})
    built = desk.build()
    assert not built.forecast.changes or not built.forecast.having(Fate.NEW)
    assert not learner.imports(desk.package).new
    assert other.exists()
    assert learner.note("/inu").note_type()["name"] == "Test · Vocabulary"  # type: ignore[index]


def test_a_learner_of_the_first_release_may_import_only_the_fifth(
    desk: Desk, learner: Learner, new_learner: Callable[[], Learner]
) -> None:
    """A field renamed, one deleted, two added, a card deleted and one added, a note edited."""
    release(desk, learner)
    late = new_learner()
    late.imports(desk.package)
    for card in late.cards("/inu"):
        late.answer(card)
    schedules = {row[0]: row[1:] for row in late.db.all(SCHEDULES)}
    second = WORD.replace("reading", "kana").replace("[word, kana", "[word, kana: {was: reading}")
    cards = (INU + NEKO).replace("reading:", "kana:")
    release(desk, learner, second, cards)
    third = second.replace("{sound:", "tone, {sound:").replace("{{meaning}}", "{{meaning}}{{tone}}")
    release(desk, learner, third, cards.replace("word: 犬", "tone: low, word: 犬"))
    fourth = third[: third.index("  - name: Listening")] + (
        "  - name: Tone\n    front: '{{#tone}}{{word}}?{{tone}}{{/tone}}'\n    back: '{{meaning}}'\n"
    )
    fourth = fourth.replace("tone, ", "tone, note, ").replace("{{tone}}", "{{tone}}{{note}}", 1)
    release(desk, learner, fourth, cards.replace("word: 犬", "tone: low, note: x, word: 犬"))
    last = cards.replace("word: 犬", "tone: low, note: y, word: 犬") + KUMA
    release(desk, learner, fourth, last)
    log = late.imports(desk.package)
    assert not log.conflicting
    assert {row[0]: row[1:] for row in late.db.all(SCHEDULES)}.items() >= schedules.items()
    assert {k: n.fields for k, n in late.notes().items()} == {
        k: n.fields for k, n in learner.notes().items()
    }
    assert cards_of(late) == cards_of(learner) == {"inu": [0, 1, 2], "neko": [0], "kuma": [0]}
    assert is_sound(late)
    assert is_sound(learner)


CLOZE = """\
id: gap-abcd
cloze: true
fields: [text, more, note]
cards:
  - name: Gap
    front: "{{cloze:text}} {{cloze:more}}"
    back: "{{cloze:text}} {{cloze:more}} {{note}}"
"""


def test_deletions_of_all_cloze_fields_make_cards(desk: Desk, learner: Learner) -> None:
    gaps = '  - {id: a, text: "{{c1::One}} and {{c3::three}}", more: "{{c2::two}}", note: "`x`"}\n'
    desk.write({"notetypes/gap.yaml": CLOZE, "gaps.yaml": f"notetype: gap\ncards:\n{gaps}"})
    desk.build()
    learner.imports(desk.package)
    assert cards_of(learner) == {"a": [0, 1, 2]}
    assert "[...]" in learner.sides("/a", 1)[0]
    assert is_sound(learner)


def test_topics_and_cards_choose_their_note_type(desk: Desk, learner: Learner) -> None:
    mixed = f"notetype: word\ncards:\n{INU}  - {{notetype: basic, id: q, q: Why?, a: So}}\n"
    desk.write({"notetypes/word.yaml": WORD, "media/inu.mp3": b"ID3", "mixed.yaml": mixed})
    other = NEKO.replace("id: neko", "notetype: word, id: neko")
    desk.write(iam=f"- {{id: p, q: What?, a: That}}\n{other[2:]}").build()
    learner.imports(desk.package)
    assert cards_of(learner) == {"inu": [0, 1], "neko": [0], "p": [0], "q": [0]}


def test_a_field_named_source_takes_the_topics(desk: Desk, learner: Learner) -> None:
    word = WORD.replace("[word, ", "[word, source, ").replace(
        "{{meaning}}", "{{meaning}}{{source}}"
    )
    release(
        desk, learner, word, INU + NEKO.replace("word: 猫", "source: 'https://x.org/', word: 猫")
    )
    assert learner.note("/inu")["source"] == "A book"
    assert learner.note("/neko")["source"] == '<a href="https://x.org/">https://x.org/</a>'


def test_formats_of_fields(desk: Desk, learner: Learner) -> None:
    word = """\
fields:
  - word
  - plain: {format: plain}
  - html: {format: html}
  - picture: {format: media}
cards:
  - {name: All, front: "{{word}}", back: "{{plain}}{{html}}{{picture}}"}
"""
    card = (
        "  - {id: a, word: '*w*', plain: '*a* <b>', html: '*a* <b>x</b>', picture: media/x.svg}\n"
    )
    desk.write({"media/x.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'})
    release(desk, learner, word, card)
    note = learner.note("/a")
    assert note["word"] == "<em>w</em>"
    assert note["plain"] == "*a* &lt;b&gt;"
    assert note["html"] == "*a* <b>x</b>"
    assert note["picture"].startswith('<img src="recto-')


def test_cards_are_known_by_the_fields_that_ask(desk: Desk) -> None:
    """Without ids: two notes of one word and another reading are two, and each keeps its history."""
    word = WORD.replace("cards:\n", "asks: [word, reading]\ncards:\n", 1)
    two = "  - {word: 生, reading: なま, meaning: raw}\n  - {word: 生, reading: せい, meaning: life}\n"
    written(desk, word, two)
    desk.write({"deck.yaml": "deck: Test\nid: test-aaaa2222\n"})
    desk.build()
    written(desk, word, two.replace("meaning: raw", "meaning: raw or fresh"))
    built = desk.build()
    assert [
        change.fate for change in built.forecast.changes if change.fate is not Fate.UNCHANGED
    ] == [Fate.UPDATED]
    assert {entry.question for entry in built.after.live()} == {"生 なま", "生 せい"}


def test_two_branches_that_add_a_field_each_come_together(desk: Desk, learner: Learner) -> None:
    release(desk, learner)
    base = desk.lock.read_bytes()
    tone = WORD.replace("meaning, ", "meaning, tone, ").replace(
        "{{meaning}}", "{{meaning}}{{tone}}"
    )
    release(desk, learner, tone, INU.replace("word:", "tone: low, word:") + NEKO)
    ours = desk.lock.read_bytes()
    desk.lock.write_bytes(base)
    desk.package.unlink()
    pitch = tone.replace("tone", "pitch")
    written(desk, pitch, INU + NEKO.replace("word:", "pitch: high, word:")).build()
    desk.lock.write_bytes(ours + desk.lock.read_bytes())
    desk.package.unlink()
    both = tone.replace("tone, ", "tone, pitch, ").replace("{{tone}}", "{{tone}}{{pitch}}")
    cards = INU.replace("word:", "tone: low, word:") + NEKO.replace("word:", "pitch: high, word:")
    outcome = written(desk, both, cards).try_build()
    assert [each.code for each in outcome.diagnostics] == ["slot-displaced"]
    assert not learner.imports(desk.package).conflicting
    assert (learner.note("/inu")["tone"], learner.note("/neko")["pitch"]) == ("low", "high")
    assert learner.note("/neko")["tone"] == ""
    assert not desk.try_build(locked=True).failed


def test_a_revert_of_the_lock_forgets_no_slot(desk: Desk, learner: Learner) -> None:
    """The package in place still knows that a spare was taken, and that a field was renamed."""
    release(desk, learner)
    base = desk.lock.read_bytes()
    word = WORD.replace("reading", "kana").replace(
        "[word, kana", "[word, tone, kana: {was: reading}"
    )
    cards = (INU + NEKO).replace("reading:", "kana:").replace("word: 犬", "tone: low, word: 犬")
    release(desk, learner, word, cards)
    desk.lock.write_bytes(base)
    release(desk, learner, WORD.replace("meaning, ", "meaning, pitch, "))
    assert learner.note("/inu").keys()[:6] == [
        *["word", "reading", "meaning", "sound", "tone", "pitch"]
    ]
    assert is_sound(learner)


@pytest.mark.parametrize("name", ["word", "単語", "Ü b", "!"])
def test_ids_of_note_types_are_minted_from_the_names_of_files(desk: Desk, name: str) -> None:
    """The same on every branch; a copy gets another."""
    minted = {"word": "word-xesj", "単語": "単語-oaln", "Ü b": "ü-b-3p7k", "!": "jjns"}
    text = WORD.partition("\n")[2]
    desk.write({f"notetypes/{name}.yaml": text, "media/inu.mp3": b"ID3"})
    desk.write({"x.yaml": f'notetype: "{name}"\ncards:\n{INU}'}).build()
    first = (desk.deck / "notetypes" / f"{name}.yaml").read_text("utf-8").partition("\n")[0]
    assert first == f"id: {minted[name]}"


def test_a_locked_build_writes_no_id_into_a_note_type(desk: Desk) -> None:
    """It fails and names the file; the build that it asks for lets it pass."""
    unnamed = WORD.removeprefix("id: word-abcd\n")
    failed = written(desk, unnamed).try_build(locked=True)
    assert [each.code for each in failed.diagnostics] == ["lock-stale"]
    assert "the note type has no `id` yet" in failed.diagnostics[0].message
    assert (desk.deck / "notetypes/word.yaml").read_text("utf-8") == unnamed
    desk.build()
    assert not desk.try_build(locked=True).failed


def test_cards_that_come_and_go_are_foretold_with_their_number(desk: Desk) -> None:
    """By a new front, or by a field that is filled or emptied; in retired notes, too."""

    def told(word: str, words: str) -> list[str]:
        desk.write({"notetypes/word.yaml": word, "words.yaml": f"notetype: word\ncards:\n{words}"})
        lines = desk.recto("diff").stdout.splitlines()
        desk.build()
        return [line.strip() for line in lines if "card “" in line or "new card" in line]

    dog, cat, fox = (f"- {{id: {w}, word: {w}, meaning: {w}}}\n" for w in ("dog", "cat", "fox"))
    told(WORD, dog + cat + fox)
    told(WORD, dog + cat)
    more = WORD.replace(
        "cards:\n", "cards:\n  - {name: Meaning, front: '{{meaning}}', back: '{{word}}'}\n", 1
    )
    new = "a new card, “Meaning”, comes to 2 notes of “Test · Word”"
    assert told(more, dog + cat) == [f"{new} and 1 retired one, where learners kept them"]
    assert told(more.replace("'{{meaning}}'", "'*{{meaning}}*'"), dog + cat) == []
    silent = cat.replace(", meaning: cat", "")
    blank = (
        "! the card “Meaning” shows nothing in {} of “Test · Word”, and stays there as an empty "
        "card: Tools, Empty Cards removes it"
    )
    assert told(more, dog + silent) == [blank.format("1 note")]
    assert told(more, dog + cat) == ["a new card, “Meaning”, comes to 1 note of “Test · Word”"]
    reading = more.replace("'{{meaning}}'", "'{{reading}}'")
    assert told(reading, dog + cat) == [blank.format("2 notes")]
    assert told(more, dog + cat)[0].startswith("a new card, “Meaning”, comes to 2 notes of")
    gone = "the card “Meaning” stays in 2 notes of “Test · Word”; new notes get none"
    assert told(WORD, dog + cat) == [gone]
    assert told(more, dog + cat) == []


def test_what_anki_makes_twice_goes_by_check_database(desk: Desk, learner: Learner) -> None:
    """Where a collection holds little else, its statistics lead Anki to the cards in another order.

    It then makes cards of notes that have some added later once more, as a front changes.
    """
    words = "notetype: word\ncards:\n- {word: 犬, meaning: dog}\n- {word: 猫, meaning: cat}\n"
    more = WORD.replace(
        "cards:\n", "cards:\n  - {name: Meaning, front: '{{meaning}}', back: '{{word}}'}\n", 1
    )
    for word in (WORD, more):
        desk.write({"notetypes/word.yaml": word, "words.yaml": words}).build()
        learner.imports(desk.package)
    for number in learner.col.find_cards(""):
        learner.answer(learner.col.get_card(number))
    learner.col.fix_integrity()
    cards = "select id, nid, ord, type, queue, due, ivl, reps from cards order by id"
    before = learner.db.all(cards)
    desk.write({"notetypes/word.yaml": more.replace("'{{meaning}}'", "'*{{meaning}}*'")}).build()
    learner.imports(desk.package)
    learner.col.fix_integrity()
    assert learner.db.all(cards) == before


def test_one_text_may_be_html_where_the_others_are_markdown(desk: Desk, learner: Learner) -> None:
    """The same words as HTML and as Markdown are two texts, so the edit arrives."""
    release(desk, learner)
    as_html = INU.replace("'**dog**'", "{html: '**dog** <b>a</b> & b'}")
    log = release(desk, learner, cards=as_html + NEKO)
    assert len(log.updated) == 1
    assert learner.note("inu")["meaning"] == "**dog** <b>a</b> & b"
    log = release(desk, learner, cards=as_html.replace("{html: ", "").replace("b'}", "b'") + NEKO)
    assert len(log.updated) == 1
    assert learner.note("inu")["meaning"] == "<strong>dog</strong> <b>a</b> &amp; b"


@pytest.mark.parametrize("value", ["{htm: x}", "{html: x, was: y}", "{html: {a: b}}", "{}"])
def test_a_mapping_that_is_no_html_is_refused(desk: Desk, value: str) -> None:
    written(desk, cards=INU.replace("'**dog**'", value))
    assert [fault.code for fault in desk.faults()] == ["wrong-type"]


@pytest.mark.parametrize(
    ("edited", "mended"),
    [
        (WORD.replace("Reading", "Kanji"), WORD.replace("Reading", "Kanji\n    was: Reading")),
        (
            WORD.replace("Reading", "@").replace("Listening", "Reading").replace("@", "Listening"),
            WORD,
        ),
    ],
    ids=["renamed", "names exchanged"],
)
def test_a_card_that_asks_what_another_asked_is_refused(
    desk: Desk, learner: Learner, edited: str, mended: str
) -> None:
    """Its reviews would stay with the name; mended as the message says it keeps them."""
    release(desk, learner)
    before = learner.db.all(SCHEDULES)
    outcome = written(desk, edited).try_build()
    assert outcome.failed
    assert {each.code for each in outcome.diagnostics} == {"template-moved"}
    release(desk, learner, mended)
    assert learner.db.all(SCHEDULES) == before


def test_a_front_that_is_touched_and_one_that_is_new_are_not_refused(
    desk: Desk, learner: Learner
) -> None:
    release(desk, learner)
    touched = WORD.replace("{{word}}</div>", "{{word}}?</div>")
    more = "  - {name: Meaning, front: '{{meaning}}', back: '{{word}}'}\n  - name: Listening"
    log = release(desk, learner, touched.replace("  - name: Listening", more))
    assert not log.new


def test_a_note_type_whose_file_was_renamed_without_its_id_is_told(
    desk: Desk, learner: Learner
) -> None:
    """With the `id` that is offered all notes are those that learners have."""
    release(desk, learner)
    written(desk, cards=INU + NEKO)
    (desk.deck / "notetypes" / "word.yaml").rename(desk.deck / "notetypes" / "vocab.yaml")
    nameless = WORD.replace("id: word-abcd\n", "")
    animals = (desk.deck / "animals.yaml").read_text().replace("notetype: word", "notetype: vocab")
    desk.write({"notetypes/vocab.yaml": nameless, "animals.yaml": animals})
    [told] = [each for each in desk.try_build().diagnostics if each.code == "notetype-renamed"]
    assert "give it `id: word-abcd` instead" in told.message
    desk.write({"notetypes/vocab.yaml": WORD})
    desk.build()
    log = learner.imports(desk.package)
    assert not log.new
    assert not log.conflicting
