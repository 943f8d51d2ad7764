"""What other tools write, in and out: the groups ``import`` and ``export``, and the workbook's commands."""

from __future__ import annotations

import typer

import_app = typer.Typer(no_args_is_help=True, help="Bring in what other tools write.")
export_app = typer.Typer(no_args_is_help=True, help="Write what other tools read.")
