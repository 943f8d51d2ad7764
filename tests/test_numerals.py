"""Small numbers in words and dates of periods: in Finnish cases, in Swedish and in English, as people write them."""

from __future__ import annotations

import datetime
import re

import pytest
from babel.messages.pofile import read_po

from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.period import Period
from kunteko_eval.report.language import MESSAGES, NBSP, CountInWords, Language
from kunteko_eval.report.numerals import WORDS_UP_TO, numeral

FINNISH = {
    "nom": (
        "nolla",
        "yksi",
        "kaksi",
        "kolme",
        "neljä",
        "viisi",
        "kuusi",
        "seitsemän",
        "kahdeksan",
        "yhdeksän",
        "kymmenen",
        "yksitoista",
        "kaksitoista",
        "kolmetoista",
        "neljätoista",
        "viisitoista",
        "kuusitoista",
        "seitsemäntoista",
        "kahdeksantoista",
        "yhdeksäntoista",
        "kaksikymmentä",
    ),
    "gen": (
        "nollan",
        "yhden",
        "kahden",
        "kolmen",
        "neljän",
        "viiden",
        "kuuden",
        "seitsemän",
        "kahdeksan",
        "yhdeksän",
        "kymmenen",
        "yhdentoista",
        "kahdentoista",
        "kolmentoista",
        "neljäntoista",
        "viidentoista",
        "kuudentoista",
        "seitsemäntoista",
        "kahdeksantoista",
        "yhdeksäntoista",
        "kahdenkymmenen",
    ),
    "ela": (
        "nollasta",
        "yhdestä",
        "kahdesta",
        "kolmesta",
        "neljästä",
        "viidestä",
        "kuudesta",
        "seitsemästä",
        "kahdeksasta",
        "yhdeksästä",
        "kymmenestä",
        "yhdestätoista",
        "kahdestatoista",
        "kolmestatoista",
        "neljästätoista",
        "viidestätoista",
        "kuudestatoista",
        "seitsemästätoista",
        "kahdeksastatoista",
        "yhdeksästätoista",
        "kahdestakymmenestä",
    ),
    "ine": (
        "nollassa",
        "yhdessä",
        "kahdessa",
        "kolmessa",
        "neljässä",
        "viidessä",
        "kuudessa",
        "seitsemässä",
        "kahdeksassa",
        "yhdeksässä",
        "kymmenessä",
        "yhdessätoista",
        "kahdessatoista",
        "kolmessatoista",
        "neljässätoista",
        "viidessätoista",
        "kuudessatoista",
        "seitsemässätoista",
        "kahdeksassatoista",
        "yhdeksässätoista",
        "kahdessakymmenessä",
    ),
    "ill": (
        "nollaan",
        "yhteen",
        "kahteen",
        "kolmeen",
        "neljään",
        "viiteen",
        "kuuteen",
        "seitsemään",
        "kahdeksaan",
        "yhdeksään",
        "kymmeneen",
        "yhteentoista",
        "kahteentoista",
        "kolmeentoista",
        "neljääntoista",
        "viiteentoista",
        "kuuteentoista",
        "seitsemääntoista",
        "kahdeksaantoista",
        "yhdeksääntoista",
        "kahteenkymmeneen",
    ),
    "ade": (
        "nollalla",
        "yhdellä",
        "kahdella",
        "kolmella",
        "neljällä",
        "viidellä",
        "kuudella",
        "seitsemällä",
        "kahdeksalla",
        "yhdeksällä",
        "kymmenellä",
        "yhdellätoista",
        "kahdellatoista",
        "kolmellatoista",
        "neljällätoista",
        "viidellätoista",
        "kuudellatoista",
        "seitsemällätoista",
        "kahdeksallatoista",
        "yhdeksällätoista",
        "kahdellakymmenellä",
    ),
    "all": (
        "nollalle",
        "yhdelle",
        "kahdelle",
        "kolmelle",
        "neljälle",
        "viidelle",
        "kuudelle",
        "seitsemälle",
        "kahdeksalle",
        "yhdeksälle",
        "kymmenelle",
        "yhdelletoista",
        "kahdelletoista",
        "kolmelletoista",
        "neljälletoista",
        "viidelletoista",
        "kuudelletoista",
        "seitsemälletoista",
        "kahdeksalletoista",
        "yhdeksälletoista",
        "kahdellekymmenelle",
    ),
}
SWEDISH = (
    *("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio"),
    *("elva", "tolv", "tretton", "fjorton", "femton", "sexton", "sjutton", "arton", "nitton", "tjugo"),
)
ENGLISH = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen"),
    *("sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)


@pytest.mark.parametrize("case", FINNISH)
def test_finnish_numbers_stand_in_the_case_that_is_asked_for(case: str) -> None:
    """From 0 to 20 every Finnish number in words has the ending of its case, also within the word."""
    assert tuple(numeral(count, "fi", case) for count in range(WORDS_UP_TO + 1)) == FINNISH[case]


def test_swedish_and_english_numbers_are_written_in_words() -> None:
    """From 0 to 20 Swedish and English numbers are the dictionary's, in whatever Finnish case."""
    for case in FINNISH:
        assert tuple(numeral(count, "sv", case) for count in range(21)) == SWEDISH
        assert tuple(numeral(count, "en", case) for count in range(21)) == ENGLISH


def test_swedish_one_takes_the_gender_of_its_noun() -> None:
    """Only the number one has a common gender in Swedish; asked for in a message it is *en*, otherwise *ett*."""
    assert numeral(1, "sv", "en") == "en"
    assert [numeral(count, "sv", "en") for count in range(2, 21)] == list(SWEDISH[2:])
    say = Language("sv")
    assert [f"{CountInWords(1, say):w}", f"{CountInWords(1, say):en}", f"{CountInWords(1, say):En}"] == [
        "ett",
        "en",
        "En",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [-1, 21, 29, 100, 1000])
def test_other_numbers_are_written_in_digits(language: str, count: int) -> None:
    """Above 20 and below 0 there is no word, and a message has the digits of its language without an ending."""
    say = Language(language)
    assert numeral(count, language) is None
    for spec in ("w", "W", "gen", "Ela"):
        assert format(CountInWords(count, say), spec) == say.number(count)
    written = {"fi": f"1{NBSP}000", "sv": f"1{NBSP}000", "en": "1,000"}[language]
    assert f"{CountInWords(1000, say):w}" == written


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_count_without_a_format_is_in_digits(language: str) -> None:
    """A message that asks for nothing special has digits, small numbers too."""
    say = Language(language)
    assert [f"{CountInWords(count, say)}" for count in (0, 1, 11, 20)] == ["0", "1", "11", "20"]


def test_a_capital_starts_a_sentence() -> None:
    """A format that begins with a capital gives a word that does; the other letters stay small."""
    say = Language("fi")
    assert f"{CountInWords(8, say):W}" == "Kahdeksan"
    assert f"{CountInWords(18, say):Ade}" == "Kahdeksallatoista"
    assert f"{CountInWords(11, say):Ela}" == "Yhdestätoista"
    assert f"{CountInWords(8, Language('sv')):W}" == "Åtta"
    assert f"{CountInWords(11, Language('en')):W}" == "Eleven"


def test_a_message_fills_in_its_counts_as_it_asks() -> None:
    """One message may have a number in words, in digits, and at the start of a sentence; texts stay as they are."""
    say = Language("en")
    message = "{count:W} of {all:w} ({count} of {all}): {name}, {share}"
    filled = say(message, count=3, all=25, name="3", share=0.5)
    assert filled == "Three of 25 (3 of 25): 3, 0.5"


def test_a_finnish_sentence_has_its_numbers_in_its_cases() -> None:
    """A sentence of the catalogue inflects its numbers, and above 20 leaves the case to the noun."""
    one, other = (
        "One box of {all:w} has no rating yet, and {early:w} of those because it is too early for the effect.",
        "{count:W} boxes of {all:w} have no rating yet, {early:w} of them because it is too early for the effect.",
    )
    say = Language("fi")
    few = say.many(one, other, 8, all=18, early=6)
    assert few.startswith("Kahdeksastatoista laatikosta kahdeksalla ei ole vielä arviota")
    assert say.many(one, other, 22, all=29, early=6).startswith("29 laatikosta 22 ei ole vielä arviota")


@pytest.mark.parametrize(("language", "known"), [("fi", {"w", *FINNISH}), ("sv", {"w", "en"})])
def test_every_case_that_a_translation_asks_for_exists(language: str, known: set[str]) -> None:
    """No translation asks for a case that its language does not have."""
    with (MESSAGES / f"{language}.po").open("rb") as file:
        entries = list(read_po(file, locale=language))
    strings = [one.string for one in entries if one.id]
    texts = [text for one in strings for text in ([one] if isinstance(one, str) else one or ())]
    asked = {spec.lower() for text in texts for spec in re.findall(r"\{\w+:(\w+)\}", str(text))}
    assert "w" in asked
    assert asked <= known


def _period(start: str, end: str) -> Period:
    first, last = (datetime.date.fromisoformat(day) for day in (start, end))
    return Period(id="period", start=first, end=last, report=True)


@pytest.mark.parametrize(
    ("start", "end", "nordic", "english"),
    [
        ("2018-01-01", "2020-12-31", "2018–2020", "2018–2020"),
        ("2019-01-01", "2019-12-31", "2019", "2019"),
        ("2020-11-01", "2021-12-31", "1.11.2020–31.12.2021", "1 Nov 2020–31 Dec 2021"),
        ("2021-11-19", "2023-11-30", "19.11.2021–30.11.2023", "19 Nov 2021–30 Nov 2023"),
        ("2019-01-01", "2019-05-08", "1.1.2019–8.5.2019", "1 Jan 2019–8 May 2019"),
        ("2019-04-30", "2019-12-31", "30.4.2019–31.12.2019", "30 Apr 2019–31 Dec 2019"),
    ],
)
def test_a_period_is_written_in_years_or_in_full_dates(start: str, end: str, nordic: str, english: str) -> None:
    """Whole years are years; other periods have day, month and year at both ends, in each language's own way."""
    period = _period(start, end)
    assert Language("fi").period(period) == nordic
    assert Language("sv").period(period) == nordic
    assert Language("en").period(period) == english.replace(" ", NBSP)
