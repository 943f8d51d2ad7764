"""Files are written whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from kunteko_eval.files.writing import move_into_place, write_atomically


@pytest.mark.parametrize("content", [b"\x00\xff\r\n", "ä\r\n\u2028\n"])
def test_what_is_written_is_there_to_the_byte(content: bytes | str, tmp_path: Path) -> None:
    """Bytes and texts keep every byte and line end, and nothing stands beside them."""
    target = tmp_path / "a.csv"
    for _ in range(2):
        write_atomically(target, content)
        assert target.read_bytes() == (content.encode() if isinstance(content, str) else content)
        assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("step", ["write_bytes", "replace"])
def test_a_file_that_cannot_be_written_stays_as_it_was(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk is full at any step, the old file is whole, and nothing is left beside it."""
    target = tmp_path / "a.csv"
    target.write_bytes(b"old")

    def refuse(path: Path, *_: object) -> None:
        if step == "write_bytes":
            path.touch()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(Path, step, refuse)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        write_atomically(target, b"new")
    monkeypatch.undo()
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_text_that_no_file_can_hold_leaves_nothing(tmp_path: Path) -> None:
    """Half a character cannot be written; no file of the name is begun."""
    with pytest.raises(UnicodeEncodeError):
        write_atomically(tmp_path / "a.txt", "\ud800")
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The content is forced to the disk first, and the old file has its name until then."""
    made, target = tmp_path / "made", tmp_path / "a.csv"
    made.write_bytes(b"new")
    target.write_bytes(b"old")
    seen: list[tuple[int, bytes]] = []
    monkeypatch.setattr(os, "fsync", lambda number: seen.append((os.fstat(number).st_size, target.read_bytes())))
    move_into_place(made, target)
    assert seen == [(3, b"old")]
    assert target.read_bytes() == b"new"
    assert not made.exists()


def test_a_new_file_has_the_rights_that_any_new_file_has(tmp_path: Path) -> None:
    """It can be read by whomever the folder's owner lets read."""
    (tmp_path / "plain").write_bytes(b"")
    write_atomically(tmp_path / "whole", b"")
    assert (tmp_path / "whole").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only POSIX names pipes")
def test_what_is_no_file_is_written_to_and_stays(tmp_path: Path) -> None:
    """A report can be sent to the standard output by its name: a pipe gets the text and is not replaced."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_atomically(pipe, "text\n")
        assert os.read(reading, 100) == b"text\n"
    finally:
        os.close(reading)
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]
