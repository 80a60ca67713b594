"""The layers of the config: which wins, and which a mistake is in."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from snakemake.exceptions import WorkflowError
from snakemake.utils import update_config

from helpers.workflow import Workflow
from paperthemes.workflow.config import read_config
from paperthemes.workflow.config_layers import ConfigLayers, merge_local_config

SHIPPED = {
    "dumps": ["a", "b"],
    "clusterings": {"broad": {}, "fine": {}},
    "report": {"title": "Shipped"},
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a working folder, and a shipped config beside it."""
    (tmp_path / "shipped").mkdir()
    write(tmp_path / "shipped/config.yaml", SHIPPED)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


def write(path: Path, content: object) -> None:
    path.write_text(yaml.safe_dump(content), "utf-8")


def merge(
    folder: Path, *names: str, replace: bool = False, **options: Any
) -> tuple[dict[str, Any], ConfigLayers]:
    """Return config and layers as with `--configfile NAMES` and `--config OPTIONS`."""
    shipped = folder.parent / "shipped/config.yaml"
    config: dict[str, Any] = {}
    files = [folder / name for name in names]
    for path in files if replace else (shipped, *files):
        update_config(config, yaml.safe_load(path.read_text()))
    update_config(config, options)
    workflow = SimpleNamespace(
        modifier=SimpleNamespace(skip_configfile=False),
        config_settings=SimpleNamespace(
            configfiles=files, config=options, replace_workflow_config=replace
        ),
        configfiles=[*files, str(shipped)],
    )
    layers = merge_local_config(config, workflow)
    return config, layers


def test_without_a_local_config_nothing_changes(folder: Path) -> None:
    config, layers = merge(folder)
    assert config == SHIPPED
    assert [*layers.describe()] == []


def test_the_local_config_is_merged_over_the_shipped_one_key_by_key(folder: Path) -> None:
    write(folder / "config.local.yaml", {"dumps": ["mine"], "clusterings": {"broad": None}})
    config, layers = merge(folder)
    assert config == SHIPPED | {"dumps": ["mine"], "clusterings": {"broad": None, "fine": {}}}
    assert [*layers.describe()] == ["Settings: defaults, config.local.yaml"]


def test_the_order_of_all_layers(folder: Path) -> None:
    for name, value in (("config.yaml", 1), ("config.local.yaml", 2), ("other.yaml", 3)):
        write(folder / name, {"report": {"title": value}})
    for names, options, title, order in (
        ((), {}, 2, "defaults, config.local.yaml"),
        (("config.yaml",), {}, 2, "defaults, config.yaml, config.local.yaml"),
        (("other.yaml",), {}, 3, "defaults, config.local.yaml, other.yaml"),
        (
            ("config.yaml", "other.yaml"),
            {"report": {"title": 4}},
            4,
            "defaults, config.yaml, config.local.yaml, other.yaml, --config",
        ),
    ):
        config, layers = merge(folder, *names, **options)
        assert config["report"]["title"] == title
        assert ", ".join(layers.layers) == order


def test_in_the_folder_of_the_shipped_config_it_has_its_own_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent / "shipped")
    write(Path("config.local.yaml"), {})
    assert [*merge(folder)[1].layers] == ["config.yaml", "config.local.yaml"]


def test_a_replaced_config_has_no_local_one(folder: Path) -> None:
    write(folder / "config.local.yaml", {"report": {"title": "Local"}})
    write(folder / "whole.yaml", {"dumps": ["x"]})
    config, layers = merge(folder, "whole.yaml", replace=True)
    assert config == {"dumps": ["x"]}
    assert [*layers.layers] == ["whole.yaml"]


def test_a_local_config_of_comments_only_changes_nothing(folder: Path) -> None:
    (folder / "config.local.yaml").write_text("# report: {title: Mine}\n\n")
    assert merge(folder)[0] == SHIPPED


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("report: {title: Mine\nmode: x", r"cannot be read; .*line 1"),
        ("mode", "cannot be read; nothing was run"),
        (
            "report: {}\nmode: assign\nreport: {}",
            r"report occurs more than once \(line 1 and line 3\)",
        ),
        ("title: \xff", "cannot be read; nothing was run"),
    ],
)
def test_a_local_config_that_is_no_yaml_is_named(folder: Path, text: str, message: str) -> None:
    (folder / "config.local.yaml").write_text(text, "latin-1")
    with pytest.raises(WorkflowError, match=rf"(?s)config\.local\.yaml .*{message}"):
        merge(folder)


def test_mistakes_name_the_file_they_are_in(folder: Path) -> None:
    local = {"clusterings": {"fine": {"granularitty": "x"}}, "dumps": [5], "mode": "asign"}
    write(folder / "config.local.yaml", local)
    write(folder / "other.yaml", {"mode": "clster", "report": {"titel": "x"}})
    with pytest.raises(WorkflowError) as caught:
        read_config(*merge(folder, "other.yaml", offline=3))
    _, *lines = str(caught.value).splitlines()
    starts = (
        "--config: offline: 3 is not true or false",
        "config.local.yaml: clusterings.fine.granularitty: unknown key; did you mean granularity?",
        "config.local.yaml: dumps.0: 5 is not a path",
        'other.yaml: mode: "clster" is not one of cluster, assign',
        "other.yaml: report.titel: unknown key; did you mean title?",
    )
    assert len(lines) == len(starts)
    for line, start in zip(lines, starts, strict=True):
        assert line.startswith(f"  - {start}")


def test_a_run_says_its_layers_and_names_a_typo(workflow: Workflow) -> None:
    (workflow.folder / "list.csv").write_text("title,abstract\nA Paper,It is.\n")
    workflow.write_config("dumps: [list.csv]\n")
    local = workflow.folder / "config.local.yaml"
    local.write_text("clusterings: {broad: null}\n")
    done = workflow.call("-n")
    assert "Settings: defaults, config.local.yaml, run.yaml\n" in done.stdout
    assert "results/fine/report.html" in done.stdout
    assert "results/broad/report.html" not in done.stdout
    local.write_text("embed: {encodr: lsa}\n")
    done = workflow.call("-n")
    assert done.returncode == 1
    assert "  - config.local.yaml: embed.encodr: unknown key; did you mean encoder?" in done.stdout
