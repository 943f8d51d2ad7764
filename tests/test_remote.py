"""Chapters whose input and output lie elsewhere, as papermill supports it."""

from __future__ import annotations

import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
CHAPTER = "notebooks/07_impact_chain.ipynb"


class Store(http.server.BaseHTTPRequestHandler):
    """Gives a notebook and takes one."""

    files: ClassVar[dict[str, bytes]] = {}

    def do_GET(self) -> None:
        """Give what is there."""
        content = self.files.get(self.path)
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(content or b"")

    def do_PUT(self) -> None:
        """Keep what comes."""
        self.files[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(201)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def store() -> Iterator[str]:
    """Yield the address of a store that holds a chapter."""
    Store.files = {"/chapter.ipynb": (ROOT / CHAPTER).read_bytes()}
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Store) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_chapter_is_read_from_afar_and_written_there(store: str) -> None:
    """Papermill's remote paths work with the warm engine: it only executes, and papermill reads and writes."""
    command = [str(Path(sys.executable).with_name("papermill")), "--engine", "kunteko-warm", "--no-progress-bar"]
    command += [f"{store}/chapter.ipynb", f"{store}/made.ipynb", "--cwd", str(ROOT / "notebooks")]
    command += ["-f", str(ROOT / "params" / "soteliiderit" / "2019.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made = json.loads(Store.files["/made.ipynb"])
    assert made["metadata"]["papermill"]["parameters"]["programme"] == "soteliiderit"
    code = [cell for cell in made["cells"] if cell["cell_type"] == "code"]
    assert all(cell["execution_count"] for cell in code)
    assert any(cell["outputs"] for cell in code)
