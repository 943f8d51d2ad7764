"""What every class, key and column means, for comments in workbooks, schemas and the dictionary.

What a key means stands with it, as a string in its annotated type; here is what holds for keys of one name in many
classes, and what the entries of each class are.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import is_dataclass
from typing import Any, get_args, get_type_hints

from kunteko_eval.model.base import Text

SHARED = {
    "id": "Its name in links and references: lower-case letters, digits and hyphens.",
    "document": "Id of the document that it was read from.",
    "place": "The heading of the document under which it stands.",
    "line": "The line of the document's text, where lines are known.",
    "match": "Whether it was read as it stands (read), put together from parts (inferred), or computed (derived).",
    "label": "The words that people read, in the programme's languages.",
    "text": "The words that people read, in the programme's languages.",
    "name": "The name that people read, in the programme's languages.",
    "title": "The title that people read, in the programme's languages.",
    "statement": "What was found, in the coder's own words and in the programme's languages.",
    "schema": "The version of the format: 1.",
    "period": "Id of a period of the programme.",
    "previous": "Id of the period that it is compared with.",
    "start": "The first day.",
    "end": "The last day.",
    "group": "Id of the group of respondents.",
    "source": "Id of the collection of evidence.",
    "theme": "Id of the theme.",
    "indicator": "Id of the indicator.",
    "finding": "Id of the finding.",
    "element": "Id of the element of the chain.",
    "rival": "Id of the rival explanation.",
    "from": "Id of the element that contributes.",
    "to": "Id of the element that it contributes to.",
    "expectation": "Id of the convention that says what was expected.",
    "reason": "Why, in words.",
    "note": "A remark for readers of the evidence.",
    "recorded": "The day that it was recorded.",
    "date": "The day.",
    "registered": "The day that it was registered, before ratings were looked at.",
    "unit": "The unit of the figures.",
    "level": "Id of the level that it stands on.",
    "why": "Why the registered evidence speaks for it, or why there is none.",
    "placement": "Whether the documents place it so, or somebody else does; what is proposed is not registered yet.",
    "synthetic": "Whether it was made up.",
    "description": "What it is, in a few sentences.",
    "number": "Its number.",
    "file": "The name of the document's file.",
    "published": "The day of publication.",
    "reference": "How to cite it.",
    "programme": "The programme's id.",
    "language": "fi, sv or en.",
    "share": "Per cent of the whole; empty where the documents do not tell.",
    "event": "What is dated: the start or the end of the programme.",
    "precision": "How exactly the document tells it.",
    "chapters": "The chapters of the report that answer it.",
    "elements": "Ids of the elements that it speaks of.",
    "status": "How far it has come.",
    "placement_note": "Why it is placed so.",
    "evaluation_question": "Number of the evaluation question that it answers to.",
    "proxy": "Whether it is an indirect measure.",
    "assumption": "What has to hold for the one to lead to the other.",
    "examined": "Whether the rival explanation was examined.",
    "result": "What the examination found.",
    "kind": "Of which kind it is.",
    "bias_reason": "Why the risk of bias is judged so.",
    "direction": "Whether more or less is better.",
    "scale_min": "The least grade of the scale; for the unit grade alone.",
    "scale_max": "The greatest grade of the scale; for the unit grade alone.",
    "reason_code": "Why the decision was made, as a code.",
    "second_reviewer": "The role of the second reviewer, never a name.",
    "scorer": "The role of the evaluator who scores, never a name.",
    "score": "The rating that the evaluator gives.",
    "previous_ratings": "What is known of ratings that others gave before, in words; left out where there were none.",
    "budget": "The whole budget of the programme, with the document that tells it.",
    "amount": "The sum.",
    "currency": "The currency's code of ISO 4217, such as EUR.",
    "due_reason": "Why effects are expected on the levels when they are.",
    "registration_note": "What readers should know of how expectations were recorded.",
}
"""Keys that mean the same wherever they stand and whose class does not say more."""


CLASSES = {
    "ProgrammeFacts": "The content of programme.yaml.",
    "Text": "The same words in the languages of the programme: any of fi, sv and en.",
    "DateClaim": "When a document says that the programme started or ended; two documents may disagree.",
    "Goal": "What the programme set out to do.",
    "EvaluationQuestion": "A question that the evaluation was asked, and the chapters that answer it.",
    "Funder": "Who paid, and how many per cent of the whole; nothing where the documents do not tell.",
    "Budget": "The whole budget of the programme.",
    "Period": "A dated span, both ends included.",
    "Recommendation": "A recommendation of the documents, and the elements that it speaks of.",
    "Comparability": "What makes figures of two periods not fully alike, although both are right.",
    "Addressee": "Whom a recommendation is meant for.",
    "Accepted": "A warning that was looked at and is explained: what looks suspicious is right.",
    "FollowUp": "What a document tells of a recommendation later on, in our words.",
    "Chain": "The content of chain.yaml.",
    "Level": "A level of the chain, in the order of the file.",
    "DeclaredGrade": "One coloured grade of a programme's own scale, in place of green, yellow and red; the best one first.",
    "Convention": "An expectation for one kind of evidence, recorded before rating.",
    "Rival": "Another explanation of an effect.",
    "Element": "One box of the chain.",
    "Link": "One arrow: an assumed contribution of one element to another.",
    "Lineage": "How elements of an earlier chain became elements of this one.",
    "Registration": "What may speak for an element, and against which expectation.",
    "ProposedCost": "What a proposed collection would cost, as the evaluator assumes: a sum, or a class of size.",
    "Collect": "Evidence that the evaluator proposes to collect for an element.",
    "RivalCheck": "Whether a rival explanation of a link was examined, and with what result.",
    "ProcessTest": "A test of process tracing: a trace that the contribution would leave was looked for.",
    "ClaimBundle": "Every claim of one collection that the one element contributes to the other, as a causal map counts them.",
    "Sources": "The content of sources.yaml.",
    "CitedHeading": "A heading of a document under which something was read, translated once.",
    "Document": "A document that evidence was read from.",
    "Group": "A respondent group, or a case.",
    "Theme": "What indicators and findings are about.",
    "Collection": "One collection of evidence: a survey, a round of interviews, a monitoring system.",
    "RubricSheet": "The content of rubric.yaml.",
    "Settings": "Every setting of the rubric, in the order of the method's steps.",
    "Number": "A number of the rubric with its description and reference.",
    "Rule": "The name of a pooling rule.",
    "Proportion": "A number from 0 to 1.",
    "Levels": "Kinds of level that a cap applies to.",
    "Count": "A whole number of at least 1.",
    "Positive": "A number above 0.",
    "Weights": "What an element of importance 1, 2 and 3 counts.",
    "PeriodFile": "The content of params/<programme>/<period>.yaml: the parameters of the notebooks.",
    "ReportFile": "The content of params/report.yaml: the face of the reports, and their chapters; may be left out.",
    "Logo": "The picture at the head of each page.",
    "Contact": "Whom readers may ask, at the foot of each page.",
    "Colours": "The organisation's colours, each checked for contrast; those of ratings are the method's own.",
    "Scenario": "The content of a scenario file.",
    "CutPoints": "The least achievements for the three colours.",
    "TriedCut": "Another least achievement for a grade of the programme's own scale.",
    "TriedExpectation": "Another floor or expectation for one convention; nothing leaves the recorded one.",
    "TriedFigure": "Other numbers for one observation; nothing leaves the recorded ones.",
    "TriedCode": "Another code of one finding, as if every coder had read it so; nothing leaves the code that is used.",
    "AddedFigure": "A what-if observation, which no document gives.",
    "AddedFinding": "A what-if finding, which no document tells, with its code.",
    "SharedSheet": "The content of shared-indicators.yaml: what several programmes report together.",
    "Span": "A dated span, both ends included, for which figures are put together.",
    "SharedIndicator": "An indicator of the portfolio's own that programmes' indicators serve.",
    "ServingIndicator": "A programme's indicator that serves a shared one.",
    "KnownOverlap": "How many of what is counted two programmes both report for a span.",
    "AgreedReport": "A report that a programme was to give of a span, and when it came.",
    "SurveyMapping": "The content of a mapping file.",
    "TableMapping": "The content of the mapping file of an indicator table.",
    "TableColumns": "The columns of an indicator table by their headers.",
    "Disclosure": "How groups are protected.",
    "Grouping": "What parts the respondents: values of a column, bands of its numbers, or conditions on several.",
    "Band": "From which number to which a group reaches, both included; without an end, all beyond.",
    "Wave": "The respondents of one period, where an export holds several.",
    "Within": "Between which days or numbers a cell lies, both ends included; a blank cell lies nowhere.",
    "AnswerScale": "A scale that several questions name.",
    "Question": "A column of answers, several with one scale, or one question of which several answers may be chosen.",
    "Published": "A figure that is public already, so that hiding it would hide nothing.",
    "Numbers": "A scale whose answers are numbers.",
    "Indicator": "What is measured.",
    "Observation": "A published number and the place it was read from.",
    "Finding": "A qualitative result in our own words; what it says for or against a claim stands in its codings.",
    "Coding": "What one coder read of one finding in its source; one row of codings.csv.",
    "Reconciliation": "What was decided of a finding that coders read differently; one row of reconciliations.csv.",
    "Innovation": "A new way of working that the documents name, and how far it has spread.",
    "Suppressed": "A figure that exists and is not shown, so that nobody's answer can be worked out; one row of suppressed.csv.",
    "Cost": "What an action, or the whole programme, cost in a period; one row of costs.csv.",
    "UnitCost": "A pair of a cost and a count that a unit cost is asked of.",
    "Judgement": "An evaluator's recorded decision on one element's computed rating; one row of judgements.csv.",
    "SealedPart": "One sealed part of what ratings are judged against, or the end of a registration; one row of registration.csv.",
    "OwnUnit": "A unit that the programme declares.",
    "Rate": "What one unit of a currency was worth in another on a day; without one, money is never converted.",
    "TargetBasis": "On whose word the targets are, where no row of targets.csv says otherwise.",
    "Target": "What one indicator was to reach by one period; one row of targets.csv.",
    "Correction": "One change of a figure that was read before; one row of corrections.csv.",
    "Comment": "One comment on a passage of a report, and its answer; one row of comments.csv.",
    "Score": "One evaluator's own rating of an element, made without seeing the others'; one row of scores.csv.",
}
"""What the entries of each class are, by the name of the class."""


def of_class(kind: Any) -> str:
    """Return what the entries of a class are.

    Raises:
        KeyError: When `CLASSES` does not have it.
    """
    return CLASSES[kind.__name__]


def of_field(kind: Any, field: str) -> str:
    """Return what an attribute of a class means; empty when nothing says more than its name."""
    info = kind.__pydantic_fields__[field]
    key = info.alias or field
    bare = re.sub(r"_(fi|sv|en)$", "", key)
    own = next((one for one in info.metadata if isinstance(one, str)), "")
    return own or SHARED.get(key) or SHARED.get(bare) or _of_items(kind, field)


def _of_items(kind: Any, field: str) -> str:
    """Return what the class of a list's items means."""
    inner: list[Any] = [get_type_hints(kind)[field]]
    while inner:
        one = inner.pop()
        if is_dataclass(one):
            return of_class(one)
        inner += get_args(one)
    return ""


_PLAIN = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    datetime.date: "date",
    Text: "text in fi, sv and en",
    type(None): "",
}


def type_words(kind: Any, field: str) -> str:
    """Return what an attribute may hold, in a few words."""
    return _type_words(get_type_hints(kind)[field])


def _type_words(hint: Any) -> str:
    if hint in _PLAIN:
        return _PLAIN[hint]
    arguments = get_args(hint)
    if getattr(hint, "__origin__", None) is tuple:
        return f"list of {_type_words(arguments[0])}"
    if not arguments:
        return str(getattr(hint, "__name__", hint))
    if all(isinstance(one, (str, int)) for one in arguments):
        return ", ".join(map(str, arguments))
    return " or ".join(dict.fromkeys(words for one in arguments if (words := _type_words(one))))
