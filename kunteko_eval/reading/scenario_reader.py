"""Reading a scenario: what it tries must fit the programme and the rubric in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.files.documents import read_yaml_partly
from kunteko_eval.files.validation import Location
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.chain_checks import convention_problems
from kunteko_eval.reading.edit_checks import FaultPlaces, edit_faults, unknown
from kunteko_eval.reading.scenario import Scenario, TriedExpectation, with_cuts


def read_scenario(path: Path, programme: ProgrammeData, rubric: Rubric) -> Scenario:
    """Read a scenario file of a programme.

    Raises:
        FaultyInput: With every fault of the file, also names that the programme does not have.
    """
    faults: list[Fault] = []
    spare = {"schema": 1, "id": "spare", "title": "?", "programme": programme.id, "reason": "?"}
    read = read_yaml_partly(path, Scenario, faults, spare)
    if read is not None:
        faults += scenario_faults(read[0], read[1], programme, rubric)
    if faults or read is None:
        raise FaultyInput(faults)
    return read[0]


def scenario_faults(scenario: Scenario, file: FaultPlaces, programme: ProgrammeData, rubric: Rubric) -> Iterator[Fault]:
    """Yield everything of a scenario that does not fit its programme and the rubric.

    Args:
        scenario: The scenario, whether it was read from a file or made in code.
        file: Where it is written.
        programme: The programme that it is of.
        rubric: The rubric in force.
    """
    if scenario.programme != programme.id:
        yield file.fault(("programme",), repr(scenario.programme), repr(programme.id))
    names = (
        ("without_sources", scenario.without_sources, sorted(programme.collections)),
        ("without_groups", scenario.without_groups, sorted(programme.groups)),
    )
    for key, given, known in names:
        for index, name in file.numbered((key,), given):
            if name not in known:
                yield unknown(file, (key, index), name, known)
    yield from _tried_expectations(scenario, file, programme)
    yield from edit_faults(scenario.edits, file, programme)
    cuts = scenario.cut_points
    if cuts is not None and not cuts.red < cuts.yellow < cuts.green <= rubric.cap_high:
        found = f"red {cuts.red:g}, yellow {cuts.yellow:g}, green {cuts.green:g}"
        yield file.fault(("cut_points",), found, f"red < yellow < green, at most {rubric.cap_high:g}")
    yield from _grade_cuts(scenario, file, programme, rubric)


def _grade_cuts(scenario: Scenario, file: FaultPlaces, programme: ProgrammeData, rubric: Rubric) -> Iterator[Fault]:
    """Yield what is wrong with the cut-points that are tried of the programme's own grades."""
    known = [one.id for one in programme.chain.grades]
    if scenario.cut_points is not None and known:
        found, expected = "green, yellow and red, which are none of its grades", "grade_cuts"
        yield file.fault(("cut_points",), found, expected, f"The programme's grades are {', '.join(known)}.")
    for index, one in file.numbered(("grade_cuts",), scenario.grade_cuts):
        if one.grade not in known:
            yield unknown(
                file, ("grade_cuts", index, "grade"), one.grade, known or ["none: it has no grades of its own"]
            )
    if scenario.grade_cuts and known and all(one.grade in known for one in scenario.grade_cuts):
        cuts = with_cuts(scenario, programme.chain.grades, rubric).scale.cuts
        if list(cuts) != sorted(set(cuts), reverse=True) or cuts[0] > rubric.cap_high:
            found = ", ".join(f"{name} {cut:g}" for name, cut in zip(known, cuts, strict=True))
            expected = f"cut-points that fall from the best grade on, at most {rubric.cap_high:g}"
            yield file.fault(("grade_cuts",), found, expected)


def _tried_expectations(scenario: Scenario, file: FaultPlaces, programme: ProgrammeData) -> Iterator[Fault]:
    conventions, elements = programme.chain.conventions_by_id, programme.chain.by_id
    times = Counter((one.convention, one.element) for one in scenario.expectations)
    for index, one in file.numbered(("expectations",), scenario.expectations):
        at: Location = ("expectations", index)
        count = times[one.convention, one.element]
        if count > 1:
            found = f"{one.convention!r} stands {count} times"
            yield file.fault((*at, "convention"), found, "every convention once")
        if one.convention in conventions:
            yield from _expectation_faults(file, at, programme, one)
        else:
            yield unknown(file, (*at, "convention"), one.convention, sorted(conventions))
        if one.element is not None and one.element not in elements:
            yield unknown(file, (*at, "element"), one.element, list(elements))
        elif one.element is not None and one.convention in conventions:
            held = list(dict.fromkeys(entry.expectation for entry in elements[one.element].evidence))
            if one.convention not in held:
                yield file.fault(
                    (*at, "convention"), f"{one.convention!r} of {one.element!r}", ", ".join(held) or "no expectation"
                )


def _expectation_faults(
    file: FaultPlaces, at: Location, programme: ProgrammeData, one: TriedExpectation
) -> Iterator[Fault]:
    recorded = programme.chain.conventions_by_id[one.convention]
    tried = one.instead_of(recorded)
    floor, expected = tried.floor, tried.expected
    for place, found, wanted in convention_problems(tried, programme.units):
        if place != ("expected",) or floor != expected:
            yield file.fault((*at, *place), found, wanted)
    if isinstance(expected, float) and isinstance(recorded.expected, float):
        upward = recorded.expected > recorded.floor
        if floor == expected or (expected > floor) != upward:
            side = "above" if upward else "below"
            yield file.fault(at, f"floor {floor:g}, expected {expected:g}", f"an expectation {side} the floor")
    elif one.expected is not None:
        yield file.fault((*at, "expected"), f"{one.expected:g}", "nothing: the preceding period sets it")
