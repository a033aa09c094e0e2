# `make` builds every deck, `make test` runs the tests, `make bench` measures; `make bench
# SIZES=10000` measures a part. All set up .venv by themselves.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)

.PHONY: all build test test-anki bench anki-versions lint format pictures clean

all: build

build: $(VENV)/.installed
	$(BIN)/recto build

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

# With Anki's own programs; the desktop where RECTO_ANKI_CONNECT names a folder of AnkiConnect.
test-anki: $(VENV)/.installed-test
	if [ -n "$$RECTO_ANKI_CONNECT" ]; then $(BIN)/python -m pip install --quiet --editable '.[desktop]' || true; fi
	$(BIN)/python -m pytest -m anki

bench: $(VENV)/.installed-bench
	$(BIN)/python tests/bench $(if $(SIZES),--sizes $(SIZES))

anki-versions: $(VENV)/.installed-test
	$(BIN)/python tests/anki_versions.py

lint: $(VENV)/.installed-lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.installed-lint
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

pictures: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --editable '.[pictures]'
	PYTHONPATH=tests $(BIN)/python docs/pictures.py

clean:
	rm -rf $(VENV) build/*.apkg build/*.html

$(VENV)/.created:
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.installed: $(VENV)/.created pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $@

$(VENV)/.installed-bench: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	touch $@

$(VENV)/.installed-lint: $(VENV)/.installed-test
	$(BIN)/python -m pip install --quiet --editable '.[test,lint]'
	touch $@
