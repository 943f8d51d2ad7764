"""What must hold of targets: that figures can be compared with them, and that it is known on whose word they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from kunteko_eval.errors import Fault
from kunteko_eval.files.csv_tables import Row
from kunteko_eval.files.documents import KeyedFile
from kunteko_eval.files.validation import Location
from kunteko_eval.model.chain import TARGETS, Chain
from kunteko_eval.model.evidence import Indicator
from kunteko_eval.model.holding import PACED
from kunteko_eval.model.programme import ProgrammeFacts
from kunteko_eval.model.target import Target
from kunteko_eval.model.units import is_amount
from kunteko_eval.reading.chain_checks import ties
from kunteko_eval.reading.figure_checks import figure_problem
from kunteko_eval.reading.folder import Folder
from kunteko_eval.reading.targets import convention_of, floor_of, name_of, reason_of, targets_of

FIGURES = ("baseline", "target", "floor")
_Problem = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A target with its indicator, and what tells a fault of one of its columns where it is written."""

    target: Target
    indicator: Indicator
    fault: Callable[..., Fault]


def target_faults(folder: Folder) -> Iterator[Fault]:
    """Yield every fault of the targets, and each piece of evidence that rests on targets which are not there."""
    yield from _figure_faults(folder)
    found = list(_placed(folder))
    times = Counter(name_of(one.target) for one in found)
    for one in found:
        if times[name_of(one.target)] > 1:
            what = f"a target of {one.target.indicator} for {one.target.period or 'the whole programme'}"
            found_words = f"{what} stands {times[name_of(one.target)]} times"
            yield one.fault("indicator" if one.target.period else "target", found_words, "one target of a period")
        for column, problem, expected, advice in _problems(one.target, one.indicator):
            yield one.fault(column, problem, expected, advice)
    if folder.chain is not None:
        yield from _basis_faults(*folder.chain, found)
        yield from _evidence_faults(folder, *folder.chain)
        if folder.sheet is not None:
            yield from _tie_faults(folder.sheet[0], folder.chain[0], found)


def _placed(folder: Folder) -> Iterator[_Placed]:
    """Yield every target that could be read, with what it takes from its indicator."""
    given: dict[str, list[Row[Target]]] = {}
    for one in folder.targets.rows:
        given.setdefault(one.value.indicator, []).append(one)
    for row in folder.indicators.rows:
        theirs = given.get(row.value.id, [])
        places = [] if row.value.target is None else [("indicators.csv", row.line)]
        places += [("targets.csv", one.line) for one in theirs]
        targets = targets_of([row.value], [one.value for one in theirs])
        for target, place in zip(targets, places, strict=True):
            yield _Placed(target=target, indicator=row.value, fault=partial(folder.row_fault, *place))


def _figure_faults(folder: Folder) -> Iterator[Fault]:
    units = {one.id: one for one in folder.sheet[0].units} if folder.sheet else {}
    known = {row.value.id: row.value for row in folder.indicators.rows}
    written: list[tuple[str, int, Indicator | None, Indicator | Target]] = [
        ("indicators.csv", row.line, row.value, row.value) for row in folder.indicators.rows
    ]
    written += [("targets.csv", row.line, known.get(row.value.indicator), row.value) for row in folder.targets.rows]
    for file, line, indicator, value in written:
        for column in FIGURES if indicator is not None else ():
            figure = getattr(value, column)
            problem = figure_problem(figure, indicator, units) if figure is not None and indicator else None
            if problem is not None:
                yield folder.row_fault(file, line, column, *problem)


def _problems(target: Target, indicator: Indicator) -> Iterator[_Problem]:
    """Yield what keeps a target from being compared with figures: column, found, expected and advice."""
    floor, wanted = floor_of(target, indicator), float(target.target)
    if floor is None:
        expected = "where things stood at the start, or as floor what shows no influence"
        yield "baseline", f"a target of {indicator.id} without a baseline", expected, "A baseline of 0 is written too."
    elif wanted == floor and target.floor is None:
        found = f"the target of {indicator.id} is its baseline, {target.target}: the level is to be held"
        advice = "Without it nothing tells how far from the target a figure is; give the evaluator's own, or no target."
        yield "floor", found, "as floor the first value that is not holding the level at all", advice
    elif wanted == floor:
        yield "floor", f"{target.floor}, the same as the target", "another value than the target", ""
    elif (wanted < floor) != (indicator.direction == "less"):
        what = "floor" if target.floor is not None else "baseline"
        found = f"{what} {floor:g}, target {target.target} of {indicator.id}, where {indicator.direction} is better"
        yield "target", found, f"a target on the better side of the {what}", "Or the indicator has the other direction."
    if target.pace is not None and not (is_amount(indicator.unit) and indicator.aggregation in PACED):
        found = f"{target.pace} for {indicator.id}, {indicator.unit}, {indicator.aggregation}"
        yield "pace", found, f"no pace, which is for sums ({' or '.join(sorted(PACED))})", ""
    elif target.pace == "share-of-time" and target.period is None:
        yield "pace", "share-of-time without a period", "the period whose days are shared out", ""


def _basis_faults(chain: Chain, file: KeyedFile, found: list[_Placed]) -> Iterator[Fault]:
    """Yield what does not say on whose word a target is: once for all that leave it to the chain's `targets`."""
    general = chain.targets
    left = [one for one in found if one.target.basis is None or one.target.recorded is None]
    if left and general is None and not file.content.get("targets"):
        words = f"{left[0].indicator.id} and {len(left) - 1} more have targets" if left[1:] else "it has a target"
        expected = "on whose word the targets are, as targets with basis and recorded in chain.yaml"
        advice = "Or give basis and recorded in the rows of targets.csv."
        yield left[0].fault("target", f"{words}, and nothing says on whose word", expected, advice)
    if general is not None:
        given = general.document is not None, general.reason is not None
        yield from (file.fault(("targets",), *one) for one in _unfounded(general.basis, *given))
    for one in found:
        basis = one.target.basis
        if basis is not None:
            document = one.target.document is not None
            for problem in _unfounded(basis, document, reason_of(one.target) is not None):
                yield one.fault("basis", *problem)


def _unfounded(basis: str, document: bool, reason: bool) -> Iterator[tuple[str, str]]:  # noqa: FBT001  (two facts)
    if basis == "source" and not document:
        yield "basis source without a document", "document and place of the targets"
    if basis != "source" and not reason:
        yield f"basis {basis} without a reason", "why the targets are what they are, as reason"


def _evidence_faults(folder: Folder, chain: Chain, file: KeyedFile) -> Iterator[Fault]:
    names = {row.value.id for row in folder.indicators.rows}
    aimed = {row.value.id for row in folder.indicators.rows if row.value.target is not None}
    aimed |= {cells.get("indicator", "") for _, cells in folder.targets.cells}
    for index, element in file.numbered(("elements",), chain.elements):
        others = {one.indicator for one in element.evidence if one.expectation != TARGETS}
        for number, one in file.numbered(("elements", index, "evidence"), element.evidence):
            at: Location = ("elements", index, "evidence", number)
            if one.expectation != TARGETS:
                continue
            if one.finding is not None:
                expected = "the convention that it is held against, as expectation"
                yield file.fault(at, f"no expectation for the finding {one.finding}", expected)
            elif one.indicator in names - aimed:
                advice = (
                    f"Give {one.indicator} a target in indicators.csv or targets.csv, or the evidence an expectation."
                )
                yield file.fault(at, f"{one.indicator} has no target", "an indicator with a target", advice)
            elif one.indicator in others:
                found = f"{one.indicator} is registered for {element.id} with its targets and with another expectation"
                yield file.fault(at, found, "either its targets or expectations that are named")
    made = {name_of(row.value) for row in folder.targets.rows}
    made |= {name_of(Target(indicator=name, target="0")) for name in aimed & names} | {TARGETS}
    for index, convention in file.numbered(("conventions",), chain.conventions):
        if convention.id in made:
            expected = "an id that no target has: target- and the id of its indicator"
            yield file.fault(("conventions", index, "id"), repr(convention.id), expected)


def _tie_faults(sheet: ProgrammeFacts, chain: Chain, found: list[_Placed]) -> Iterator[Fault]:
    """Yield targets of one indicator that hold for a report period as specifically as one another."""
    earlier: dict[str, list[_Placed]] = {}
    for one in found:
        before = list(earlier.setdefault(one.indicator.id, []))
        earlier[one.indicator.id].append(one)
        least, most = one.indicator.scale_min, one.indicator.scale_max
        if least == most is not None or not before:
            continue
        used = convention_of(one.target, one.indicator, chain)
        others = [made for other in before if (made := convention_of(other.target, one.indicator, chain))]
        for words in ties(sheet, one.indicator, others, used) if used else ():
            yield one.fault("period", words, "targets of different periods")
