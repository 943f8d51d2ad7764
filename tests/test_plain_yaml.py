"""What YAML means here: the core schema of YAML 1.2, less what could be taken for something else."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kunteko_eval.files import yaml_tree as module
from kunteko_eval.files.yaml_tree import dump_yaml, plain_yaml

ROOT = Path(__file__).parents[1]
MEANS = {
    "yes": "yes",
    "No": "No",
    "on": "on",
    "true": True,
    "False": False,
    "tRUE": "tRUE",
    "12": 12,
    "-3.50": -3.5,
    "1e3": 1000.0,
    ".5": 0.5,
    "0012": 12,
    "1" * 40: int("1" * 40),
    "1" * 41: "1" * 41,
    "0.5" + "0" * 38: "0.5" + "0" * 38,
    "0x10": "0x10",
    "0o17": "0o17",
    "1_000": "1_000",
    "12:30:45": "12:30:45",
    ".inf": ".inf",
    ".nan": ".nan",
    "2020-02-30": "2020-02-30",
    "null": None,
    "~": None,
    "": None,
    '"12"': "12",
    "'true'": "true",
    '""': "",
    "!!str 12": "12",
    "! 12": "12",
    '!!int "12"': 12,
    '!!bool "yes"': "yes",
    "<<": "<<",
}


@pytest.mark.parametrize("text", MEANS)
def test_a_scalar_means_what_the_core_schema_says(text: str) -> None:
    """Words of other versions of YAML, times, dates and numbers with other bases stay the texts that they are."""
    plain = plain_yaml(f"value: {text}\n")
    assert not plain.problems
    assert plain.content is not None
    value = plain.content["value"]
    assert (type(value), value) == (type(MEANS[text]), MEANS[text])


def test_the_parser_without_libyaml_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML was built without libyaml, every file of the repository has the same content and lines."""
    paths = [path for folder in ("data", "params") for path in sorted((ROOT / folder).rglob("*.yaml"))]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    fast = [plain_yaml.__wrapped__(text) for text in texts]
    monkeypatch.setattr(module, "_LOADER", yaml.SafeLoader)
    assert len(texts) > 20
    assert [plain_yaml.__wrapped__(text) for text in texts] == fast
    assert not any(one.problems for one in fast)


@pytest.mark.parametrize("loader", [module._LOADER, yaml.SafeLoader])
@pytest.mark.parametrize(
    ("text", "advised"),
    [
        ("a: b: c\n", True),
        ("ä: ö: c\n", True),
        ("a: {b: c: d}\n", True),
        ('a: "x" mapping values\n', False),
        ("mapping values: 'x\n", False),
        ("- a: b\nk: v\n", False),
    ],
)
def test_quotation_marks_are_advised_where_a_colon_is_one_too_many(
    loader: type, text: str, advised: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The advice follows from what stands at the place of the fault, whatever words the parser has for it."""
    monkeypatch.setattr(module, "_LOADER", loader)
    problems = plain_yaml.__wrapped__(text).problems
    assert problems
    assert any(one.advice for one in problems) == advised


@pytest.mark.parametrize(
    "text", ["1e3", "0089", "+1", "no", "~", "2020-01-01", "a: b", " x ", "ä\u2028\n", "12:30", ""]
)
def test_a_text_that_is_written_is_read_back(text: str) -> None:
    """Whatever a text looks like, it is a text again."""
    plain = plain_yaml(dump_yaml({"a": text, "list": [text, 1, 2.5, True]}))
    assert not plain.problems
    assert plain.content == {"a": text, "list": [text, 1, 2.5, True]}
