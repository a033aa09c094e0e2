"""`recto pin`: ids in the sources, nothing else moved, and nothing new to learners."""

from __future__ import annotations

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
from recto.readers.nodes import Mapping, Sequence
from recto.readers.yaml import with_first_entries

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
    return (
        IAM.replace(
            "- q: Who owns the data?",
            f"- id: {keys['Who owns the data?']}\n    q: Who owns the data?",
        )
        .replace('      "q"', f'      id: {keys["Who owns the racks?"]}\n      "q"')
        .replace("{q: Who p", f"{{id: {keys['Who patches the host?']}, q: Who p")
        .replace("{ 'q'", f"{{ id: {keys['Who patches the guest?']}, 'q'")
        .replace("    cloze", f"    id: {keys['Macie finds data.']}\n    cloze")
        .replace("- &question", f"- id: {keys['Who has an anchor?']}\n    &question")
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_every_style_gets_its_ids_and_the_rest_stays(desk: Desk, end: str, bom: bytes) -> None:
    written = pinned(desk, bom + IAM.replace("\n", end).encode())
    assert written == bom + with_ids(desk).replace("\n", end).encode()


def test_a_line_without_an_end_is_taken_on(desk: Desk) -> None:
    written = pinned(desk, b"cards:\r\n- q: x\r\n  a: y\r\n- {q: z, a: y}").decode()
    assert written.startswith("cards:\r\n- id: x-")
    assert written.endswith(", q: z, a: y}")


def test_a_deck_in_one_line_can_be_pinned(desk: Desk) -> None:
    assert pinned(desk, b"cards: [{q: x, a: y}]").startswith(b"cards: [{id: x-")


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
    """To the byte: where an author would have written them, and by the lock alone."""
    deck = desk.root / "cards/aws-security"
    shutil.copytree(ROOT / "cards/aws-security", deck)
    before = {path: path.read_text("utf-8") for path in deck.rglob("*.yaml")}
    taken = 0
    for path, text in before.items():
        bare, count = re.subn(r"^  - id: .*\n    ", "  - ", text, flags=re.MULTILINE)
        path.write_text(bare, "utf-8")
        taken += count
    assert not pin([desk.root / "cards"], desk.options()).diagnostics
    assert taken > 200
    assert {path: path.read_text("utf-8") for path in before} == before


def test_pinning_again_changes_nothing(desk: Desk) -> None:
    once = pinned(desk, IAM.encode())
    assert pin([desk.root / "cards"], desk.options()).results == []
    assert (desk.deck / "iam.yaml").read_bytes() == once
    assert "no id is missing" in desk.recto("pin").output


def test_new_cards_are_told_to_wait_for_a_build(desk: Desk) -> None:
    desk.write(iam="- {q: x, a: y}\n- {q: z, a: y}\n- {q: later, a: y, draft: true}")
    result = desk.recto("pin")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "2 cards of this file get no id" in result.stderr
    assert "recto build" in result.stderr
    assert not desk.lock.exists()


def test_a_topic_of_new_cards_may_say_that_they_are_to_wait(desk: Desk) -> None:
    desk.write(iam="- q: Who owns the data?\n  a: You\n").build()
    desk.write({"kms.yaml": "ignore: not-pinned\ncards:\n  - q: Who has the keys?\n    a: KMS\n"})
    assert not desk.recto("pin").stderr


def test_a_draft_that_learners_have_is_pinned_too(desk: Desk) -> None:
    desk.write(iam="- {q: x, a: y}\n- {q: z, a: y}").build()
    written = pinned(desk, b"cards:\n- {q: x, a: y, draft: true}\n- {q: z, a: y}\n")
    assert len(ids_of(written.decode())) == 2


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
    assert (desk.deck / "iam.yaml").read_text("utf-8") == "cards:\n- {id: here, q: x, a: y}"


def test_a_question_and_a_cloze_of_one_wording_get_no_common_id(desk: Desk) -> None:
    desk.write(iam="- {q: Macie finds data, a: y}\n- {cloze: '{{c1::Macie}} finds data'}").build()
    result = desk.recto("pin")
    assert "is the id of another card" in result.stderr
    assert result.stdout == f"cards/test/iam.yaml: 1 id written\ncards/test/recto.lock{UPDATED}"
    assert desk.build().forecast.is_empty


def test_a_key_that_is_no_id_is_told(desk: Desk) -> None:
    desk.write(iam="- {q: x, a: y}").build()
    [entry] = entries(desk).values()
    former = Lock("test-aaaa2222").with_entries([entry._replace(key="test-aaaa2222/basic/X_1")])
    desk.lock.write_bytes(dump(former))
    desk.package.unlink()
    assert "its key `X_1` is no id by today's rules" in desk.recto("pin").stderr


def test_a_card_written_in_an_unknown_way_is_told_and_the_rest_is_pinned(desk: Desk) -> None:
    data = '- {&k "q": odd, a: y, hint: *k}\n- {q: x, a: y}\n- {q: z, a: y}\n'
    desk.write(iam=data).build()
    result = desk.recto("pin")
    assert "cards/test/iam.yaml:2:" in result.stderr
    assert "add `id: odd-" in result.stderr
    assert result.stdout == f"cards/test/iam.yaml: 2 ids written\ncards/test/recto.lock{UPDATED}"
    written = (desk.deck / "iam.yaml").read_text("utf-8")
    assert '{&k "q": odd, a: y, hint: *k}' in written


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
    (desk.root / "my.yaml").write_text("deck: My\nid: my-aaaa2222\ncards:\n- {q: x, a: y}\n")
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
    mappings = [node for node in listed.items if isinstance(node, Mapping)]
    after = with_first_entries(before, [(node, "id: k") for node in mappings])
    assert yaml.safe_load(after) == {"cards": [{"id": "k", **card} for card in cards]}
