"""Digests of files and of code: what makes a job run again, and what does not."""

import importlib.metadata
import os
import re
import sys
from pathlib import Path

import pytest

from helpers.workflow import REPOSITORY
from paperthemes.workflow import digests
from paperthemes.workflow.digests import (
    NUMERIC_MODULES,
    PACKAGE,
    content_digest,
    distributions_of,
    find_imports,
    imported_names,
    model_digest,
)

# Modules that only read, download, schedule or report: no result depends on their version.
OTHER_MODULES = frozenset(
    {
        *("huggingface_hub", "joblib", "openai", "platformdirs", "psutil", "pydantic"),
        *("pydantic_core", "safetensors", "snakemake", "snakemake_interface_logger_plugins"),
        *("threadpoolctl", "torch", "tqdm", "typeguard", "urllib3", "yaml"),
    }
)
SCRIPTS = sorted((REPOSITORY / "scripts").glob("*.py"))
# Scripts that run the functions of other steps, too.
BORROWERS = {"sweep_neighbours": {"neighbours"}, "sweep_point": {"cluster", "describe"}}
STEPS = ("parse", "dedupe", "embed", "neighbours", "terms", "cluster", "identify", "describe")


def steps_of(script: Path) -> set[str]:
    """Return the folders of the package whose modules a script runs."""
    files, _ = find_imports(script)
    inside = (path.relative_to(PACKAGE) for path in files if path.is_relative_to(PACKAGE))
    return {path.parts[0] for path in inside if len(path.parts) > 1}


def test_every_library_that_the_code_imports_is_listed() -> None:
    own = {"paperthemes", *sys.stdlib_module_names}
    imported = {
        name.split(".")[0] for path in PACKAGE.rglob("*.py") for name in imported_names(path)
    }
    imported -= {"compression"}  # in Python itself since 3.14
    assert imported - own == NUMERIC_MODULES | OTHER_MODULES, "see workflow/digests.py"


def test_the_listed_distributions_are_those_of_the_project() -> None:
    names = ("requirements.lock", "requirements-weights.lock")
    locks = "".join((REPOSITORY / name).read_text("utf-8") for name in names)
    locked = set(re.findall(r"^([a-z0-9-]+)==", locks, re.MULTILINE))
    optional = {"sentence-transformers", "torch", "transformers"}
    listed = {name for module in NUMERIC_MODULES for name in distributions_of(module)}
    assert {name.replace(".", "-") for name in listed - optional} <= locked
    assert all(importlib.metadata.version(name) for name in listed - optional)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_runs_the_code_of_its_own_step_alone(script: Path) -> None:
    step = script.stem.partition("_")[0]
    others = {*STEPS, "changes", "export", "figures", "suggest", "report", "overview", "sweep"}
    others -= {step} | BORROWERS.get(script.stem, set())
    files, _ = find_imports(script)
    foreign = [
        path.relative_to(PACKAGE)
        for path in files
        if path.parent.name in others and path.name not in ("settings.py", "__init__.py")
    ]
    assert step in steps_of(script)
    assert foreign == []
    assert "workflow" not in steps_of(script)


def test_a_change_of_a_reader_reruns_parse_and_no_other_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {script.stem: digests.code_digest(script) for script in SCRIPTS}
    changed = PACKAGE / "parse/fields.py"
    original = Path.read_bytes
    monkeypatch.setattr(
        Path,
        "read_bytes",
        lambda path: original(path) + b"\n# changed\n" if path == changed else original(path),
    )
    digests.code_digest.cache_clear()
    after = {script.stem: digests.code_digest(script) for script in SCRIPTS}
    digests.code_digest.cache_clear()
    assert {name for name in before if before[name] != after[name]} == {"parse"}


def test_a_new_version_of_the_tagger_reruns_the_steps_that_use_its_library() -> None:
    assert {script.stem for script in SCRIPTS if "textblob" in find_imports(script)[1]} == {
        "terms",
        *("describe", "sweep_point"),  # their stemmer is imported by the same module
    }


def test_umap_reruns_only_the_steps_that_make_layouts() -> None:
    users = {script.stem for script in SCRIPTS if "umap" in find_imports(script)[1]}
    assert users == {"neighbours", "identify", "sweep_neighbours"}


def test_imports_within_functions_count_and_those_for_type_checking_do_not(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas\n"
        "def run():\n    import numpy  # small\n    from paperthemes.text import (  # both\n"
        "        titles,\n        words as w,\n    )  # noqa\n"
    )
    files, imports = find_imports(script)
    assert {"typing", "numpy"} <= imports
    assert "pandas" not in imports
    assert {PACKAGE / "text/titles.py", PACKAGE / "text/words.py"} <= {*files}


def test_data_beside_a_module_belongs_to_its_code() -> None:
    files, _ = find_imports(REPOSITORY / "scripts" / "terms.py")
    assert PACKAGE / "text" / "stop_words.toml" in files


def test_relative_imports_are_refused(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("from . import titles\n")
    with pytest.raises(ValueError, match="write the relative import in full"):
        imported_names(script)


def test_the_digest_of_a_file_follows_its_content_not_its_time(tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    path.write_text("one")
    first = content_digest.__wrapped__(path)
    os.utime(path, (1, 1))
    assert content_digest.__wrapped__(path) == first
    path.write_text("two")
    os.utime(path, (1, 1))
    assert content_digest.__wrapped__(path) != first


def test_only_a_model_folder_has_a_digest(tmp_path: Path) -> None:
    assert model_digest(None) is None
    assert model_digest("owner/name") is None
    (tmp_path / "config.json").write_text("{}")
    first = model_digest(str(tmp_path))
    (tmp_path / "notes.md").write_text("not a part of the model")
    assert model_digest(str(tmp_path)) == first
    (tmp_path / "tokenizer.json").write_text("{}")
    assert model_digest(str(tmp_path)) != first


def test_data_files_beside_modules_count_as_code() -> None:
    files, _ = find_imports(REPOSITORY / "scripts/parse.py")
    assert {"columns.toml", "tags.toml"} <= {path.name for path in files}
