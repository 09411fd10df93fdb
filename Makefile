# make run       set up .venv and open the window; without a display, run the demo in the terminal
# make test      set up .venv with what the tests need, and run them:  make test ARGS="-k store"
# make test-long the tests that take half a minute or more each:  make test-long ARGS="-k families"
# make check     ruff, mypy, known vulnerabilities of what is needed, and the tests
# make audit     known vulnerabilities alone, where pip-audit's service can be reached
# make lock      write packaging/requirements.txt anew: every package of a release with the hashes of its files (uv)
# make pictures  draw every page of the window into pictures/, in both languages, and once more small, at 200 %;
#                of a project of yours:  make pictures ARGS="--project DIR"
# make newcomer  a newcomer's first three minutes in a real window on a virtual screen, with pictures (Xvfb, xdotool)
# make torture   break what can be broken, at length:  make torture PART=crash ARGS="--rounds 50"; PART=help lists the parts
# make words     collect the window's words into resources/languages, where they are translated, and compile those
# make starter   how the bundled model is made again
# make clean     remove .venv and what tools left behind
#
# PYTHON=python3.12        the Python to use, 3.11 or newer; otherwise the first such that is found
# TORCH_INDEX=<url>        take torch from this index first, for example https://download.pytorch.org/whl/cpu,
#                          which saves several GB on Linux without an NVIDIA GPU

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; exit; }; done; echo python3)
TORCH_INDEX ?=
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
INPUTS := pyproject.toml constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := run
.PHONY: run test test-long check audit lock pictures newcomer torture words starter clean

run: $(VENV)/.installed
	@case "$$(uname -s)" in Darwin) display=yes ;; *) display="$$DISPLAY$$WAYLAND_DISPLAY" ;; esac; \
	if [ -n "$$display" ]; then \
		$(BIN)/python -m studio.qt_libraries --display && exec $(BIN)/softprompt-studio; \
	else \
		echo "There is no display here (DISPLAY and WAYLAND_DISPLAY are empty), so the window cannot open."; \
		echo "Running softprompt-studio demo in the terminal instead."; \
		exec $(BIN)/softprompt-studio demo; \
	fi

test: $(VENV)/.installed-dev
	@$(BIN)/python -m studio.qt_libraries --install
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not alone and not long" $(ARGS)
	$(BIN)/python -m pytest -m alone $(ARGS) || [ $$? = 5 ]  # 5: ARGS choose none of these

test-long: $(VENV)/.installed-dev
	@$(BIN)/python -m studio.qt_libraries --install
	$(BIN)/python -m pytest -n 2 --dist worksteal -m long $(ARGS)

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python packaging/audit.py
	$(MAKE) test

audit: $(VENV)/.installed-dev
	$(BIN)/python packaging/audit.py

lock: $(VENV)/.installed-dev
	$(BIN)/python packaging/lock.py

pictures: $(VENV)/.installed-dev
	@$(BIN)/python -m studio.qt_libraries
	@for language in en zh_CN; do \
		export QT_QPA_PLATFORM=offscreen SOFTPROMPT_LANGUAGE=$$language; \
		$(BIN)/python -m ui.pictures --out pictures/$$language $(ARGS) && \
		$(BIN)/python -m ui.pictures --out pictures/$$language/small-200 --size 1024x700 --scale 200 $(ARGS) || exit; \
	done

words: $(VENV)/.installed-dev
	$(BIN)/python packaging/words.py $(ARGS)

newcomer: $(VENV)/.installed-dev
	@DISPLAY=:0 $(BIN)/python -m studio.qt_libraries --display
	$(BIN)/python tests/newcomer.py --out pictures/newcomer

torture: $(VENV)/.installed-dev
	$(BIN)/python -m tests.torture $(PART:help=--help) $(ARGS)

starter:
	@echo "packaging/starter holds the recipe of the bundled model: its README says what to run, and how long it takes."

clean:
	rm -rf $(VENV) build dist pictures .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
		echo "$(PYTHON) is not on the PATH. Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is $$($(PYTHON) -V 2>&1), and Softprompt Studio needs 3.11 or newer. Name one: make PYTHON=python3.12."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make a virtual environment. On Debian and Ubuntu: sudo apt-get install python3-venv."; exit 1; }
	$(PYTHON) -m venv $(VENV)

define install
	@echo "Installing into $(VENV): some minutes the first time, seconds later."
	@if [ -n "$(TORCH_INDEX)" ]; then $(BIN)/python -m pip install -c constraints.txt --index-url $(TORCH_INDEX) torch; fi
	$(BIN)/python -m pip install -c constraints.txt -e '$(1)'
	@touch $@
endef

# Each stamp is older than what it was made from exactly when an install is due.
$(VENV)/.installed: $(INPUTS) | $(BIN)/python
	$(call install,.)

$(VENV)/.installed-dev: $(INPUTS) | $(BIN)/python
	$(call install,.[dev])
	@touch $(VENV)/.installed
