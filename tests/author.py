"""Cards as an author thinks of them, for tests that live random lives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

THINGS = (
    *("disks", "racks", "guards", "doors", "fibres", "hosts"),
    *("guests", "keys", "roles", "buckets", "queues", "tables"),
)
WORDS = (
    "amber",
    "basalt",
    "cobalt",
    "drizzle",
    "ember",
    "falcon",
    "garnet",
    "harbour",
    "indigo",
    "juniper",
    "kestrel",
    "lagoon",
    "marble",
    "nectar",
    "orchid",
    "pepper",
    "quartz",
    "raven",
    "saffron",
    "tundra",
    "umber",
    "velvet",
    "walnut",
    "yarrow",
    "zephyr",
)
TOPICS = ("iam", "kms", "net/waf")
SHARED = "Which bird is this?"
"""A question that many cards ask, each with an id."""


@dataclass
class Spec:
    """A card as the author thinks of it: `uid` is the fact, whatever its words."""

    uid: int
    topic: str
    question: str
    answer: str
    kind: str = "basic"
    id: str = ""
    tags: tuple[str, ...] = ()
    extra: str = ""
    draft: bool = False
    picture: int = 0
    """Which picture the file that the card shows holds; 0 for a card without one."""
    swapped: bool = False
    """Whether the cloze has its numbers the other way round."""
    common: bool = False
    """One of many cards that look alike and share their answer."""
    built: dict[str, Any] = field(default_factory=dict)
    """What it was at the last build: guid by family, question, answer, topic, id."""

    @property
    def family(self) -> str:
        return "cloze" if self.kind == "cloze" else "basic"

    @property
    def file(self) -> str:
        return f"media/{self.uid}.png"

    def node(self) -> dict[str, Any]:
        node: dict[str, Any] = {}
        if self.kind == "cloze":
            one, two = ("c2", "c1") if self.swapped else ("c1", "c2")
            node["cloze"] = (
                f"{self.question} {{{{{one}::{self.answer}}}}} of {{{{{two}::{WORDS[self.uid % 25]}}}}}"
            )
        else:
            node["q"] = self.question
        if self.kind == "typed":
            node["typed"] = self.answer
        elif self.kind == "choices":
            node.update(choices=["none", self.answer], a=self.answer)
        elif self.kind != "cloze":
            node["a"] = self.answer
        if self.kind == "reversed":
            node["reversed"] = "true"
        shown = f"{self.extra} ![]({self.file})" if self.picture else self.extra
        node.update({k: v for k, v in (("id", self.id), ("extra", shown)) if v})
        if self.tags:
            node["tags"] = list(self.tags)
        if self.draft:
            node["draft"] = "true"
        return node


def sources(specs: list[Spec]) -> dict[str, str]:
    """The topic files of these cards."""
    topics = {spec.topic for spec in specs}
    cards = {topic: [spec.node() for spec in specs if spec.topic == topic] for topic in topics}
    return {
        f"{topic}.yaml": yaml.safe_dump({"cards": nodes}, sort_keys=False)
        for topic, nodes in cards.items()
    }
