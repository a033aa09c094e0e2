"""Decks to measure with: the same cards for everyone, in one file or in many.

    python sources.py FOLDER CARDS FILES    writes a deck
    python sources.py FOLDER                rewords one of its cards

Every card has an id, bold words, inline code and a list; one in fifty has a fence, no two alike.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

DECK = "deck: Bench\nid: bench-aaaa2222\n"
FENCE_EVERY = 50
_WORDS = [
    "account",
    "access",
    "action",
    "alarm",
    "anchor",
    "archive",
    "audit",
    "balance",
    "bastion",
    "boundary",
    "bucket",
    "budget",
    "bundle",
    "cache",
    "catalog",
    "certificate",
    "channel",
    "client",
    "cluster",
    "command",
    "condition",
    "consumer",
    "container",
    "contract",
    "control",
    "copy",
    "credential",
    "cursor",
    "customer",
    "database",
    "default",
    "delay",
    "delegate",
    "delivery",
    "detail",
    "device",
    "digest",
    "directory",
    "domain",
    "drift",
    "edge",
    "egress",
    "element",
    "endpoint",
    "engine",
    "entity",
    "envelope",
    "event",
    "evidence",
    "export",
    "factor",
    "failure",
    "family",
    "feature",
    "federation",
    "field",
    "filter",
    "finding",
    "firewall",
    "flow",
    "folder",
    "function",
    "gateway",
    "grant",
    "group",
    "guard",
    "handler",
    "header",
    "health",
    "history",
    "host",
    "identity",
    "image",
    "import",
    "incident",
    "index",
    "ingress",
    "instance",
    "interface",
    "inventory",
    "issuer",
    "journal",
    "journey",
    "kernel",
    "key",
    "label",
    "latency",
    "layer",
    "lease",
    "ledger",
    "lifetime",
    "limit",
    "listener",
    "loader",
    "log",
    "machine",
    "mapping",
    "marker",
    "master",
    "member",
    "message",
    "metric",
    "mirror",
    "model",
    "module",
    "monitor",
    "network",
    "node",
    "notice",
    "object",
    "operator",
    "order",
    "origin",
    "owner",
    "packet",
    "parameter",
    "partner",
    "password",
    "path",
    "pattern",
    "peer",
    "period",
    "permission",
    "pipeline",
    "platform",
    "policy",
    "pool",
    "port",
    "prefix",
    "principal",
    "priority",
    "process",
    "profile",
    "project",
    "provider",
    "proxy",
    "query",
    "queue",
    "quota",
    "range",
    "record",
    "region",
    "registry",
    "release",
    "replica",
    "report",
    "request",
    "resource",
    "response",
    "restore",
    "result",
    "retention",
    "review",
    "role",
    "rotation",
    "route",
    "rule",
    "sample",
    "scanner",
    "schedule",
    "schema",
    "scope",
    "secret",
    "sector",
    "segment",
    "sender",
    "sequence",
    "server",
    "service",
    "session",
    "shard",
    "signal",
    "signature",
    "snapshot",
    "source",
    "stage",
    "statement",
    "storage",
    "stream",
    "subject",
    "subnet",
    "summary",
    "table",
    "tag",
    "target",
    "template",
    "tenant",
    "threat",
    "ticket",
    "token",
    "topic",
    "trace",
    "traffic",
    "trail",
    "transfer",
    "trust",
    "tunnel",
    "update",
    "usage",
    "user",
    "value",
    "vault",
    "vendor",
    "version",
    "volume",
    "window",
    "worker",
    "zone",
]


def write_deck(folder: Path, size: int, files: int) -> None:
    """Write a deck of `size` cards to a folder; in one file `cards.yaml`, or in `files` topics."""
    folder.mkdir(parents=True)
    (folder / "deck.yaml").write_text(DECK, "utf-8")
    chance = random.Random(7)  # noqa: S311  # the same cards on every machine
    for number in range(files):
        first, last = size * number // files, size * (number + 1) // files
        if first == last:
            continue
        path = folder / ("cards.yaml" if files == 1 else f"topic-{number:04}.yaml")
        with path.open("w", encoding="utf-8") as file:
            file.write("cards:\n")
            file.writelines(_card(chance, card) for card in range(first, last))


def edit_one_card(folder: Path) -> None:
    """Reword the question of the last card of the middle file, and add a word to its answer."""
    files = sorted(path for path in folder.glob("*.yaml") if path.name != "deck.yaml")
    path = files[len(files) // 2]
    before, mark, after = path.read_text("utf-8").rpartition("  - q: ")
    edited = after.replace("?\n", " nowadays?\n", 1).replace("It is **", "It is still **", 1)
    path.write_text(before + mark + edited, "utf-8")


def main(folder: Path, *sizes: str) -> None:
    """Write a deck, or edit it where no size is given: in a process that leaves no memory behind."""
    if sizes:
        size, files = map(int, sizes)
        write_deck(folder, size, files)
    else:
        edit_one_card(folder)


def _card(chance: random.Random, number: int) -> str:
    return "".join(f"{line}\n" for line in _lines(chance, number))


def _lines(chance: random.Random, number: int) -> Iterator[str]:
    def words(count: int) -> str:
        return " ".join(chance.choices(_WORDS, k=count))

    yield f"  - q: Which {words(2)} has the **{words(1)}** `{words(1)}-{number}` of a {words(2)}?"
    yield f"    id: card-{number}"
    yield "    a: |"
    yield f"      It is **{words(1)}**, with `{words(1)}:{words(1)}` for the {words(3)}:"
    yield ""
    for _ in range(3):
        yield f"      - {words(2)} `{words(1)}` and **{words(1)}** {words(1)}"
    if number % FENCE_EVERY == 0:
        yield ""
        yield "      ```python"
        yield f"      def {words(1)}_{number}({words(1)}: str) -> int:"
        yield f'          """Return the {words(3)}."""'
        yield f"          return len({words(1)}) + {number}  # {words(4)}"
        yield "      ```"
    yield ""


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
