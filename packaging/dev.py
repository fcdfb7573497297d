#!/usr/bin/env python3
"""Set up, run and test from a checkout, with nothing but Python 3.11 or newer.

    python3 packaging/dev.py run          the demo office in a window; without a display, the tour
    python3 packaging/dev.py test [ARGS]  everything that must pass; ARGS go to pytest
    python3 packaging/dev.py lint         the fast half of it: style, types, import contracts
    python3 packaging/dev.py lock [ARGS]  write the locks anew from pyproject.toml; ARGS (--upgrade) go to uv

The first time makes .venv and installs the locked packages; after that set-up takes a fraction of a second.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import re
import secrets
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PURELIB = Path(sysconfig.get_path("purelib", "venv", vars={"base": str(VENV), "platbase": str(VENV)}))
LOCKS = {"run": "requirements-run.lock", "test": "requirements-test.lock"}
DEMO, DEMO_PASSPHRASE = ROOT / "build" / "demo", ROOT / "build" / "demo-passphrase.txt"
TOUR = "tour --out build/tour --country LS"
DEMO_OPTIONS = "--country LS --people 500 --seed 1"
PIP_OPTIONS = "--require-hashes --no-deps --only-binary=:all: --no-input --disable-pip-version-check"
LOCK_OPTIONS = "--quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url"

# What Qt opens at run time and its wheels do not bring: without a screen, and in addition with one.
QT_LIBRARIES = (
    "libegl1 libgl1 libglx0 libopengl0 libxkbcommon0 libfontconfig1 libdbus-1-3 libglib2.0-0 libx11-6 "
    "dbus"  # no library: the tests start a bus of their own
)
WINDOW_LIBRARIES = (
    "libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 "
    "libxcb-shape0 libxcb-sync1 libxcb-xfixes0 libxcb-xkb1 libxkbcommon-x11-0 libx11-xcb1 libcups2"
)
# Started inside .venv: says which library is missing by failing to load it.
QT_PROBE = """
import ctypes, pathlib, sys, PySide6
from PySide6 import QtPrintSupport, QtSvg, QtWidgets
if sys.argv[1] == "window":
    ctypes.CDLL(str(pathlib.Path(PySide6.__file__).parent / "Qt/plugins/platforms/libqxcb.so"))
"""


class Stop(Exception):
    """Set-up cannot go on; the text says what to do about it."""


def say(text: str) -> None:
    print(text, flush=True)


def run(*command: str | Path, **extra_environment: str) -> int:
    """Run in the project's folder and give back the exit code."""
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **extra_environment}).returncode


def on_linux() -> bool:
    return sys.platform.startswith("linux")


def has_display() -> bool:
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return False
    return not on_linux() or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


# --- set-up


def set_up(lock: str) -> None:
    """Make .venv and install the packages of `lock` ("run" or "test"), unless that is done already."""
    if not venv_works():
        make_venv()
    if not (marker(lock).is_file() and marker(lock).read_text() == stamp(lock)):
        install(LOCKS[lock])
        # A relative line, so that the folder may be moved and may have any name.
        (PURELIB / "caseapp.pth").write_text(os.path.relpath(ROOT, PURELIB) + "\n")
        for done in {"run", lock}:  # the test lock holds the whole run lock
            marker(done).write_text(stamp(done))
    check_qt("window" if has_display() and on_linux() else "offscreen")


def marker(lock: str) -> Path:
    return VENV / f"installed-{lock}"


def stamp(lock: str) -> str:
    return hashlib.sha256((ROOT / "packaging" / LOCKS[lock]).read_bytes()).hexdigest()


def venv_works() -> bool:
    if not PYTHON.exists():
        return False
    same_version = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    return run(PYTHON, "-c", same_version) == 0 and (pip_inside() or pip_outside())


def pip_inside() -> bool:
    return (PURELIB / "pip").is_dir()


def pip_outside() -> bool:
    """Whether this Python's own pip can install into .venv (it can since 22.3)."""
    if importlib.util.find_spec("pip") is None:
        return False
    return tuple(int(n) for n in re.findall(r"\d+", importlib.metadata.version("pip"))[:2]) >= (22, 3)


def make_venv() -> None:
    version = "{}.{}".format(*sys.version_info)
    say(f"Making .venv with Python {version} ...")
    with_pip = importlib.util.find_spec("ensurepip") is not None
    if not with_pip and not pip_outside():
        apt_install([f"python{version}-venv"], "Python's venv is not complete on this machine.")
        with_pip = True
    arguments = ["--clear"] if with_pip else ["--clear", "--without-pip"]
    if run(sys.executable, "-m", "venv", *arguments, VENV) != 0:
        raise Stop(f"Making {VENV} failed; the reason is above.")


def apt_install(packages: list[str], why: str) -> None:
    """Install Debian packages, or stop with the exact command for those who may not."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    say(why)
    if not (on_linux() and shutil.which("apt-get") and os.geteuid() == 0):
        raise Stop("Please run this once, then start again:\n\n  sudo " + " ".join(command))
    say("Installing " + " ".join(packages) + " ...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=environment)
    if subprocess.run([*command, "-qq"], env=environment, stdout=subprocess.DEVNULL).returncode != 0:
        raise Stop("That did not work; the reason is above. By hand it is:\n\n  " + " ".join(command))


def install(lock: str) -> None:
    path = Path("packaging") / lock
    total = len(re.findall(r"^[a-z0-9].*==", (ROOT / path).read_text(), re.MULTILINE))
    say(f"Installing {total} packages from {path.as_posix()} (about 130 MB the first time) ...")
    pip = (PYTHON, "-m", "pip") if pip_inside() else (sys.executable, "-m", "pip", "--python", PYTHON)
    options = (*PIP_OPTIONS.split(), "--progress-bar=off", "--no-warn-script-location")
    if stream(total, *pip, "install", *options, "-r", path) != 0:
        raise Stop("Installing stopped half-way; the reason is above. Nothing is lost: start it again.")


def stream(total: int, *command: str | Path) -> int:
    """Run pip with one short line for each package."""
    done = 0
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8", errors="replace"
    ) as pip:
        for line in pip.stdout or ():
            if found := re.match(r"(Collecting|Requirement already satisfied:|Ignoring) ([\w.-]+)", line):
                done += 1
                say(f"  {done:3}/{total} {found[2]}")
            elif line.startswith("Installing collected"):
                say("  unpacking ...")
    return pip.returncode


def check_qt(kind: str) -> None:
    """See once that Qt starts; on Linux bring the system libraries that its wheels lack."""
    seen = VENV / f"qt-starts-{kind}"
    if not seen.exists() and (missing := qt_missing(kind)):
        bring_qt_libraries(kind, missing)
        if missing := qt_missing(kind):
            raise Stop(f"Qt does not start on this machine: {missing}")
    seen.touch()


def bring_qt_libraries(kind: str, missing: str) -> None:
    why = f"Qt lacks a system library: {missing}"
    if not on_linux():
        raise Stop(f"Qt does not start on this machine: {missing}")
    if not shutil.which("apt-get"):
        raise Stop(
            f"{why}\nPlease install it with your package manager and start again. On Fedora:\n\n"
            "  sudo dnf install mesa-libEGL mesa-libGL libxkbcommon-x11 fontconfig dbus-libs glib2 "
            "xcb-util-cursor xcb-util-wm xcb-util-image xcb-util-keysyms xcb-util-renderutil cups-libs"
        )
    apt_install(QT_LIBRARIES.split() + (WINDOW_LIBRARIES.split() if kind == "window" else []), why)


def qt_missing(kind: str) -> str:
    """Why Qt does not start, or nothing."""
    probe = subprocess.run([PYTHON, "-c", QT_PROBE, kind], capture_output=True, text=True, cwd=ROOT)
    return (probe.stderr.strip() or "it crashed").splitlines()[-1] if probe.returncode else ""


# --- commands


def command_run(arguments: list[str]) -> int:
    """Open the demo office, made the first time; without a display, walk the tour instead."""
    set_up("run")
    if not has_display():
        say("There is no display here, so here is the tour instead: pictures and papers in build/tour/.")
        return run(PYTHON, "-m", "caseapp", *TOUR.split(), *arguments, QT_QPA_PLATFORM="offscreen")
    if not DEMO.exists():
        make_demo()
    passphrase = (
        DEMO_PASSPHRASE.read_text(encoding="utf-8") if DEMO_PASSPHRASE.exists() else "the one you chose"
    )
    say(f"\n  Sign in as caseworker, counsellor, grants or supervisor.\n  Passphrase: {passphrase}\n")
    say("To begin again with a new demo office, delete the folder build/demo.\n")
    return run(PYTHON, "-m", "caseapp", "--office", DEMO, *arguments)


def make_demo() -> None:
    """Make the demo office and keep its passphrase beside it: it guards invented people only."""
    say("Making the demo office in build/demo; the people in it are invented ...")
    passphrase = os.environ.get("CASEAPP_PASSPHRASE") or made_up_passphrase()
    DEMO.parent.mkdir(exist_ok=True)
    unfinished = DEMO.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    create = ("demo", "create", str(unfinished), *DEMO_OPTIONS.split())
    if run(PYTHON, "-m", "caseapp", *create, CASEAPP_PASSPHRASE=passphrase) != 0:
        raise Stop("The demo office was not made; the reason is above.")
    DEMO_PASSPHRASE.write_text(passphrase, encoding="utf-8")
    unfinished.rename(DEMO)


def made_up_passphrase() -> str:
    """Four words that can be read aloud, such as "kabori-tosila-mudepo-ranike"."""
    return "-".join("".join(secrets.choice(s) for s in ("bdfgklmnprst", "aeiou") * 3) for _ in range(4))


LINT = {
    "style": ["-m", "ruff", "check", "."],
    "format": ["-m", "ruff", "format", "--check", "."],
    "types": ["-m", "mypy"],
    "windows": ["-m", "mypy", "--platform", "win32", "--cache-dir", ".mypy_cache/windows"],
    "imports": ["-c", "import importlinter.cli as cli; cli.lint_imports_command()", "--no-logo"],
}


def command_lint(arguments: list[str]) -> int:
    """Style, types and import contracts."""
    set_up("test")
    return side_by_side({**LINT, "style": [*LINT["style"], *arguments]})


def command_test(arguments: list[str]) -> int:
    """Everything that must pass before a change lands."""
    set_up("test")
    workers = str(min(os.cpu_count() or 1, 4))
    lint = side_by_side(LINT)
    if step("tests", ["-m", "pytest", "-q", "-n", workers, "--dist", "worksteal", *arguments]) == 0:
        return lint
    say("\nWhat failed is run once more, alone: a busy machine may have been the reason.")
    return max(
        lint, step("alone", ["-m", "pytest", "-q", "--last-failed", "--last-failed-no-failures", "none"])
    )


def clean() -> dict[str, str]:
    """The environment of a step: nothing of an office, no screen."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CASEAPP_")}
    return kept | {"QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}


def step(name: str, arguments: list[str]) -> int:
    """Run one step and end with a line for it; its exit code."""
    say(f"\n--- {name}: python {' '.join(arguments)}")
    began = time.perf_counter()
    code = subprocess.run([PYTHON, *arguments], cwd=ROOT, env=clean()).returncode
    say(f"\n{name:8} {'ok' if code == 0 else 'FAILED':6} {time.perf_counter() - began:6.1f} s")
    return code


def side_by_side(commands: dict[str, list[str]]) -> int:
    """Run steps at the same time, show what each says, and end with a line for each. 0 when all passed."""
    began, results = time.perf_counter(), []
    running = {
        name: subprocess.Popen(
            [PYTHON, *arguments], cwd=ROOT, env=clean(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, encoding="utf-8", errors="replace",
        )
        for name, arguments in commands.items()
    }  # fmt: skip
    for name, process in running.items():
        told, _nothing = process.communicate()
        say(f"\n--- {name}: python {' '.join(commands[name])}\n{told.rstrip()}")
        results.append((name, process.returncode))
    say("")
    for name, code in results:
        say(f"{name:8} {'ok' if code == 0 else 'FAILED'}")
    say(f"{time.perf_counter() - began:.1f} s")
    return int(any(code for _, code in results))


def command_lock(arguments: list[str]) -> int:
    """Resolve pyproject.toml for every platform; the test lock is the run lock and the tools."""
    set_up("test")
    if not (PURELIB / "uv").is_dir():
        say("Installing uv into .venv ...")
        run(PYTHON, "-m", "pip", "install", "--quiet", "uv")
    resolve = ("-m", "uv", "pip", "compile", "pyproject.toml", *LOCK_OPTIONS.split(), *arguments)
    runtime, testing = (Path("packaging") / LOCKS[lock] for lock in ("run", "test"))
    if code := run(PYTHON, *resolve, "-o", runtime):
        return code
    return run(PYTHON, *resolve, "--extra", "test", "-c", runtime, "-o", testing)


COMMANDS = {"run": command_run, "test": command_test, "lint": command_lint, "lock": command_lock}


def main() -> int:
    if sys.version_info < (3, 11):
        say("This needs Python 3.11 or newer; this is {}.{}.".format(*sys.version_info))
        say("Install a newer one beside it and start again, for example: python3.12 packaging/dev.py run")
        return 2
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        say(__doc__ or "")
        return 2
    try:
        return COMMANDS[sys.argv[1]](sys.argv[2:])
    except Stop as stop:
        say(f"\n{stop}\n")
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
