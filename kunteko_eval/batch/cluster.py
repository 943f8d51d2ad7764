"""The same plan on a Dask cluster: inputs travel once a worker, finished files travel back.

Needs the extra ``cluster``. The workers need the product installed in the same version, and nothing else: no
shared disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kunteko_eval.batch.batch import Batch, Submit
from kunteko_eval.batch.dispatch import Dispatch, NoCluster

ANSWERS = 20
"""Seconds within which a scheduler must answer."""


@contextmanager
def made_there(batch: Batch, address: str) -> Iterator[Submit]:
    """Have reports made on the Dask cluster of a scheduler; what is not begun when this is left is taken back.

    Raises:
        NoCluster: When the cluster cannot be used.
    """
    with _client(address) as client:
        dispatch = Dispatch(batch, client, address)
        asyncio.run_coroutine_threadsafe(dispatch.run(), client.loop.asyncio_loop)
        try:
            yield dispatch.submit
        finally:
            asyncio.run_coroutine_threadsafe(dispatch.stop(), client.loop.asyncio_loop).result()


@contextmanager
def _client(address: str) -> Iterator[Any]:
    """Connect to a scheduler.

    Raises:
        NoCluster: When the extra is not installed or nobody answers.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise NoCluster("--scheduler needs the extra: pip install 'kunteko-eval[cluster]'") from error
    try:
        client = Client(address, timeout=ANSWERS, set_as_default=False)
    except OSError as error:
        raise NoCluster(f"no Dask scheduler answers at {address}: {error}") from error
    try:
        yield client
    finally:
        client.close(timeout=ANSWERS / 4)
