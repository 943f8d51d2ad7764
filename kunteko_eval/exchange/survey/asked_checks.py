"""What is wrong with the questions of a survey's mapping: their form, their scales, and what becomes of the answers."""

from __future__ import annotations

from collections.abc import Iterator

from kunteko_eval.exchange.survey.mapping import AnswerScale, Question, SurveyMapping
from kunteko_eval.files.validation import suggestion

Problem = tuple[tuple[str | int, ...], str, str]
"""Where something is wrong, what was found, and what was expected."""


def question_problems(mapping: SurveyMapping) -> Iterator[Problem]:
    """Yield the indicators that are asked for twice, and what is wrong with the scales."""
    indicators: set[str] = set()
    for one in mapping.asked:
        if one.indicator in indicators:
            yield one.place, repr(one.indicator), "every indicator once"
        indicators.add(one.indicator)
    for name, scale in (mapping.scales or {}).items():
        for key, found, expected in _declared_problems(scale):
            yield ("scales", name, key), found, expected
    for index, question in enumerate(mapping.questions):
        problems = list(_form_problems(question)) or list(_content_problems(mapping, question))
        for key, found, expected in problems:
            yield ("questions", index, key), found, expected
    yield from _two_ways(mapping)


def _content_problems(mapping: SurveyMapping, question: Question) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with a question whose form is right."""
    if question.is_multiple:
        yield from _multiple_problems(question)
    elif question.scale is not None:
        scale = (mapping.scales or {}).get(question.scale)
        if scale is None:
            known = ", ".join(sorted(mapping.scales or {})) or "none yet"
            near = suggestion(question.scale, mapping.scales or {})
            yield "scale", repr(question.scale), f"one of the mapping's scales: {known}. {near}".rstrip(". ")
        elif not list(_declared_problems(scale)):
            resolved = next(one.question for one in mapping.asked if mapping.questions[int(one.place[1])] is question)
            yield from (one for one in _result_problems(resolved) if one[0] not in {"answers", "numbers"})
    else:
        problems = list(_declared_problems(question))
        yield from problems or _result_problems(question)


def _form_problems(question: Question) -> Iterator[tuple[str, str, str]]:
    """Yield the keys of a question that do not go together."""
    if (question.column is None) == (question.columns is None):
        both = "both column and columns" if question.column is not None else "neither column nor columns"
        yield "column", both, "one of them, which says where the answers stand"
        return
    one_figure = question.columns is None and question.options is None
    if one_figure != (question.indicator is not None):
        found = "no indicator" if one_figure else f"indicator {question.indicator!r}"
        where = "options" if question.options is not None else "columns"
        yield "indicator", found, "an indicator" if one_figure else f"no indicator: {where} have one each"
    if question.columns is not None and not question.columns:
        yield "columns", "no columns", "at least one"
    if question.options is not None and question.columns is not None:
        yield "options", "options beside columns", "options of one column, or columns of options"
    if question.chosen and question.columns is None:
        yield "chosen", "chosen without columns", "columns, one for each option"
    if (question.options is None) != (question.separator is None):
        found = "options without separator" if question.separator is None else "separator without options"
        yield "separator", found, "both, where several options stand in one cell"
    for key in ("not_chosen", "other"):
        if getattr(question, key) and not question.is_multiple:
            yield key, f"{key} where one answer is given", "options or chosen, where several answers may be chosen"
    if question.unlisted == "left-out" and question.columns is not None and question.chosen:
        yield "unlisted", "unlisted where each option has a column", "not_chosen, missing or cannot_say"
    if question.base == "all" and question.mean:
        yield "base", "base all for a mean", "base answered: who cannot say has no grade"


def _multiple_problems(question: Question) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with a question of which several answers may be chosen."""
    for key in ("answers", "numbers", "scale", "positive", "at_least", "mean"):
        if is_given(getattr(question, key)):
            yield key, f"{key} where several answers may be chosen", "nothing: the figure is the share who chose it"
    if question.options is not None:
        lists = {"options": tuple(question.options), "other": question.other, "cannot_say": question.cannot_say}
        lists["missing"] = question.missing
        if not question.options:
            yield "options", "no options", "at least one"
        if question.not_chosen:
            yield "not_chosen", "not_chosen beside options", "columns of options"
    else:
        lists = {"chosen": question.chosen, "not_chosen": question.not_chosen}
        lists |= {"cannot_say": question.cannot_say, "missing": question.missing}
        if "" in question.chosen:
            yield "chosen", "''", "what stands in the cell of a chosen option"
    used: dict[str, str] = {}
    for key, answers in lists.items():
        for answer in answers:
            if used.setdefault(answer, key) != key:
                yield key, repr(answer), f"a text used once (it is used in {used[answer]})"


def is_given(value: object) -> bool:
    """Return whether a key of a question says anything."""
    return value is not None and value is not False and value != ()


def _declared_problems(scale: Question | AnswerScale) -> Iterator[tuple[str, str, str]]:
    """Yield key, found and expected for whatever is wrong with the codes of a scale."""
    if (scale.answers is None) == (scale.numbers is None):
        both = "both answers and numbers" if scale.answers is not None else "neither answers nor numbers"
        yield "answers", both, "one of them, which declares the scale"
        return
    if isinstance(scale, Question) and scale.scale is not None:
        yield "scale", f"scale {scale.scale!r} beside its answers", "one of them"
    if scale.answers is not None and len(set(scale.answers.values())) < 2:
        yield "answers", f"{len(set(scale.answers.values()))} codes", "a scale of at least two codes"
    if scale.numbers is not None and (
        scale.numbers.parts > 10 or abs(scale.numbers.step * scale.numbers.parts - 1) > 1e-9
    ):
        yield "numbers", f"step {scale.numbers.step:g}", "1, 0.5, 0.25, 0.2 or 0.1"
    if scale.numbers is not None and scale.numbers.min >= scale.numbers.max:
        yield "numbers", f"{scale.numbers.min} to {scale.numbers.max}", "min below max"


def _result_problems(question: Question) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with what becomes of the answers."""
    given = [key for key in ("mean", "positive", "at_least") if is_given(getattr(question, key))]
    if len(given) != 1:
        both = f"both {given[1]} and {given[0]}" if given else "neither positive nor mean"
        yield "positive", both, "one of them, which says what becomes of the answers"
    low, high = question.codes
    known = set((question.answers or {}).values()) or set(range(low, high + 1))
    for code in question.positive:
        if code not in known:
            yield "positive", str(code), f"codes of the scale, {low} to {high}"
    if set(question.positive) >= known:
        yield "positive", "every code of the scale", "some of its codes"
    if question.positive and question.parts > 1:
        yield "positive", f"codes of a scale in steps of {1 / question.parts:g}", "at_least, from which number on"
    if question.at_least is not None and not low < question.at_least <= high:
        yield "at_least", f"{question.at_least:g}", f"above {low} and at most {high}, the ends of the scale"
    for answer in (*question.missing, *question.cannot_say):
        if answer in (question.answers or {}):
            yield "answers", repr(answer), "an answer that is a code, or missing, or cannot_say, not two of them"
    for answer in set(question.missing) & set(question.cannot_say):
        yield "cannot_say", repr(answer), "an answer that is missing or cannot_say, not both"


def _two_ways(mapping: SurveyMapping) -> Iterator[Problem]:
    """Yield the columns that two questions read in two ways."""
    ways: dict[str, tuple[object, int]] = {}
    for one in mapping.asked:
        question, index = one.question, int(one.place[1])
        if one.option is not None:
            way: object = ("options", index)
        else:
            way = (question.answers, question.numbers, set(question.missing), set(question.cannot_say), question.base)
        there, where = ways.setdefault(one.column, (way, index))
        if there != way:
            place = one.place if one.place[2] == "columns" else ("questions", index, "column")
            expected = f"the scale, missing, cannot_say and base that questions.{where} says of the same column"
            yield place, repr(one.column), f"a column used once, or read with {expected}"
