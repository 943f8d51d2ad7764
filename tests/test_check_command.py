"""`kunteko-eval check`: what it says of good and broken programme folders, and how it ends."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from workshop import commanded

from kunteko_eval import cli
from kunteko_eval.batch.checking import check_folders
from kunteko_eval.model.programme import ProgrammeData


def kunteko_eval(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line as a program of its own."""
    command = [sys.executable, "-c", "from kunteko_eval.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120)


def test_a_good_folder_ends_with_0_and_says_what_was_read(
    copy_of_kunteko: Path, kunteko: ProgrammeData, tmp_path: Path
) -> None:
    """The counts of what the folder holds stand on the standard output, and nothing on the error output."""
    done = kunteko_eval("check", copy_of_kunteko, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{len(kunteko.chain.elements)} elements on 5 levels" in done.stdout
    assert f"{len(kunteko.chain.links)} links" in done.stdout
    assert f"{len(kunteko.observations)} observations of {len(kunteko.indicators)} indicators" in done.stdout
    assert f"{len(kunteko.findings)} findings" in done.stdout


def test_a_broken_folder_ends_with_1_and_lists_its_faults(copy_of_kunteko: Path, tmp_path: Path) -> None:
    """Every fault is one line on the error output, with file and place; there is no traceback and no other output."""
    observations = copy_of_kunteko / "observations.csv"
    header, first, rest = observations.read_text(encoding="utf-8").split("\n", 2)
    observations.write_text("\n".join([f"{header},colour", f"{first},red", rest]), encoding="utf-8")
    (copy_of_kunteko / "sources.yaml").unlink()
    done = commanded("check", copy_of_kunteko, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    first, *lines = done.stderr.splitlines()
    assert re.fullmatch(r"(kunteko-eval: )?\d+ faults in the input:", first)
    assert lines[0].startswith(
        f'  {observations}, row 1: unknown column "colour"; expected one of id, indicator, period, '
    )
    assert (
        lines[-1]
        == f"  {copy_of_kunteko / 'sources.yaml'}: the file is missing; expected a UTF-8 text file of this name."
    )
    assert len(lines) == int(re.findall(r"\d+", first)[0])


def test_a_folder_that_does_not_exist_ends_with_1(tmp_path: Path) -> None:
    """A misspelt folder is one clear message, not a traceback and not a success."""
    done = commanded("check", "nowhere", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "nowhere: there is no such folder or workbook; expected a programme folder or workbook" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_data_folder_at_all_ends_with_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without an argument and without programmes, the command says that it found none."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["kunteko-eval", "check", "--data", str(tmp_path)])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    said = capsys.readouterr()
    assert stopped.value.code == 1
    assert said.out == ""
    assert said.err.startswith("kunteko-eval: ")


def test_the_text_says_which_figures_do_not_fit(kunteko_folder: Path) -> None:
    """Contradictions of the documents are told, and are no faults of the folder."""
    text, faulty = check_folders([kunteko_folder], None)
    assert not faulty
    assert "figures that do not fit (kept and shown in the report):" in text
    assert "newsletters-2015-2020" in text


def test_every_folder_of_the_data_is_checked(copy_of_kunteko: Path) -> None:
    """A good folder is reported beside a broken one, and the whole is faulty."""
    data = copy_of_kunteko.parent
    other = Path(shutil.copytree(copy_of_kunteko, data / "other"))
    text, faulty = check_folders(None, data)
    assert faulty
    assert f"{copy_of_kunteko}: KunTeko 2015–2020" in text
    assert f"{other / 'programme.yaml'}, line 3, key id: 'kunteko'; expected the folder's name 'other'." in text


def test_a_folder_that_lost_its_programme_file_is_not_passed_over(copy_of_kunteko: Path) -> None:
    """Checking all of the data reports a folder that holds a chain and no programme.yaml."""
    (copy_of_kunteko / "programme.yaml").unlink()
    text, faulty = check_folders(None, copy_of_kunteko.parent)
    assert faulty
    assert f"{copy_of_kunteko / 'programme.yaml'}: the file is missing" in text


def test_checking_leaves_the_folder_as_it_is(copy_of_kunteko: Path) -> None:
    """Nothing is written beside the evidence."""
    before = {path: path.read_bytes() for path in copy_of_kunteko.rglob("*")}
    check_folders([copy_of_kunteko], None)
    assert {path: path.read_bytes() for path in copy_of_kunteko.rglob("*")} == before
