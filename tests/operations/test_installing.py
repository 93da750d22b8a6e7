"""The first thing a fresh machine runs, state by state; the whole way is walked by CI itself."""

import ast
import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "requirements" / "install.py"


@pytest.fixture
def installer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script beside an empty lock file, with an environment folder of its own."""
    home = tmp_path / "requirements"
    home.mkdir()
    shutil.copy(SOURCE, home)
    for name in ("base", "dev"):
        (home / f"{name}.txt").write_text("")
    spec = importlib.util.spec_from_file_location("install", home / "install.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "LANDMARKS", ("pip",))
    monkeypatch.setattr(module, "create", lambda: imitate_environment(module))
    return module


def imitate_environment(module: ModuleType) -> None:
    """Stand in for `python -m venv`, which takes seconds: an environment whose Python is the suite's own."""
    module.VENV_PYTHON.parent.mkdir(parents=True)
    module.VENV_PYTHON.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    module.VENV_PYTHON.chmod(0o755)


def test_an_old_python_is_told_which_one_it_needs(installer, monkeypatch):
    monkeypatch.setattr(installer.sys, "version_info", (3, 8, 10))
    monkeypatch.setattr(installer.shutil, "which", lambda _: None)
    with pytest.raises(installer.Fault, match=r"Python 3.11 or newer is needed, this is 3.8"):
        installer.main("base")


def test_a_first_installation_is_remembered_and_not_repeated(installer, capsys):
    installer.main("base")
    assert installer.is_installed("base")
    assert not installer.UNFINISHED.exists()
    capsys.readouterr()
    installer.main("base")
    assert capsys.readouterr().out == ""


def test_an_interrupted_installation_is_begun_anew(installer, capsys):
    installer.main("base")
    installer.UNFINISHED.touch()
    installer.main("base")
    assert "making it anew" in capsys.readouterr().out
    assert installer.is_installed("base")


def test_an_environment_without_its_python_is_made_anew(installer, capsys):
    installer.main("base")
    installer.VENV_PYTHON.unlink()
    installer.main("base")
    assert "making it anew" in capsys.readouterr().out
    assert installer.works(installer.VENV_PYTHON, "import pip")


def test_a_link_to_nowhere_is_replaced(installer):
    installer.VENV.symlink_to(installer.VENV)
    installer.main("base")
    assert installer.is_installed("base")


def test_a_changed_lock_file_is_installed_again(installer):
    installer.main("base")
    (installer.HERE / "base.txt").write_text("# another line\n")
    assert not installer.is_installed("base")


def test_the_script_can_be_read_by_an_older_python():
    ast.parse(SOURCE.read_text(), feature_version=(3, 7))


def test_a_package_that_cannot_be_had_is_a_fault_with_a_remedy(installer, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    (installer.HERE / "base.txt").write_text("no-such-package==1.0 --hash=sha256:" + "0" * 64 + "\n")
    with pytest.raises(installer.Fault, match="run make again"):
        installer.main("base")
    assert installer.UNFINISHED.exists()
