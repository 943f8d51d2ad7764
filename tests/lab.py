"""A real JupyterLab in a real Chromium for tests: one server a session, one page a module, each notebook a tab.

The server has a folder, a token, settings and a record of kernels of its own, listens on this machine alone and asks
no other. Its kernels fork from a warm process, as those of reports do, so that a notebook opens within a second.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chromium import CHROMIUM, FLAGS
from playwright.sync_api import Page, Playwright

ROOT = Path(__file__).parents[1]
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""Nothing but this machine has an address."""

PATIENCE = 120
"""Seconds after which a server, a page or a notebook counts as stuck, on a machine that is busy with other tests."""

LABS_OWN = "_runOnIdleTime"
"""Where JupyterLab 4.6 fails when a notebook is closed before it has drawn every cell of it in idle moments."""

SETTINGS: Mapping[str, Mapping[str, object]] = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
}
"""What differs from JupyterLab as it comes: it asks nothing at the start, and saves only when it is told to."""

RUNNING = "cell => cell.type === 'code' && cell.executionState === 'running'"
IDLE = f"""async (path) => {{
    const found = [...jupyterapp.shell.widgets('main')].find((one) => one.context?.path === path);
    const cells = () => [...found.content.model.cells];
    await found.context.ready;
    await found.sessionContext.ready;
    const until = Date.now() + {PATIENCE * 1000};
    while (cells().some({RUNNING}) || found.sessionContext.session?.kernel?.status !== 'idle') {{
        if (Date.now() > until) throw new Error(`${{path}} is stuck: ${{found.sessionContext.kernelDisplayStatus}}`);
        await new Promise((resume) => setTimeout(resume, 50));
    }}
}}"""
"""Wait until a notebook's kernel is idle and no cell of it waits to be run."""

LISTEN = f"""() => {{
    window.allRan = new Promise((resolve, reject) => {{
        const heard = (_, told) => {{
            if (told.id !== 'notebook:run-all-cells') return;
            jupyterapp.commands.commandExecuted.disconnect(heard);
            told.result.then(resolve, reject);
        }};
        jupyterapp.commands.commandExecuted.connect(heard);
        setTimeout(() => reject(new Error('the cells did not run to their end')), {PATIENCE * 1000});
    }});
    window.allRan.catch(() => null);
}}"""
"""Listen for the command that runs all cells; ``allRan`` is fulfilled when they have run."""

OUTPUTS = """(path) => {
    const found = [...jupyterapp.shell.widgets('main')].find((one) => one.context?.path === path);
    return [...found.content.model.cells].filter((cell) => cell.type === 'code').map((cell) => ({
        id: cell.id, count: cell.executionCount, source: cell.sharedModel.source, outputs: cell.outputs.toJSON(),
    }));
}"""
SAVED = """(path) => {
    const found = [...jupyterapp.shell.widgets('main')].find((one) => one.context?.path === path);
    return !found.content.model.dirty;
}"""
"""Whether the server has said that the notebook is on the disk: while it writes, the file is empty or away."""

EDIT = """([path, at, source]) => {
    const found = [...jupyterapp.shell.widgets('main')].find((one) => one.context?.path === path);
    found.content.model.cells.get(at).sharedModel.setSource(source);
}"""
"""Write a cell's source; an editor that shows the cell shows it at once."""


@dataclass(frozen=True, kw_only=True)
class LabServer:
    """A running JupyterLab.

    Attributes:
        root: The folder that it serves; ``project`` in it is a copy of the notebooks, data and parameters.
        address: Where it listens, without a slash at the end.
        token: What a page needs to be let in.
        log: What the server says.
    """

    root: Path
    address: str
    token: str
    log: Path

    @property
    def project(self) -> Path:
        """The copy of the notebooks, data and parameters."""
        return self.root / "project"


@dataclass(frozen=True, kw_only=True)
class Tab:
    """A notebook that is open in JupyterLab."""

    lab: Lab
    path: str

    @property
    def file(self) -> Path:
        """The notebook on the disk."""
        return self.lab.server.root / self.path

    def run_all(self) -> None:
        """Choose *Run › Run All Cells* and wait until every cell has run, or one has failed."""
        self.lab.page.evaluate(LISTEN)
        self.lab.page.click("#jp-MainMenu >> text='Run'")
        self.lab.page.click(".lm-Menu-item[data-command='runmenu:run-all']")
        self.lab.page.evaluate("() => window.allRan")
        self.wait()

    def wait(self) -> None:
        """Wait until the kernel is idle and nothing of the notebook waits to be run."""
        self.lab.page.evaluate(IDLE, self.path)

    def cells(self) -> list[dict[str, Any]]:
        """Return the code cells: id, count, source and outputs."""
        found: list[dict[str, Any]] = self.lab.page.evaluate(OUTPUTS, self.path)
        return found

    def errors(self) -> list[str]:
        """Return what went wrong in each cell that failed, and each cell that did not run."""
        told = []
        for number, cell in enumerate(self.cells(), 1):
            failed = [one for one in cell["outputs"] if one["output_type"] == "error"]
            told += [f"{self.path}, code cell {number}: {one['ename']}: {one['evalue']}" for one in failed]
            if cell["source"].strip() and not cell["count"] and not failed:
                told.append(f"{self.path}, code cell {number}: it did not run")
        return told

    def edit(self, at: int, source: str) -> None:
        """Write the source of a cell, counted with the cells of prose."""
        self.lab.page.evaluate(EDIT, [self.path, at, source])

    def save(self) -> None:
        """Press Ctrl+S and wait until the notebook is on the disk."""
        before = self._written()
        self.lab.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-NotebookPanel-notebook").focus()
        self.lab.page.keyboard.press("Control+s")
        until = time.monotonic() + PATIENCE
        while self._written() == before and time.monotonic() < until:
            self.lab.page.wait_for_timeout(20)
        assert self._written() != before, f"{self.path} was not saved"
        self.lab.page.wait_for_function(SAVED, arg=self.path)

    def _written(self) -> int:
        """Return when the notebook was last written; nought while the server puts another in its place."""
        try:
            return self.file.stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def close(self) -> None:
        """Close the tab without saving, and end its kernel."""
        self.lab.page.evaluate(
            """async (path) => {
                const found = [...jupyterapp.shell.widgets('main')].find((one) => one.context?.path === path);
                const session = found.sessionContext.session.id;
                await found.context.revert();
                found.close();
                await jupyterapp.serviceManager.sessions.shutdown(session);
            }""",
            self.path,
        )


@dataclass(frozen=True, kw_only=True)
class Lab:
    """A page of Chromium in which JupyterLab is open.

    Attributes:
        said: What the page complained of: failed requests to other machines, and errors of its scripts.
    """

    server: LabServer
    page: Page
    said: list[str] = field(default_factory=list)

    def open(self, path: str) -> Tab:
        """Open a notebook, named as the server names it, as a tab, and wait until its kernel is ready."""
        self.page.evaluate(
            f"""async (path) => {{
                await jupyterapp.commands.execute('docmanager:open', {{path, factory: 'Notebook'}});
                await ({IDLE})(path);
            }}""",
            path,
        )
        return Tab(lab=self, path=path)


@contextmanager
def running_server(root: Path) -> Iterator[LabServer]:
    """Start JupyterLab in a new folder, with a copy of the notebooks, data and parameters in it; stop it afterwards."""
    project, own = root / "project", root.parent / f"{root.name}-jupyter"
    for name in ("notebooks", "data", "params"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    _configure(own)
    token, log = secrets.token_hex(16), own / "server.log"
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--expose-app-in-browser", "--allow-root"]
    options = {
        "ServerApp.root_dir": root,
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": 0,
        "ServerApp.terminals_enabled": False,
        "IdentityProvider.token": token,
        "LabApp.extension_manager": "readonly",
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "LabApp.news_url": "",
        "ContentsManager.allow_hidden": False,
    }
    command += [f"--{name}={value}" for name, value in options.items()]
    with log.open("w") as said:
        process = subprocess.Popen(command, cwd=root, env=_environment(own), stdout=said, stderr=said)
    try:
        address = _address(process, own / "runtime", log)
        yield LabServer(root=root, address=address, token=token, log=log)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def opened(server: LabServer, playwright: Playwright) -> Iterator[Lab]:
    """Open JupyterLab in a Chromium of its own, 1280 by 900; no other machine can be reached from it."""
    assert CHROMIUM, f"no Chromium on the path {os.environ.get('PATH')}"
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, ALONE])
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(PATIENCE * 1000)
    said: list[str] = []
    page.on("request", lambda one: None if _is_own(one.url, server) else said.append(f"asked {one.url}"))
    page.on("pageerror", lambda error: None if LABS_OWN in str(error.stack) else said.append(f"error: {error.stack}"))
    page.goto(f"{server.address}/lab?reset&token={server.token}")
    page.wait_for_function("window.jupyterapp && jupyterapp.restored.then(() => true)")
    page.wait_for_selector("#jupyterlab-splash", state="detached")
    try:
        yield Lab(server=server, page=page, said=said)
    finally:
        browser.close()


def _is_own(url: str, server: LabServer) -> bool:
    return url.startswith((server.address, "data:", "blob:"))


def _configure(own: Path) -> None:
    """Write the settings of a JupyterLab of its own, and the kernel that forks from the warm process."""
    kernel = own / "path" / "kernels" / "python3"
    for folder in (kernel, own / "config", own / "runtime", own / "data"):
        folder.mkdir(parents=True)
    spec = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "metadata": {"kernel_provisioner": {"provisioner_name": "kunteko-warm-provisioner"}},
    }
    (kernel / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    for plugin, values in SETTINGS.items():
        name, _, part = plugin.partition(":")
        file = own / "config" / "lab" / "user-settings" / name / f"{part}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values), encoding="utf-8")


def _environment(own: Path) -> dict[str, str]:
    """Return the environment in which Jupyter finds nothing of the user's, and kernels import this repository."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PYTEST"))}
    paths = [str(ROOT), *filter(None, [clean.get("PYTHONPATH")])]
    return {
        **clean,
        "PYTHONPATH": os.pathsep.join(paths),
        "JUPYTER_PATH": str(own / "path"),
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(own / "config" / "lab" / "user-settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(own / "config" / "lab" / "workspaces"),
        "IPYTHONDIR": str(own / "ipython"),
    }


def _address(process: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    """Return where the server listens, once it answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        for file in runtime.glob("jpserver-*.json"):
            try:
                address: str = json.loads(file.read_text(encoding="utf-8"))["url"].rstrip("/")
                with urllib.request.urlopen(f"{address}/api", timeout=5):  # noqa: S310  (this machine's own)
                    return address
            except (OSError, ValueError):
                continue
        time.sleep(0.05)
    raise AssertionError(f"JupyterLab did not start: {log.read_text(encoding='utf-8')}")
