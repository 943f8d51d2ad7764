"""The report's sections: a message where the numbers carry one, what is shown where they do not, in three languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from builder import SCALES, Case, CaseItem, build, rubric_in_force

from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.report import chapters, period_frames
from kunteko_eval.report.argument.claims import Argument
from kunteko_eval.report.argument.proofs import proved
from kunteko_eval.report.argument.telling import agreed, named
from kunteko_eval.report.language import Language
from kunteko_eval.report.plan_frames import gap_frame, recommendation_frame
from kunteko_eval.report.view import View, view_of
from kunteko_eval.timeline.moved import MovedFigure

SECTIONS = [name for name in chapters.__all__ if name.endswith("_section")]
Said = Argument | None


@pytest.fixture(scope="module")
def views(kunteko: ProgrammeData, rubric: Rubric) -> dict[str, View]:
    """Return KunTeko 2018–2020 in each language, the assumptions varied once."""
    first = view_of(kunteko, "2018-2020", replace(rubric, draws=200), Language("en"))
    return {code: first.in_language(code) for code in LANGUAGES}


def heading(said: Said) -> str:
    """Return the message of a section; nothing where it is left out."""
    return "" if said is None else said.groups[0].heading


@pytest.mark.parametrize(
    ("share", "precision", "en", "fi", "sv"),
    [
        (1.0, "exact", "Everybody agreed", "Kaikki vastasivat myöntävästi", "Alla svarade jakande"),
        (0.0, "exact", "Nobody agreed", "Kukaan ei vastannut myöntävästi", "Ingen svarade jakande"),
        (0.5, "exact", "Half agreed", "Puolet vastasi myöntävästi", "Hälften svarade jakande"),
        (0.92, "exact", "Nine in ten agreed", "Yhdeksän kymmenestä vastasi myöntävästi", "Nio av tio svarade jakande"),
        (0.1, "about", "One in ten agreed", "Yksi kymmenestä vastasi myöntävästi", "Ett av tio svarade jakande"),
        (0.93, "exact", "93% agreed", "93 % vastasi myöntävästi", "93 % svarade jakande"),
        (0.99, "exact", "99% agreed", "99 % vastasi myöntävästi", "99 % svarade jakande"),
        (0.9, "over", "More than nine in ten agreed", "Yli yhdeksän kymmenestä", "Fler än nio av tio svarade jakande"),
        (0.6, "nearly", "Nearly six in ten agreed", "Lähes kuusi kymmenestä", "Nästan sex av tio svarade jakande"),
    ],
)
def test_a_share_is_so_many_in_ten_only_where_it_is(share: float, precision: str, en: str, fi: str, sv: str) -> None:
    """A share within two percentage points of a tenth is told in tenths; any other, and any that is not all, as it is."""
    told = {code: agreed(Language(code), share, precision, "It helped") for code in LANGUAGES}
    for code, start in {"en": en, "fi": fi, "sv": sv}.items():
        assert told[code].replace("\u00a0", " ").startswith(start)
        assert "It helped" in told[code]


@pytest.mark.parametrize(
    ("count", "en", "fi", "sv"),
    [
        (0, "", "", ""),
        (1, "a", "a", "a"),
        (3, "a; b; c", "a; b; c", "a; b; c"),
        (4, "a; b; c; and one more", "a; b; c; lisäksi yksi muu", "a; b; c; dessutom en till"),
        (5, "a; b; c; and two more", "a; b; c; lisäksi kaksi muuta", "a; b; c; dessutom två till"),
    ],
)
def test_names_are_counted_from_the_fourth_on(count: int, en: str, fi: str, sv: str) -> None:
    """Three names are told, without their full stops, and how many more there are."""
    names = [f"{letter}." for letter in "abcde"[:count]]
    assert [named(Language(code), names) for code in ("en", "fi", "sv")] == [en, fi, sv]


def _answers(view: View, *changes: dict[str, Any]) -> Said:
    """Return the section on voices from as many answers, each like that on coaching but for its changes."""
    figures = period_frames.figures(view)
    one = figures.loc[["coaching-effects-o-2020"]]
    rows = [one.assign(**change).rename(index={one.index[0]: f"a-{at}"}) for at, change in enumerate(changes)]
    return chapters.voices_section(view, pd.concat([one.iloc[:0], *rows]), _none(view), figures.iloc[:0])


def _none(view: View) -> pd.DataFrame:
    return period_frames.findings(view).iloc[:0]


def _factors(view: View, helped: int, hindered: int) -> Said:
    """Return the section on implementation from so many factors, without ratings of actions."""
    told = period_frames.findings(view).iloc[[0] * (helped + hindered)]
    told = told.assign(chapter="implementation", scale=[5] * helped + [1] * hindered)
    return chapters.implementation_section(view, told, view.frames.ratings.iloc[:0])


def _moved(view: View, *differences: float, sure: bool = True) -> Said:
    """Return the section on change from figures of which more is better, each moved so far."""
    interval = None if sure else (-1.0, 1.0)
    known = [one for one in view.moved if one.indicator.direction == "more"]
    pairs = zip(known, differences, strict=False)
    figures = [replace(figure, difference=one, interval=interval) for figure, one in pairs]
    return _section_of(view, tuple(figures))


def _section_of(view: View, figures: tuple[MovedFigure, ...]) -> Said:
    other = replace(view)
    vars(other).update(moved=figures, frames=view.frames, changes=())
    assert view.comparison is not None
    return chapters.change_section(other, None, view.comparison.changes.iloc[:0])


def _verdict(view: View, answer: str, likeliest: str | None = None) -> Said:
    verdicts = view.frames.verdicts.astype({"answer": "str", "likeliest": "str"})
    return chapters.chain_section(view, None, verdicts.assign(answer=answer, likeliest=likeliest or answer))


def _ways(view: View, *levels: int) -> Said:
    ways = view.frames.pathways.iloc[: len(levels)]
    return chapters.pathways_section(view, view.frames.links, ways.assign(confidence=list(levels)))


def _sure(view: View, *levels: int) -> Said:
    rated = view.frames.ratings[view.frames.ratings["confidence"].notna()].iloc[: len(levels)]
    return chapters.certainty_section(view, rated.assign(confidence=list(levels)))


def _evidence(view: View, *, kind: str = "", most: int = 999) -> Said:
    used = {name: item.source_type for one in view.assessment.everything for item in one.used for name in item.evidence}
    names = [name for name, of in used.items() if kind in {"", of}][:most]
    frames = view.frames.programme
    figures, findings = (rows[rows.index.isin(names)] for rows in (frames.observations, frames.findings))
    return chapters.evidence_section(view, figures, findings)


def _recommended(view: View, *numbers: str) -> Said:
    found = recommendation_frame(view)
    return chapters.recommendations_section(view, found[found.index.isin(numbers)])


def _gaps(view: View, count: int, *, proposed: bool = True) -> Said:
    gaps = gap_frame(view)
    first = gaps[gaps["first"]].iloc[:count]
    offered = view.frames.programme.proposals
    return chapters.plan_section(view, first, offered if proposed else offered.iloc[:0])


SHOWN = (
    "What those who were asked say of the effects",
    "Mitä vastaajat sanovat vaikutuksista",
    "Vad de tillfrågade säger om effekterna",
)
OPEN = (
    "What helped the work and what hindered it",
    "Mikä auttoi työtä ja mikä haittasi sitä",
    "Vad som hjälpte arbetet och vad som hindrade det",
)
MESSAGES = [
    ("no answers", _answers, ("", "", "")),
    (
        "one sure answer",
        lambda view: _answers(view, {}),
        ("More than nine in ten agreed: ", "Yli yhdeksän kymmenestä", "Fler än nio av tio"),
    ),
    (
        "the surest of two",
        lambda view: _answers(view, {}, {"share": 0.8, "low": 0.77, "precision": "exact"}),
        ("Eight in ten agreed: ", "Kahdeksan kymmenestä", "Åtta av tio"),
    ),
    ("two answers alike", lambda view: _answers(view, {}, {}), SHOWN),
    ("an answer without n", lambda view: _answers(view, {"n": None, "low": None, "high": None}), SHOWN),
    ("an answer of too few", lambda view: _answers(view, {"n": 29}), SHOWN),
    ("an answer around a half", lambda view: _answers(view, {"low": 0.45, "high": 0.6}), SHOWN),
    ("no factors and no actions", lambda view: _factors(view, 0, 0), ("", "", "")),
    ("one factor", lambda view: _factors(view, 1, 0), OPEN),
    ("too few factors", lambda view: _factors(view, 4, 0), OPEN),
    ("as many of either", lambda view: _factors(view, 3, 3), OPEN),
    (
        "five factors that helped",
        lambda view: _factors(view, 5, 0),
        (
            "According to the sources, more helped",
            "Aineiston mukaan useampi asia auttoi",
            "Enligt källorna var det fler saker som hjälpte",
        ),
    ),
    (
        "many that hindered",
        lambda view: _factors(view, 1, 9),
        (
            "According to the sources, more hindered",
            "Aineiston mukaan useampi asia haittasi",
            "Enligt källorna var det fler saker som hindrade",
        ),
    ),
    ("nothing moved", _moved, ("What changed cannot be told", "Muutosta ei voi kertoa", "Förändringen kan inte anges")),
    (
        "one better",
        lambda view: _moved(view, 1),
        (
            "The one figure that can be compared got better",
            "Ainoa vertailukelpoinen luku parani",
            "Den enda jämförbara siffran blev bättre",
        ),
    ),
    (
        "one worse",
        lambda view: _moved(view, -1),
        (
            "The one figure that can be compared got worse",
            "Ainoa vertailukelpoinen luku heikkeni",
            "Den enda jämförbara siffran blev sämre",
        ),
    ),
    (
        "two better",
        lambda view: _moved(view, 1, 2),
        (
            "Of two figures that can be compared two got better, and none",
            "Kahdesta vertailukelpoisesta luvusta kaksi parani, eikä",
            "Av två jämförbara siffror blev två bättre och ingen",
        ),
    ),
    (
        "a tie",
        lambda view: _moved(view, 1, -1),
        (
            "Of two figures that can be compared one got better and one worse",
            "Kahdesta vertailukelpoisesta luvusta yksi parani ja yksi heikkeni",
            "Av två jämförbara siffror blev ",
        ),
    ),
    (
        "none surely",
        lambda view: _moved(view, 1, -1, sure=False),
        (
            "No figure that can be compared surely moved",
            "Mikään vertailukelpoinen luku ei varmasti",
            "Ingen jämförbar siffra har säkert",
        ),
    ),
    (
        "achieved",
        lambda view: _verdict(view, "achieved"),
        ("The programme achieved what", "Ohjelma täytti odotukset", "Programmet uppfyllde förväntningarna"),
    ),
    (
        "not answerable",
        lambda view: _verdict(view, "not-answerable"),
        ("Too little is known", "Tietoa on liian vähän", "För lite är känt"),
    ),
    (
        "another answer oftener",
        lambda view: _verdict(view, "achieved", "not-achieved"),
        ("How the impact chain came out", "Vaikutusketjun tulos", "Resultatet för effektkedjan"),
    ),
    ("no pathway", _ways, ("", "", "")),
    (
        "none carried",
        lambda view: _ways(view, 1, 1, 1),
        ("Evidence reaches no wider effect", "Näyttö ei yllä yhteenkään", "Evidensen når inte ända fram till någon"),
    ),
    (
        "one carried",
        lambda view: _ways(view, 1, 2, 1),
        (
            "Evidence reaches one of three wider effects",
            "Kolmesta laajemmasta vaikutuksesta yhteen",
            "Evidensen når ända fram till en av tre",
        ),
    ),
    (
        "two carried",
        lambda view: _ways(view, 1, 2, 3),
        (
            "Evidence reaches two of three wider effects",
            "Kolmesta laajemmasta vaikutuksesta kahteen",
            "Evidensen når ända fram till två av tre",
        ),
    ),
    (
        "every one carried",
        lambda view: _ways(view, 2, 3),
        ("Evidence reaches every wider effect", "Näyttö yltää jokaiseen", "Evidensen når ända fram till alla"),
    ),
    ("nothing rated", _sure, ("", "", "")),
    (
        "one rated",
        lambda view: _sure(view, 4),
        ("Most of the ratings are sure", "Suurin osa arvioista on varmoja", "De flesta bedömningar är säkra"),
    ),
    (
        "most limited",
        lambda view: _sure(view, 2, 2, 3),
        (
            "Confidence in most of the ratings is limited",
            "Luottamus useimpiin arvioihin on rajallinen",
            "Tillförlitligheten är begränsad",
        ),
    ),
    (
        "as many sure as not",
        lambda view: _sure(view, 1, 1, 3, 3),
        ("How sure the ratings are differs", "Arvioiden luottamus vaihtelee", "Hur säkra bedömningarna är varierar"),
    ),
    (
        "no evidence",
        lambda view: _evidence(view, most=0),
        ("There is no evidence", "Näyttöä, johon arvio voisi perustua, ei ole", "Det finns ingen evidens"),
    ),
    (
        "little evidence",
        lambda view: _evidence(view, most=2),
        ("The ratings rest on little", "Arviot perustuvat vähäiseen", "Bedömningarna bygger på lite"),
    ),
    (
        "one source type",
        lambda view: _evidence(view, kind="participants"),
        (
            "Most of the evidence is what participants say",
            "Suurin osa näytöstä on osallistujien",
            "Största delen av evidensen är vad deltagarna",
        ),
    ),
    ("no recommendations", _recommended, ("", "", "")),
    (
        "one not begun",
        lambda view: _recommended(view, "1"),
        (
            "The one recommendation is not known",
            "Ainoan suosituksen ei tiedetä",
            "Den enda rekommendationen har såvitt känt inte",
        ),
    ),
    (
        "one begun",
        lambda view: _recommended(view, "3"),
        (
            "The one recommendation is known",
            "Ainoan suosituksen tiedetään",
            "Den enda rekommendationen har såvitt känt påbörjats",
        ),
    ),
    (
        "two not begun",
        lambda view: _recommended(view, "1", "2"),
        ("None of two recommendations", "Kahdesta suosituksesta yhdenkään", "Av två rekommendationer"),
    ),
    (
        "one of two",
        lambda view: _recommended(view, "1", "3"),
        ("One of two recommendations", "Kahdesta suosituksesta yhden", "En av två rekommendationer"),
    ),
    (
        "two of three",
        lambda view: _recommended(view, "1", "3", "4"),
        ("Two of three recommendations", "Kolmesta suosituksesta kahden", "Två av tre rekommendationer"),
    ),
    ("nothing lacking", lambda view: _gaps(view, 0), ("", "", "")),
    (
        "one gap",
        lambda view: _gaps(view, 1),
        ("One box has no rating yet", "Yksi laatikko on vailla arviota: sen", "En ruta saknar bedömning: "),
    ),
    (
        "two gaps",
        lambda view: _gaps(view, 2),
        ("Two boxes have no rating yet", "Kaksi laatikkoa on vailla arviota: niiden", "Två rutor saknar bedömning: "),
    ),
    (
        "a gap without a proposal",
        lambda view: _gaps(view, 1, proposed=False),
        (
            "One box has no rating, and nobody",
            "Yksi laatikko on vailla arviota, eikä",
            "En ruta saknar bedömning, och ingen",
        ),
    ),
]


@pytest.mark.parametrize(
    ("make", "starts"), [(make, starts) for _, make, starts in MESSAGES], ids=[one[0] for one in MESSAGES]
)
def test_a_heading_is_a_message_only_where_the_numbers_carry_one(
    make: Callable[[View], Said], starts: tuple[str, str, str], views: dict[str, View]
) -> None:
    """With none, one, two, many, missing and tied values each heading says what holds, and no more, in each language."""
    for code, start in zip(("en", "fi", "sv"), starts, strict=True):
        told = heading(make(views[code]))
        assert told.startswith(start) if start else told == ""


FUNDERS = [
    ((), "The documents do not name the funders."),
    ((None, None), "Who paid is told, but not how much: A; B."),
    ((100.0,), "Most of the funding, 100%, came from A."),
    ((75.0, 25.0), "Most of the funding, 75%, came from A. The other funders: B."),
    ((40.0, 30.0, None), "The greatest share of the funding, 40%, came from A. The other funders: B; C."),
    ((40.0, 40.0, 20.0), "The greatest shares of the funding, 40% each, came from A; B. The other funders: C."),
]


@pytest.mark.parametrize(("shares", "told"), FUNDERS)
def test_who_paid_most_is_told_and_ties_are_told_together(
    shares: tuple[float | None, ...], told: str, views: dict[str, View]
) -> None:
    """Of no, one and several funders, with shares that are missing or alike, the sentence says who paid most."""
    known = views["en"].frames.programme.funders.iloc[[0] * len(shares)]
    index = pd.Index(list("ABC"[: len(shares)]), name="funder")
    rows = known.assign(share=pd.Series(list(shares), index=known.index, dtype="Float64")).set_axis(index)
    for view in views.values():
        said = chapters.programme_section(view, None, rows, view.frames.ratings.iloc[:0])
        assert said is not None
        assert (said.groups[0].claims[1].text == told) == (view.say.code == "en")


def test_reach_is_told_by_the_longest_span(views: dict[str, View]) -> None:
    """The heading is the first figure of the longest span; of no figure it says what the section is about."""
    figures = period_frames.figures(views["en"])
    reach, none = figures[figures["chapter"] == "reach"], figures.iloc[:0]
    for code, start in {"en": "Municipal organisations in the services: 146", "fi": "Palveluihin", "sv": ""}.items():
        view = views[code]
        one = period_frames.figures(view).loc[reach.index]
        said = chapters.services_section(view, one, none, _none(view))
        assert said is not None
        assert said.groups[0].heading.startswith(start)
        assert said.groups[0].subject == ""
        part = chapters.services_section(view, one[one["period"] == "2018-2019"], none, _none(view))
        assert part is not None
        assert part.groups[0].subject != ""
        assert chapters.services_section(view, none, none, _none(view)) is None


def test_innovations_are_left_out_where_there_are_none(views: dict[str, View]) -> None:
    """Of no innovation nothing is said; of one and of many, how many are in use."""
    starts = {
        "en": ("One new way", "Seven new ways", "New ways of working are still"),
        "fi": ("Yksi uusi", "Seitsemän uutta", "Uudet toimintatavat ovat tiettävästi"),
        "sv": ("Ett nytt", "Sju nya", "Nya arbetssätt är såvitt känt"),
    }
    for code, (one, many, ideas) in starts.items():
        view = views[code]
        every = view.frames.programme.innovations
        used = every[every["spread"].isin(["in-use", "widely-spread"])]
        assert chapters.innovations_section(view, every.iloc[:0]) is None
        assert heading(chapters.innovations_section(view, used.iloc[:1])).startswith(one)
        assert heading(chapters.innovations_section(view, every)).startswith(many)
        assert heading(chapters.innovations_section(view, used.iloc[:1].assign(spread="idea"))).startswith(ideas)


@pytest.mark.parametrize("scale", [None, "four"])
def test_every_programme_has_its_sections(scale: str | None) -> None:
    """A stranger's programme, on any scale and without a previous period, has a method with its own grades' words."""
    case = Case(name="any", items=(CaseItem(percent=90, n=100),), scale=scale, previous=None)
    programme = build(case)
    period = next(one.id for one in programme.sheet.periods if one.report)
    first = view_of(programme, period, replace(rubric_in_force(), draws=50), Language("fi").of_programme(programme))
    for view in map(first.in_language, LANGUAGES):
        said = {name: getattr(chapters, name)(view) for name in SECTIONS}
        told = said["method_section"].plain()
        assert all(view.say.text(one.label) in told for one in SCALES.get(scale or "", ()))
        assert said["chain_section"] is not None
        assert said["change_section"] is None
        groups = [group for one in said.values() if one is not None for group in one.groups]
        assert all(claim.text for group in groups for claim in group.claims)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_main_text_speaks_plainly_and_is_short(views: dict[str, View], language: str) -> None:
    """Sections 2 to 14 of KunTeko 2018–2020 come to 3 500 words at most, without ids, line numbers or doubled stops."""
    said = [one for name in SECTIONS if (one := getattr(chapters, name)(views[language])) is not None]
    text = "\n".join(one.plain() for one in said)
    assert len(said) == len(SECTIONS) - 1
    assert 1_000 < len(text.split()) <= 3_500
    assert not re.search(r", (line|rivi|rad) \d|\.\.|\bnan\b|<NA>|\belement|[a-z]+-[a-z]+-[a-z]+-", text)


def test_a_claim_leads_from_the_names_that_it_tells() -> None:
    """Evidence that a claim names is led to from its name, the longer of two names first; other evidence follows it."""
    body = (
        '<p class="claim" id="claim-a-1" data-proofs="element-a element-b table-c gone">Best &amp; best box; Best.</p>'
    )
    names = {"element-a": "Best", "element-b": "Best & best box", "table-c": "Table 2.1"}
    told = proved(body, names, Language("en"))
    assert '<a href="#element-b">Best &amp; best box</a>; <a href="#element-a">Best</a>.' in told
    assert told.count("<a ") == 3
    assert '<a href="#table-c">Table 2.1</a></span></p>' in told
