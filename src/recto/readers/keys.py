"""Which keys deck.yaml, a topic, a card and a note type may have."""

from __future__ import annotations

from recto.deck.kinds.choice import SHUFFLE
from recto.deck.kinds.form import Key, Shape, by_name
from recto.deck.kinds.kind import Format
from recto.deck.kinds.registry import KIND_KEYS

IGNORE = Key("ignore", Shape.TEXT_OR_TEXTS, "Codes of advice and warnings that are silenced here.")
VOICE = Key(
    "voice",
    Shape.VOICE,
    "Who speaks question and answer: `ja_JP`, or `{q: ja_JP, a: en_US}`; `none` is silent.",
)
FURIGANA = Key("furigana", Shape.FLAG, "`true` sets the reading in `犬[いぬ]` above the word.")
SETTINGS = by_name(SHUFFLE, VOICE, FURIGANA)
"""What a topic, or the deck, may say for all of its cards, as a card may for itself."""
DECK_KEYS = by_name(
    Key("deck", Shape.TEXT, "Name of the deck in Anki; `::` nests."),
    Key("id", Shape.TEXT, "Identity of the deck: lower-case letters, digits, hyphens; for ever."),
    Key(
        "tag", Shape.TEXT, "Root of the topics' tags; default: the folder's name. `none`: no tags."
    ),
    Key("topics", Shape.TEXTS, "The learning order; topics not named follow by name."),
    Key("subdecks", Shape.TEXT, "`topic`: one subdeck for each first-level topic.", ("topic",)),
    Key("description", Shape.TEXT, "Shown in Anki when the deck is chosen. Markdown."),
    Key("license", Shape.TEXT, "Under which terms the cards may be used."),
    Key("report", Shape.TEXT, "Where a learner reports a fault: an https or mailto address."),
    Key("ids", Shape.TEXT, "`manual`: builds write no `id` into the sources.", ("manual",)),
    Key("terms", Shape.TEXTS, "Acronyms that who learns this deck knows; advice asks for none."),
    Key("unsafe_html", Shape.FLAG, "Lets scripts and any HTML attribute onto the cards."),
    *SETTINGS.values(),
    IGNORE,
)
TOPIC_KEYS = by_name(
    Key("title", Shape.TEXT, "Shown on the back; default: made from the file's name."),
    Key("deck", Shape.TEXT, "The Anki deck of its cards, in full: `Geography::Europe`."),
    Key("tags", Shape.TEXT_OR_TEXTS, "Tags for every card of the file."),
    Key("source", Shape.TEXT, "Default source of every card of the file. Markdown."),
    *SETTINGS.values(),
    Key("notetype", Shape.TEXT, "The deck's own note type that the cards are of."),
    IGNORE,
    Key("table", Shape.TEXT, "A CSV or TSV file in the deck's folder; each row is a card."),
    Key("columns", Shape.COLUMNS, 'The table\'s columns: `[q, a]`, or `{Deutsch: q, note: ""}`.'),
    Key(
        "separator",
        Shape.TEXT,
        "What stands between the table's cells, where its head doesn't show it.",
        (",", ";", "|", "tab"),
    ),
    Key("cards", Shape.CARDS, "The cards, in their order."),
)
CARD_KEYS = KIND_KEYS | by_name(
    Key("id", Shape.TEXT, "Identity of the card: lower-case letters, digits, hyphens."),
    Key("guid", Shape.TEXT, "What Anki knows the note by, where learners have it already."),
    Key("hint", Shape.TEXT, "Shown on request, on the front. Markdown."),
    Key("extra", Shape.TEXT, "Shown under the answer. Markdown."),
    Key("source", Shape.TEXT, "Where the fact is from. Markdown."),
    Key("tags", Shape.TEXT_OR_TEXTS, "Tags for this card."),
    Key("draft", Shape.FLAG, "Not built yet; what is still empty or missing in it is no error."),
    VOICE,
    FURIGANA,
    Key("notetype", Shape.TEXT, "The deck's own note type that the card is of; then its fields."),
    IGNORE,
)
NAMED_KEYS = by_name(
    Key("shape", Shape.TEXT_OR_TEXTS, "What the name stands for, where `was` stands beside it."),
    Key("was", Shape.TEXT, "The name of before, where the shape is another too."),
)
"""What may stand below a name."""
OWN_CARD_KEYS = by_name(
    *(CARD_KEYS[name] for name in ("id", "guid", "tags", "draft", "notetype", "ignore")),
    Key("fields", Shape.MAPPING, "Fields by their names, which can't stand beside these keys."),
)
"""What a card of an own note type may have beside its fields."""
_OF_SINGLE = ("tags", "source", "table", "columns", "separator", "cards")
SINGLE_KEYS = DECK_KEYS | by_name(*(TOPIC_KEYS[name] for name in _OF_SINGLE))
"""A deck in one file: `deck.yaml` and its only topic together."""
_KEPT = Key("settings", Shape.MAPPING, "Of an adopted one: what else Anki keeps of it.")
NOTE_TYPE_KEYS = by_name(
    Key("name", Shape.TEXT, "Its name in Anki, behind the deck's; default: from the file's name."),
    Key("id", Shape.TEXT, "Its identity, which the first build writes; for ever."),
    Key("fields", Shape.LIST, "The fields of its notes, the most telling first."),
    Key("asks", Shape.TEXT_OR_TEXTS, "The fields that ask; default: the first."),
    Key("cloze", Shape.FLAG, "Makes a card of each `{{c1::…}}`; never changes."),
    Key("cards", Shape.LIST, "The cards that a note gets."),
    Key("css", Shape.TEXT, "How they look, after Recto's own CSS."),
    Key("style", Shape.TEXT, "`none` leaves Recto's own CSS out.", ("none",)),
    Key("adopted", Shape.TEXT, "What Anki knew it by before it came to Recto; `yes` if by no id."),
    Key("sort", Shape.TEXT, "Of an adopted one: the field that Anki's lists show."),
    _KEPT,
)
CARD_KEYS_OF_TYPE = by_name(
    Key("name", Shape.TEXT, "Its name in Anki."),
    Key("front", Shape.TEXT, "What asks, in Anki's template language."),
    Key("back", Shape.TEXT, "What answers, in Anki's template language."),
    Key("was", Shape.TEXT, "The name that it had before."),
    Key("deck", Shape.TEXT, "Of an adopted one: the Anki deck that its new cards go to."),
    _KEPT,
)
FORMATS = {
    "markdown": Format.MARKDOWN,
    "plain": Format.PLAIN,
    "media": Format.MEDIA,
    "html": Format.HTML,
}
"""How the texts of a field may be written."""
FIELD_KEYS = by_name(
    Key("format", Shape.TEXT, "How its texts are written; default: `markdown`.", tuple(FORMATS)),
    Key("about", Shape.TEXT, "What it holds, for those who edit it."),
    Key("was", Shape.TEXT, "The name that it had before."),
    Key(
        "anki", Shape.TEXT, "Of an adopted type: its name in Anki, where a card calls it otherwise."
    ),
    _KEPT,
)
"""What may stand below a name of a field."""
