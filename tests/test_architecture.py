"""The floors of the house: a module imports only what stands below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import recto

HOUSE = Path(recto.__file__).parent
FLOORS = (
    ("diagnostics",),
    ("system",),
    ("text",),
    ("media",),
    ("deck",),
    ("anki", "readers", "lock", "render"),
    ("checks", "outputs"),
    ("adopting", "pulling", "reviews"),
    ("commands",),
    ("reports",),
    ("api", "cli"),
    ("__main__",),
)
IMPORTERS: dict[str, tuple[str, ...]] = {
    "yaml": ("readers/yaml",),
    "genanki": ("outputs/apkg",),
    "click": ("cli",),
    "pyromark": ("render",),
    "pygments": ("render",),
    "imagesize": ("media",),
    "rapidfuzz": ("text",),
    "sqlite3": ("outputs/apkg", "anki"),  # both know Anki's rows: ours to write, theirs to read
    "watchfiles": ("commands",),
    "zipfile": ("outputs/apkg", "anki"),
    "zstandard": ("anki",),
    "anki": ("anki",),  # of an extra: always imported late
}

WALLS = {
    "deck/identity.py": (),
    "deck/kinds": (),
    "deck/model.py": ("deck/kinds",),
    "readers/nodes.py": (),
    "readers/text_file.py": (),
    "readers/csv": ("readers/text_file.py",),
    "readers/yaml": ("readers/nodes.py", "readers/text_file.py"),
    "lock/entry.py": (),
    "checks/errors": (),
    "outputs/apkg": ("outputs/release.py",),
}
"""Parts of a room that know nothing of the rest of it, but for what stands here."""


def room(path: Path) -> str:
    """The module or package directly below `recto` that a file belongs to."""
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def file_of(name: str) -> Path | None:
    """The file that an import of `recto.…` takes something from."""
    parts = name.split(".")[1:]
    for end in range(len(parts), 0, -1):
        path = HOUSE.joinpath(*parts[:end])
        for each in (path.with_suffix(".py"), path / "__init__.py"):
            if each.is_file():
                return each
    return None


def imports(path: Path) -> Iterator[str]:
    """Full names of all that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


FILES = sorted(path for path in HOUSE.rglob("*.py") if path != HOUSE / "__init__.py")


def test_every_module_has_a_floor() -> None:
    assert {room(path) for path in FILES} == {name for floor in FLOORS for name in floor}


def test_imports_only_go_down() -> None:
    """Who needs something from above moves it down, or moves up to it."""
    height = {name: number for number, floor in enumerate(FLOORS) for name in floor}
    climbs = [
        f"{path.relative_to(HOUSE)} (floor {height[room(path)] + 1}) imports {name} (floor "
        f"{height[above] + 1}): it belongs into `{above}` or above, or what it needs into a room "
        f"below `{room(path)}`"
        for path in FILES
        for name in imports(path)
        if name.startswith("recto.")
        and (above := name.split(".")[1]) in height
        and above != room(path)
        and height[above] >= height[room(path)]
    ]
    assert not climbs, "\n".join(climbs)


@pytest.mark.parametrize("part", WALLS)
def test_a_part_of_a_room_knows_nothing_of_the_rest(part: str) -> None:
    inside, known = HOUSE / part, [HOUSE / each for each in WALLS[part]]
    whole = HOUSE / part.partition("/")[0]
    strays = [
        f"{path.relative_to(HOUSE)} imports {name}: it belongs outside of {part}"
        for path in FILES
        if path.is_relative_to(inside)
        for name in imports(path)
        if name.startswith("recto.")
        and (file := file_of(name))
        and file.is_relative_to(whole)
        and file != whole / "__init__.py"
        and not any(file.is_relative_to(each) for each in (inside, *known))
    ]
    assert inside.exists()
    assert not strays, "\n".join(strays)


def test_each_library_has_one_importer() -> None:
    strays = [
        f"{path.relative_to(HOUSE)} imports {name}: it belongs into {' or '.join(importers)}"
        for path in FILES
        for name in imports(path)
        if (importers := IMPORTERS.get(name.split(".")[0]))
        and not any(path.is_relative_to(HOUSE / importer) for importer in importers)
    ]
    assert not strays, "\n".join(strays)


@pytest.mark.parametrize("library", ["anki", "zstandard"])
def test_what_few_commands_need_is_imported_late(library: str) -> None:
    """Within the function that needs it; `anki` is in an extra, so others needn't have it."""
    early = [
        path
        for path in FILES
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None) or node.names[0].name]
        if name.split(".")[0] == library
    ]
    assert not early


def test_html_is_unescaped_in_one_place() -> None:
    """Python's own `html.unescape` ends in an error on a reference of thousands of digits."""
    assert [path.name for path in FILES if "html.unescape" in path.read_text("utf-8")] == [
        "html.py"
    ]
