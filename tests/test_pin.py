"""`recto pin`: ids in the sources, nothing else moved, and nothing new to learners."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from desk import Desk
from learner import Learner
from recto.commands.pin import pin
from recto.lock import Entry, Lock, dump, parse
from recto.readers import yaml as source
from recto.readers.nodes import Mapping, Sequence, Unnamed
from recto.text import Text

ROOT = Path(__file__).parent.parent
IAM = """\
# Who is who
title: Users
cards:
  # first
  - q: Who owns the data?   # in the cloud
    a: "You"

  -   # second
      "q": 'Who owns the racks?'
      a: >
        AWS,
        of course
  - {q: Who patches the host?, a: AWS}
  - { 'q': "Who patches the guest?",
      a: You }
  - id: mine
    q: Who has an id?
    a: I
  - &card
    cloze: "{{c1::Macie}} finds data."
  - &question q: Who has an anchor?
    a: *question
"""


UPDATED = ": updated; commit it with the sources\n"


def ids_of(text: str) -> list[str]:
    """What stands after each `id: ` of a source."""
    return [part.partition("\n")[0].partition(",")[0].strip() for part in text.split("id: ")[1:]]


def pinned(desk: Desk, data: bytes, name: str = "iam.yaml") -> bytes:
    """The bytes of a source after a build and a pin."""
    desk.write({name: data}).build()
    outcome = pin([desk.root / "cards"], desk.options())
    assert not outcome.diagnostics
    return (desk.deck / name).read_bytes()


def test_a_source_with_warnings_is_pinned(desk: Desk) -> None:
    data = b'cards:\n- q: Which is it?\n  a: "The angle $\\theta$" #1\n- q: Which else?\n  a: None #2\n'
    desk.write({"iam.yaml": data}).build()
    outcome = pin([desk.root / "cards"], desk.options())
    assert {each.code for each in outcome.diagnostics} == {"yaml-escape", "text-cut"}
    assert len(ids_of((desk.deck / "iam.yaml").read_text("utf-8"))) == 2


def entries(desk: Desk) -> dict[str, Entry]:
    lock, faults = parse(desk.lock.read_bytes(), desk.lock, "test-aaaa2222")
    assert isinstance(lock, Lock)
    assert not faults
    return lock.entries


def with_ids(desk: Desk) -> str:
    """`IAM` as it is to be."""
    keys = {entry.question: entry.short_key for entry in entries(desk).values()}
    racks = keys["Who owns the racks?"]
    return (
        IAM.replace("the cloud\n", f"the cloud\n    id: {keys['Who owns the data?']}\n")
        .replace("racks?'\n", f'racks?\'\n      "id": "{racks}"\n')
        .replace("host?,", f"host?, id: {keys['Who patches the host?']},")
        .replace('guest?",', f'guest?", id: {keys["Who patches the guest?"]},')
        .replace('finds data."\n', f'finds data."\n    id: {keys["Macie finds data."]}\n')
        .replace("an anchor?\n", f"an anchor?\n    id: {keys['Who has an anchor?']}\n")
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_every_style_gets_its_ids_and_the_rest_stays(desk: Desk, end: str, bom: bytes) -> None:
    written = pinned(desk, bom + IAM.replace("\n", end).encode())
    assert written == bom + with_ids(desk).replace("\n", end).encode()


def test_a_line_without_an_end_is_taken_on(desk: Desk) -> None:
    written = pinned(desk, b"cards:\r\n- q: x\r\n  a: y\r\n- {q: z, a: y}").decode()
    assert re.fullmatch(
        r"cards:\r\n- q: x\r\n  id: x-\w+\r\n  a: y\r\n- {q: z, id: z-\w+, a: y}", written
    )


def test_a_deck_in_one_line_can_be_pinned(desk: Desk) -> None:
    assert pinned(desk, b"cards: [{q: x, a: y}]").startswith(b"cards: [{q: x, id: x-")


def test_learners_notice_nothing_and_locked_builds_go_on(desk: Desk, learner: Learner) -> None:
    desk.write(iam=IAM.partition("cards:\n")[2])
    desk.build()
    learner.imports(desk.package)
    before = entries(desk)
    pin([desk.root / "cards"], desk.options())
    built = desk.build(locked=True)
    assert built.forecast.is_empty
    after = entries(desk)
    assert [(e.key, e.guid, e.modified, e.created) for e in before.values()] == [
        (e.key, e.guid, e.modified, e.created) for e in after.values()
    ]
    assert all(entry.id == entry.short_key for entry in after.values())
    log = learner.imports(desk.package)
    assert (log.new, log.updated, log.conflicting) == (set(), set(), set())


def test_a_pinned_card_may_be_rewritten_from_top_to_bottom(desk: Desk) -> None:
    written = pinned(desk, b"cards:\n- q: Who owns the data?\n  a: You\n")
    [entry] = entries(desk).values()
    rewritten = written.replace(b"Who owns the data?", b"Wem gehoeren die Daten?")
    desk.write({"iam.yaml": rewritten.replace(b"You", b"Dem Kunden")}).build()
    [now] = entries(desk).values()
    assert now.guid == entry.guid


def test_sources_pinned_but_the_lock_lost_its_ids_find_their_notes(desk: Desk) -> None:
    """A crash between the two, or a lock that was not committed."""
    desk.write({"iam.yaml": IAM}).build()
    lock = desk.lock.read_bytes()
    pin([desk.root / "cards"], desk.options())
    desk.lock.write_bytes(lock)
    assert desk.build().forecast.is_empty


def test_the_aws_deck_gets_back_the_ids_that_were_taken_from_it(desk: Desk) -> None:
    """By the lock alone, each after its question."""
    deck = desk.root / "cards/aws-security"
    shutil.copytree(ROOT / "cards/aws-security", deck)
    before = {path: yaml.safe_load(path.read_text("utf-8")) for path in deck.rglob("*.yaml")}
    taken = 0
    for path in before:
        bare, count = re.subn(
            r"^  - id: .*\n    ", "  - ", path.read_text("utf-8"), flags=re.MULTILINE
        )
        path.write_text(bare, "utf-8")
        taken += count
    assert not pin([desk.root / "cards"], desk.options()).diagnostics
    assert taken > 200
    after = {path: yaml.safe_load(path.read_text("utf-8")) for path in before}
    assert after == before
    keys = [[*card] for said in after.values() for card in said.get("cards", [])]
    assert {each[each.index("id") - 1] for each in keys} == {"q", "cloze"}


def test_pinning_again_changes_nothing(desk: Desk) -> None:
    once = pinned(desk, IAM.encode())
    assert pin([desk.root / "cards"], desk.options()).results == []
    assert (desk.deck / "iam.yaml").read_bytes() == once
    assert "no id is missing" in desk.recto("pin").output


def test_new_cards_get_the_keys_that_a_build_would_mint(desk: Desk) -> None:
    desk.write(iam="- {q: x, a: y}\n- {q: z, a: y}\n- {q: later, a: y, draft: true}")
    result = desk.recto("pin")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "cards/test/iam.yaml: 2 ids written\n"
    assert not desk.lock.exists()
    ids = ids_of((desk.deck / "iam.yaml").read_text("utf-8"))
    desk.build()
    assert [entry.short_key for entry in entries(desk).values()] == ids


def test_a_draft_that_learners_have_is_pinned_too(desk: Desk) -> None:
    desk.write(iam="- {q: x, a: y}\n- {q: z, a: y}").build()
    written = pinned(desk, b"cards:\n- {q: x, a: y, draft: true}\n- {q: z, a: y}\n")
    assert len(ids_of(written.decode())) == 2


def test_a_file_that_cannot_be_written_is_told_and_the_deck_is_built(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write(
        {"deck.yaml": "deck: Test\nid: test-aaaa2222\n"}, iam="- {q: x, a: y}\n- {q: z, a: y}"
    )
    monkeypatch.setattr(os, "access", lambda *_: False)
    outcome = desk.try_build()
    assert [each.message for each in outcome.diagnostics] == [
        "the 2 cards of this file get no id: the file can't be written"
    ]
    assert outcome.results[0].notes == 2
    assert "id:" not in (desk.deck / "iam.yaml").read_text("utf-8")


def test_an_error_anywhere_writes_nothing(desk: Desk) -> None:
    desk.write(iam="- {q: x, a: y}").build()
    desk.write(s3="- {q: x}")
    before = (desk.deck / "iam.yaml").read_bytes()
    result = desk.recto("pin")
    assert result.exit_code == 1
    assert "nothing was written" in result.stderr
    assert (desk.deck / "iam.yaml").read_bytes() == before


def test_a_key_that_is_the_id_of_another_card_stays_away(desk: Desk) -> None:
    """An id that a card had first, that another has now, after the first lost its second."""
    desk.write(iam="- {q: x, a: y, id: here}").build()
    desk.write(iam="- {q: x, a: y, id: there}").build()
    desk.write(iam="- {q: x, a: y, id: there}\n- {q: z, a: w, id: here}").build()
    desk.write(iam="- {q: x, a: y}\n- {q: z, a: w, id: here}").build()
    result = desk.recto("pin")
    assert "its key `here` is the id of another card" in result.stderr
    assert ids_of((desk.deck / "iam.yaml").read_text("utf-8")) == ["here}"]


def test_an_id_that_was_deleted_since_the_build_comes_back(desk: Desk) -> None:
    desk.write(iam="- {q: x, a: y, id: here}").build()
    desk.write(iam="- {q: x, a: y}")
    assert desk.recto("pin").stderr == ""
    assert (desk.deck / "iam.yaml").read_text("utf-8") == "cards:\n- {q: x, id: here, a: y}"


def test_a_question_and_a_cloze_of_one_wording_get_an_id_each(desk: Desk) -> None:
    desk.write(iam="- {q: Macie finds data, a: y}\n- {cloze: '{{c1::Macie}} finds data'}").build()
    assert desk.recto("pin").stdout.startswith("cards/test/iam.yaml: 2 ids written\n")
    assert len({*ids_of((desk.deck / "iam.yaml").read_text("utf-8"))}) == 2
    assert desk.build().forecast.is_empty


def test_a_key_that_is_no_id_is_told(desk: Desk) -> None:
    desk.write(iam="- {q: x, a: y}").build()
    [entry] = entries(desk).values()
    former = Lock("test-aaaa2222").with_entries([entry._replace(key="test-aaaa2222/basic/X_1")])
    desk.lock.write_bytes(dump(former))
    desk.package.unlink()
    assert "its key `X_1` is no id by today's rules" in desk.recto("pin").stderr


def test_a_card_written_in_an_unknown_way_is_told_and_the_rest_is_pinned(desk: Desk) -> None:
    data = "- {q: x, a: &k y}\n- {q: *k, a: y}\n- {q: z, a: y}\n"
    desk.write(iam=data).build()
    result = desk.recto("pin")
    assert "cards/test/iam.yaml:2:" in result.stderr
    assert "add `id: y-" in result.stderr
    assert result.stdout == f"cards/test/iam.yaml: 2 ids written\ncards/test/recto.lock{UPDATED}"
    assert "{q: *k, a: y}" in (desk.deck / "iam.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('- {&k "q": odd, a: *k}', '- {&k "q": odd, id: odd-ID, a: *k}'),
        ('- q: "esc\\u00e9" # c\n  a: y', '- q: "esc\\u00e9" # c\n  id: escé-ID\n  a: y'),
        (
            "- q: >\n    odd\n    one\n\n  # c\n  a: y",
            "- q: >\n    odd\n    one\n  id: odd-one-ID\n\n  # c\n  a: y",
        ),
        (
            "- q: |+\n    odd\n    one\n\n  a: y",
            "- q: |+\n    odd\n    one\n  id: odd-one-ID\n\n  a: y",
        ),
        ("- ? q\n  : odd\n  a: y", "- ? q\n  : odd\n  id: odd-ID\n  a: y"),
        (
            "- tags: [t]\n  q: odd\n    one\n  a: y",
            "- tags: [t]\n  q: odd\n    one\n  id: odd-one-ID\n  a: y",
        ),
        ("- a: y\n  q: odd", "- a: y\n  q: odd\n  id: odd-ID"),
        (
            '- {\n    "q": "odd",\n    "a": "y"\n  }',
            '- {\n    "q": "odd",\n    "id": "odd-ID",\n    "a": "y"\n  }',
        ),
        ("- { q: 'odd ' , a: y }", "- { q: 'odd ', id: odd-ID , a: y }"),
    ],
)
def test_an_id_stands_directly_after_the_question(desk: Desk, before: str, after: str) -> None:
    written = pinned(desk, f"cards:\n{before}\n".encode()).decode()
    assert re.sub(r"-[a-z2-7]{6}\b", "-ID", written) == f"cards:\n{after}\n"


def test_a_link_stays_a_link_and_a_mode_stays(desk: Desk) -> None:
    desk.write({".shared/iam.yaml": "cards:\n- {q: x, a: y}\n"})
    (desk.deck / ".shared/iam.yaml").chmod(0o640)
    (desk.deck / "iam.yaml").symlink_to(".shared/iam.yaml")
    desk.build()
    desk.recto("pin")
    assert (desk.deck / "iam.yaml").is_symlink()
    assert "id: x-" in (desk.deck / ".shared/iam.yaml").read_text("utf-8")
    assert (desk.deck / ".shared/iam.yaml").stat().st_mode & 0o777 == 0o640
    assert [path.name for path in (desk.deck / ".shared").iterdir()] == ["iam.yaml"]


def test_a_deck_in_one_file_is_pinned(desk: Desk) -> None:
    (desk.root / "my.yaml").write_text(
        "deck: My\nid: my-aaaa2222\nids: manual\ncards:\n- {q: x, a: y}\n"
    )
    desk.recto("build", "my.yaml")
    assert desk.recto("pin", "my.yaml").stdout == f"my.yaml: 1 id written\nmy.lock{UPDATED}"
    assert desk.recto("build", "my.yaml", "--locked").exit_code == 0


TEXTS = st.text("ab {}[]:#&*'\"\\-?|>é漢\n", min_size=1, max_size=12).filter(str.strip)


KEYS = st.sampled_from(["q", "a", "cloze", "extra", "tags"])


@given(
    st.lists(st.dictionaries(KEYS, TEXTS, min_size=1), min_size=1),
    st.sampled_from([None, True, False]),
    st.sampled_from([None, "'", '"', "|", ">"]),
    st.sampled_from([10, 80]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_whatever_stands_in_a_file_stays(
    cards: list[dict[str, str]], flow: bool | None, style: str | None, width: int, end: str
) -> None:
    """Files as other programs write them, in any style: an id comes first, the rest stays."""
    before = yaml.safe_dump(
        {"cards": cards},
        default_flow_style=flow,
        default_style=style,
        width=width,
        allow_unicode=True,
        line_break=end,
        sort_keys=False,
    ).encode()
    root, _ = source.parse(before, Path())
    assert isinstance(root, Mapping)
    listed = root.values["cards"]
    assert isinstance(listed, Sequence)
    wanted = []
    for number, node in enumerate(listed.items):
        if isinstance(node, Mapping) and isinstance(
            asked := next(iter(node.values.values())), Text
        ):
            wanted.append((number, Unnamed(node.place, asked, f"k{number}")))
    named = source.with_ids(before, [each for _, each in wanted])
    left = {each.id for each in named.left}
    said = yaml.safe_load(before)["cards"]
    for number, each in wanted:
        if each.id not in left:
            said[number]["id"] = each.id
    after = yaml.safe_load(named.data)["cards"]
    assert after == said
    assert all([*card].index("id") == 1 for card in after if "id" in card)
    assert not left or any(not asked.value for asked in (each.asked for _, each in wanted))


def test_no_new_card_gets_the_key_of_a_retired_one_of_another_kind(desk: Desk) -> None:
    """Both may stand in one file one day, when the retired one returns."""
    desk.write(iam="- {cloze: '{{c1::Macie}} finds data'}").build()
    desk.write(iam="- {q: Macie finds data, a: y}").build()
    assert len({entry.short_key for entry in entries(desk).values()}) == 2
