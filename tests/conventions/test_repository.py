"""The repository speaks of the product alone, and what it declares is what it locks and explains."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement

from tests.conventions.tree import ROOT, files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
RUN = [Requirement(line) for line in PROJECT["dependencies"]]
TEST = RUN + [Requirement(line) for line in PROJECT["optional-dependencies"]["test"]]
BINARY = {".ttf", ".png", ".jpg", ".pdf", ".mo", ".db", ".office"}
# The folder of one machine, the address a package came from: neither is the same for the next reader.
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|farm|home/[a-z]+)/|[A-Z]:\\Users\\")
REGISTRY = re.compile(r"(?:pypi|pythonhosted|npmjs|deb\.debian|proxy\.golang)\.(?:org|com)\b", re.IGNORECASE)


def lines_matching(pattern):
    for path in files():
        if path.suffix not in BINARY:
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                if pattern.search(line):
                    yield f"{path.relative_to(ROOT)}:{number}"


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY], ids=["machine path", "registry address"])
def test_no_file_names_a_machine(pattern):
    assert list(lines_matching(pattern)) == []


def locked(name):
    """{package: version} of a lock; every entry carries hashes."""
    text = (ROOT / "packaging" / name).read_text("utf-8")
    entries = re.findall(
        r"^([a-z0-9-]+)==(\S+)([^\n]*\\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", text, re.M
    )
    assert len(entries) == len(re.findall(r"^[^\s#]", text, re.M))
    return {package: version for package, version, _ in entries}


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [("requirements-run.lock", RUN), ("requirements-test.lock", TEST)],
    ids=["run", "test"],
)
def test_lock_holds_what_the_project_declares(lock, wanted):
    versions = locked(lock)
    names = {requirement: re.sub(r"[-_.]+", "-", requirement.name).lower() for requirement in wanted}
    wrong = [str(r) for r, name in names.items() if not r.specifier.contains(versions.get(name, "0"))]
    assert wrong == []


def test_the_test_lock_is_the_run_lock_and_more():
    run, test = locked("requirements-run.lock"), locked("requirements-test.lock")
    assert run.items() <= test.items()


def test_every_dependency_is_explained():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert [r.name for r in TEST if f"**{r.name}**" not in text] == []
