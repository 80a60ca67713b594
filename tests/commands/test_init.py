"""`paperthemes init` and `run`: a folder per corpus, several with one installation and cache."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from helpers.tiny_bert import write_tiny_bert
from helpers.workflow import REPOSITORY, SAMPLE, copy_repository, run_command
from paperthemes import __version__, tables
from paperthemes.cli import main
from paperthemes.encoders.cache import VectorCache
from paperthemes.errors import UserError
from paperthemes.workflow.config import read_config
from paperthemes.workflow.plan import run_options, snakemake_options

SHIPPED = yaml.safe_load((REPOSITORY / "config.yaml").read_text("utf-8"))


def paperthemes(folder: Path, *arguments: str, installation: Path, cache: Path) -> subprocess.Popen:
    """Start `paperthemes` in a folder, with the code of a copy of the repository."""
    return subprocess.Popen(
        [Path(sys.executable).with_name("paperthemes"), *arguments],
        cwd=folder,
        env=os.environ
        | {"PYTHONPATH": str(installation / "src"), "XDG_CACHE_HOME": str(cache)}
        | {"PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"paperthemes {__version__}\n"


def test_the_new_folder_has_a_valid_config_and_no_dumps(tmp_path: Path) -> None:
    output = run_command(tmp_path, "init", "my corpus")
    folder = tmp_path / "my corpus"
    assert {str(path.relative_to(folder)) for path in folder.rglob("*")} == {
        *("config.yaml", "data", "data/dumps")
    }
    own = yaml.safe_load((folder / "config.yaml").read_text("utf-8"))
    assert read_config(SHIPPED | own) == read_config(SHIPPED)
    *_, second_last, last = output.splitlines()
    assert second_last == "  cd 'my corpus'"
    assert last.endswith("paperthemes run")


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("dumps: [mine]\n")
    errors = run_command(tmp_path, "init", ".", status=1)
    assert errors == "paperthemes: config.yaml exists already; nothing was changed\n"
    assert (tmp_path / "config.yaml").read_text() == "dumps: [mine]\n"
    assert [path.name for path in tmp_path.iterdir()] == ["config.yaml"]
    (tmp_path / "file").touch()
    assert "file exists already" in run_command(tmp_path, "init", "file", status=1)
    assert "cannot be made: " in run_command(tmp_path, "init", "file/folder", status=1)


def test_the_options_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = ["--snakefile", str(REPOSITORY / "Snakefile")]
    other = tmp_path / "my file.yaml"
    other.write_text("mode: assign\n")
    monkeypatch.chdir(tmp_path)
    assert run_options(None, []) == shipped
    assert run_options(None, [other]) == [*shipped, "--configfile", str(other)]
    run_command(tmp_path, "init", ".")
    assert run_options(None, []) == [*shipped, "--configfile", "config.yaml"]
    assert run_options(None, [other]) == [*shipped, "--configfile", "config.yaml", str(other)]
    assert snakemake_options(None, []) == run_options(None, []), "before the first run"
    (tmp_path / "link").symlink_to(REPOSITORY)
    monkeypatch.chdir(tmp_path / "link")
    assert run_options(None, []) == []
    assert run_options(None, [other]) == ["--configfile", str(other)]
    other.write_text("# mode: assign\n")
    assert run_options(None, [other]) == []


def test_config_files_of_the_last_run_are_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    options = ["--configfile", "mine.yaml", "--config", "offline=True"]
    Path(".snakemake").mkdir()
    Path(".snakemake/run.json").write_text(json.dumps({"command": ["snakemake", *options]}))
    Path("mine.yaml").write_text("mode: cluster\n")
    assert snakemake_options(None, [])[2:] == options
    Path("mine.yaml").write_text("report: {title: Café}\n", "latin-1")
    with pytest.raises(UserError, match=r"mine\.yaml cannot be read; .* save it as UTF-8"):
        snakemake_options(None, [])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "config.yaml cannot be read; nothing was run: No such file"),
        ("dumps: [a\nmode: x", "config.yaml cannot be read; nothing was run"),
        ("mode: assign\nmode: cluster", "mode occurs more than once (line 1 and line 2)"),
    ],
)
def test_a_config_that_cannot_be_read_is_named(
    tmp_path: Path, text: str | None, message: str
) -> None:
    if text is not None:
        (tmp_path / "config.yaml").write_text(text)
    errors = run_command(tmp_path, "run", "--config", "config.yaml", status=1)
    assert message in errors


@pytest.fixture(scope="module")
def read_only_clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what a clone needs for a run, in which nothing may be changed."""
    clone = tmp_path_factory.mktemp("tools") / "it's a clone"
    copy_repository(clone)
    for path in (*clone.rglob("*"), clone):
        if not path.is_symlink():
            path.chmod(0o555 if path.is_dir() else 0o444)
    return clone


def test_an_empty_folder_of_dumps_is_an_error_that_says_where_to_put_them(
    tmp_path: Path, read_only_clone: Path
) -> None:
    run_command(tmp_path, "init", "new")
    run = paperthemes(tmp_path / "new", "run", installation=read_only_clone, cache=tmp_path)
    output, _ = run.communicate(timeout=600)
    assert run.returncode == 1
    assert "No file matches `dumps` (data/dumps/*) in the folder" in output
    assert "Put dump files there" in output
    assert not (tmp_path / "new/results").exists()


def test_two_corpora_at_once_with_one_cache_in_folders_with_odd_names(
    tmp_path: Path, read_only_clone: Path
) -> None:
    files = {path: path.stat().st_mtime_ns for path in read_only_clone.rglob("*")}
    places = {"installation": read_only_clone, "cache": tmp_path / "cache"}
    model = write_tiny_bert(tmp_path / "model")
    dumps = {'two "words"': "reading-group.csv", "l'été 夏": "search-results.txt"}
    runs = {}
    for name, dump in dumps.items():
        run_command(tmp_path, "init", name)
        shutil.copy(SAMPLE / dump, tmp_path / name / "data/dumps")
        (tmp_path / name / "mine.yaml").write_text(
            "clusterings: {broad: null, fine: {engine: leiden}}\nexport: null\nfigures: null\n"
            f"embed: {{encoder: bert-int8, model: '{model}', max_tokens: 48}}\n"
            "naming: {fields: null}\n"
        )
        run = paperthemes(tmp_path / name, "run", "--config", "mine.yaml", "--", "-c1", **places)
        runs[name] = run
    for name, run in runs.items():
        output, _ = run.communicate(timeout=600)
        assert run.returncode == 0, output
        assert "Settings: defaults, config.yaml, mine.yaml\n" in output
        folder = tmp_path / name
        assert (folder / "results/index.html").as_uri() in output
        papers = tables.read(tables.PAPERS, folder / "results/papers.parquet")
        assert {dump for dumps in papers.dumps for dump in dumps} == {dumps[name]}
        assert (folder / "history/fine/registry.json").exists()
        again = paperthemes(folder, "status", **places).communicate(timeout=600)[0]
        assert (
            "Nothing to do: the results are up to date for 1 dump and the clusterings fine."
            in again
        )
    (encoder,) = VectorCache(tmp_path / "cache/paperthemes").list_encoders()
    assert encoder.vectors > 60, "the papers of both"
    assert {path: path.stat().st_mtime_ns for path in read_only_clone.rglob("*")} == files
