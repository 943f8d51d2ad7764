"""What every class, key and column means, in the words of the docstrings, for comments, schemas and the dictionary."""

from __future__ import annotations

import functools
import inspect
import re
from dataclasses import is_dataclass
from typing import Any, get_args, get_type_hints

SHARED = {
    "id": "Its name in links and references: lower-case letters, digits and hyphens.",
    "document": "Id of the document that it was read from.",
    "place": "The heading of the document under which it stands.",
    "line": "The line of the document's text, where lines are known.",
    "match": "Whether it was read as it stands (read), put together from parts (inferred), or computed (derived).",
    "label": "The words that people read, in three languages.",
    "text": "The words that people read, in three languages.",
    "name": "The name that people read, in three languages.",
    "title": "The title that people read, in three languages.",
    "statement": "What was found, in the coder's own words and in three languages.",
    "schema": "The version of the format: 1.",
    "period": "Id of a period of the programme.",
    "previous": "Id of the period that it is compared with.",
    "start": "The first day.",
    "end": "The last day.",
    "group": "Id of the group of respondents.",
    "source": "Id of the collection of evidence.",
    "theme": "Id of the theme.",
    "indicator": "Id of the indicator.",
    "finding": "Id of the finding.",
    "element": "Id of the element of the chain.",
    "rival": "Id of the rival explanation.",
    "from": "Id of the element that contributes.",
    "to": "Id of the element that it contributes to.",
    "expectation": "Id of the convention that says what was expected.",
    "reason": "Why, in words.",
    "note": "A remark for readers of the evidence.",
    "recorded": "The day that it was recorded.",
    "date": "The day.",
    "registered": "The day that it was registered, before ratings were looked at.",
    "unit": "The unit of the figures.",
    "level": "Id of the level that it stands on.",
    "why": "Why the registered evidence speaks for it, or why there is none.",
    "placement": "Whether the documents place it so, or somebody else does.",
    "synthetic": "Whether it was made up.",
    "description": "What it is, in a few sentences.",
    "number": "Its number.",
    "file": "The name of the document's file.",
    "published": "The day of publication.",
    "reference": "How to cite it.",
    "programme": "The programme's id.",
    "language": "fi, sv or en.",
    "share": "Per cent of the whole; empty where the documents do not tell.",
    "event": "What is dated: the start or the end of the programme.",
    "precision": "How exactly the document tells it.",
    "chapters": "The chapters of the report that answer it.",
    "elements": "Ids of the elements that it speaks of.",
    "status": "How far it has come.",
    "placement_note": "Why it is placed so.",
    "evaluation_question": "Number of the evaluation question that it answers to.",
    "proxy": "Whether it is an indirect measure.",
    "assumption": "What has to hold for the one to lead to the other.",
    "examined": "Whether the rival explanation was examined.",
    "result": "What the examination found.",
    "kind": "Of which kind it is.",
    "bias_reason": "Why the risk of bias is judged so.",
    "direction": "For an indicator, whether more or less is better; for a finding, whether it supports or contradicts.",
    "scale_min": "The least grade of the scale; for the unit grade alone.",
    "scale_max": "The greatest grade of the scale; for the unit grade alone.",
    "reason_code": "Why the decision was made, as a code.",
    "second_reviewer": "The role of the second reviewer, never a name.",
    "scorer": "The role of the evaluator who scores, never a name.",
    "score": "The rating that the evaluator gives.",
    "previous_ratings": "What is known of ratings that others gave before, in words; left out where there were none.",
    "budget": "The whole budget of the programme, with the document that tells it.",
    "amount": "The sum.",
    "currency": "EUR.",
    "due_reason": "Why effects are expected on the levels when they are.",
    "registration_note": "What readers should know of how expectations were recorded.",
}
"""Keys that mean the same wherever they stand and whose class does not say more."""


@functools.cache
def of_class(kind: Any) -> str:
    """Return the first sentence of a class's docstring on one line."""
    return _flat((inspect.getdoc(kind) or "").partition("\n\n")[0])


@functools.cache
def of_fields(kind: Any) -> dict[str, str]:
    """Return what the docstring of a class says of its attributes; ``a, b`` and *so is `b`* are left as they stand."""
    _, _, told = (inspect.getdoc(kind) or "").partition("Attributes:\n")
    found: dict[str, str] = {}
    name = ""
    for line in told.splitlines():
        match = re.match(r"    (\w+): (.*)", line)
        if match:
            name = match[1]
            found[name] = match[2]
        elif line.startswith("        ") and name:
            found[name] += f" {line.strip()}"
        elif line.strip():
            break
    return {key: _flat(text) for key, text in found.items()}


def of_field(kind: Any, field: str) -> str:
    """Return what an attribute of a class means; empty when nothing says more than its name."""
    info = kind.__pydantic_fields__[field]
    key = info.alias or field
    bare = re.sub(r"_(fi|sv|en)$", "", key)
    return of_fields(kind).get(field) or SHARED.get(key) or SHARED.get(bare) or _of_items(kind, field)


def _of_items(kind: Any, field: str) -> str:
    """Return what the class of a list's items means."""
    inner: list[Any] = [get_type_hints(kind)[field]]
    while inner:
        one = inner.pop()
        if is_dataclass(one):
            found: str = of_class(one)  # type: ignore[arg-type]  # a class of the model can be a key
            return found
        inner += get_args(one)
    return ""


def words_for(kind: Any, field: str) -> str:
    """Return what an attribute may hold, in a few words."""
    hint = get_type_hints(kind)[field]
    return _said(hint)


def _said(hint: Any) -> str:
    import datetime

    from kunteko_eval.model.base import Text

    plain = {
        str: "text",
        int: "whole number",
        float: "number",
        bool: "true or false",
        datetime.date: "date",
        Text: "text in fi, sv and en",
    }
    if hint in plain:
        return plain[hint]
    if hint is type(None):
        return ""
    arguments = get_args(hint)
    if getattr(hint, "__origin__", None) is tuple:
        return f"list of {_said(arguments[0])}"
    if not arguments:
        return str(getattr(hint, "__name__", hint))
    if all(isinstance(one, (str, int)) for one in arguments):
        return ", ".join(map(str, arguments))
    return " or ".join(dict.fromkeys(words for one in arguments if (words := _said(one))))


def _flat(text: str) -> str:
    """Return words without marks of code, on one line."""
    return " ".join(re.sub(r"\bNone\b", "nothing", text.replace("`", "")).split())
