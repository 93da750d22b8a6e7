"""Make `.venv` hold exactly what requirements/<name>.txt locks; `python3 requirements/install.py base|dev`.

Runs before anything is installed, so it uses the standard library only and can still be read by an old Python,
which it needs in order to say that the Python is too old.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

OLDEST = (3, 11)
NEWER_NAMES = ("python3.14", "python3.13", "python3.12", "python3.11")
HERE = Path(__file__).resolve().parent
VENV = HERE.parent / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
# Stands while things are unpacked: an interrupted installation cannot be told from a whole one otherwise.
UNFINISHED = VENV / ".unfinished"
LANDMARKS = ("pip", "django", "wagtail", "celery", "granian", "psycopg", "twilio")


class Fault(Exception):
    """What is wrong and what to do about it, in one line; the values fill its braces."""

    def __init__(self, line, *values):
        """Fill the line."""
        super().__init__(line.format(*values))


def say(line):
    """Print at once, even into a pipe."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def use_a_newer_python():
    """Start again under a newer Python found on PATH; raises Fault when there is none."""
    for name in NEWER_NAMES:
        found = shutil.which(name)
        if found and works(found, "import sys; sys.exit(sys.version_info < (3, 11))"):
            os.execv(found, [found, *sys.argv])
    raise Fault(
        "Python 3.11 or newer is needed, this is {}.{}: install one, or run make PYTHON=/path/to/python3.11. "
        "需要 Python 3.11 或更高版本。",
        *sys.version_info[:2],
    )


def works(python, program):
    """Whether the interpreter carries out the small program."""
    try:
        done = subprocess.run(
            [str(python), "-c", program], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


def fingerprint(name):
    """What a finished installation of the lock file looks like: its text and where the environment stands."""
    digest = hashlib.sha256((HERE / (name + ".txt")).read_bytes())
    digest.update(str(VENV).encode())
    return digest.hexdigest()


def stamp(name):
    """The file that says which lock file was installed to the end."""
    return VENV / (".installed-" + name)


def is_installed(name):
    """Whether the environment already holds this lock file."""
    return stamp(name).exists() and stamp(name).read_text() == fingerprint(name)


def is_broken():
    """Whether the environment cannot be mended by installing into it."""
    if not VENV.exists():
        return VENV.is_symlink()  # to nowhere
    if UNFINISHED.exists() or not works(VENV_PYTHON, "import sys; sys.exit(sys.version_info < (3, 11))"):
        return True
    names = LANDMARKS if stamp("base").exists() or stamp("dev").exists() else ("pip",)
    return not works(VENV_PYTHON, f"import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, {names!r})))")


def create():
    """Make an empty environment; raises Fault with the remedy when this Python cannot."""
    started = time.monotonic()
    VENV.mkdir()
    UNFINISHED.touch()
    done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
    if done.returncode and "ensurepip" in done.stdout + done.stderr:
        raise Fault(
            "This Python cannot make a virtual environment: apt-get install python{}.{}-venv, then run make again. "
            "请先安装 python3-venv。",
            *sys.version_info[:2],
        )
    if done.returncode:
        reason = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise Fault("Cannot make {}: {}. 无法创建虚拟环境。", VENV, "".join(reason))
    say(f"  Made the virtual environment 创建虚拟环境 {time.monotonic() - started:.1f} s")


def install(name):
    """Install the lock file, every archive checked against its hash; raises Fault when pip fails."""
    started = time.monotonic()
    say(f"  Installing requirements/{name}.txt 安装依赖（首次约 1–3 分钟）…")
    UNFINISHED.touch()
    done = subprocess.run(
        [
            str(VENV_PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input",
            "--require-hashes", "--requirement", str(HERE / (name + ".txt")),
        ],
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise Fault(f"pip could not install requirements/{name}.txt (see above); run make again. 依赖安装失败。")
    UNFINISHED.unlink()
    for done_name in ("base", "dev") if name == "dev" else ("base",):
        stamp(done_name).write_text(fingerprint(done_name))
    say(f"  Installed 安装完成 {time.monotonic() - started:.1f} s")


def main(name):
    """Bring the environment up to the lock file, one process at a time."""
    if sys.version_info < OLDEST:
        use_a_newer_python()
    if not os.access(str(HERE.parent), os.W_OK):
        raise Fault(f"{HERE.parent} is not writable, so .venv cannot be made here. 项目目录不可写。")
    folder = os.open(str(HERE), os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        if is_broken():
            say("  .venv is broken or unfinished, making it anew 虚拟环境不完整，重新创建")
            VENV.unlink() if VENV.is_symlink() else shutil.rmtree(str(VENV))
        if not VENV.exists():
            create()
        if not is_installed(name):
            install(name)
    finally:
        os.close(folder)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except Fault as fault:
        say(f"✗ {fault}")
        sys.exit(1)
    except OSError as error:
        say(f"✗ {error.filename}: {error.strerror}. Check permissions and free space. 请检查权限与磁盘空间。")
        sys.exit(1)
    except KeyboardInterrupt:
        say("\n  Interrupted; the next make begins again. 已中断，下次会重新开始。")
        sys.exit(130)
