"""Small numbers in words, in Finnish in the case that the sentence asks for."""

from __future__ import annotations

WORDS_UP_TO = 20

_FI_STEMS = {
    "nom": "nolla yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen",
    "gen": "nollan yhden kahden kolmen neljän viiden kuuden seitsemän kahdeksan yhdeksän kymmenen",
    "ela": "nollasta yhdestä kahdesta kolmesta neljästä viidestä kuudesta seitsemästä kahdeksasta yhdeksästä kymmenestä",
    "ine": "nollassa yhdessä kahdessa kolmessa neljässä viidessä kuudessa seitsemässä kahdeksassa yhdeksässä kymmenessä",
    "ill": "nollaan yhteen kahteen kolmeen neljään viiteen kuuteen seitsemään kahdeksaan yhdeksään kymmeneen",
    "ade": "nollalla yhdellä kahdella kolmella neljällä viidellä kuudella seitsemällä kahdeksalla yhdeksällä kymmenellä",
    "all": "nollalle yhdelle kahdelle kolmelle neljälle viidelle kuudelle seitsemälle kahdeksalle yhdeksälle kymmenelle",
}
_FI_TWENTY = {
    "nom": "kaksikymmentä",
    "gen": "kahdenkymmenen",
    "ela": "kahdestakymmenestä",
    "ine": "kahdessakymmenessä",
    "ill": "kahteenkymmeneen",
    "ade": "kahdellakymmenellä",
    "all": "kahdellekymmenelle",
}
_FI = {case: tuple(words.split()) for case, words in _FI_STEMS.items()}
_SV = [
    "noll",
    "ett",
    "två",
    "tre",
    "fyra",
    "fem",
    "sex",
    "sju",
    "åtta",
    "nio",
    "tio",
    "elva",
    "tolv",
    "tretton",
    "fjorton",
    "femton",
    "sexton",
    "sjutton",
    "arton",
    "nitton",
    "tjugo",
]
_EN = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]


def numeral(count: int, language: str, case: str = "nom") -> str | None:
    """Return a whole number from 0 to 20 in words; None where digits are plainer.

    Args:
        count: The number.
        language: fi, sv or en.
        case: In Finnish the case: nom, gen, ela, ine, ill, ade or all. In Swedish ``en`` gives the
            common gender of one.

    >>> numeral(11, "fi", "ela"), numeral(3, "sv"), numeral(12, "en"), numeral(29, "fi")
    ('yhdestätoista', 'tre', 'twelve', None)
    """
    if not 0 <= count <= WORDS_UP_TO:
        return None
    if language == "sv":
        return "en" if count == 1 and case == "en" else _SV[count]
    if language == "en":
        return _EN[count]
    forms = _FI[case]
    if count == WORDS_UP_TO:
        return _FI_TWENTY[case]
    return forms[count] if count <= 10 else f"{forms[count - 10]}toista"
