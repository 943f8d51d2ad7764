"""Lines of the texts that were read, which the data cite and no reader of a report has.

They stay in the data, in ``evidence.csv`` and in frames. A report cites a place by its heading, and by its page where
that is known.
"""

from __future__ import annotations

import re

_LINE = r"(?:riv(?:i|it|ill[aä]|eill[aä]|iltä|eiltä|in|ien)|rad|rader|raden|raderna|lines?)"
_BRACKETS = re.compile(rf"\s*\([^()]*\b{_LINE}\s\d[^()]*\)", re.IGNORECASE)


def without_lines(text: str) -> str:
    """Return a text without the brackets that tell lines.

    >>> without_lines("Sources tell it (lines 685, 4015 and 3204). They agree (2019).")
    'Sources tell it. They agree (2019).'
    >>> without_lines("Tavoite verkkosivulla (rivit 7 ja 9) ja päätöksessä (päätöksen rivi 19).")
    'Tavoite verkkosivulla ja päätöksessä.'
    """
    return _BRACKETS.sub("", text) if "(" in text else text
