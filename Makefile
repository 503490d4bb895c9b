# Two commands do everything: `make demo` makes the sample video, `make test` runs the tests.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test lint types unit install up clean lock

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "vidpipe needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing vidpipe and its Python packages into $(VENV) ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[local,dev]' >&2
	@touch $@

demo: $(STAMP)
	@$(BIN)/vidpipe make examples/induction-cooker.yaml

# Bytecode is kept, whatever the environment says: the tests start Python hundreds of times.
test: lint types
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

unit: $(STAMP)
	@$(BIN)/python -m pytest vidpipe_tests/unit

lint: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(STAMP)
	@$(BIN)/mypy

up: $(STAMP)
	@$(BIN)/vidpipe up

clean:
	rm -rf $(VENV) .vidpipe .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Resolves every version anew, for all supported Pythons; constraints.txt is what installs use.
lock:
	@$(PYTHON) -m pip install --quiet uv
	uv pip compile pyproject.toml --extra local --extra dev --universal --python-version 3.11 \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links -o constraints.txt
