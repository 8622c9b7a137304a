# Everything a newcomer needs: make run, make test, make check, make bench.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet

.PHONY: run test check docs bench lock clean

# Production needs alone: what `make run` sets up.
$(VENV)/production: requirements/production.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements/production.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/development: $(VENV)/production requirements/development.txt
	$(PIP) install --require-hashes -r requirements/development.txt
	touch $@

rehearsal/page/node_modules/.done: rehearsal/page/package-lock.json
	cd rehearsal/page && npm ci --no-audit --no-fund --loglevel=error
	touch $@

run: $(VENV)/production rehearsal/page/node_modules/.done
	$(BIN)/gastheer try

test: $(VENV)/development rehearsal/page/node_modules/.done
	$(BIN)/python -m pytest -n 3 $(ARGS)

check: $(VENV)/development
	$(BIN)/ruff check --no-cache .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest -q tests/cards/test_texts.py
	$(BIN)/python -m docs.generate --check

# The pages that follow the code: settings, commands, words, verbs, metrics.
docs: $(VENV)/development
	$(BIN)/python -m docs.generate

bench: $(VENV)/development
	$(BIN)/python -m bench $(ARGS) $(if $(PEERS),--peers)

# After a change of dependencies: needs uv on the path.
lock:
	UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile --universal --generate-hashes --no-emit-index-url --no-annotate \
		--no-emit-find-links --quiet --extra build pyproject.toml -o requirements/production.txt
	UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile --universal --generate-hashes --no-emit-index-url --no-annotate \
		--no-emit-find-links --quiet --extra build --extra development -c requirements/production.txt pyproject.toml \
		-o requirements/development.txt

clean:
	rm -rf $(VENV) rehearsal/page/node_modules
