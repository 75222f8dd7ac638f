"""The rulebook can be read, and run, without a framework, a database, a clock or chance."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(ROOT.glob("services/*/src/*/domain/**/*.py"))
ALLOWED_FROM_KIT = {"kit.money", "kit.refusal", "kit.calendar"}
CLOCK_AND_CHANCE = {"random", "secrets", "uuid", "time"}
ESTIMATES = {path for path in FILES if path.parent.name == "estimates"}
"""Statistics: floats are right there, and money is not."""


def imports_of(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_there_are_four_domains():
    assert {path.relative_to(ROOT).parts[1] for path in FILES} == {"applicants", "training", "credit", "followup"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_domain_imports_only_the_standard_library_itself_and_money(path):
    service = path.relative_to(ROOT).parts[1]
    for name in imports_of(ast.parse(path.read_text())):
        own = name == f"{service}.domain" or name.startswith(f"{service}.domain.")
        standard = name.split(".")[0] in sys.stdlib_module_names and name.split(".")[0] not in CLOCK_AND_CHANCE
        assert own or standard or name in ALLOWED_FROM_KIT, f"{path}: imports {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_domain_asks_no_clock_and_uses_no_float(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert not called.endswith((".today", ".now", ".utcnow")), f"{path}:{node.lineno} asks the clock"
            assert called != "float" or path in ESTIMATES, f"{path}:{node.lineno} makes a float"
        if isinstance(node, ast.Constant) and path not in ESTIMATES:
            assert not isinstance(node.value, float), f"{path}:{node.lineno} has a float"


@pytest.mark.parametrize("path", sorted(ESTIMATES), ids=lambda path: str(path.relative_to(ROOT)))
def test_estimates_touch_no_money(path):
    assert "kit.money" not in imports_of(ast.parse(path.read_text()))
