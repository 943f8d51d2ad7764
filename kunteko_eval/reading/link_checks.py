"""What must hold of the evidence of a link: its process tests, its bundles of claims, and its rival explanations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kunteko_eval.errors import Fault
from kunteko_eval.files.documents import KeyedFile
from kunteko_eval.files.validation import Location
from kunteko_eval.method.links import kind_of
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.chain import Chain, Link
from kunteko_eval.model.tracing import ProcessTest


def link_evidence_faults(chain: Chain, file: KeyedFile) -> Iterator[Fault]:
    """Yield every fault of the links' tests, bundles and rival explanations that their own classes cannot see."""
    times = Counter(test.id for link in chain.links for test in link.tests)
    for index, link in file.numbered(("links",), chain.links):
        at: Location = ("links", index)
        for number, rival in file.numbered((*at, "rivals"), link.rivals):
            if rival.outcome is not None and not rival.examined:
                found = f"{rival.outcome}, and examined is false"
                yield file.fault((*at, "rivals", number, "outcome"), found, "no outcome, or a rival that was examined")
        used = Counter(name for test in link.tests for name in set(test.evidence))
        for number, test in file.numbered((*at, "tests"), link.tests):
            here: Location = (*at, "tests", number)
            if times[test.id] > 1:
                yield file.fault((*here, "id"), f"id {test.id!r} stands {times[test.id]} times", "every id once")
            yield from _bound_faults(test, file, here)
            for name in sorted({one for one in test.evidence if used[one] > 1}):
                found = f"{name} serves {used[name]} tests of one link"
                advice = "What is seen once moves the odds once: join the tests, or tell which of them it is for."
                yield file.fault((*here, "evidence"), found, "evidence that serves one test", advice)
        yield from _bundle_faults(link, file, at)


def _bound_faults(test: ProcessTest, file: KeyedFile, here: Location) -> Iterator[Fault]:
    if not test.telling:
        found = f"if_true from {test.if_true[0]:g} and if_false up to {test.if_false[1]:g}"
        expected = "a trace that is at least as likely if the contribution holds, whatever the bounds"
        advice = "Turn the trace round, narrow the bounds, or leave the test out: such a trace tells nothing."
        yield file.fault((*here, "if_true"), found, expected, advice)


def _bundle_faults(link: Link, file: KeyedFile, at: Location) -> Iterator[Fault]:
    times = Counter((one.source, one.period) for one in link.bundles)
    for number, one in file.numbered((*at, "bundles"), link.bundles):
        here: Location = (*at, "bundles", number)
        if times[one.source, one.period] > 1:
            found = f"{one.source} has {times[one.source, one.period]} bundles in {one.period}"
            yield file.fault(here, found, "one bundle for each collection and period")
        if len(set(one.voices)) < len(one.voices):
            yield file.fault((*here, "voices"), "a number stands twice", "every voice once")
        for key, part in (("worse", one.worse), ("explicit", one.explicit + one.implicit)):
            if part > one.mentions:
                expected = f"at most its {one.mentions} mentions"
                yield file.fault((*here, key), f"{part} of the mentions", expected)
        if one.mentions < len(set(one.voices)):
            found = f"{one.mentions} mentions by {len(set(one.voices))} voices"
            yield file.fault((*here, "mentions"), found, "at least as many mentions as voices")


def kind_faults(chain: Chain, file: KeyedFile, rubric: Rubric) -> Iterator[Fault]:
    """Yield each test that is of another kind by its probabilities than it is called."""
    for index, link in file.numbered(("links",), chain.links):
        for number, test in file.numbered(("links", index, "tests"), link.tests):
            kind = kind_of(test, rubric)
            if test.telling and kind != test.kind:
                found = (
                    f"{test.kind} with if_true from {test.if_true[0]:g} and if_false up to {test.if_false[1]:g}, "
                    f"which make it {kind}"
                )
                expected = (
                    f"if_true from {rubric.test_certain:g} up for hoop and doubly-decisive alone, if_false up to "
                    f"{rubric.test_unique:g} for smoking-gun and doubly-decisive alone"
                )
                yield file.fault(("links", index, "tests", number, "kind"), found, expected)
