"""The schemas and the table of settings are those of the code."""

import runpy

import pytest

from helpers.workflow import REPOSITORY

GENERATED = runpy.run_path(str(REPOSITORY / "docs/generate.py"))["generated_files"]()


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: path.name)
def test_generated_files_are_up_to_date(path) -> None:
    assert path.read_text("utf-8") == GENERATED[path], "run: make docs"


def test_every_setting_has_a_description() -> None:
    rows = GENERATED[REPOSITORY / "docs/configuration.md"].splitlines()
    table = [row for row in rows if row.startswith("| `")]
    assert len(table) > 50
    assert not [row for row in table if row.endswith("|  |")]
