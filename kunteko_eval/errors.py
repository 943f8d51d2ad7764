"""The few exceptions of the product; each names the file, the place, what is wrong and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from kunteko_eval.lookalikes import difference


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fault:
    """One thing that is wrong in the input, with its place.

    Attributes:
        file: The file as the reader named it.
        place: The place in the file: ``line 12, key goals.0.text.sv`` or ``row 14, column value``.
        found: What stands there.
        expected: What should stand there.
        advice: What to do next; may be empty.
    """

    file: str
    place: str
    found: str
    expected: str
    advice: str = ""

    def __str__(self) -> str:
        """Return the fault as one sentence that a person can act upon."""
        place = f", {self.place}" if self.place else ""
        advice = f" {self.advice}" if self.advice else ""
        unseen = difference(self.found, self.expected, self.advice)
        return f"{self.file}{place}: {self.found}; expected {self.expected}.{advice}{f' {unseen}' if unseen else ''}"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class InputWarning:
    """One thing in the input that may be right and probably is not, with its place.

    Nothing is stopped or corrected by it. A recorded reason explains it.

    Attributes:
        file: The file as the reader named it.
        place: The place in the file; several are separated by semicolons.
        code: Of which kind it is; the same from one version to the next.
        subject: The ids of what it is about, in order; the same however the rows are ordered.
        found: What stands there.
        why: Why it is suspicious.
        advice: What to do next.
        explained: The recorded reason why it is right; empty when there is none.
    """

    file: str
    place: str
    code: str
    subject: tuple[str, ...]
    found: str
    why: str
    advice: str
    explained: str = ""

    def __str__(self) -> str:
        """Return the warning as sentences that a person can act upon."""
        place = f", {self.place}" if self.place else ""
        end = f"Explained: {self.explained}" if self.explained else self.advice
        return f"{self.file}{place}: {self.found} {self.why} {end} [{self.code}: {' '.join(self.subject)}]"

    def as_fault(self) -> Fault:
        """Return the warning as a fault, for those who want none unexplained."""
        expected = "no warning, or a recorded reason"
        advice = f"{self.why} {self.advice} [{self.code}: {' '.join(self.subject)}]"
        return Fault(file=self.file, place=self.place, found=self.found.rstrip("."), expected=expected, advice=advice)


class KuntekoError(Exception):
    """Base of every error that the product raises on purpose.

    In a notebook it is its message alone: who reads it must mend the input, not the product. The whole traceback is
    what ``traceback.print_exception(sys.last_exc)`` prints in the next cell.
    """

    def _render_traceback_(self) -> list[str]:
        """Return the lines that IPython shows instead of a traceback."""
        return f"{type(self).__name__}: {self}".splitlines()


class FaultyInput(KuntekoError, ValueError):
    """The input has faults; all of them are listed.

    Attributes:
        faults: The faults in the order of file and place.
    """

    def __init__(self, faults: list[Fault] | tuple[Fault, ...]) -> None:
        """Keep the faults in reading order and say how many there are."""
        self.faults = tuple(faults)
        count = len(self.faults)
        noun = "fault" if count == 1 else "faults"
        super().__init__("\n".join([f"{count} {noun} in the input:", *(f"  {fault}" for fault in self.faults)]))


class UnknownName(KuntekoError, LookupError):
    """A programme, period, element or language that does not exist was asked for."""

    def __init__(self, what: str, name: str, known: list[str]) -> None:
        """Name what was asked for and what there is instead."""
        self.name = name
        self.known = tuple(known)
        unseen = difference(f"'{name}'", *(f"'{one}'" for one in known))
        message = f"there is no {what} {name!r}; there are: {', '.join(known) or 'none'}"
        super().__init__(f"{message}. {unseen}" if unseen else message)


class Interrupted(KuntekoError, RuntimeError):
    """The batch was told to stop; finished reports stand.

    It is no `KeyboardInterrupt`, which the command line's library would end without a word.

    Attributes:
        status: The exit code: 128 and the signal's number, so 130 for the interrupt key and 143 for a request to end.
    """

    def __init__(self, message: str, status: int = 130) -> None:
        """Keep the exit code."""
        self.status = status
        super().__init__(message)


class ReportFailed(KuntekoError, RuntimeError):
    """A chapter of a report could not be executed; the failed notebook is kept.

    Attributes:
        notebook: Where the failed notebook was saved; empty where it could not be.
    """

    def __init__(self, message: str, notebook: str) -> None:
        """Keep the path of the failed notebook."""
        self.notebook = notebook
        super().__init__(f"{message}; the failed notebook is kept in {notebook}" if notebook else message)
