"""What many tests share: the repository, the programme folder of KunTeko, and the rubric."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kunteko_eval.method.rubric import Rubric, read_rubric
from kunteko_eval.model.programme import Programme
from kunteko_eval.model.reading import read_programme


@pytest.fixture(scope="session")
def repo() -> Path:
    """Return the folder of the repository."""
    return Path(__file__).parents[1]


@pytest.fixture(scope="session")
def kunteko_folder(repo: Path) -> Path:
    """Return the programme folder of KunTeko; nobody may change it."""
    return repo / "data" / "kunteko"


@pytest.fixture(scope="session")
def kunteko(kunteko_folder: Path) -> Programme:
    """Return the programme KunTeko."""
    return read_programme(kunteko_folder)


@pytest.fixture(scope="session")
def rubric(repo: Path) -> Rubric:
    """Return the rubric in force."""
    return read_rubric(repo / "params" / "rubric.yaml")


@pytest.fixture
def copy_of_kunteko(kunteko_folder: Path, tmp_path: Path) -> Path:
    """Return a fresh copy of KunTeko's folder, of the same name, to be spoiled."""
    return Path(shutil.copytree(kunteko_folder, tmp_path / "kunteko"))
