"""What an import of a survey did, for a person and as JSON, without a figure that is hidden."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kunteko_eval.exchange.survey.counting import Counted
from kunteko_eval.exchange.survey.importing import SurveyImport
from kunteko_eval.exchange.survey.mapping import AskedFigure, SurveyMapping
from kunteko_eval.exchange.survey.tally import Tally
from kunteko_eval.exchange.survey.waves import wave_mappings


def report_lines(done: SurveyImport) -> list[str]:
    """Return what an import did, in lines for a person."""
    mapping, counted = done.mapping, done.counted
    shown = [one for one in done.figures if one.observation is not None]
    hidden = [one for one in done.figures if one.suppressed is not None]
    lines = [
        f"{counted.respondents} respondents, {len(mapping.questions)} questions, {len(shown)} figures shown, {len(hidden)} hidden"
    ]
    if done.rate is not None:
        lines.append(
            f"response rate {done.rate:.2f}: write response_rate: {done.rate:.2f} for {mapping.source} in sources.yaml"
        )
    for wave, answers in _waves(done):
        before = f"{wave.period}, " if mapping.waves else ""
        if mapping.waves:
            lines.append(f"{wave.period}: {answers.respondents} respondents")
        lines += [f"{before}{told}" for told in _questions(done, wave, answers)]
    lines += [f"there already: {one.indicator}, {one.group}: {one.there.id}" for one in done.figures if one.there]
    for one in hidden:
        if one.suppressed:
            of = f", {one.suppressed.period}" if mapping.waves else ""
            lines.append(f"hidden: {one.indicator}, {one.group}{of}: {one.suppressed.reason}")
    lines += [f"public already, so not hidden: {one.indicator}, {one.group}" for one in done.figures if one.exposed]
    return lines + list(_left_out(done))


def _waves(done: SurveyImport) -> Iterator[tuple[SurveyMapping, Counted]]:
    return zip(wave_mappings(done.mapping), done.waves or (done.counted,), strict=True)


def _questions(done: SurveyImport, wave: SurveyMapping, answers: Counted) -> Iterator[str]:
    """Yield a line for each figure: how many answered, and what the weights do."""
    for index, one in enumerate(wave.asked):
        tally = answers.of(index, None)
        if not is_told(done, wave, one):
            yield f"{one.indicator}: too few answers to tell how many"
            continue
        in_base = one.question.base == "all"
        opinion = "in the base without an opinion" if in_base else "without an opinion"
        told = f"n = {tally.n}, {tally.missing} missing, {tally.without_opinion} {opinion}"
        yield f"{one.indicator}: {told}{_weighed(wave, tally)}"


def _weighed(wave: SurveyMapping, tally: Tally) -> str:
    """Return what weighting costs: the effective number of respondents, by which the interval is computed."""
    if wave.weight is None or not tally.n:
        return ""
    effect = tally.n / tally.effective
    return f"; weighted, as telling as {tally.effective:.1f} equally weighted answers (design effect {effect:.2f})"


def _left_out(done: SurveyImport) -> Iterator[str]:
    """Yield a line for whatever was not counted."""
    rows, mapping = done.chosen, done.mapping
    if done.empty:
        yield f"{done.rows} rows read, {done.empty} of them empty"
    if rows.filtered:
        yield f"{rows.filtered} rows left out: they do not meet where"
    if rows.in_no_wave:
        yield f"{rows.in_no_wave} rows left out: they are in no wave"
    if rows.repeated:
        yield f"{rows.repeated} rows left out: {rows.twice} respondents answered more than once, the {mapping.keep} answers count"
    if mapping.title_rows or mapping.header_rows > 1:
        yield f"{mapping.title_rows} title rows and {mapping.header_rows} header rows"
    if mapping.weight is not None:
        yield (
            f"weighted: hidden are groups of fewer than {mapping.disclosure.weighted}, by unweighted counts; small groups, "
            "and all where any is hidden, are rounded to 5 percentage points"
        )
    if done.unread:
        yield f"not read: {', '.join(done.unread)}"
    if done.withheld:
        yield f"{done.withheld} texts with personal data were not written"


def is_told(done: SurveyImport, wave: SurveyMapping, asked: AskedFigure) -> bool:
    """Return whether the number of answers to a question is shown."""
    shown = (one.observation or one.there for one in done.figures)
    wanted = (asked.indicator, wave.all, wave.period)
    return any(one is not None and (one.indicator, one.group, one.period) == wanted for one in shown)


def report_json(done: SurveyImport) -> str:
    """Return what an import did as JSON, without a figure that is hidden."""
    mapping, rows = done.mapping, done.chosen
    content = {
        "survey": mapping.id,
        "programme": mapping.programme,
        "period": mapping.period,
        "rows": done.rows,
        "rows_empty": done.empty,
        "rows_filtered": rows.filtered,
        "rows_in_no_wave": rows.in_no_wave,
        "rows_repeated": rows.repeated,
        "respondents": done.counted.respondents,
        "invited": done.invited,
        "response_rate": None if done.rate is None else round(done.rate, 4),
        "waves": [
            {"period": wave.period, "respondents": answers.respondents, "invited": wave.invited}
            for wave, answers in _waves(done)
            if mapping.waves
        ],
        "questions": [
            _question(done, wave, one, answers.of(index, None))
            for wave, answers in _waves(done)
            for index, one in enumerate(wave.asked)
        ],
        "shown": [
            {"id": one.observation.id, "value": one.observation.value, "n": one.observation.n}
            for one in done.figures
            if one.observation
        ],
        "hidden": [
            {"indicator": one.indicator, "group": one.group, "reason": one.suppressed.reason}
            for one in done.figures
            if one.suppressed
        ],
        "exposed": [{"indicator": one.indicator, "group": one.group} for one in done.figures if one.exposed],
        "not_read": list(done.unread),
        "texts_withheld": done.withheld,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _question(done: SurveyImport, wave: SurveyMapping, asked: AskedFigure, tally: Tally) -> dict[str, object]:
    """Return what is told of a question; nothing of its answers where they are too few."""
    found: dict[str, object] = {"column": asked.column, "indicator": asked.indicator}
    if done.mapping.waves:
        found["period"] = wave.period
    if asked.option is not None and asked.option != asked.column:
        found["option"] = asked.option
    if is_told(done, wave, asked):
        found |= {"n": tally.n, "missing": tally.missing, "cannot_say": tally.without_opinion}
        if wave.weight is not None:
            found["n_effective"] = round(tally.effective, 1)
    return found
