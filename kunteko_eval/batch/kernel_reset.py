"""A clean slate for each chapter of a report: what an earlier one changed in the kernel's process is put back.

Chapters share a kernel because starting one takes longer than most chapters. What was there before the first is
remembered in the kernel, and put back before each of the others: variables, environment, working directory, search
path, signal handlers, filters of warnings, levels of loggers, and the options of pandas, Plotly and NumPy. Random
numbers start anew, as in a kernel of its own. Imported modules stay, because importing them again takes long; so do
threads.
"""

from __future__ import annotations

import builtins
import decimal
import gc
import locale
import logging
import os
import random
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

CLEAN = "__import__('kunteko_eval.batch.kernel_reset', fromlist=['wipe']).wipe(get_ipython())"
"""What a kernel executes before each chapter; it leaves no name behind."""

NEW_BEFORE_COLLECTION = 20_000
"""Objects after whose making Python looks for garbage in a report's kernel; the usual 700 cost a twentieth of its time."""

_put_back: list[Callable[[], None]] = []


def wipe(shell: Any) -> None:
    """Give a chapter the kernel as the first one found it.

    Args:
        shell: The kernel's IPython shell.
    """
    if not _put_back:
        gc.set_threshold(NEW_BEFORE_COLLECTION, *gc.get_threshold()[1:])
        _put_back.extend(_remember())
        gc.freeze()
    for step in _put_back:
        step()
    reseed()
    shell.reset(new_session=True)  # It collects all garbage; what is left is none, and not looked at again.
    gc.freeze()


def _remember() -> Iterator[Callable[[], None]]:
    """Yield what puts back each part of the process as it is now."""
    # Every chapter imports these; imported later, they would be remembered as the first chapter left them.
    import numpy as np
    import pandas as pd  # noqa: F401
    import plotly.io as pio

    import kunteko_eval.report.chapters  # noqa: F401

    yield _environment(dict(os.environ))
    yield _python(Path.cwd(), os.umask(0o022))
    yield _signals({one: signal.getsignal(one) for one in signal.valid_signals()})
    yield _warnings(list(warnings.filters), warnings.showwarning)
    yield _loggers()
    yield _changed(gc.get_threshold, lambda value: gc.set_threshold(*value))
    yield _changed(gc.isenabled, lambda on: gc.enable() if on else gc.disable())
    yield _pandas(dict(_pandas_options()))
    yield _changed(lambda: pio.templates.default, lambda value: setattr(pio.templates, "default", value))
    yield _changed(lambda: pio.renderers.default, lambda value: setattr(pio.renderers, "default", value))
    yield _changed(np.get_printoptions, lambda value: np.set_printoptions(**value))
    yield _changed(np.geterr, lambda value: np.seterr(**value))


def _changed(get: Callable[[], Any], put: Callable[[Any], object]) -> Callable[[], None]:
    """Return what puts a value back if it is another one than now."""
    before = get()

    def back() -> None:
        if get() != before:
            put(before)

    return back


def _environment(before: dict[str, str]) -> Callable[[], None]:
    def back() -> None:
        if dict(os.environ) != before:
            os.environ.clear()
            os.environ.update(before)

    return back


def _python(folder: Path, umask: int) -> Callable[[], None]:
    """Return what puts back what belongs to the process and to the interpreter."""
    os.umask(umask)
    path, names = list(sys.path), dict(vars(builtins))
    recursion, streams = sys.getrecursionlimit(), (sys.stdout, sys.stderr)
    spoken, context = locale.setlocale(locale.LC_ALL), decimal.getcontext().copy()

    def back() -> None:
        os.chdir(folder)
        os.umask(umask)
        sys.path[:] = path
        for name in vars(builtins).keys() - names.keys():
            delattr(builtins, name)
        vars(builtins).update(names)
        sys.setrecursionlimit(recursion)
        sys.stdout, sys.stderr = streams
        locale.setlocale(locale.LC_ALL, spoken)
        decimal.setcontext(context.copy())

    return back


def _signals(before: dict[signal.Signals, Any]) -> Callable[[], None]:
    def back() -> None:
        if hasattr(signal, "setitimer"):
            for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
                signal.setitimer(timer, 0)
        for one, handler in before.items():
            if signal.getsignal(one) != handler and handler is not None:  # None is not Python's to put back.
                signal.signal(one, handler)

    return back


def _warnings(before: list[Any], show: Any) -> Callable[[], None]:
    def back() -> None:
        warnings.showwarning = show
        if list(warnings.filters) != before:
            warnings.filters[:] = before  # type: ignore[index]
            with warnings.catch_warnings():  # Its end tells Python that the filters have changed.
                pass

    return back


def _loggers() -> Callable[[], None]:
    def states() -> dict[str, tuple[logging.Logger, tuple[Any, ...]]]:
        named = {"": logging.root, **logging.root.manager.loggerDict}
        loggers = {name: one for name, one in named.items() if isinstance(one, logging.Logger)}
        return {name: (one, (one.level, list(one.handlers), one.disabled)) for name, one in loggers.items()}

    before, off = states(), logging.root.manager.disable
    new: tuple[Any, ...] = (logging.NOTSET, [], False)

    def back() -> None:
        logging.disable(off)
        for name, (logger, state) in states().items():
            wanted = before[name][1] if name in before else new
            if state != wanted:
                logger.setLevel(wanted[0])
                logger.handlers[:] = wanted[1]
                logger.disabled = wanted[2]

    return back


def _pandas(before: dict[str, Any]) -> Callable[[], None]:
    def back() -> None:
        import pandas as pd

        for name, value in _pandas_options():
            if name in before and value != before[name]:
                pd.set_option(name, before[name])

    return back


def _pandas_options() -> list[tuple[str, Any]]:
    """Return every option of pandas by its name."""
    import pandas as pd

    def under(names: str, options: Any) -> Iterator[tuple[str, Any]]:
        for key in dir(options):
            value = getattr(options, key)
            if isinstance(value, type(pd.options)):
                yield from under(f"{names}{key}.", value)
            else:
                yield names + key, value

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # An option that is on its way out warns when it is asked for.
        return list(under("", pd.options))


def reseed() -> None:
    """Give a forked process its own random state, as one that was started afresh would have."""
    random.seed()
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()
