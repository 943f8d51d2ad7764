"""Cases of verdicts: boxes written as a line of words, and the small assessment that they make."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import field, replace
from pathlib import Path
from typing import Any, Literal, cast, get_args

import builder
from builder import grade_of, rubric_in_force, text
from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass
from ruamel.yaml import YAML

from kunteko_eval.method.assess import Assessment, ElementRating
from kunteko_eval.method.conflict import Conflict
from kunteko_eval.method.judging import Decision
from kunteko_eval.method.rating import Graded, Rating, Reason, TypePool
from kunteko_eval.method.robustness import Robustness
from kunteko_eval.method.verdicts import Answer, ChainVerdict, verdicts
from kunteko_eval.model.chain import Criterion, LevelKind
from kunteko_eval.model.evidence import Sources
from kunteko_eval.model.judgement import Judgement
from kunteko_eval.model.period import Period
from kunteko_eval.model.programme import EvaluationQuestion, Goal, ProgrammeData, ProgrammeFacts

STRICT = ConfigDict(extra="forbid", strict=True)
IMPORTANCE = {"useful": 1, "important": 2, "decisive": 3}
SHORT = {"none": Rating.NONE}
DAY = datetime.date(2020, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ExpectedVerdict:
    """What a case expects of a verdict; only what is written is compared.

    Attributes:
        reasons: Codes that stand among the reasons; `without` do not.
    """

    answer: Answer
    reached: float | Literal["any"] | None = "any"
    nearly: float | Literal["any"] | None = "any"
    coverage: float | Literal["any"] = "any"
    contested: float | Literal["any"] = "any"
    confidence: int | Literal["any"] | None = "any"
    reasons: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=ConfigDict(extra="forbid"))
class VerdictCase:
    """A case: the sentence that it proves, the boxes, whose verdict is asked for, and what is expected."""

    name: str
    boxes: tuple[str, ...]
    of: str = "level direct"
    expect: ExpectedVerdict = field(default_factory=lambda: ExpectedVerdict(answer="achieved"))


def load_verdict_cases(folder: Path) -> list[VerdictCase]:
    """Return the cases of every YAML file in a folder; an unknown or repeated key is refused."""
    kind = TypeAdapter(tuple[VerdictCase, ...])
    read = [YAML(typ="safe").load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml"))]
    return [case for one in read for case in kind.validate_python(one, strict=False)]


def box(words: str, name: str) -> ElementRating:
    """Return a rated element from a line of words; see the head of ``cases/verdicts/1_answers.yaml``."""
    first, *rest = words.split()
    rating = SHORT.get(first) or Rating(first)
    level: str = next((word for word in rest if word in get_args(LevelKind)), "direct")
    made = builder.element(name, level)
    confidence = None if not rating.rated else 2
    contested, judged = False, None
    for word in rest:
        kind, _, value = word.rpartition("-")
        if word in IMPORTANCE:
            made = replace(made, importance=IMPORTANCE[word])
        elif word in get_args(Criterion):
            made = replace(made, criteria=(*made.criteria, cast("Criterion", word)))
        elif kind == "question":
            made = replace(made, evaluation_question=int(value))
        elif kind == "sure":
            confidence = int(value)
        elif kind == "judged":
            judged = Rating(value)
        elif word in {"contested", "resolved"}:
            contested, judged = True, rating if word == "resolved" else judged
        elif word not in get_args(LevelKind):
            raise ValueError(f"{words!r}: {word!r} is no word of a box")
    achieved = {3: 1.0, 2: 0.7, 1: 0.3, 0: 0.0}.get(-1 if (place := grade_of(rating)) is None else place)
    side = TypePool(source_type="documents", achievement=1.0, most=1.0, low=1.0, high=1.0, rating=Rating.GREEN, count=1)
    return ElementRating(
        element=made,
        graded=Graded(
            rating=rating, scale=rubric_in_force().scale, achievement=achieved, reasons=(Reason(code="given"),)
        ),
        items=(),
        final=judged or rating,
        confidence=confidence,
        computed_confidence=confidence,
        confidence_reasons=(),
        conflict=Conflict(kinder=side, stricter=side, why="grades-apart") if contested else None,
        own_level=level in {"resources", "actions"},
        decisions=() if judged is None else (_decision(name, rating, judged),),
    )


def _decision(name: str, computed: Rating, final: Rating) -> Decision:
    judgement = Judgement(
        id=f"j-{name}",
        element=name,
        period="2020",
        date=DAY,
        author="evaluator",
        computed=computed.value,
        final=final.value,
        reason_code="context",
        reason="test",
        fingerprint="none",
        seal="none",
    )
    return Decision(judgement=judgement, standing="in-force", faults=())


def boxes(lines: tuple[str, ...]) -> Iterator[ElementRating]:
    """Yield the elements of a case; ``×3`` makes three alike."""
    number = 0
    for line in lines:
        words = line.split()
        times = next((int(word[1:]) for word in words if word.startswith("×")), 1)
        for _ in range(times):
            number += 1
            yield box(" ".join(word for word in words if not word.startswith("×")), f"box-{number}")


def assessment_of(ratings: list[ElementRating], **rubric: Any) -> Assessment:
    """Return an assessment of a chain of these boxes with one evaluation question, no links and no evidence."""
    period = Period(id="2020", start=DAY, end=datetime.date(2020, 12, 31), report=True)
    asked = EvaluationQuestion(number=1, text=text("question"), chapters=(), document="document", place="page 1")
    sheet = ProgrammeFacts(
        schema=1,
        id="test",
        name=text("test"),
        description=text("test"),
        synthetic=True,
        start=period.start,
        end=period.end,
        goals=(Goal(id="goal", text=text("goal"), document="document", place="page 1"),),
        evaluation_questions=(asked,),
        periods=(period,),
    )
    programme = ProgrammeData(
        sheet=sheet,
        chain=builder.chain([one.element for one in ratings], ()),
        sources=Sources(schema=1, documents=(), groups=(), collections=()),
        indicators=(),
        observations=(),
        findings=(),
    )
    return Assessment(
        programme=programme,
        period=period,
        rubric=replace(rubric_in_force(), **rubric),
        ratings=tuple(ratings),
        links=(),
        pathways={},
        checks=(),
    )


def verdict_of(
    ratings: list[ElementRating], of: str = "level direct", shaken: dict[str, Robustness] | None = None, **rubric: Any
) -> ChainVerdict:
    """Return the verdict on one thing, such as ``level direct``, ``question 1`` or ``programme``."""
    kind, _, name = of.partition(" ")
    found = verdicts(assessment_of(ratings, **rubric), shaken or {})
    return next(one for one in found if one.kind == kind and one.name == (name or "test"))
