"""Every file that the code names is shipped."""

import ast

from tests.conventions.tree import ROOT, calls, modules

FOLDERS = {"resource": "resources", "database_dir": "db"}


def named_files():
    """(place in the code, path from the root) for `resource("icons", "x.svg")` and `database_dir("seed")`.

    Up to the first part that is computed: of `resource("icons", name)` the folder is known and checked.
    """
    for name, tree in modules("caseapp").items():
        for called, node in calls(tree):
            if folder := FOLDERS.get(called.rpartition(".")[2]):
                yield f"{name}:{node.lineno}", "/".join([folder, *constant_parts(node.args)])


def constant_parts(arguments):
    parts = []
    for argument in arguments:
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
            break
        parts.append(argument.value)
    return parts


def named_icons():
    """(place in the code, icon) for `icon("lock")` and `Anything(icon="lock")`."""
    for name, tree in modules("caseapp").items():
        for called, node in calls(tree):
            first = node.args[:1] if called.rpartition(".")[2] == "icon" else []
            named = [keyword.value for keyword in node.keywords if keyword.arg == "icon"]
            for icon in constant_parts(first) + constant_parts(named):
                yield f"{name}:{node.lineno}", icon


def test_every_named_file_is_shipped():
    assert [(place, path) for place, path in named_files() if not (ROOT / path).exists()] == []


def test_every_named_icon_is_shipped():
    icons = {path.stem for path in (ROOT / "resources" / "icons").glob("*.svg")}
    assert [(place, icon) for place, icon in named_icons() if icon and icon not in icons] == []
