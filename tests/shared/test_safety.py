"""No code of ours loads or writes what can run code, or writes tables that could hold formulas."""

import re
import subprocess
import sys
from pathlib import Path

from helpers.workflow import LIST_MODULES, REPOSITORY
from paperthemes.workflow.digests import PACKAGE, imported_names

SCRIPTS = [*(REPOSITORY / "scripts").glob("*.py"), *(REPOSITORY / "workflow").rglob("*.smk")]
SOURCES = [*PACKAGE.rglob("*.py"), *SCRIPTS, REPOSITORY / "Snakefile"]
PICKLES = {"cloudpickle", "cPickle", "dill", "marshal", "pickle", "shelve"}
RUNS_CODE = re.compile(
    r"\bjoblib\.(?:load|dump)\(|\btorch\.load\(|allow_pickle=True|\bread_pickle\(|\.to_pickle\(|"
    r"\bnp\.load\((?![^)]*allow_pickle=False)|\byaml\.(?:load|full_load|unsafe_load)\(|"
    r"\byaml\.compose\((?![^)]*SafeLoader)|\bload_configfile\(|\b(?:eval|exec)\("
)
WRITES_CSV = re.compile(r"\bcsv\.(?:w|DictW)riter\(|\.to_csv\(|\.to_excel\(")


def find(pattern: re.Pattern[str]) -> list[str]:
    """Return the files with a match, and the matches."""
    texts = {path.relative_to(REPOSITORY): path.read_text("utf-8") for path in SOURCES}
    return [
        f"{path}: {found[0]}" for path, text in texts.items() for found in pattern.finditer(text)
    ]


def imports(path: Path) -> set[str]:
    """Return the modules that a file of Python imports, without what is inside them."""
    return {name.partition(".")[0] for name in imported_names(path)}


def test_nothing_is_pickled_and_no_text_becomes_code() -> None:
    assert [path for path in SOURCES if path.suffix == ".py" and imports(path) & PICKLES] == []
    assert find(RUNS_CODE) == []
    for call in (
        "joblib.load(",
        "np.load(path)",
        "yaml.load(",
        "torch.load(",
        "yaml.compose(text)",
    ):
        assert RUNS_CODE.search(call)
    assert not RUNS_CODE.search("np.load(path, allow_pickle=False)")


def test_processes_of_a_run_cannot_unpickle() -> None:
    """All runs in the tests are forbidden to, but for some libraries (`tests/helpers/site`)."""
    program = "import pathlib, pickle; pickle.loads(pickle.dumps(pathlib.Path()))"
    environment = {"PYTHONPATH": LIST_MODULES}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "would unpickle" in done.stderr


def test_tables_for_spreadsheets_come_from_two_modules_only() -> None:
    """Those are `spreadsheet.py` and `export/workbook.py`, whose tests try formulas."""
    assert find(WRITES_CSV) == []
    writers = [path for path in PACKAGE.rglob("*.py") if "xlsxwriter" in imports(path)]
    assert [path.name for path in writers] == ["workbook.py"]
