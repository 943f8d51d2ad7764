"""A message shows the difference of two texts that look alike, and says nothing where a reader can see it."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunteko_eval.batch.periods import period_files
from kunteko_eval.errors import Fault, UnknownName
from kunteko_eval.files.validation import suggestion
from kunteko_eval.lookalikes import difference, look_alike

CYRILLIC = str.maketrans("aeopcyx", "аеорсух")
PAIRS = [
    ("kunteko".translate(CYRILLIC), "kunteko", "о (U+043E, cyrillic small letter o) where the second has o (U+006F"),
    ("2015\u20132017", "2015-2017", "\u2013 (U+2013, en dash) where the second has - (U+002D, hyphen-minus)"),
    ("ei osaa\u00a0sanoa", "ei osaa sanoa", "U+00A0 (no-break space) where the second has U+0020 (space)"),
    ("va\u00adlue", "value", "U+00AD (soft hyphen) where the second has nothing"),
    ("value", "va\u200blue", "nothing where the second has U+200B (zero width space)"),
    (unicodedata.normalize("NFD", "väli"), "väli", "U+0308 (combining diaeresis)"),
    ("labels\u00a0", "labels", "U+00A0 (no-break space)"),
    ("\uff52ed", "red", "fullwidth latin small letter r"),
]


@pytest.mark.parametrize(("found", "expected", "told"), PAIRS, ids=[told[-20:] for *_, told in PAIRS])
@pytest.mark.parametrize(
    ("saying", "wanting"),
    [
        ("'{}'", "'{}', the folder's name"),
        ('unknown column "{}"', "one of first, {}, last"),
        ('"{}", 3 times', "one of 5 answers. Did you mean '{}'?"),
    ],
)
def test_a_fault_tells_two_texts_apart_that_look_alike(
    found: str, expected: str, told: str, saying: str, wanting: str
) -> None:
    """The characters that differ are named by number and name, wherever in the message the texts stand."""
    fault = Fault(file="f", place="", found=saying.format(found), expected=wanting.format(expected))
    assert "The two look alike: " in str(fault)
    assert told in str(fault)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ('"1\u00a0000"', "'1\\u00a0000' holds U+00A0 (no-break space)"),
        ('"\u22125"', "holds \u2212 (U+2212, minus sign)"),
        ("'\u0663'", "arabic-indic digit three"),
        ("'re\u0501'", "cyrillic small letter komi de"),
        ("'2015\u20132017'", "en dash"),
    ],
)
def test_a_value_that_is_not_what_it_looks_like_is_told(found: str, told: str) -> None:
    """Without a twin in the message too: a space, sign, digit or letter that is another than it seems."""
    assert told in str(Fault(file="f", place="", found=found, expected="another value"))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ("'kunteko'", "'kunteko', the name"),
        ("'Тест'", "a text"),
        ('"Täysin samaa mieltä – ehkä"', "one of Täysin eri mieltä – ei, kyllä"),
        ("2015–2017 ends on 2017-12-31", "a period that ends before 2018-01-01"),
        ('"हिन्दी"', "a text"),
        ("3 rows", "4 rows"),
        ("no value", "a number"),
    ],
)
def test_nothing_is_added_where_the_difference_can_be_seen(found: str, expected: str) -> None:
    """Words of another alphabet, dashes in prose and plain differences need no remark."""
    fault = Fault(file="f", place="", found=found, expected=expected)
    assert str(fault) == f"f: {found}; expected {expected}."


def test_quotation_marks_are_told_apart() -> None:
    """Office programs replace apostrophes."""
    assert "right single quotation mark" in difference('"it\u2019s"', 'one of "it\'s", "other"')


def test_an_unknown_name_is_told_apart_from_the_known_one() -> None:
    """A programme typed with a Cyrillic letter is not told as unknown beside its very self."""
    assert "е (U+0435, cyrillic small letter ie)" in str(UnknownName("programme", "kunt\u0435ko", ["kunteko"]))


def test_a_name_that_looks_like_a_known_one_is_suggested() -> None:
    """However many letters differ."""
    assert suggestion("kunteko".translate(CYRILLIC), ["other", "kunteko"]) == "Did you mean 'kunteko'?"
    assert suggestion("x".translate(CYRILLIC), ["a", "x"]) == "Did you mean 'x'?"


def test_a_period_file_with_a_dash_in_its_period_is_told_how_it_differs(tmp_path: Path) -> None:
    """Word processors make an en dash of the hyphen; the fault names both."""
    file = tmp_path / "soteliiderit" / "2018-2020.yaml"
    file.parent.mkdir()
    file.write_text('programme: soteliiderit\nperiod: "2018\u20132020"\nlanguage: fi\n', encoding="utf-8")
    faults: list[Fault] = []
    assert period_files(tmp_path, "soteliiderit", faults) == []
    assert "U+2013, en dash" in str(faults[0])


def test_a_thousand_faults_with_long_lists_are_told() -> None:
    """Each names one of a thousand known texts with a letter that is another than it looks."""
    known = ", ".join(f"näyttö {number}" for number in range(1000))
    faults = [
        Fault(file="f", place="", found=f"'näyttо {number}'", expected=f"one of {known}") for number in range(999)
    ]
    assert all("cyrillic small letter o" in str(fault) for fault in faults)


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared(found: str, expected: str) -> None:
    """Whatever stands in a file, the message is made; equal texts are never told apart."""
    difference(f"'{found}'", expected, f"Did you mean {expected!r}?")
    assert not look_alike(found, found)
    assert "look alike" not in difference(f"'{found}'", f"'{found}'")
