"""The house rules that a linter does not know: small files, small functions, honest names, documented settings."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from project.config import variable_names
from tests.environment import ROOT

ROOMS = ("project", "jobs", "integrations", "notifications")
# Hard limits, in lines; what to aim at is about half.
LONGEST = {"file": 250, "function": 40, "template": 80, "view": 20, "task": 20}
BANNED_NAMES = {"utils", "helpers", "services", "common", "misc", "util", "helper"}
WRITTEN = {".py", ".md", ".html", ".txt", ".css", ".js", ".lua", ".sql", ".service", ".conf"}
# Named exceptions, each with its reason.
LONGER_FUNCTIONS: dict[str, str] = {}

MODULES = sorted(
    path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.relative_to(ROOT).parts
)
TEMPLATES = sorted(
    path for folder in (ROOT / "templates", *(ROOT / room for room in ROOMS)) for path in folder.rglob("*.html")
)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body, without the docstring: explaining costs nothing."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def is_task(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("task" in {getattr(part, "id", None) for part in ast.walk(mark)} for mark in node.decorator_list)


def is_view(path: Path, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    in_views = path.stem == "views" or "views" in path.parts
    return in_views and bool(node.args.args) and node.args.args[0].arg == "request"


def limit_of(path: Path, node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return LONGEST["task"] if is_task(node) else LONGEST["view"] if is_view(path, node) else LONGEST["function"]


def test_modules_are_small():
    found = {name_of(path): len(path.read_text().splitlines()) for path in MODULES}

    assert not {name: lines for name, lines in found.items() if lines > LONGEST["file"]}


def test_modules_are_named_after_a_thing():
    assert not [name_of(path) for path in MODULES if {path.stem, path.parent.name} & BANNED_NAMES]


def test_modules_say_their_room():
    written = [path for path in MODULES if path.read_text().strip()]

    assert not [name_of(path) for path in written if not ast.get_docstring(ast.parse(path.read_text()))]


def test_functions_are_small():
    found = {
        f"{name_of(path)}:{node.name}": lines_of(node)
        for path in MODULES
        for node in functions(path)
        if lines_of(node) > limit_of(path, node)
    }

    assert {name: lines for name, lines in found.items() if name not in LONGER_FUNCTIONS} == {}


def test_templates_are_small():
    found = {name_of(path): len(path.read_text().splitlines()) for path in TEMPLATES}

    assert not {name: lines for name, lines in found.items() if lines > LONGEST["template"]}


def test_pages_carry_nothing_inline():
    """The browser would refuse it. E-mails have no choice: their readers know no style sheets."""
    pages = [path for path in TEMPLATES if not {"email", "emails"} & set(path.parts)]
    inline = re.compile(r"\sstyle=|<style|\son[a-z]+=\"|<script(?![^>]*\bsrc=)")

    assert not [name_of(path) for path in pages if inline.search(path.read_text())]


def test_every_setting_is_documented():
    documented = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/operations.md").read_text(), re.MULTILINE))

    assert documented == variable_names()


def test_only_the_configuration_and_the_entry_points_see_the_environment():
    others = [path for path in MODULES if not name_of(path).startswith(("project/config/", "project/wsgi.py"))]

    assert not [name_of(path) for path in others if re.search(r"os\.environ|os\.getenv", path.read_text())]


def test_nothing_names_a_place_on_somebodys_machine():
    folders = [ROOT / name for name in (*ROOMS, "tests", "templates", "docs", "deploy", "benchmarks", ".ci")]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in WRITTEN] + [*ROOT.glob("*.*")]

    assert not [name_of(path) for path in files if path.is_file() and str(ROOT) in path.read_text()]


def test_the_arrows_between_rooms_hold():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
