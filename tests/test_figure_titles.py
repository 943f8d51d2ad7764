"""A figure's title is a finding where the numbers carry one, in three languages, and nothing more than they carry."""

from __future__ import annotations

import datetime
from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.report.count_panels import Bar, CountPanel, asides, comparable
from kunteko_eval.report.example_cases import apart_from_cases
from kunteko_eval.report.figure_sources import MOST, sources_line
from kunteko_eval.report.figure_titles import (
    ALMOST,
    FRACTIONS,
    HOLDING,
    ON_PATH,
    REACHED,
    AskedShare,
    CountMove,
    counts_title,
    moved_title,
    share_words,
    shares_title,
    tally_title,
)
from kunteko_eval.report.language import Language
from kunteko_eval.report.shares import by_size

LEAST = 30
FI, SV, EN = (Language(code) for code in ("fi", "sv", "en"))


def asked(yes: int, n: int | None, claim: str = "C", group: str = "people") -> AskedShare:
    """Return a share of so many of n, with SciPy's Wilson interval; without n, of ten."""
    if n is None:
        return AskedShare(claim=claim, group=group, share=yes / 10, low=None, high=None, n=None)
    ends = binomtest(yes, n).proportion_ci(method="wilson")
    return AskedShare(claim=claim, group=group, share=yes / n, low=ends.low, high=ends.high, n=n)


CASES = {
    "none": ([], (None, None, None)),
    "one": (
        [asked(36, 40)],
        (
            "”C”: näin vastasi yhdeksän kymmenestä",
            "”C”: så svarade nio av tio",
            "“C”: nine in ten said so",
        ),
    ),
    "one of all": ([asked(40, 40)], ("”C”: näin vastasivat kaikki", "”C”: så svarade alla", "“C”: all said so")),
    "one small group": ([asked(27, 29)], (None, None, None)),
    "one without n": ([asked(9, None)], (None, None, None)),
    "two apart": (
        [asked(20, 100, "A"), asked(80, 100, "B")],
        (
            "”B”: näin vastasi neljä viidestä",
            "”B”: så svarade fyra av fem",
            "“B”: four in five said so",
        ),
    ),
    "two that overlap, one below a half": ([asked(50, 100, "A"), asked(55, 100, "B")], (None, None, None)),
    "two tied above a half": (
        [asked(80, 100, "A"), asked(80, 100, "B")],
        (
            "Yli puolet vastasi myöntävästi kaikkiin kahteen väitteeseen",
            "Mer än hälften svarade jakande på alla två påståenden",
            "More than half said so of each of the two claims",
        ),
    ),
    "two tied below a half": ([asked(20, 100, "A"), asked(20, 100, "B")], (None, None, None)),
    "many with two at the top": (
        [asked(10, 100, "A"), asked(50, 100, "B"), asked(78, 100, "C"), asked(80, 100, "D")],
        (
            "10–80\u00a0% vastasi myöntävästi väitteestä riippuen",
            "10–80\u00a0% svarade jakande, beroende på påståendet",
            "10–80% said so, depending on the claim",
        ),
    ),
    "one claim, three groups": (
        [asked(20, 100, group="a"), asked(79, 100, group="b"), asked(80, 100, group="c")],
        (
            "20–80\u00a0% vastasi myöntävästi vastaajaryhmästä riippuen",
            "20–80\u00a0% svarade jakande, beroende på vem som tillfrågades",
            "20–80% said so, depending on who was asked",
        ),
    ),
    "a group of unknown size beside one that speaks": (
        [asked(70, 100, "A", "participants"), asked(75, 100, "B", "participants"), asked(10, None, "A", "others")],
        (
            "Participants: yli puolet vastasi myöntävästi kaikkiin kahteen väitteeseen",
            "Participants: mer än hälften svarade jakande på alla två påståenden",
            "Participants: more than half said so of each of the two claims",
        ),
    ),
    "a silent share in the group that speaks": (
        [asked(70, 100, "A"), asked(75, 100, "B"), asked(10, None, "C")],
        (None, None, None),
    ),
    "two groups that speak and one that does not": (
        [asked(70, 100, group="a"), asked(75, 100, group="b"), asked(10, 12, group="c")],
        (None, None, None),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_title_of_shares_says_what_they_carry(case: str) -> None:
    """With none, one, two, many, tied, small and missing ones; where they carry nothing there is no title."""
    shares, wanted = CASES[case]
    assert tuple(shares_title(say, shares, LEAST) for say in (FI, SV, EN)) == wanted
    assert shares_title(EN, list(reversed(shares)), LEAST) == wanted[2]


SHARES = st.builds(
    lambda n, part, claim, group: asked(round(part * (n or 10)), n, claim, group),
    st.one_of(st.none(), st.integers(1, 200)),
    st.floats(0, 1),
    st.sampled_from("ABCD"),
    st.sampled_from(["people", "others"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(SHARES, max_size=6))
def test_no_title_rests_on_a_share_that_may_not_speak(shares: list[AskedShare]) -> None:
    """Whatever small groups and groups of unknown size said, the title is the same; and a named greatest is alone."""
    found = shares_title(EN, shares, LEAST)
    silent = [one for one in shares if not one.speaks(LEAST)]
    turned = [replace(one, share=1 - one.share) if one in silent else one for one in shares]
    assert shares_title(EN, turned, LEAST) == found
    if len(silent) == len(shares):
        assert found is None
    told = [one for one in shares if one.speaks(LEAST)]
    if found and "“" in found and len(told) > 1:
        first = max(told, key=lambda one: one.share)
        assert f"“{first.claim}”" in found
        assert all(first.span[0] > one.span[1] for one in told if one is not first)


def test_a_title_that_names_no_claim_says_what_the_claims_are_on() -> None:
    """The subject stands before it, and the group where not all speak; a claim that is named needs none."""
    tied = [asked(80, 100, "A"), asked(80, 100, "B")]
    wanted = "Newsletter: more than half said so of each of the two claims"
    assert shares_title(EN, tied, LEAST, "newsletter") == wanted
    wanted = "Newsletter, people: more than half said so of each of the two claims"
    assert shares_title(EN, [*tied, asked(9, None, "A", "others")], LEAST, "newsletter") == wanted
    assert shares_title(EN, [asked(36, 40)], LEAST, "newsletter") == "“C”: nine in ten said so"


@settings(max_examples=100, deadline=None)
@given(st.fractions(0, 1))
def test_words_never_make_a_share_greater(share: Fraction) -> None:
    """A share told as a fraction is that fraction; one that almost is lies below it; anything else is in per cent."""
    said = share_words(EN, float(share))
    words = {text: value for value, text in FRACTIONS.items()}
    if said.startswith("almost "):
        assert 0 < words[said.removeprefix("almost ")] - float(share) <= ALMOST
    elif said in words:
        assert abs(words[said] - float(share)) <= 0.005
    else:
        assert said == ("all" if share == 1 else EN.percent(float(share)))


def test_a_share_that_is_not_exact_is_told_with_the_word_of_its_document() -> None:
    """Over, about and nearly stand before the fraction or the per cent."""
    over = replace(asked(36, 40), precision="over")
    assert shares_title(FI, [over], LEAST) == "”C”: näin vastasi yli yhdeksän kymmenestä"
    about = replace(asked(79, 100), precision="about")
    assert shares_title(EN, [about], LEAST) == "“C”: about 79% said so"


def move(difference: float) -> CountMove:
    """Return a count that moved by so much from ten."""
    after = f"{10 + difference:g}"
    return CountMove(label="Days", before="10", when="2018", after=after, then="2019", difference=difference)


def test_a_title_of_counts_tells_the_first_that_can_be_compared() -> None:
    """Up, down and the same; nothing where no count can be compared."""
    assert [counts_title(say, []) for say in (FI, SV, EN)] == [None] * 3
    assert counts_title(EN, [move(-4), move(5)]) == "Days: down from 10 (2018) to 6 (2019)"
    assert counts_title(FI, [move(5)]) == "Days: määrä kasvoi, 10 (2018) → 15 (2019)"
    assert counts_title(SV, [move(0)]) == "Days: 10 både 2018 och 2019"


def bar(start: int, end: int, value: float = 1, precision: str = "exact") -> Bar:
    """Return a bar of whole years."""
    return {
        "period": f"{start}-{end}",
        "start": datetime.date(start, 1, 1),
        "end": datetime.date(end, 12, 31),
        "value": value,
        "precision": precision,
    }


@pytest.mark.parametrize(
    ("bars", "pair"),
    [
        ([], None),
        ([bar(2018, 2018)], None),
        ([bar(2018, 2018), bar(2019, 2019)], ("2018-2018", "2019-2019")),
        ([bar(2015, 2017), bar(2018, 2020), bar(2015, 2020)], ("2015-2017", "2018-2020")),
        ([bar(2015, 2016), bar(2016, 2017)], None),
        ([bar(2015, 2017), bar(2018, 2019)], None),
        ([bar(2018, 2018), bar(2019, 2019, 2), bar(2019, 2019, 3)], None),
        ([bar(2018, 2018, precision="over"), bar(2019, 2019)], None),
        ([bar(2017, 2017), bar(2018, 2018), bar(2019, 2019)], ("2018-2018", "2019-2019")),
    ],
)
def test_counts_are_compared_over_spans_of_one_length_apart(bars: list[Bar], pair: tuple[str, str] | None) -> None:
    """Spans that overlap, of other lengths, with two figures or with one that is only a bound are not compared."""
    found = comparable(CountPanel(label="L", name="L", bars=tuple(bars)))
    assert (None if found is None else (found[0]["period"], found[1]["period"])) == pair
    assert comparable(CountPanel(label="L", name="L", bars=tuple(bars), is_total=True)) is None


@pytest.mark.parametrize(
    ("bars", "aside"),
    [
        ([], []),
        ([bar(2015, 2020)], [False]),
        ([bar(2018, 2018), bar(2019, 2019)], [False, False]),
        ([bar(2015, 2017), bar(2018, 2020), bar(2019, 2019), bar(2015, 2020)], [False, False, True, True]),
        ([bar(2015, 2017), bar(2018, 2018), bar(2019, 2019)], [True, False, False]),
        ([bar(2015, 2020), bar(2018, 2019)], [True, False]),
        ([bar(2015, 2020), bar(2015, 2020), bar(2018, 2018)], [True, True, False]),
        (
            [{**bar(2020, 2020), "end": datetime.date(2020, 10, 12)}, bar(2019, 2019), bar(2015, 2020)],
            [False, False, True],
        ),
    ],
)
def test_only_spans_of_one_length_are_bars_beside_each_other(bars: list[Bar], aside: list[bool]) -> None:
    """Bars are of the length that most spans have, of equally many the shortest; the rest is written as numbers."""
    assert asides(bars) == aside
    panel = CountPanel(
        label="L", name="L", bars=tuple({**one, "aside": out} for one, out in zip(bars, aside, strict=True))
    )
    assert len(panel.drawn) == aside.count(False)
    assert len(panel.written) == aside.count(True)


def test_claims_stand_by_size_and_groups_together() -> None:
    """The claim with the greatest share comes first, of ties the one with the greater mean, with all its groups."""
    rows = pd.DataFrame(
        [("a", "g", 0.5), ("b", "g", 0.9), ("c", "g", 0.9), ("c", "h", 0.8), ("a", "h", 0.6), ("b", "h", 0.7)],
        columns=["indicator", "group", "share"],
    )
    found = [(row["indicator"], row["group"]) for row in by_size(rows)]
    assert found == [("c", "g"), ("c", "h"), ("b", "g"), ("b", "h"), ("a", "g"), ("a", "h")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tally_is_told_from_two_on(language: str) -> None:
    """Of none and of one there is no finding; of more, none, some and all are told, each in its own words."""
    say = Language(language)
    for tally in (HOLDING, REACHED, ON_PATH):
        assert [tally_title(say, tally, part, whole) for part, whole in ((0, 0), (0, 1), (1, 1))] == [None] * 3
        told = [tally_title(say, tally, part, 4) for part in (0, 1, 2, 4)]
        assert len(set(told)) == 4
        assert None not in told
    assert [moved_title(say, 0, 0, whole) for whole in (0, 1)] == [None, None]
    assert len({moved_title(say, better, worse, 5) for better, worse in ((0, 0), (1, 0), (0, 2), (2, 1))}) == 4


def test_known_tallies() -> None:
    """Hand-written sentences in the three languages."""
    assert tally_title(EN, HOLDING, 4, 23) == "Of 23 ratings, four hold when the assumptions are varied"
    assert tally_title(FI, REACHED, 2, 3) == "Kolmesta tavoitteesta on saavutettu kaksi"
    assert (
        moved_title(SV, 2, 1, 3)
        == "Av tre siffror som är kända för båda perioderna förbättrades två och försämrades en"
    )


def test_single_cases_stand_apart_from_what_may_be_summed() -> None:
    """A figure of one case is told from that of everybody, and from one that is summed."""
    rows = [("case", "case-askola"), ("case", "all"), ("increment", "case-askola"), ("case", "via-union")]
    together, cases = apart_from_cases(pd.DataFrame(rows, columns=["aggregation", "group"]))
    assert list(cases.index) == [0]
    assert list(together.index) == [1, 2, 3]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_source_line_names_a_few_places(language: str) -> None:
    """Each place once; beyond three only how many more."""
    say = Language(language)
    assert sources_line(say, []) == ""
    assert sources_line(say, ["a", "a"]) == "a"
    assert sources_line(say, "abc") == "a; b; c"
    one, two = sources_line(say, "abcd"), sources_line(say, "abcde")
    assert one.startswith("a; b; c; ")
    assert one != two
    assert two.count(";") == MOST
