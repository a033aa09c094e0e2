"""The frozen rules of identity, by literal values: no change here may ever be made."""

from __future__ import annotations

import unicodedata

import genanki
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import Desk
from recto.deck import identity
from recto.deck.kinds.kind import BASIC, CLOZE, OCCLUSION
from recto.deck.notetypes import FIELDS, note_types


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("Which actions need the root user?", "which-actions-need-the-r-f5ouf3"),
        ("C", "c-vshqgv"),
        ("C++", "c-y55n27"),
        ("???", "qdwiq4"),
        ("什么是权限", "什么是权限-2vxof5"),
        ("Was heißt „Straße“?", "was-heisst-strasse-3hzsam"),
        ("क्या नमस्ते है", "क्या-नमस्ते-है-ewqzqn"),
        ("❤\ufe0f auf Englisch \ufe0f", "auf-englisch-ksmqid"),
        ("می\u200cخواهم", "میخواهم-odlhgg"),
        ("Do\u00adnau", "donau-m2ikhs"),
        (
            "What does the `s3:ListBucket` action in a bucket policy allow?",
            "what-does-the-s3-listbuc-djxv5o",
        ),
    ],
)
def test_minted_keys_are_frozen(question: str, key: str) -> None:
    assert identity.mint_key(question, ()) == key


def test_a_taken_key_is_not_minted_again() -> None:
    first = identity.mint_key("C", ())
    second = identity.mint_key("C", {first})
    assert (first, second) == ("c-vshqgv", "c-n23glc")
    assert identity.mint_key("C", {first, second}) not in {first, second}


def test_the_full_key_and_its_guid_are_frozen() -> None:
    key = identity.full_key("aws-security-k7m2x9qd", "basic", "root-only-actions")
    assert key == "aws-security-k7m2x9qd/basic/root-only-actions"
    assert identity.guid(key) == "v+t;NI9RI%"


def test_ids_of_note_types_and_decks_are_frozen() -> None:
    assert identity.anki_id("aws-security-k7m2x9qd", "notetype/basic") == 1132789515830
    assert identity.anki_id("aws-security-k7m2x9qd", "notetype/cloze") == 1207244321667
    assert identity.anki_id("aws-security-k7m2x9qd", "deck/") == 1230524869117


@given(st.text())
def test_guids_are_those_of_genanki(key: str) -> None:
    assert identity.guid(key) == genanki.guid_for(key)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_every_minted_key_can_be_pinned_as_an_id(question: str) -> None:
    assert identity.is_card_id(identity.mint_key(question, ()))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_minted_key_is_short_and_all_of_it_is_seen(question: str) -> None:
    """No sign of it is default-ignorable, so that none can be lost on the way through an editor."""
    key = identity.mint_key(question, ())
    assert len(key) <= 31
    assert not {each for each in key if is_ignorable(each)}


def test_every_ignorable_sign_is_passed_over() -> None:
    signs = [chr(number) for number in range(0x110000) if is_ignorable(chr(number))]
    assert len(signs) == 4174  # as many as Unicode counts
    assert not [sign for sign in signs if identity.is_card_id(f"a{sign}b")]
    assert {identity.slug(f"a{sign}b") for sign in signs} == {"ab"}


def is_ignorable(character: str) -> bool:
    """Unicode's Default_Ignorable_Code_Point, by the ranges of DerivedCoreProperties.txt."""
    return any(first <= ord(character) <= last for first, last in IGNORABLE)


IGNORABLE = (
    *[(0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5)],
    *[(0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164)],
    *[(0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8)],
    *[(0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)],
)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_keys_do_not_depend_on_the_form_of_letters(question: str) -> None:
    forms = {identity.mint_key(unicodedata.normalize(f, question), ()) for f in ("NFC", "NFD")}
    assert len(forms) == 1


@given(st.text(min_size=1), st.text(min_size=1))
def test_ids_lie_in_the_past_and_differ(one: str, other: str) -> None:
    first, second = identity.anki_id(one, "deck/"), identity.anki_id(other, "deck/")
    assert 10**12 <= first < 15 * 10**11
    assert (first == second) == (one == other)


@pytest.mark.parametrize("text", ["Root", "a_b", "a b", "-a", "a-", "a--b", "", "a" * 81, "a/b"])
def test_what_is_no_card_id(text: str) -> None:
    assert not identity.is_card_id(text)


def test_fields_and_templates_are_frozen(desk: Desk) -> None:
    """Ids and order; a name may change, as when a spare field is put to use."""
    spares = [901, 902, 903, 904, 905, 906, 907, 908]
    own = [1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 19, 20]
    assert [field.id for field in FIELDS[BASIC]] == [*own, *spares, 10, 911, 912]
    assert [field.id for field in FIELDS[CLOZE]] == [1, 4, 5, 6, 7, 19, *spares, 10, 911, 912]
    common = [*(f"Spare {number}" for number in range(1, 9)), "Key", "Shipped", "My notes"]
    assert [field.name for field in FIELDS[BASIC]] == [
        *["Question", "Answer", "Choices", "Hint", "Extra", "Source", "Topic", "Reversed"],
        *["Typed", "Accents", "Spoken question", "Spoken answer", *common],
    ]
    assert [field.name for field in FIELDS[CLOZE]] == [
        *["Text", "Hint", "Extra", "Source", "Topic", "Spoken text", *common]
    ]
    assert [field.id for field in FIELDS[OCCLUSION]] == [
        *[14, 15, 16, 17, 18, 6, 7],
        *[*spares, 10, 911, 912],
    ]
    assert [field.name for field in FIELDS[OCCLUSION]] == [
        *["Occlusion", "Image", "Header", "Back Extra", "Comments", "Source", "Topic", *common]
    ]
    types = note_types(desk.write(iam="- {q: x, a: y}").prepare().deck)
    assert [each.id for each in types[BASIC].templates] == [1, 2, 901, 902, 903, 904]
    assert [each.id for each in types[CLOZE].templates] == [1]
