"""What the add-on CrowdAnki does with its exports, as far as Recto has to do with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import anki.collection  # noqa: F401  # first: anki.decks by itself imports in a circle
from anki.decks import DeckId

from learner import Learner


def loads(learner: Learner, file: Path) -> None:
    """Import an export: note types get ids of this Anki's own, notes keep their guids."""
    root = json.loads(file.read_text("utf-8"))
    types = {}
    for model in root["note_models"]:
        made = learner.col.models.new(model["name"])
        made.update({k: model[k] for k in ("flds", "tmpls", "css", "sortf", "type")})
        for template in made["tmpls"]:
            template["did"] = None
        learner.col.models.add(made)
        types[model["crowdanki_uuid"]] = learner.col.models.by_name(made["name"])
    _deck(learner, root, "", types)


def _deck(learner: Learner, deck: dict[str, Any], above: str, types: dict[str, Any]) -> None:
    name = f"{above}::{deck['name']}" if above else deck["name"]
    for note in deck["notes"]:
        made = learner.col.new_note(types[note["note_model_uuid"]])
        made.guid, made.fields, made.tags = note["guid"], note["fields"], note["tags"]
        learner.col.add_note(made, DeckId(learner.col.decks.id(name) or 0))
    for child in deck["children"]:
        _deck(learner, child, name, types)
