"""Results of a clustering, and what step export writes of them."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from helpers.exports import write_tables
from helpers.pages import make_results
from paperthemes.export import stage
from paperthemes.export.settings import FILE_NAMES, list_files
from paperthemes.report.inputs import Results

Export = Callable[..., dict[str, Path]]


@pytest.fixture
def export(tmp_path: Path) -> Export:
    """Return a function that exports papers, or results; it returns the files by their keys."""

    def export(given: pd.DataFrame | Results, *formats: str) -> dict[str, Path]:
        results = make_results(given) if isinstance(given, pd.DataFrame) else given
        paths = {key: tmp_path / FILE_NAMES[key] for key in list_files(formats)}
        outputs = {name: str(path) for name, path in paths.items()}
        stage.run(write_tables(results, tmp_path), outputs, "A <Title>")
        return paths

    return export
