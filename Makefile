# make report · make test · make check · make check-python · make lab · make docs · make bench · make soak · make breakages: each sets up
# .venv/ as needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
# Outside CI the browser tests wait for a browser; in CI a missing one is a failure.
WITHOUT_BROWSER := $(if $(CHROMIUM)$(CI),,-m "not browser")
# Two more than the two cores that this is timed on: tests of batches wait for processes more than they compute.
WORKERS ?= 4
# What is tried on another Python: reading, the method, the public face, other machines, and one whole report.
PORTABLE := cases documents face intervals known_answers kunteko_ratings machines plain_yaml pooling writing
# Of `make check-python`: the venv of the Python that it is given.
OTHER = .venv-$(shell $(PYTHON) -c "import sys; print('%d.%d' % sys.version_info[:2])")
# Tests start Python a hundred times: it keeps its bytecode, whatever is the custom of the machine.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: report test beside static check check-python other lint types contract pytest quick nbval lab docs bench soak breakages lock clean

report: $(READY)
	$(BIN)/kunteko-eval run

# Everything that CI runs.
test: $(READY)
	$(MAKE) --jobs=2 beside pytest

# Beside the tests, which wait for processes as much as they compute: one after the other, each in one process.
beside: static
	$(MAKE) nbval WORKERS=1

# What is told without running anything.
static: lint types contract

# What takes minutes: all but the tests that make reports, start processes or drive a browser.
check: lint types contract quick

# The quick tests on another Python: make check-python PYTHON=python3.13.
check-python: other
	$(OTHER)/bin/python -m pytest --numprocesses 2 --dist loadfile -m "not browser" $(PORTABLE:%=tests/test_%.py)

# The venv of another Python: make other PYTHON=python3.13. The lock is whole: nothing is worked out anew.
other:
	test -x $(OTHER)/bin/python || $(PYTHON) -m venv $(OTHER)
	cmp -s requirements.lock $(OTHER)/lock || $(OTHER)/bin/python -m pip install --quiet --no-compile --no-deps \
		--disable-pip-version-check --require-hashes --requirement requirements.lock
	$(OTHER)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	cp requirements.lock $(OTHER)/lock

$(READY): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-compile --no-deps \
		--disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

contract: $(READY)
	$(BIN)/lint-imports

pytest: $(READY)
	@$(if $(WITHOUT_BROWSER),echo "No Chromium here: the browser tests are left out.",true)
	$(BIN)/pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder $(WITHOUT_BROWSER) tests kunteko_eval

quick: $(READY)
	$(BIN)/pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not slow" tests kunteko_eval

nbval: $(READY)
	$(BIN)/pytest --nbval-lax --numprocesses $(WORKERS) --dist loadscope -p no:doctest -o addopts="" notebooks

lab: $(READY)
	$(BIN)/jupyter lab notebooks

# Pages that open without a network; whatever Sphinx warns of is an error.
docs: $(READY)
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet docs build/docs
	@echo "build/docs/index.html"

bench: $(READY)
	$(BIN)/python benchmarks/method.py
	$(BIN)/python benchmarks/calibration.py
	$(BIN)/python benchmarks/batch.py
	$(BIN)/python benchmarks/cluster.py
	$(BIN)/python benchmarks/report.py
	$(BIN)/python benchmarks/survey.py
	$(BIN)/python benchmarks/iati.py
	$(BIN)/python benchmarks/indicators.py
	$(BIN)/python benchmarks/large.py
	$(BIN)/python benchmarks/workbench.py

# Kills at many random moments, cold starts, every notebook in JupyterLab in every language, the workbench by mouse too,
# and ten times the examples; takes long.
soak: $(READY)
	KUNTEKO_SOAK=1 $(BIN)/pytest $(shell grep --files-with-matches -i soak tests/test_*.py) $(shell grep --files-with-matches hypothesis tests/test_*.py)

# Each line that is broken on purpose must be caught by the tests named for it; takes long.
breakages: $(READY)
	$(BIN)/python tests/breakages.py

# A new lock after changing dependencies; hashes, and no address of any index.
lock:
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --output-file requirements.lock

clean:
	rm -rf $(VENV) $(VENV)-* reports
