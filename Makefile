# Every target sets up what it needs; none needs an exported variable. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NEURAL := .venv-neural
CORPORA ?= ../shared/bench
# Processes that run tests at the same time.
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help audit release test test-all test-ui ui hub bench bench-archives bench-beside bench-corrections bench-crashes bench-extrapolate bench-hub bench-near-duplicates bench-rows bench-scale bench-soak neural neural-setup quality lint docs snapshot digest calibrate model wheel lock clean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

release: $(VENV)/installed  ## build the dataset from seeds/ and make a release in data/releases/
	$(BIN)/onrecord build

test: $(VENV)/installed-dev  ## run every test that takes seconds (a few minutes in all)
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

test-all: $(VENV)/installed-dev  ## run all tests, the long ones too (faults, daemon, browser, scale)
	$(BIN)/pytest -m '' -n $(WORKERS) --dist loadfile

ui: $(VENV)/installed  ## open Dagster on the project (PORT=3000)
	@$(BIN)/onrecord ui $(if $(PORT),--port $(PORT))

test-ui: $(VENV)/installed-dev  ## look at the UI in a browser (chromium; SCREENSHOTS=docs/images takes the README's pictures)
	$(if $(SCREENSHOTS),ONRECORD_SCREENSHOTS=$(SCREENSHOTS)) $(BIN)/pytest -m '' tests/ui

hub: $(VENV)/installed  ## run a Hub of datasets on 127.0.0.1:8790, to try publishing without an account
	@$(BIN)/python -m tests.hub

bench: $(VENV)/installed-dev  ## measure speed and memory (CORPORA=folder of the gold corpora)
	$(BIN)/python -m bench.run --corpora $(CORPORA) $(ARGUMENTS)
	$(BIN)/python -m bench.ticks

bench-crashes: $(VENV)/installed-dev  ## kill builds at random moments, 50 times (20 minutes)
	$(BIN)/python -m bench.crashes $(ARGUMENTS)

bench-extrapolate: $(VENV)/installed-dev  ## print what an archive of 100,000,000 documents takes, by the figures measured last
	@$(BIN)/python -m bench.extrapolation $(ARGUMENTS)

bench-archives: $(VENV)/installed-dev  ## measure how often archives of 1 GB are read, and the memory (ARGUMENTS="--megabytes 200")
	$(BIN)/python -m bench.archives $(ARGUMENTS)

quality: $(VENV)/installed-dev  ## measure quality on the gold corpora, for the card (CORPORA=folder of the gold corpora)
	$(BIN)/python -m bench.quality --corpora $(CORPORA) $(ARGUMENTS)

bench-near-duplicates: $(VENV)/installed-dev  ## find known copies in 100,000 documents: precision, recall, seconds, memory
	$(BIN)/python -m bench.near_duplicates $(ARGUMENTS)

bench-hub: $(VENV)/installed-dev  ## measure publishing against push_to_hub, and its memory, on the loopback Hub
	$(BIN)/python bench/hub.py $(ARGUMENTS)

bench-beside: $(VENV)/installed-dev  ## build by hand beside a daemon while seeds change; all must end well (10 minutes)
	$(BIN)/python -m bench.beside $(ARGUMENTS)

bench-corrections: $(VENV)/installed-dev  ## plan 100,000 corrections among a million documents, build 10,000 with them: seconds
	$(BIN)/python -m bench.corrections $(ARGUMENTS)

bench-rows: $(VENV)/installed-dev  ## release lakes of 100,000 and 1,000,000 rows: seconds and memory (ARGUMENTS="--rows 10000000 --months 100")
	$(BIN)/python -m bench.rows $(ARGUMENTS)

bench-scale: $(VENV)/installed-dev  ## build 1,000 and 10,000 documents: cost a document (ARGUMENTS="--cluster --documents 2000")
	$(BIN)/python -m bench.scale $(ARGUMENTS)

bench-soak: $(VENV)/installed-dev  ## build 200 times in one process after random edits; nothing may grow (40 minutes)
	$(BIN)/python -m bench.soak $(ARGUMENTS)

lint: $(VENV)/installed-dev  ## check style, types, the one-way imports and the Dagster definitions
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	env DG_CLI_CONFIG=pipeline/dg_cli.toml $(BIN)/dg check defs

docs: $(VENV)/installed-dev  ## write what is generated from the code: docs/data-dictionary.md, docs/rights.md, docs/rules.md
	$(BIN)/python -m schemas.export > docs/data-dictionary.md
	$(BIN)/python -m pipeline.release.rights_page > docs/rights.md
	$(BIN)/python -m pipeline.rules > docs/rules.md

snapshot: $(VENV)/installed-dev  ## write all rows over the tests' own texts, to be looked at in a diff
	$(BIN)/python -m tests.golden.snapshot

digest: $(VENV)/installed-dev  ## print a digest a corpus over all that annotate finds (ARGUMENTS="--without rule")
	$(BIN)/python -m bench.digest $(ARGUMENTS)

calibrate: $(VENV)/installed-dev  ## measure how often each rule is right, for the column `confidence` (CORPORA=folder of the gold corpora)
	$(BIN)/python -m bench.calibrate --corpora $(CORPORA)

model: $(VENV)/installed-dev  ## write the dictionaries, train the tagger and the ranker (CORPORA=gold corpora, ARTICLES=gold articles)
	$(BIN)/python -m training.dictionary
	$(BIN)/python -m training.name_lists
	$(BIN)/python -m training.tagger --corpora $(CORPORA)
	$(BIN)/python -m training.coreference --corpora $(CORPORA) --articles $(ARTICLES)

neural-setup: $(VENV)/installed  ## install the neural tagger of names (ONRECORD_TAGGER=neural): its runtime, and its weights
	$(BIN)/uv pip install --quiet --python $(BIN)/python --constraint requirements-dev.txt onnxruntime
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation ./packages/onrecord_names
	@rm -rf packages/onrecord_names/build packages/onrecord_names/*.egg-info  # two more copies of the weights

neural: $(NEURAL)/installed  ## train the neural tagger anew and write its weights (CORPORA=gold corpora; 40 minutes, 4 GB)
	OMP_NUM_THREADS=1 $(NEURAL)/bin/python -m training.neural --corpora $(CORPORA) $(ARGUMENTS)

wheel: $(VENV)/installed  ## build the wheel into dist/ (SOURCE_DATE_EPOCH makes the bytes repeatable)
	@rm -rf build  # what is left of an earlier build would be packed as well
	$(BIN)/uv build --quiet --wheel --no-build-isolation --out-dir dist
	@rm -rf build

audit: $(VENV)/installed-dev  ## look up known vulnerabilities of the dependencies; write dist/requirements.cdx.json
	@$(BIN)/python -m bench.audit requirements.txt

lock:  ## resolve the dependencies anew and lock them with hashes
	$(BIN)/uv pip compile pyproject.toml -q --extra build --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml -q --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header -c requirements.txt -o requirements-dev.txt
	$(BIN)/uv pip compile pyproject.toml -q --extra neural-training --extra model --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header -c requirements-dev.txt \
		-o requirements-neural.txt

clean:  ## remove the virtual environment and caches (seeds and data stay)
	rm -rf $(VENV) $(NEURAL) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info

# The installers trust the certificates of this system, among which a proxy may have its own: uv by its own setting, and
# pip, which before 24.2 brings a list of its own, by the files that this Python trusts. What is set already is kept.
export UV_SYSTEM_CERTS ?= 1
PIP_CERTIFICATES = $$($(BIN)/python .ci/certificates.py)

# uv makes the installation a matter of seconds; it is itself locked in requirements-uv.txt.
$(VENV)/uv: requirements-uv.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	PIP_CERT="$(PIP_CERTIFICATES)" \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@touch $@

$(VENV)/installed: $(VENV)/uv requirements.txt pyproject.toml
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.txt
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

# PyTorch is for training alone, and stays out of the environment that runs the project.
$(NEURAL)/installed: $(VENV)/uv requirements-neural.txt
	$(BIN)/uv venv --quiet --clear $(NEURAL)
	$(BIN)/uv pip install --quiet --python $(NEURAL)/bin/python --require-hashes -r requirements-neural.txt
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.txt
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-dev.txt
	@touch $@
