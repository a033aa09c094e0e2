"""What a maintainer wants to know of a deck that was adopted."""

from __future__ import annotations

from collections.abc import Iterator

from recto.adopting.cards import AdoptedType
from recto.commands.adopt import AdoptedDeck
from recto.diagnostics import counted
from recto.system.paths import pasted, relative


def adopted_lines(adopted: AdoptedDeck) -> Iterator[str]:
    """What came, what became of its texts, what to look at, and what to do next."""
    sources, made = adopted.sources, adopted.made
    counts = [
        *([counted(made.notes, "note")] if made.notes else []),
        *([counted(made.cards, "card")] if made.cards else []),
        *([counted(made.drafts, "draft")] if made.drafts else []),
        counted(len(sources.topics), "topic"),
    ]
    if sources.media:
        counts.append(counted(len(sources.media), "media file"))
    yield f"{sources.name}: {', '.join(counts)} in {relative(adopted.folder)}"
    for each in sources.types:
        yield f"  {_of_type(each)}"
    if sources.is_unsafe:
        yield "  look at: scripts, or files on the network, stay: deck.yaml says `unsafe_html: true`"
    for remark in sources.remarks:
        yield f"  look at: {remark}"
    if made.unmade:
        yield (
            f"  look at: {counted(made.unmade, 'card')} without anything of the note: left out; "
            "learners keep them, and new ones don't get them"
        )
    if adopted.lost:
        told = ", ".join(f"`{name}`" for name in adopted.lost[:_FEW])
        yield f"  look at: {counted(len(adopted.lost), 'file')} damaged, or over 100 MB: {told}"
    folder = pasted(adopted.folder)
    if made.cards:
        yield f"Next: recto check {folder} && recto build {folder}"
    else:
        yield f"Next: edit the drafts and delete `draft: true` of those that are good; recto check {folder}"


_FEW = 5


def _of_type(adopted: AdoptedType) -> str:
    markup = sum(texts.markup for texts in adopted.fields)
    html = sum(texts.html for texts in adopted.fields)
    notes = len(adopted.fields[0].texts)
    kept = [
        field.name
        for field, texts in zip(adopted.type.fields, adopted.fields, strict=True)
        if texts.format == "html"
    ]
    told = f"{adopted.type.name}: {counted(notes, 'note')}"
    if markup:
        told += f"; {markup - html:,} of {counted(markup, 'text')} with HTML became Markdown"
    if kept:
        told += f"; HTML stays in {', '.join(f'`{name}`' for name in kept)}"
    return told
