"""Whether a programme's own scale can be read by everybody: order, words, signs and colours; and who names its grades."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from kunteko_eval.errors import Fault
from kunteko_eval.files.documents import KeyedFile
from kunteko_eval.files.validation import suggestion
from kunteko_eval.method.scale import GRADES, UNCOLOURED, scale_of
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.chain import Chain
from kunteko_eval.model.scale import DeclaredGrade
from kunteko_eval.reading.contrast import VISIONS, contrast, difference
from kunteko_eval.reading.folder import Folder

EXTENTS = ("somewhat", "much", "very-much")
INK, PAPER = "#1b1f24", "#ffffff"
"""The text and the outline of a box, and what stands where there is no grade."""
_HEX = re.compile(r"^#[0-9a-f]{6}$")
READABLE = 4.5
"""Least contrast of text on a grade's colour (WCAG 2.1, success criterion 1.4.3); the outline's 3:1 is less."""
APART = 15.0
"""Least ΔE*ab of two grades, and of a grade and white, in each kind of vision; the scale of three has 16."""
GREY = 1.2
"""Least contrast of two grades printed in grey."""
FEWEST, MOST = 3, 5
LONGEST = 14
"""Letters of a word that a box of the map has room for."""
SIGNS = frozenset("○⊘?…⚡✎≥≈→⇢✗↛●%–")
"""What the map and its answers without a grade mean already."""
RESERVED = frozenset(
    [
        "element",
        "label",
        "level",
        "kind",
        "computed",
        "final",
        "rating",
        "robustness",
        "probability",
        "likeliest",
        "unsettled",
        "items",
        "findings",
        "coders",
        "driver",
        "driver-share",
        "programme",
        "period",
        "start",
        "end",
        "share",
        "elements",
        "rated",
        "unwanted",
        "evidence",
    ]
)
"""Names that columns of frames, and looks of boxes, have already."""


def scale_faults(folder: Folder, chain: Chain, file: KeyedFile) -> Iterator[Fault]:
    """Yield every fault of the grades that a programme declares, and each rating recorded that no grade is of."""
    grades = chain.grades
    if grades and file.is_complete("grades"):
        if not FEWEST <= len(grades) <= MOST:
            expected = f"{FEWEST} to {MOST} grades, the best one first"
            advice = "Leave the key out, and the scale is green, yellow and red."
            yield file.fault(("grades",), f"{len(grades)} grades", expected, advice)
        yield from _marks(grades, file)
        yield from _order(grades, file)
    for index, one in file.numbered(("grades",), grades):
        yield from _own(index, one, file)
    yield from _twice(grades, file)
    yield from _alike(grades, file)
    if not file.content.get("grades") or (file.is_complete("grades") and len(grades) >= FEWEST):
        yield from _recorded(folder, grades)


def _own(index: int, one: DeclaredGrade, file: KeyedFile) -> Iterator[Fault]:
    """Yield what is wrong with a grade by itself."""
    if one.id in {*GRADES, *UNCOLOURED, *RESERVED}:
        taken = "the impact chain's own scale" if one.id in GRADES else "another meaning"
        found, advice = f"{one.id!r}, which has {taken}", "Name it by its word, such as very-good."
        yield file.fault(("grades", index, "id"), found, "an id that means this grade alone", advice)
    if one.symbol in SIGNS or unicodedata.category(one.symbol)[0] not in "LNS" or unicodedata.combining(one.symbol):
        found, expected = f"the sign {one.symbol!r}", "a sign that prints and means nothing else on the map"
        yield file.fault(("grades", index, "symbol"), found, expected, "Take ▲, ■, ◆, ★, ▼ or a letter.")
    words = one.short or one.label
    for code in LANGUAGES:
        if len(words[code]) > LONGEST and not words[code].startswith("["):
            found, key = f"{words[code]!r}, {len(words[code])} letters", "label" if one.short is None else "short"
            advice = "Give a shorter word as short; the label may stay as it is."
            yield file.fault(("grades", index, key, code), found, f"at most {LONGEST} letters in a box", advice)
    if not _HEX.match(one.colour):
        advice = 'Write it in quotation marks, as "#5be2b7".'
        yield file.fault(("grades", index, "colour"), repr(one.colour), "a colour written #rrggbb", advice)
        return
    ratio = contrast(one.colour, INK)
    if ratio < READABLE:
        found = f"{one.colour}, on which the dark text {INK} has a contrast of {ratio:.2f}:1"
        expected = f"at least {READABLE:g}:1 (WCAG 2.1 AA, text)"
        yield file.fault(("grades", index, "colour"), found, expected, "Take a lighter tone.")
    yield from _near(index, one.colour, (PAPER, "white, which a box without a grade has"), file)


def _near(index: int, colour: str, other: tuple[str, str], file: KeyedFile) -> Iterator[Fault]:
    """Yield that a colour is too near to another one, in the kind of vision in which it is the nearest."""
    apart = {vision: difference(colour, other[0], vision) for vision in VISIONS}
    vision = min(apart, key=apart.__getitem__)
    if apart[vision] < APART:
        seen = f" to those with {vision}" if vision else ""
        found = f"{colour} differs from {other[1]} by ΔE {apart[vision]:.1f}{seen}"
        expected = f"at least ΔE {APART:g} in every kind of vision"
        yield file.fault(("grades", index, "colour"), found, expected, "Make one of the two lighter or darker.")


def _alike(grades: Sequence[DeclaredGrade], file: KeyedFile) -> Iterator[Fault]:
    """Yield the pairs of colours that cannot be told apart, by colour or in grey."""
    written = [(index, one) for index, one in file.numbered(("grades",), grades) if _HEX.match(one.colour)]
    for (_, one), (index, other) in combinations(written, 2):
        nearest = list(_near(index, other.colour, (one.colour, f"{one.colour} of {one.id}"), file))
        yield from nearest
        ratio = contrast(one.colour, other.colour)
        if not nearest and ratio < GREY:
            found = f"{other.colour} and {one.colour} of {one.id} have a contrast of {ratio:.2f}:1 when printed in grey"
            advice = "Make one of the two lighter or darker."
            yield file.fault(("grades", index, "colour"), found, f"at least {GREY:g}:1", advice)


def _twice(grades: Sequence[DeclaredGrade], file: KeyedFile) -> Iterator[Fault]:
    """Yield each sign, pattern and word that two grades have."""
    told: list[tuple[str, str, int]] = []
    for index, one in file.numbered(("grades",), grades):
        told += [("symbol", one.symbol, index), ("pattern", one.pattern, index)]
        for name in ("label", "colour_name"):
            words = getattr(one, name)
            for code in words.__dataclass_fields__:
                written = getattr(words, code)
                told += [(f"{name}.{code}", written.strip().casefold(), index)] if written else []
    counts = Counter((key, value) for key, value, _ in told)
    for key, value, index in told:
        if counts[key, value] > 1:
            found = f"{value!r} stands in {counts[key, value]} grades"
            yield file.fault(("grades", index, *key.split(".")), found, f"another {key.split('.')[0]} for every grade")


def _marks(grades: Sequence[DeclaredGrade], file: KeyedFile) -> Iterator[Fault]:
    """Yield what is wrong with the grades that caps, verdicts and codes mean."""
    capped = [at for at, one in enumerate(grades) if "capped" in one.marks]
    if len(capped) > 1 or capped == [0] or (not capped and len(grades) > FEWEST):
        found = " and ".join(grades[at].id for at in capped) or "no grade"
        expected = "the mark capped on one grade, and not on the best"
        advice = "It is the best grade left where the rubric says “at most yellow”."
        yield file.fault(("grades",), f"the mark capped on {found}", expected, advice)
    for mark in ("reached", "nearly"):
        marked = [one.id for one in grades if mark in one.marks]
        if len(marked) > 1:
            yield file.fault(("grades",), f"the mark {mark} on {' and '.join(marked)}", "it on one grade")
    words = [one.extent for one in reversed(grades) if one.extent]
    if words != list(EXTENTS) and (words or len(grades) > FEWEST):
        found = f"the coders' words {', '.join(words) or 'of no grade'}, from the least grade on"
        expected = f"{', '.join(EXTENTS)}, each of one grade, in this order"
        advice = "Give extent to the grades in which those words of coders lie."
        yield file.fault(("grades",), found, expected, advice)
    elif len(grades) >= FEWEST and len(capped) <= 1:
        scale = scale_of(grades, ())
        if scale.place(scale.nearly) > scale.place(scale.reached):
            found = f"nearly reached by {scale.nearly}, reached by {scale.reached}"
            yield file.fault(("grades",), found, "nearly of the same grade as reached, or of a lesser one")


def _order(grades: Sequence[DeclaredGrade], file: KeyedFile) -> Iterator[Fault]:
    for index, (one, other) in enumerate(pairwise(grades), 1):
        if one.cut <= other.cut:
            found = f"{other.cut:g} for {other.id}, after {one.cut:g} for {one.id}"
            yield file.fault(("grades", index, "cut"), found, "cut-points that fall from the best grade on")


def _recorded(folder: Folder, grades: Sequence[DeclaredGrade]) -> Iterator[Fault]:
    """Yield each judgement and score whose rating is none of the scale's."""
    known = [*(one.id for one in grades), *UNCOLOURED] if grades else [*GRADES, *UNCOLOURED]
    tables = (("judgements.csv", folder.judgements, ("computed", "final")), ("scores.csv", folder.scores, ("score",)))
    for name, table, columns in tables:
        for row in table.rows:
            for column in columns:
                given = getattr(row.value, column)
                if given not in known:
                    expected = ", ".join(known)
                    advice = suggestion(given, known) or "A grade that ratings were recorded by keeps its id."
                    yield folder.row_fault(name, row.line, column, repr(given), expected, advice)
