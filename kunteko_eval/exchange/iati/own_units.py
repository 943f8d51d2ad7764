"""Units of a programme's own in IATI, which has none: noted by an export of ours, and declared again by an import."""

from __future__ import annotations

from typing import Any

from kunteko_eval.exchange.iati.values import OWN
from kunteko_eval.exchange.iati.xml_stream import Node
from kunteko_eval.exchange.typed_numbers import read_figure
from kunteko_eval.files.validation import fit
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.units import BUILT_IN, OwnUnit
from kunteko_eval.reading.unit_checks import currencies

_NOTED = ("decimals", "minimum", "maximum", "currency", "ratio")


def unit_notes(unit: OwnUnit | None) -> dict[str, str]:
    """Return the attributes of an indicator that an import needs to declare its unit again."""
    if unit is None:
        return {}
    words = {} if unit.label is None else {f"label-{code}": unit.label[code] for code in LANGUAGES}
    given = {name: getattr(unit, name) for name in _NOTED}
    plain = {name: str(value).lower() for name, value in given.items() if value is not None and name != "currency"}
    plain |= {} if unit.currency is None else {"currency": unit.currency}
    return {f"{{{OWN}}}unit-{name}": value for name, value in (words | plain).items()}


def noted_unit(node: Node) -> dict[str, Any] | None:
    """Return the unit that an export of ours noted, as it is declared; None when nothing fit to be one is noted."""
    own = node.get(f"{OWN} unit")
    given = {name: node.get(f"{OWN} unit-{name}") for name in (*_NOTED, *(f"label-{one}" for one in LANGUAGES))}
    label = {code: given[f"label-{code}"] for code in LANGUAGES}
    content: dict[str, Any] = {"id": own, "ratio": given["ratio"] == "true"}
    content |= {"label": label} if all(label.values()) else {}
    content |= {"currency": given["currency"]} if given["currency"] else {}
    for name in ("decimals", "minimum", "maximum"):
        number = read_figure(given[name]).number
        if number is not None:
            content[name] = int(float(number)) if name == "decimals" else float(number)
    fits = "label" in content or content.get("currency") in currencies()
    return content if fits and own not in {*BUILT_IN, "finding"} and not fit(OwnUnit, content)[1] else None
