"""Making the faults of what is brought in or written out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def readable(path: Path, what: str, encoding: str = "utf-8") -> Iterator[None]:
    """Refuse a file that is missing, that cannot be read, or that is no text in its encoding, while it is read.

    Args:
        path: The file.
        what: What it should be.
        encoding: In which it is read.

    Raises:
        FaultyInput: For the three.
    """
    try:
        yield
    except FileNotFoundError:
        raise refusal(path, "", "the file is missing", what) from None
    except OSError as error:
        raise refusal(path, "", f"cannot be read ({error.strerror or error})", "a readable file") from None
    except UnicodeError as error:
        advice = "Say in the mapping which encoding it has: utf-8, utf-16 or cp1252."
        raise refusal(path, "", f"is not {encoding} ({error})", "text in that encoding", advice) from None
