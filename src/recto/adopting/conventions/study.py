"""Study notes: headings, lists, `Name: what it does`. Each fact becomes a draft to be edited."""

from __future__ import annotations

import re
from collections.abc import Sequence

from recto.adopting.conventions.outline import Node, Sort, outline
from recto.adopting.conventions.page import Convention, Keys, Page, Section, Taken
from recto.adopting.conventions.sentences import (
    answer_and_rest,
    defined,
    left_off,
    means,
    mended,
    name_and_text,
    plain,
    says_nothing,
    without_last_sentence,
)


def takes(page: Page) -> bool:
    """Whether there is anything: who writes no cards writes notes."""
    return bool(page.prose)


def read(page: Page) -> Taken:
    """A draft of each fact; what makes none is told by its lines."""
    root = outline(page)
    drafts = _Drafts(page)
    drafts.below(root)
    sections = [Section("", drafts.cards)] if drafts.cards else []
    return Taken(sections, drafts.passed_over(root))


_SHORT_NAME = 6
"""Words of a name in a paragraph, and of a heading that is asked for as a thing."""
_ENGLISH = frozenset(("the", "of", "and", "to", "is", "for", "in", "a", "with", "by", "that"))


class _Drafts:
    def __init__(self, page: Page) -> None:
        self.name = page.name
        words = [word.lower() for row in page.prose for word in row.text.split()]
        self.is_english = sum(word in _ENGLISH for word in words) > len(words) / 20
        self.cards: list[Keys] = []
        self.asked: dict[tuple[int, str], int] = {}
        """Which card asks what of a heading: what follows later joins it."""
        self.unsaid: list[int] = []
        """Lines that only lead up to items which have cards of their own."""
        self.used: set[int] = set()
        """The nodes that are on a card, by their lines."""

    def passed_over(self, root: Node) -> list[int]:
        """The lines that are on no card; a heading above a card isn't lost."""
        lost = [*self.unsaid]
        for node in root.all():
            heads_cards = node.sort is Sort.HEADING and any(n.line in self.used for n in node.all())
            if node.sort is not Sort.PAGE and node.line not in self.used and not heads_cards:
                lost += [node.line, *node.further]
        return sorted({*lost})

    def below(self, node: Node) -> None:
        """Make the cards of all that stands below a heading, or on a page."""
        self.facts(node)
        for each in node.below:
            if each.sort is Sort.HEADING:
                self.below(each)

    def facts(self, node: Node) -> None:
        """The cards of a heading, or an item, and of what stands directly below it."""
        subject = plain(node.text)
        if node.sort is Sort.HEADING and (named := name_and_text(node.text)):
            subject = named[0]
            self.add(node, self.what(subject), named[1], used=[node])
        texts: list[Node] = []
        items: list[Node] = []
        for each in [*node.below, None]:
            if items and (each is None or each.sort is not Sort.ITEM):
                intro = texts.pop() if texts and texts[-1].text.endswith(":") else None
                begun = without_last_sentence(intro) if intro else []
                self.texts(node, subject, [*texts, *begun])
                self.list(node, subject, items, intro)
                texts, items = [], []
            if each and each.sort is Sort.ITEM:
                items.append(each)
            elif each and each.sort is not Sort.HEADING:
                texts.append(each)
        self.texts(node, subject, texts)

    # lists

    def list(self, node: Node, subject: str, items: Sequence[Node], intro: Node | None) -> None:
        """Cards of items: those that name and tell, those with text below, and of the rest one."""
        rest: list[Node] = []
        for place, item in enumerate(items):
            if named := name_and_text(item.text):
                text = "\n".join([named[1], *_listed(item.items)])
                self.add(item, self.what(named[0]), text, used=[item, *_whole(item.items)])
                self.texts(item, named[0], item.texts)
            elif item.text.endswith(":") and not item.below and place + 1 < len(items):
                self.rest(subject, node, rest, intro)
                self.rest(subject, item, items[place + 1 :], item)
                return
            elif item.text.endswith(":") and item.items:
                self.rest(subject, item, item.items, item)
            elif item.texts:
                self.facts(item)
            else:
                rest.append(item)
        if len(rest) > 1 or len(rest) == len(items):
            self.rest(subject, node, rest, intro)
        elif intro:
            self.unsaid.append([intro.line, *intro.further][-1])

    def rest(self, subject: str, node: Node, items: Sequence[Node], intro: Node | None) -> None:
        """One card of items that only together say something."""
        if not items or not (subject or intro):
            return
        question = left_off(intro.text) if intro else self.belongs(subject)
        lines = _listed(items)
        answer = items[0].text if len(lines) == 1 else "\n".join(lines)
        before = without_last_sentence(intro) if intro and intro.line not in self.used else []
        extra = "".join(each.text for each in before)
        self.add(intro or node, question, answer, extra, used=[*_whole(items), intro or node])

    # paragraphs

    def texts(self, node: Node, subject: str, texts: Sequence[Node]) -> None:
        """Cards of paragraphs: of what the heading names, and of what others define."""
        group: list[Node] = []
        left = [*texts]
        while left:
            each = left.pop(0)
            loose = _loose_items(each, left)
            if loose:
                del left[: len(loose)]
                self.text(node, subject, [*group, *without_last_sentence(each)])
                self.rest(subject, each, loose, each)
                group = []
                continue
            if says_nothing(each):
                continue
            name = defined(each) if self.is_english else ""
            if (
                name
                and not means(name, subject)
                and (group or node.line in self.used or not subject)
            ):
                self.text(node, subject, group)
                group, subject = [], name
            group.append(each)
        self.text(node, subject, group)

    def text(self, node: Node, subject: str, texts: Sequence[Node]) -> None:
        """A card of paragraphs: the sentence that tells most answers, the others are extra."""
        if not texts:
            return
        first = texts[0]
        named = name_and_text(first.text) if first.sort is Sort.TEXT else None
        if named and len(named[0].split()) > _SHORT_NAME:
            named = None
        if not subject and not named:
            return
        if named:
            subject, answer = named
            extra = "\n\n".join(each.text for each in texts[1:])
        else:
            answer, extra = answer_and_rest(texts, subject)
        place = node if subject == plain(node.text) else first
        question = self.what(subject)
        if place is node and (earlier := self.asked.get((node.line, question))) is not None:
            keys = dict(self.cards[earlier])
            more = mended("\n\n".join(each.text for each in texts))
            told = str(keys.get("extra", ""))
            keys = {"q": keys["q"], "a": keys["a"], "extra": f"{told}\n\n{more}".strip(), **keys}
            self.cards[earlier] = {**keys, "extra": f"{told}\n\n{more}".strip()}
            self.used.update(each.line for each in texts)
            return
        self.asked[node.line, question] = len(self.cards)
        self.add(place, question, answer, extra, used=[*texts, place])

    # cards

    def add(
        self, place: Node, question: str, answer: str, extra: str = "", *, used: Sequence[Node]
    ) -> None:
        keys: dict[str, object] = {"q": question, "a": mended(answer)}
        if extra:
            keys["extra"] = mended(extra)
        self.cards.append({**keys, "draft": True, "source": f"{self.name}, line {place.line}"})
        self.used.update(node.line for node in used)

    def what(self, name: str) -> str:
        """What asks for a name."""
        if name.endswith("?"):
            return name
        words = re.sub(r"\s*\([^)]*\)", "", name).split() or [name]
        if len(words) > _SHORT_NAME or _NO_THING.match(name):
            return f"{name} …?"
        if not self.is_english:
            return f"{name}?"
        last = words[-1:]
        is_plural = _PLURAL.fullmatch(last[0]) and not name.isupper()
        return f"What {'are' if is_plural else 'is'} {name}?"

    def belongs(self, name: str) -> str:
        """What asks for a list by its heading."""
        return f"What belongs to “{name}”?" if self.is_english else f"{name} …?"


_NO_THING = re.compile(
    r"(?:use|using|understand|how|why|when|where|choose|create|do|don't|never|always)\b",
    re.IGNORECASE,
)
"""Begins a heading that is no name of a thing."""
_PLURAL = re.compile(r"[A-Za-z-]+(?<![sui])s")


def _loose_items(text: Node, following: Sequence[Node]) -> list[Node]:
    """Paragraphs that are the items of a list which lost its bullets: they end as no sentence does."""
    loose: list[Node] = []
    for each in following if text.text.endswith(":") else ():
        is_sentence = each.text.rstrip()[-1:] in ".:?!" or name_and_text(each.text)
        if each.sort is not Sort.TEXT or is_sentence:
            break
        loose.append(each)
    return loose


def _whole(items: Sequence[Node]) -> list[Node]:
    """Items with all that stands below them."""
    return [each for item in items for each in item.all()]


def _listed(items: Sequence[Node], indent: str = "") -> list[str]:
    """Items as a list of Markdown."""
    lines: list[str] = []
    for item in items:
        lines.append(f"{indent}- {item.text}")
        for each in item.texts:
            lines += [f"{indent}  {line}" for line in each.text.split("\n")]
        lines += _listed(item.items, f"{indent}  ")
    return lines


STUDY_NOTES = Convention("study notes", takes, read)
