"""The note types that Anki itself brings, whose names alone say what they are."""

from __future__ import annotations

from recto.adopting.foreign import ForeignField, ForeignTemplate, ForeignType

_CSS = """.card {
    font-family: arial;
    font-size: 20px;
    line-height: 1.5;
    text-align: center;
    color: black;
    background-color: white;
}
"""
_CLOZE_CSS = """.cloze {
    font-weight: bold;
    color: blue;
}
.nightMode .cloze {
    color: lightblue;
}
"""
_ANSWER = "{{FrontSide}}\n\n<hr id=answer>\n\n"
_FORWARD = ("Card 1", "{{Front}}", _ANSWER + "{{Back}}")
_BACKWARD = ("Card 2", "{{Back}}", _ANSWER + "{{Front}}")
_FIELDS = ("Front", "Back")
_STOCK: dict[str, tuple[tuple[str, ...], tuple[tuple[str, str, str], ...]]] = {
    "Basic": (_FIELDS, (_FORWARD,)),
    "Basic (and reversed card)": (_FIELDS, (_FORWARD, _BACKWARD)),
    "Basic (optional reversed card)": (
        (*_FIELDS, "Add Reverse"),
        (_FORWARD, ("Card 2", "{{#Add Reverse}}{{Back}}{{/Add Reverse}}", _BACKWARD[2])),
    ),
    "Basic (type in the answer)": (
        _FIELDS,
        (("Card 1", "{{Front}}\n\n{{type:Back}}", "{{Front}}\n\n<hr id=answer>\n\n{{type:Back}}"),),
    ),
    "Cloze": (
        ("Text", "Back Extra"),
        (("Cloze", "{{cloze:Text}}", "{{cloze:Text}}<br>\n{{Back Extra}}"),),
    ),
}


def stock_type(name: str) -> ForeignType | None:
    """A note type of Anki's own by its English name, with no id, for each profile has another."""
    if name not in _STOCK:
        return None
    fields, templates = _STOCK[name]
    is_cloze = name == "Cloze"
    return ForeignType(
        None,
        name,
        tuple(ForeignField(each) for each in fields),
        tuple(ForeignTemplate(*each) for each in templates),
        _CSS + (_CLOZE_CSS if is_cloze else ""),
        is_cloze,
    )
