"""Reading the rubric: all of its faults in one pass, or the numbers of the method."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.files.documents import YamlDocument, read_yaml
from kunteko_eval.method.rubric import Rubric, RubricSheet, Settings

LEAST_CONCENTRATION = 0.1
"""The least Dirichlet parameter of a source type with which every draw has a score."""


def read_rubric(path: Path) -> Rubric:
    """Read ``rubric.yaml``.

    Raises:
        FaultyInput: With every fault of the file.
    """
    faults: list[Fault] = []
    read = read_yaml(path, RubricSheet, faults)
    if read is not None:
        faults += _faults(*read)
    if faults or read is None:
        raise FaultyInput(faults)
    sheet = read[0]
    values = {one.name: getattr(sheet.settings, one.name).value for one in fields(Settings)}
    return Rubric(version=sheet.version, sheet=sheet, **values)


def _faults(sheet: RubricSheet, file: YamlDocument) -> Iterable[Fault]:
    cuts = [sheet.settings.cut_red.value, sheet.settings.cut_yellow.value, sheet.settings.cut_green.value]
    if not 0 < cuts[0] < cuts[1] < cuts[2]:
        found = f"cut-points {cuts}"
        yield file.fault(("settings", "cut_green"), found, "0 < cut_red < cut_yellow < cut_green")
    if not sheet.settings.cap_low.value < cuts[0] or not sheet.settings.cap_high.value >= cuts[2]:
        found = f"caps {sheet.settings.cap_low.value:g} and {sheet.settings.cap_high.value:g}"
        yield file.fault(("settings", "cap_low"), found, "cap_low below cut_red and cap_high at least cut_green")
    if not 0 < sheet.settings.wilson_confidence.value < 1:
        found = f"{sheet.settings.wilson_confidence.value:g}"
        yield file.fault(("settings", "wilson_confidence"), found, "a probability between 0 and 1, neither of them")
    if not sheet.settings.sensitive_from.value < sheet.settings.robust_from.value:
        yield file.fault(
            ("settings", "sensitive_from"), "not below robust_from", "a smaller probability than robust_from"
        )
    if not sheet.settings.alpha_tentative.value < sheet.settings.alpha_reliable.value:
        yield file.fault(
            ("settings", "alpha_tentative"), "not below alpha_reliable", "a smaller alpha than alpha_reliable"
        )
    yield from _weight_faults(sheet.settings, file)
    yield from _verdict_faults(sheet.settings, file)
    yield from _link_faults(sheet, file)


def _weight_faults(given: Settings, file: YamlDocument) -> Iterable[Fault]:
    """Yield what would leave every source type of a draw without a weight, so that the draw had no score.

    With a parameter below 0.1, all of a Dirichlet draw but one weight may round to nothing; when the source type of that
    weight is left out, nothing is left. From 0.1 on it is drawn of gamma variates, which come to nothing with a
    probability below 10⁻³⁰.
    """
    even, part = given.weight_concentration.value, given.credibility_weight.value
    least = LEAST_CONCENTRATION
    if even < least:
        expected = f"at least {least:g}, or the weights of some draws are all 0"
        yield file.fault(("settings", "weight_concentration"), f"{even:g}", expected)
    elif even * part < least:
        expected = (
            f"at least {least / even:g} beside a weight_concentration of {even:g}, "
            "or the weights of some draws are all 0"
        )
        yield file.fault(("settings", "credibility_weight"), f"{part:g}", expected)


def _verdict_faults(given: Settings, file: YamlDocument) -> Iterable[Fault]:
    """Yield what makes the answers of verdicts contradict each other."""
    if not 0 < given.verdict_partly.value < given.verdict_largely.value:
        found = f"{given.verdict_partly.value:g} beside {given.verdict_largely.value:g}"
        yield file.fault(("settings", "verdict_partly"), found, "above 0 and below verdict_largely")
    if not given.verdict_coverage.value <= given.verdict_sure_coverage.value:
        found = f"{given.verdict_sure_coverage.value:g} beside {given.verdict_coverage.value:g}"
        yield file.fault(("settings", "verdict_sure_coverage"), found, "at least verdict_coverage")
    if list(given.verdict_weights.value) != sorted(given.verdict_weights.value):
        found = ", ".join(f"{one:g}" for one in given.verdict_weights.value)
        yield file.fault(("settings", "verdict_weights"), found, "weights that never fall as importance grows")


def _link_faults(sheet: RubricSheet, file: YamlDocument) -> Iterable[Fault]:
    """Yield what makes the prior and the bars of process tests contradict each other."""
    prior = (sheet.settings.link_prior_low.value, sheet.settings.link_prior_high.value)
    if not 0 < prior[0] <= prior[1] < 1:
        found = f"{prior[0]:g} to {prior[1]:g}"
        yield file.fault(("settings", "link_prior_low"), found, "0 < link_prior_low <= link_prior_high < 1")
    for low, high in (
        ("test_unique", "test_certain"),
        ("refuted_to", "link_prior_low"),
        ("link_prior_high", "tested_from"),
    ):
        least, most = getattr(sheet.settings, low).value, getattr(sheet.settings, high).value
        if least >= most:
            yield file.fault(("settings", high), f"{most:g}", f"more than {low}, which is {least:g}")
