"""The wheel holds the workflow, and is all that a run needs besides the dependencies."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from helpers.workflow import REPOSITORY, copy_repository

LINKED = (
    "Snakefile",
    "config.yaml",
    "environment.post-deploy.sh",
    "environment.yml",
    "profiles",
    "scripts",
    "workflow",
)


def call(*command: str | Path, **options: object) -> str:
    """Run a command, which must succeed, and return its output."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist, and the wheel from it, without a network."""
    folder = tmp_path_factory.mktemp("package")
    copy_repository(folder / "clone")
    uv = Path(sys.executable).with_name("uv")
    options = ("--offline", "--no-build-isolation", "--python", sys.executable)
    call(uv, "build", *options, "--out-dir", folder, folder / "clone")
    (wheel,) = folder.glob("*.whl")
    return wheel


def test_the_wheel_holds_all_files_of_the_workflow(wheel: Path) -> None:
    paths = [
        path for name in LINKED for path in (REPOSITORY / name, *(REPOSITORY / name).rglob("*"))
    ]
    files = [path for path in paths if path.is_file() and "__pycache__" not in path.parts]
    with zipfile.ZipFile(wheel) as archive:
        bundled = {
            name.removeprefix("paperthemes/bundle/"): archive.read(name)
            for name in archive.namelist()
            if name.startswith("paperthemes/bundle/")
        }
    expected = {str(path.relative_to(REPOSITORY)): path.read_bytes() for path in files}
    assert {name: bundled.get(name) for name in expected} == expected
    assert {Path(name).name for name in bundled} == {Path(name).name for name in expected}


def test_init_and_run_work_with_the_wheel_and_the_dependencies_alone(
    wheel: Path, tmp_path: Path
) -> None:
    venv.create(tmp_path / "venv", symlinks=True)
    bin_folder = tmp_path / "venv/bin"
    (packages,) = (tmp_path / "venv/lib").glob("python*/site-packages")
    # Python does not read the .pth files in this folder, one of which names this repository.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    uv = Path(sys.executable).with_name("uv")
    call(uv, "pip", "install", "--offline", "--no-deps", "--python", bin_folder / "python", wheel)
    snakemake = bin_folder / "snakemake"
    snakemake.write_text(f"#!{bin_folder}/python\nfrom snakemake.cli import main\nmain()\n")
    snakemake.chmod(0o755)
    environment = {key: text for key, text in os.environ.items() if key != "PYTHONPATH"}

    call(bin_folder / "paperthemes", "init", "x", cwd=tmp_path, env=environment)
    rows = "".join(f"Study {n} of pears,We sort pears of kind {n}.\n" for n in range(20))
    (tmp_path / "x/data/dumps/list.csv").write_text(f"title,abstract\n{rows}")
    (tmp_path / "x/config.local.yaml").write_text(
        "embed: {encoder: lsa}\nclusterings: {broad: null}\n"
    )
    run = call(bin_folder / "paperthemes", "run", cwd=tmp_path / "x", env=environment)
    assert "Settings: defaults, config.yaml, config.local.yaml\n" in run
    assert (tmp_path / "x/results/fine/report.html").exists()
    # The command that the report shows repeats the run.
    run_record = json.loads((tmp_path / "x/.snakemake/run.json").read_text("utf-8"))
    program, *words = run_record["command"]
    assert program == "snakemake"
    assert (tmp_path / "x" / words[1]).samefile(packages / "paperthemes/bundle/Snakefile")
    again = call(snakemake, *words, cwd=tmp_path / "x", env=environment)
    assert "Nothing to be done" in again
