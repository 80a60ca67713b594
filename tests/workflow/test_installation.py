"""The workflow as others deploy it: as a module, from a repository, beside Snakemake alone."""

import contextlib
import importlib.metadata
import os
import re
import subprocess
import sys
import types
from pathlib import Path

import pytest
from snakemake.settings.types import DeploymentMethod
from snakemake.sourcecache import GithubFile, LocalSourceFile

from helpers.deployment import HERE, IN_REPOSITORY, copy_into_git, make_deployed, run_module
from helpers.workflow import BELOW_PARSE, REPOSITORY, Workflow
from paperthemes.version import __version__
from paperthemes.workflow import installation
from paperthemes.workflow.installation import check_installation

# What Snakemake asks conda before a dry run.
CONDA = """\
#!/bin/sh
case "$*" in
  "info --json") echo '{"conda_prefix": "/conda", "platform": "linux-64"}' ;;
  "config --get channel_priority --json") echo '{"get": {"channel_priority": "strict"}}' ;;
  --version) echo conda 24.9.1 ;;
  *) exit 1 ;;
esac
"""


def workflow_with(**attributes: object) -> types.SimpleNamespace:
    """Return what the check asks Snakemake's workflow for."""
    settings = types.SimpleNamespace(deployment_method=attributes.pop("deployment_method", set()))
    return types.SimpleNamespace(
        **({"deployment_settings": settings, "check_envvars": True} | attributes)
    )


@pytest.fixture
def no_umap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no module be found that is called umap."""
    find_spec = installation.find_spec
    monkeypatch.setattr(
        installation, "find_spec", lambda name: None if name == "umap" else find_spec(name)
    )


@pytest.fixture
def deployed(tmp_path: Path) -> Path:
    """Return a working folder as snakedeploy makes it; the dumps are those of the sample."""
    make_deployed(tmp_path)
    return tmp_path


@pytest.fixture
def repository(tmp_path: Path) -> dict[str, str]:
    """Return variables with which Git reads a copy of this repository instead of one on GitHub."""
    return copy_into_git(tmp_path)


def jobs(output: str) -> dict[str, int]:
    """Return how many jobs of each rule of the module a dry run announces."""
    counts = re.findall(r"^paperthemes_(\w+) +(\d+)$", output, re.MULTILINE)
    return {re.sub("^parse_.*", "parse", rule): int(count) for rule, count in counts}


@pytest.mark.usefixtures("no_umap")
def test_missing_libraries_are_one_sentence_with_the_command() -> None:
    with pytest.raises(SystemExit) as error:
        check_installation(workflow_with(), LocalSourceFile("/repo"), "")
    assert str(error.value).startswith(
        "paperthemes needs libraries that are not installed, such as umap; install them with: "
        f"{sys.executable} -m pip install {REPOSITORY}"
    )


@pytest.mark.usefixtures("no_umap")
def test_an_installed_package_names_its_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation, "PACKAGE", tmp_path / "site-packages/paperthemes")
    with pytest.raises(SystemExit, match=f"pip install paperthemes=={__version__} "):
        check_installation(workflow_with(), LocalSourceFile("/repo"), "")


@pytest.mark.usefixtures("no_umap")
@pytest.mark.parametrize(
    "attributes", [{"deployment_method": {DeploymentMethod.CONDA}}, {"check_envvars": False}]
)
def test_jobs_in_another_environment_and_linting_need_no_libraries(
    attributes: dict[str, object],
) -> None:
    check_installation(workflow_with(**attributes), LocalSourceFile("/repo"), "")


def test_a_workflow_of_another_version_is_refused() -> None:
    folder = GithubFile(repo="someone/paperthemes", path="", tag="v9")
    opened: list[str] = []

    def open_file(file: GithubFile) -> object:
        opened.append(file.path)
        return types.SimpleNamespace(read=lambda: '__version__ = "9"')

    workflow = workflow_with(sourcecache=types.SimpleNamespace(open=open_file))
    with pytest.raises(SystemExit, match=r"another version.* pip install git\+https://x@v9"):
        check_installation(workflow, folder, "git+https://x@v9")
    assert opened == ["src/paperthemes/version.py"]


def test_a_module_plans_all_jobs(deployed: Path) -> None:
    planned = run_module(deployed, HERE, "-n")
    assert planned.returncode == 0, planned.stdout
    assert jobs(planned.stdout) == BELOW_PARSE | {"parse": 1, "default": 1}


def test_a_module_from_a_repository_runs_the_sample(deployed_run: Path, finished: Workflow) -> None:
    for name in ("assignments.csv", "topics.json"):
        path = f"results/fine/{name}"
        assert (deployed_run / path).read_bytes() == (finished.folder / path).read_bytes()


@pytest.fixture(scope="session")
def snakemake_alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with Snakemake and the packages that it requires, as links."""
    folder, queue, seen = tmp_path_factory.mktemp("site"), ["snakemake"], set[str]()
    while queue:
        seen.add(name := queue.pop())
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:  # needed on other systems
            continue
        for top in {file.parts[0] for file in distribution.files or ()} - {".."}:
            with contextlib.suppress(FileExistsError):
                (folder / top).symlink_to(distribution.locate_file(top))
        needed = [text for text in distribution.requires or () if "extra ==" not in text]
        queue += {re.split(r"[^\w.-]", text)[0] for text in needed} - seen
    return folder


@pytest.mark.parametrize(
    ("snakefile", "sentence"),
    [
        (HERE, "paperthemes needs libraries that are not installed, such as"),
        (IN_REPOSITORY, "paperthemes must be installed beside Snakemake"),
    ],
    ids=["clone", "repository"],
)
def test_beside_snakemake_alone_one_sentence_says_what_to_install(
    deployed: Path, snakemake_alone: Path, repository: dict[str, str], snakefile: str, sentence: str
) -> None:
    """`-S` leaves the packages of this environment out."""
    refused = run_module(
        deployed, snakefile, python=("-S",), PYTHONPATH=str(snakemake_alone), **repository
    )
    command = f"{sys.executable} -m pip install "
    (line,) = [line for line in refused.stdout.splitlines() if command in line]
    assert sentence in line
    assert refused.returncode == 1
    assert "Traceback" not in refused.stdout
    assert "  File " not in refused.stdout
    assert not (deployed / "results").exists()


def test_beside_snakemake_alone_jobs_in_another_environment_are_planned(
    deployed: Path, snakemake_alone: Path
) -> None:
    conda = deployed / "bin/conda"
    conda.parent.mkdir()
    conda.write_text(CONDA)
    conda.chmod(0o755)
    planned = run_module(
        deployed,
        HERE,
        *("-n", "--sdm", "conda"),
        python=("-S",),
        PYTHONPATH=str(snakemake_alone),
        PATH=f"{conda.parent}:{os.environ['PATH']}",
    )
    assert planned.returncode == 0, planned.stdout
    assert jobs(planned.stdout) == BELOW_PARSE | {"parse": 1, "default": 1}
    assert "environment.yml will be created" in planned.stdout


def test_beside_snakemake_alone_the_workflow_is_linted(snakemake_alone: Path) -> None:
    linted = subprocess.run(
        [sys.executable, "-S", "-m", "snakemake", "--lint"],
        cwd=REPOSITORY,
        env=os.environ | {"PYTHONPATH": str(snakemake_alone)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 0, linted.stderr
