"""`paperthemes share`: one file with all pages."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser

from helpers.pages import check_policy, open_page
from helpers.workflow import Workflow
from paperthemes.cli import main


@pytest.mark.browser
def test_shared_pages_open_from_any_folder_and_hold_no_vectors(
    finished: Workflow,
    tmp_path: Path,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(finished.folder)
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    assert main(["share", str(first)]) == 0
    assert "open index.html" in capsys.readouterr().out
    assert main(["share", str(second)]) == 0
    assert first.read_bytes() == second.read_bytes()
    site = tmp_path / "any name"
    with ZipFile(first) as archive:
        archive.extractall(site)
    names = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert {"index.html", "compare.html", "fine/report.html", "broad/changes.html"} <= names
    assert {"figures/fine-map.svg", "fine/papers.csv"} <= names
    assert not [name for name in names if name.endswith((".npz", ".log", ".tsv"))]
    for path in site.rglob("*.html"):
        check_policy(path.read_text("utf-8"))
    page = open_page(browser, site / "fine/report.html").page
    assert page.locator("#sibling-links").is_visible()
    page.goto((site / "index.html").as_uri())
    links = page.locator("a").evaluate_all("links => links.map((link) => link.href)")
    files = [link.removeprefix("file://").partition("#")[0].replace("%20", " ") for link in links]
    assert all(Path(file).exists() for file in files)


def test_without_results_share_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["share"]) == 1
    assert "results/index.html is missing; first: paperthemes run" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
