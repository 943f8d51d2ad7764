"""Making the faults of what is brought in or written out."""

from __future__ import annotations

from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput


def fault(file: Path | str, place: str, found: str, expected: str, advice: str = "") -> Fault:
    """Return a fault.

    Args:
        file: The file or the option that it is of.
        place: The place in the file; empty for the whole.
        found: What stands there.
        expected: What should stand there.
        advice: What to do next; may be empty.
    """
    return Fault(file=str(file), place=place, found=found, expected=expected, advice=advice)


def refusal(file: Path | str, place: str, found: str, expected: str, advice: str = "") -> FaultyInput:
    """Return an error of one fault, to be raised; the arguments are those of `fault`."""
    return FaultyInput([fault(file, place, found, expected, advice)])
