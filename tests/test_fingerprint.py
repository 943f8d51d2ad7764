"""What makes a report stale: what Python reads of a module, and every byte of other files."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from workshop import SOAK

from kunteko_eval.batch.fingerprint import without_comments

PACKAGE = Path(__file__).parents[1] / "kunteko_eval"


def test_without_its_comments_a_module_is_the_same_to_python() -> None:
    """The syntax tree of every module of the product is the same without what is left out of it.

    A fourth of the modules, and every one in the long run.
    """
    sources = {path: path.read_bytes() for path in sorted(PACKAGE.rglob("*.py"))[:: 1 if SOAK else 4]}
    trees = {path: ast.dump(ast.parse(source)) for path, source in sources.items()}
    assert len(trees) > 50
    assert [path for path, tree in trees.items() if ast.dump(ast.parse(without_comments(sources[path]))) != tree] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = 1\n", "x = 1  # one"),
        ("x = 1\n", "#!/usr/bin/python\n# why\n\nx = 1\n\n\n# the end\n"),
        ("def f():\n    return 1\n", "def f():\n\n    # why\n  # and why\n    return 1  \n"),
        ("def f():\n    return 1\n", "def f():\r\n    # why\r\n    return 1\r\n"),
        ("d = {\n    1: '#',\n}\n", "d = {  # 'one'\n    1: '#',  # \"\"\"\n}\n"),
        ("x = '\\'#'\n", "x = '\\'#'  # '"),
    ],
)
def test_comments_and_empty_lines_do_not_count(one: str, other: str) -> None:
    """Whatever a comment holds and wherever it stands, the module counts as the same."""
    assert without_comments(one.encode()) == without_comments(other.encode())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = 1", "x = 2"),
        ("x = '# a'", "x = '# b'"),
        ('x = """\n# a\n"""', 'x = """\n# b\n"""'),
        ('x = """a\n\n"""', 'x = """a\n"""'),
        ("x = '''a  \n'''", "x = '''a\n'''"),
        ("x = rb'\\'  # '", "x = rb'\\'  # \"'"),
        ("if x:\n    y()\nz()", "if x:\n    y()\n    z()"),
    ],
)
def test_strings_and_indentation_count(one: str, other: str) -> None:
    """What looks like a comment or an empty line within a string is text, and the indentation is the program's."""
    assert without_comments(one.encode()) != without_comments(other.encode())
