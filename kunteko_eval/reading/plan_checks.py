"""What must hold of advice for later: whom a recommendation is meant for, and what a proposed collection would cost."""

from __future__ import annotations

from collections.abc import Iterator

from kunteko_eval.errors import Fault
from kunteko_eval.files.documents import KeyedFile
from kunteko_eval.model.chain import Chain
from kunteko_eval.model.programme import ProgrammeFacts
from kunteko_eval.reading.folder import Folder


def plan_faults(folder: Folder) -> Iterator[Fault]:
    """Yield each addressee on a document's word that names no document, and each cost that is not whole."""
    if folder.sheet:
        yield from _addressee_faults(*folder.sheet)
    if folder.chain:
        yield from _cost_faults(*folder.chain)


def _addressee_faults(sheet: ProgrammeFacts, file: KeyedFile) -> Iterator[Fault]:
    for index, one in file.numbered(("recommendations",), sheet.recommendations):
        given = one.addressee
        if given and given.basis == "source" and not (given.document and given.place):
            found, expected = "basis source without document and place", "document and place that name whom it is for"
            advice = "Or give basis evaluator, where it is how the evaluator reads the document."
            yield file.fault(("recommendations", index, "addressee", "basis"), found, expected, advice)


def _cost_faults(chain: Chain, file: KeyedFile) -> Iterator[Fault]:
    for index, element in file.numbered(("elements",), chain.elements):
        for number, entry in file.numbered(("elements", index, "collect"), element.collect):
            cost = entry.cost
            if cost is None:
                continue
            if (cost.amount is None) is not (cost.currency is None):
                lone = "currency" if cost.amount is None else "amount"
                found, expected = f"{lone} alone", "amount and currency together, or a size"
                yield file.fault(("elements", index, "collect", number, "cost", lone), found, expected)
            elif (cost.amount is None) is (cost.size is None):
                found = "neither or both of size and amount"
                yield file.fault(("elements", index, "collect", number, "cost"), found, "exactly one of them")
