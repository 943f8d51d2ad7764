"""Reads an SPSS file in a process of its own and writes it as JSON: a spoilt file may end the process that reads it.

Run by `spss`; nothing of the product is imported here.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def _plain(path: str) -> dict[str, Any]:
    """Return the values and what is used of the metadata, as JSON can hold them."""
    import pyreadstat

    values, about = pyreadstat.read_sav(path, user_missing=True, output_format="dict", disable_datetime_conversion=True)
    return {
        "values": {name: list(column) for name, column in values.items()},
        "labels": {name: list(found.items()) for name, found in about.variable_value_labels.items()},
        "texts": about.column_names_to_labels,
        "types": about.original_variable_types,
        "missing": about.missing_ranges,
        "sets": about.mr_sets,
    }


if __name__ == "__main__":
    made: dict[str, Any]
    try:
        made = {"read": _plain(sys.argv[1])}
    except Exception as error:  # The library raises its own errors and plain ones, all of a broken file.
        made = {"error": str(error)}
    sys.stdout.buffer.write(json.dumps(made, default=float).encode())
