"""Small files, functions and classes: a god-object that has formed never shrinks again."""

import ast

from tests.conventions.tree import ROOT, modules

FILE_LINES, FUNCTION_LINES, CLASS_METHODS = 400, 50, 25
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def test_files_are_short():
    lines = {
        name: len((ROOT / name).read_text("utf-8").splitlines()) for name in modules("caseapp", "packaging")
    }
    assert {name: n for name, n in lines.items() if n > FILE_LINES} == {}


def test_functions_are_short():
    lines = {
        f"{name}:{node.name}": node.end_lineno - node.lineno + 1
        for name, tree in modules("caseapp", "packaging").items()
        for node in ast.walk(tree)
        if isinstance(node, FUNCTIONS)
    }
    assert {name: n for name, n in lines.items() if n > FUNCTION_LINES} == {}


def test_classes_are_small():
    methods = {
        f"{name}:{node.name}": sum(isinstance(member, FUNCTIONS) for member in node.body)
        for name, tree in modules("caseapp", "packaging").items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    assert {name: n for name, n in methods.items() if n > CLASS_METHODS} == {}
