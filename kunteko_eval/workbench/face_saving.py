"""Saving from the face: files beside the notebook that write over nothing, each also to be downloaded."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

from kunteko_eval.report.language import N_
from kunteko_eval.workbench.desk import TrialDesk
from kunteko_eval.workbench.refusing import Refused

TYPES = {"html": "text/html", "svg": "image/svg+xml", "png": "image/png"}
SCENARIOS = "scenarios"
"""The folder of scenario files, beside the notebook."""


def saved(desk: TrialDesk, asked: dict[str, Any]) -> dict[str, Any]:
    """Save what is tried, and return what to tell of it.

    Args:
        desk: What is tried.
        asked: The form's fields; ``format`` is scenario, code, html, svg or png.

    Raises:
        Refused: When a name is none, something is missing, or a file of the name is there.
    """
    say, kind = desk.say, asked["format"]
    name = asked["name"].strip()
    if kind == "code":
        return {"text": say("Put this in a cell of a notebook:"), "code": desk.code()}
    if kind == "scenario":
        path = desk.save_scenario(Path.cwd() / SCENARIOS, name, asked["title"].strip(), asked["reason"].strip())
        command = say.as_is(f"kunteko-eval run --scenario {SCENARIOS}/{path.name}")
        told = say("Saved. Reports of it: {command}", command=command)
        return {"text": told, "download": _download(path.name, "text/yaml", path.read_bytes())}
    content = desk.png() if kind == "png" else (desk.html() if kind == "html" else desk.svg()).encode()
    path = _write(desk, name, kind, content)
    return {
        "text": say("Saved: {file}", file=say.as_is(path.name)),
        "download": _download(path.name, TYPES[kind], content),
    }


def _write(desk: TrialDesk, name: str, kind: str, content: bytes) -> Path:
    """Write a file beside the notebook; one that is there is left alone."""
    name = name or f"{desk.recorded.programme.id}-{desk.state.period}"
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", name):
        raise Refused([desk.say("Give a name of lower-case letters, digits and hyphens.")])
    path = Path.cwd() / f"{name}.{kind}"
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        message = N_("{file} exists already; choose another name. Nothing was saved.")
        raise Refused([desk.say(message, file=desk.say.as_is(path.name))]) from error
    return path


def _download(name: str, kind: str, content: bytes) -> dict[str, str]:
    return {"name": name, "type": kind, "base64": base64.b64encode(content).decode()}
