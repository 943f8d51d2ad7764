"""Writing what was made, whole or not at all, and never over what is there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.edits import ProgrammeEdit
from kunteko_eval.exchange.faults import fault
from kunteko_eval.exchange.folder_edit import edited_files
from kunteko_eval.exchange.workbook_edit import check_untouched, edited_workbook
from kunteko_eval.files.disk import share_all, writing
from kunteko_eval.files.writing import patiently, write_atomically, write_new
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme, source_of
from kunteko_eval.reading.workbook import sidecars


def refuse_existing(*paths: Path) -> None:
    """Raise a fault for every path that exists.

    Raises:
        FaultyInput: When one does.
    """
    advice = "Give another, or move it first."
    faults = [fault(path, "", "it exists", "a new name", advice) for path in paths if path.exists()]
    if faults:
        raise FaultyInput(faults)


def save_tree(target: Path, files: Mapping[str, bytes], check: Callable[[Path], object]) -> None:
    """Write files into a new folder; made aside, checked, and moved into place.

    Args:
        target: The folder, which must not exist.
        files: Bytes by path within the folder.
        check: Called with the folder while it is aside; when it raises, nothing stays.

    Raises:
        FaultyInput: When the folder exists, or of `check`.
    """
    refuse_existing(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=target.parent) as aside:
        made = Path(aside) / target.name
        for name, content in files.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_new(path, content)
        check(made)
        with writing(target):
            patiently(lambda: made.rename(target), target)
        share_all(target)


def save_in_programme(folder: Path, files: Mapping[str, bytes], advice: str) -> None:
    """Replace files of a programme folder, after the whole folder was read with them and without a fault.

    Args:
        folder: The programme folder.
        files: The new bytes of its files by name.
        advice: What every fault of the folder says in addition.

    Raises:
        FaultyInput: When the folder would have faults; it stays as it is then.
        OSError: When a file cannot be written.
    """
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(shutil.copytree(folder, Path(scratch) / folder.resolve().name))
        for name, content in files.items():
            (copy / name).write_bytes(content)
        _read_copy(copy, folder, advice)
    for name, content in files.items():
        write_atomically(folder / name, content)


def save_edit(place: Path, edit: ProgrammeEdit, advice: str = "Nothing was written.") -> Path:
    """Set rows and entries into a programme, a folder or a workbook, after the whole was read with them.

    Args:
        place: The programme's folder or workbook, also a workbook without its ending.
        edit: What is set into it.
        advice: What every fault of the programme says in addition.

    Returns:
        The folder or the workbook that was written to.

    Raises:
        FaultyInput: When the programme would have faults, or cannot be edited; it stays as it is then.
        OSError: When a file cannot be written.
    """
    source = source_of(place)
    if source.is_dir():
        save_in_programme(source, edited_files(source, edit), advice)
        return source
    with tempfile.TemporaryDirectory() as scratch:
        for beside in (source, *sidecars(source)):
            if beside.is_file():
                shutil.copy(beside, Path(scratch) / beside.name)
        copy = Path(scratch) / source.name
        copy.write_bytes(edited_workbook(source, edit))
        after = _read_copy(copy, source, advice)
        check_untouched(source, read_programme(source), after, edit)
        write_atomically(source, copy.read_bytes())
    return source


def _read_copy(copy: Path, original: Path, advice: str) -> ProgrammeData:
    """Read a programme that is not in its place yet; what is wrong with it is told of the place."""
    try:
        return read_programme(copy)
    except FaultyInput as error:
        faults = [
            replace(one, file=one.file.replace(str(copy), str(original)), advice=f"{one.advice} {advice}".strip())
            for one in error.faults
        ]
        raise FaultyInput(faults) from None
