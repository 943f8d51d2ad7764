"""What a disk refuses, told with the file, the room and the owner; and files that a group of people make in one folder."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kunteko_eval.errors import KuntekoError

NO_ROOM = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
"""What the operating system answers where there is no room: a full disk, a limit of one file, a quota."""

NOT_ALLOWED = frozenset({errno.EACCES, errno.EPERM})
SHARED = stat.S_IRGRP | stat.S_IWGRP
"""What the group of a folder may do with the files in it."""


class NotWritten(KuntekoError, OSError):
    """A file that cannot be written, with what stands in the way and what to do."""

    def __str__(self) -> str:
        """Return the file and the reason; the number of an error helps nobody."""
        return f"{self.filename}: {self.strerror}"


@contextmanager
def writing(path: Path, size: int | None = None) -> Iterator[None]:
    """Say of a file that cannot be written which one it is, how much room there is, or whose it is.

    Args:
        path: The file or folder that is written meanwhile.
        size: How many bytes it needs, where that is known.

    Raises:
        NotWritten: Where the disk refuses.
    """
    try:
        yield
    except (KuntekoError, TimeoutError):  # Told already; a lock that another one holds is no fault of the disk.
        raise
    except OSError as error:
        raise NotWritten(error.errno, _why(error, path, size), str(path)) from error


def told(error: OSError) -> str:
    """Return what an error of the operating system says, with the owner of the file or the room on its disk."""
    if isinstance(error, NotWritten) or not isinstance(error.filename, str):
        return str(error)
    return f"{error.filename}: {_why(error, Path(error.filename), None)}"


def _why(error: OSError, path: Path, size: int | None) -> str:
    """Return why a file cannot be written, and what to do."""
    words = error.strerror or str(error)
    if error.errno in NO_ROOM:
        needed = "" if size is None else f"{_amount(size)} needed, "
        with suppress(OSError):
            words += f" ({needed}{_amount(shutil.disk_usage(_standing(path)).free)} free on its disk)"
        return f"{words}; make room, and run again"
    if error.errno in NOT_ALLOWED:
        return f"{words}; {_whose(path)}"
    return words


def _amount(size: int) -> str:
    """Return a number of bytes in words.

    >>> _amount(0), _amount(1_234), _amount(20_100_000)
    ('0 kB', '2 kB', '20.1 MB')
    """
    return f"{-(-size // 1000)} kB" if size < 1_000_000 else f"{size / 1e6:.1f} MB"


def _standing(path: Path) -> Path:
    """Return the path, or the folder above it that stands."""
    return next((one for one in (path, *path.absolute().parents) if one.exists()), path)


def _whose(path: Path) -> str:
    """Return to whom belongs what stands in the way, and what to do."""
    folder = _standing(path.parent)
    at = (
        path
        if path.exists() and os.access(folder, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
        else folder
    )
    try:
        mode = stat.filemode(at.stat().st_mode)
        owner = at.owner()
    except (OSError, KeyError, RuntimeError):  # No such system, or an owner without a name.
        return "write where you may, or have its owner let you"
    let = f"chmod g+{'rwxs' if at.is_dir() else 'rw'} {at}"
    return f"{at} belongs to {owner} ({mode}): have {owner} run {let}, or write to another folder"


def make_folder(path: Path) -> None:
    """Make a folder and those above it; within one that is open to its group, what is made is open to it too.

    Raises:
        NotWritten: Where it cannot be made.
    """
    for one in (*reversed(path.parents), path):
        if not one.is_dir():
            with writing(one):
                try:
                    one.mkdir(exist_ok=True)
                except FileExistsError:
                    raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(one)) from None
            share(one)


def share(path: Path) -> None:
    """Let the group of the folder around use a file or folder that was made there, whatever the umask of its maker.

    It holds for a folder that its group may write to, and for what belongs to the same group: such a folder was opened
    for people who work in it together, of whom one has an umask that keeps everything private.
    """
    if os.name != "posix":
        return
    with suppress(OSError):  # Another one's; it was shared by whoever made it, or is told when it is in the way.
        around, made = path.parent.stat(), path.stat()
        wanted = made.st_mode | SHARED
        if stat.S_ISDIR(made.st_mode):
            wanted |= stat.S_IXGRP | around.st_mode & stat.S_ISGID
        if around.st_mode & stat.S_IWGRP and around.st_gid == made.st_gid and wanted != made.st_mode:
            path.chmod(stat.S_IMODE(wanted))


def share_all(folder: Path) -> None:
    """Let the group of the folder around use a folder that was made there, and all that is in it; see `share`."""
    for path in (folder, *sorted(folder.rglob("*"))):
        share(path)
