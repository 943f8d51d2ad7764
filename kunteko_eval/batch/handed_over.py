"""The draws of a report, handed over from its kernel to the process that writes the data beside it.

The chapters have drawn already what ``ratings.json`` tells. What is handed over holds for one state of the files, of the
product's code and of the parameters; where anything of these differs, or nothing comes, the draws are made again.
"""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import pickle
import zlib
from collections.abc import Mapping
from typing import Any

from kunteko_eval.batch.fingerprint import code
from kunteko_eval.files.snapshot import current
from kunteko_eval.report.view import View, open_view


def asked(given: Mapping[str, str]) -> str:
    """Return the expression by which a kernel is asked for the draws of the view that its chapters opened.

    Args:
        given: The parameters of its chapters.
    """
    return f"__import__('{__name__}', fromlist=['handed_over']).handed_over({dict(given)!r})"


def handed_over(given: Mapping[str, str]) -> str:
    """Return the draws of the view that the chapters opened, as text; empty when they have not drawn."""
    view = open_view(**given)
    drawn = vars(view.frames.draws).get("by_element")
    if drawn is None:
        return ""
    return base64.b64encode(zlib.compress(pickle.dumps((_state(given), drawn)), 1)).decode()


def take_over(reply: Mapping[str, Any], view: View, given: Mapping[str, str]) -> bool:
    """Give a view the draws that its kernel answered with; returns whether they were of the same.

    Args:
        reply: What the kernel answered to the expression, as Jupyter tells it.
        view: The view that the parameters open.
        given: The parameters.
    """
    text = ast.literal_eval(reply.get("data", {}).get("text/plain", "''"))
    if not text:
        return False
    state, drawn = pickle.loads(zlib.decompress(base64.b64decode(text)))  # noqa: S301  (of a kernel of our own)
    rated = {one.element.id for one in view.assessment.everything if one.used and one.computed.rated}
    if not state or state != _state(given) or drawn.keys() != rated:
        return False
    vars(view.frames.draws)["by_element"] = drawn
    return True


def _state(given: Mapping[str, str]) -> str:
    """Return a digest of everything that the draws depend on; empty when not all of it stands in a snapshot."""
    here = current()
    files = "" if here is None else here.state([])
    if here is None or not files:
        return ""
    told = [files, here.code, code(), sorted(given.items())]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
