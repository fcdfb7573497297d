"""What the code never does, because it is unsafe here or hides a race."""

import ast

from tests.conventions.tree import calls, imported, modules

NEVER_CALLED = {"eval", "exec", "os.system", "os.popen", "pickle.load", "pickle.loads", "marshal.loads"}
WAITING = {"time.sleep", "qtbot.wait", "QTest.qWait", "QTest.qSleep", "QThread.sleep", "QThread.msleep"}


def test_no_code_is_made_from_text():
    made = [
        f"{name}:{node.lineno} {called}"
        for name, called, node in all_calls("caseapp")
        if called in NEVER_CALLED
    ]
    assert made == []


def test_no_command_goes_through_a_shell():
    through_shell = [
        f"{name}:{node.lineno}"
        for name, _, node in all_calls("caseapp", "packaging", "tests")
        for keyword in node.keywords
        if keyword.arg == "shell"
        and not (isinstance(keyword.value, ast.Constant) and not keyword.value.value)
    ]
    assert through_shell == []


def test_nothing_waits_for_a_time_instead_of_an_event():
    waits = [
        f"{name}:{node.lineno}" for name, called, node in all_calls("caseapp", "tests") if called in WAITING
    ]
    waits += [name for name, tree in modules("caseapp", "tests").items() if "time.sleep" in imported(tree)]
    assert waits == []


def test_one_module_opens_encrypted_files():
    openers = {
        name
        for name, tree in modules("caseapp").items()
        if any(module.partition(".")[0] == "sqlcipher3" for module in imported(tree))
    }
    assert openers <= {"caseapp/data/engine.py"}


def all_calls(*folders):
    for name, tree in modules(*folders).items():
        for called, node in calls(tree):
            yield name, called, node
