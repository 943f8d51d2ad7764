"""Which questions of an export share a scale, and what that scale is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from kunteko_eval.exchange.survey.scaffold.profiles import Profile
from kunteko_eval.exchange.survey.scaffold.scales import ProposedScale, is_cannot_say, is_missing, kinds_of, scale_of

MOST_UNORDERED = 12
"""Different answers of a question that a person can put in order; more are values of a column that parts respondents."""


@dataclass(slots=True, kw_only=True)
class Family:
    """Questions whose answers are of one scale.

    Attributes:
        kind: What the scale is of.
        answers: Every answer that one of the questions has.
        members: The questions.
        scale: The scale.
        name: What the mapping calls it.
        declared: The codes that a form gives.
    """

    kind: str
    answers: set[str]
    members: list[Profile] = field(default_factory=list)
    scale: ProposedScale | None = None
    name: str = ""
    declared: dict[str, int] = field(default_factory=dict)

    @property
    def known(self) -> ProposedScale:
        """Return the scale; one without answers as long as it is not known."""
        return self.scale or ProposedScale(kind=self.kind, codes={})

    @property
    def note(self) -> str:
        """Return what a person has to look at."""
        return self.scale.note if self.scale is not None else ""

    @property
    def said(self) -> str:
        """Return what the answers say, where they stand in the export as codes."""
        words = {code: word for one in self.members for code, word in one.declared.words.items()}
        codes = self.scale.codes if self.scale is not None else {}
        return ", ".join(f"{code}: {words[code]}" for code in codes if words.get(code, code) != code)

    @property
    def cannot_say(self) -> list[str]:
        """Return the answers without an opinion that one of the questions has."""
        found = {answer for one in self.members for answer in one.cannot_say}
        found |= {answer for one in self.members for answer in one.declared.answers if is_cannot_say(one.said(answer))}
        return sorted(found)

    @property
    def missing(self) -> list[str]:
        """Return the texts of all the questions that say that there is no answer."""
        found = {answer for one in self.members for answer in one.missing}
        found |= {answer for one in self.members for answer in one.declared.missing}
        found |= {answer for one in self.members for answer in one.declared.answers if is_missing(one.said(answer))}
        return sorted(found - set(self.cannot_say))


def families_of(questions: Sequence[Profile]) -> tuple[list[Family], list[Profile]]:
    """Return the scales of questions, and the questions whose scale is not known.

    Args:
        questions: Columns of answers to choose from.
    """
    found: list[Family] = []
    unknown = []
    for one in sorted(questions, key=lambda each: -len(each.answers)):
        family = _declared(one, found) if one.declared.answers else _known(one, found)
        if family is None:
            unknown.append(one)
        else:
            family.members.append(one)
    for family in found:
        family.members.sort(key=lambda one: one.place)
        if family.scale is None:
            family.scale = scale_of(family.answers)
    kept = [one for one in found if one.scale is not None]
    unknown += [member for one in found if one.scale is None for member in one.members]
    shared, alone = _shared(sorted(unknown, key=lambda one: one.place))
    kept += shared
    _name(kept)
    return kept, alone


def _shared(questions: Sequence[Profile]) -> tuple[list[Family], list[Profile]]:
    """Return scales in no known order that several questions have, to be put in order once, and the other questions."""
    alike: dict[frozenset[str], list[Profile]] = {}
    for one in questions:
        alike.setdefault(frozenset(one.answers), []).append(one)
    families, alone = [], []
    for answers, members in alike.items():
        if len(members) < 2 or not 2 <= len(answers) <= MOST_UNORDERED or any(one.hidden for one in members):
            alone += members
            continue
        codes = {answer: code for code, answer in enumerate(in_order(answers, members), start=1)}
        note = "give each answer its code, from the lowest to the highest, and see `positive` of its questions"
        scale = ProposedScale(kind="answers", codes=codes, positive=(len(codes),), sure=False, note=note)
        families.append(Family(kind="answers", answers=set(answers), members=members, scale=scale))
    return families, sorted(alone, key=lambda one: one.place)


def in_order(answers: Collection[str], members: Sequence[Profile]) -> list[str]:
    """Return answers by the number in them, where all have one such as ``A1``; otherwise by how many gave them."""
    numbers = {one: re.findall(r"\d+", one) for one in answers}
    if all(len(found) == 1 for found in numbers.values()):
        return sorted(answers, key=lambda one: (int(numbers[one][0]), one))
    return sorted(answers, key=lambda one: (-sum(each.counts.get(one, 0) for each in members), one))


def _known(one: Profile, found: list[Family]) -> Family | None:
    """Return the family of a question whose answers are known; a new one joins those that are there."""
    answers = set(one.answers)
    scale = scale_of(answers) if len(answers) > 1 else None
    is_numeric = scale is not None and scale.numbers is not None  # Then no answer is written, only the ends.
    if not is_numeric and not all(one.may_be_shown(answer) for answer in answers):
        return None
    for family in found:
        if family.scale is not None:
            continue
        if scale is not None and scale.numbers is not None:
            if family.kind != f"numbers {scale.numbers} {scale.step}":
                continue
        elif len(answers & family.answers) < min(2, len(answers)) or not _fit(family, family.answers | answers):
            continue
        family.answers |= answers
        return family
    if scale is None:
        return None
    kind = f"numbers {scale.numbers} {scale.step}" if scale.numbers is not None else scale.kind
    family = Family(kind=kind, answers=answers)
    found.append(family)
    return family


def _fit(family: Family, answers: Iterable[str]) -> bool:
    """Return whether answers are still of the family's kind of scale."""
    if family.kind == "numbered":
        joined = scale_of(set(answers))
        return joined is not None and joined.kind == "numbered"
    return family.kind in kinds_of(answers)


def _declared(one: Profile, found: list[Family]) -> Family | None:
    """Return the family of a question whose answers a form declares, with the codes of the form.

    Where a form has words for the ends of a scale alone, the numbers between them are their own codes.
    """
    answers = dict(one.declared.answers)
    between = [answer for answer in one.answers if answer not in answers]
    if any(not answer.isdecimal() or len(answer) > 3 for answer in between):
        return _known(one, found)
    answers |= {answer: int(answer) for answer in between}
    if len(set(answers.values())) < max(2, len(answers)):
        return _known(one, found)
    answers = dict(sorted(answers.items(), key=lambda item: item[1]))
    for family in found:
        if family.kind == "form" and family.answers == set(answers) and family.declared == answers:
            return family
    said = {answer: one.said(answer) for answer in answers}
    scale = _scale_of_form(answers, said)
    if scale is None:
        return None
    family = Family(kind="form", answers=set(answers), scale=scale, declared=answers)
    found.append(family)
    return family


def _scale_of_form(answers: dict[str, int], said: dict[str, str]) -> ProposedScale | None:
    """Return the scale of answers that a form declares; what counts as yes by their words, where these are known."""
    codes = {
        answer: code
        for answer, code in answers.items()
        if not is_cannot_say(said[answer]) and not is_missing(said[answer])
    }
    if len(codes) < 2:
        return None
    opinions = {said[answer]: answer for answer in codes}
    known = scale_of(set(opinions)) if len(opinions) == len(codes) else None
    if known is not None and known.codes:
        ordered = [opinions[word] for word in known.codes]
        by_form = sorted(codes, key=codes.__getitem__)
        values = codes if ordered == by_form else {opinions[word]: code for word, code in known.codes.items()}
        positive = tuple(values[opinions[word]] for word, code in known.codes.items() if code in known.positive)
        return ProposedScale(
            kind=known.kind, codes={answer: values[answer] for answer in ordered}, positive=positive, note=known.note
        )
    middle = (min(codes.values()) + max(codes.values())) / 2
    positive = tuple(code for code in codes.values() if code > middle)
    note = "see that the order is from the lowest to the highest, and what counts as yes"
    return ProposedScale(kind="form", codes=codes, positive=positive, sure=False, note=note)


def _name(found: list[Family]) -> None:
    """Give every scale a name of its own, in the order in which their questions stand."""
    used: set[str] = set()
    for family in sorted(found, key=lambda one: one.members[0].place):
        scale = family.scale
        base = (
            family.kind
            if scale is None or scale.numbers is None
            else "from-{}-to-{}".format(*scale.numbers).replace("--", "-minus-")
        )
        if scale is not None and family.kind == "form" and scale.kind != "form":
            base = scale.kind
        name, number = base, 1
        while name in used:
            number += 1
            name = f"{base}-{number}"
        used.add(name)
        family.name = name
    found.sort(key=lambda one: one.members[0].place)
