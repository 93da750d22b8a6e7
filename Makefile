# Two commands for a fresh machine: `make run` and `make test`. The rest is for those who work here.
PYTHON ?= python3
IN_VENV := .venv/bin
ARGS ?=

.PHONY: help run test check format lock messages messages-are-current bench texts chaos shell manage base dev
help:
	@echo "make run       start everything on this machine            一条命令启动"
	@echo "make test      the whole suite, browser journeys included  全部测试"
	@echo "make check     linters, types, contracts, migrations, texts 代码检查"
	@echo "make format    ruff on Python, djade and djangofmt on templates"
	@echo "make shell     Django shell on the running database"
	@echo "make manage ARGS='…'   any management command"
	@echo "make messages  update the Chinese catalogue    make lock  recompile requirements"
	@echo "make bench     measure against bare Django     make texts   texts a second, commit to request"
	@echo "make chaos     kill things and count messages"

base:
	@command -v $(PYTHON) >/dev/null || { echo "✗ There is no $(PYTHON): install Python 3.11 or newer. 请安装 Python 3.11 或更高版本。"; exit 1; }
	@$(PYTHON) requirements/install.py base

dev:
	@command -v $(PYTHON) >/dev/null || { echo "✗ There is no $(PYTHON): install Python 3.11 or newer. 请安装 Python 3.11 或更高版本。"; exit 1; }
	@$(PYTHON) requirements/install.py dev

run: base
	@$(IN_VENV)/python -m devserver.up

test: dev
	@$(IN_VENV)/python -m tests.run $(ARGS)

check: dev
	@$(IN_VENV)/python -m tests.check

format: dev
	-@$(IN_VENV)/ruff check --fix --quiet . ; $(IN_VENV)/ruff format --quiet .
	-@find templates -name '*.html' -exec $(IN_VENV)/djangofmt --quiet {} +
	-@find templates -name '*.html' -exec $(IN_VENV)/djade --target-version 5.2 {} + 2>/dev/null
	-@find templates -name '*.html' -exec $(IN_VENV)/djangofmt --quiet {} +

shell: base
	@$(IN_VENV)/python manage.py shell

manage: base
	@$(IN_VENV)/python manage.py $(ARGS)

# The texts by Babel, because a fresh machine has no gettext; what is new and not yet translated is listed at the end.
TEXTS = accounts catalog config consultants content crm demo enrollment kit locale messaging reports templates
EXTRACT = mkdir -p var && PYTHONPATH=. $(IN_VENV)/pybabel --quiet extract --mapping-file locale/babel.cfg \
	--keywords "gettext_lazy gettext_noop ngettext_lazy:1,2 pgettext_lazy:1c,2" --add-comments Translators: \
	--no-location --sort-output --output-file var/django.pot $(TEXTS)
UPDATE = $(IN_VENV)/pybabel --quiet update --input-file var/django.pot --locale zh_Hans --width 120 \
	--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --output-file
PO = locale/zh_Hans/LC_MESSAGES/django.po
messages: dev
	@$(EXTRACT) && $(UPDATE) $(PO) && $(IN_VENV)/pybabel --quiet compile --directory locale --domain "django djangojs"
	@$(IN_VENV)/python -m tests.check texts

messages-are-current:
	@$(EXTRACT) && cp $(PO) var/django.po && $(UPDATE) var/django.po && cmp $(PO) var/django.po

bench: dev
	@$(IN_VENV)/python -m bench $(ARGS)

texts: dev
	@$(IN_VENV)/python -m pytest -q -p no:randomly bench/texts.py $(ARGS)

chaos: dev
	@CHAOS_MESSAGES=10000 $(IN_VENV)/python -m pytest --capture=no tests/concurrency/test_messaging_chaos.py $(ARGS)

COMPILE = $(IN_VENV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header --no-strip-extras
lock: dev
	@cd requirements && ../$(COMPILE) base.in --output-file base.txt && ../$(COMPILE) aliyun.in --output-file aliyun.txt && ../$(COMPILE) dev.in --output-file dev.txt
