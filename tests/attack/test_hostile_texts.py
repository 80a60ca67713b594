"""Hostile texts wherever others can put them: no page runs or asks for anything, no cell counts."""

import csv
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from playwright.sync_api import Browser

from helpers.odd_corpora import make_english_papers
from helpers.pages import HOSTILE, check_policy, open_page, wait_for_frames
from helpers.stand_in_llm import stand_in_model
from helpers.workflow import Workflow

pytestmark = pytest.mark.attack
ADDRESSES = [
    "javascript:document.title='taken'",
    "data:text/html,<script>document.title='taken'</script>",
    "https://tracker.example/x.png\" onmouseover=\"document.title='taken'",
    "file:///etc/passwd",
    "//tracker.example/\u0000",
]
NAME_OF_DUMP = "<img src=x onerror=document.title='taken'>=1+1 $(touch taken) %s.jsonl"
CONFIG = """
dumps: [dumps/*]
embed: {{encoder: lsa}}
report: {{columns: [venue, keywords]}}
naming: {{model: toy, base_url: '{address}', fields: fields.csv}}
export: [csv, xlsx, ris, bibtex, csl, markdown, atom]
sweep: {{fine: {{max_unassigned: [0, 0.1]}}}}
"""


def write_papers(path: Path, start: int, stop: int) -> None:
    """Write a dump in which every text of a paper is hostile."""
    lines = []
    for number, (title, abstract) in enumerate(make_english_papers(stop)[start:], start):
        bad = HOSTILE[number % len(HOSTILE)][:300]
        lines.append(
            json.dumps(
                {
                    "title": f"{bad} {title}",
                    "abstract": f"{abstract} {bad} {abstract}",
                    "authors": [bad, f"{HOSTILE[-number % len(HOSTILE)][:90]}, Ada"],
                    "url": ADDRESSES[number % len(ADDRESSES)],
                    "doi": f"10.5555/{number}\"><script>document.title='taken'</script>",
                    "venue": bad,
                    "keywords": [bad, "=cmd|' /C calc'!A0"],
                    "published": "2024-05-01",
                }
            )
        )
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines), "utf-8")


@pytest.fixture(scope="module")
def folder(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a folder after two runs on hostile texts, with edits, fields and a language model."""
    workflow = Workflow(tmp_path_factory.mktemp("hostile"))
    fields = "".join(f'"{HOSTILE[3]} {name}",,{name}\n' for name in ("herons", "wheat"))
    (workflow.folder / "fields.csv").write_text(
        "field,parent,aliases\n"
        + fields.replace('onerror="', 'onerror=""').replace("'\">", '\'"">')
    )
    write_papers(workflow.folder / "dumps" / NAME_OF_DUMP, 0, 80)
    answers = iter(HOSTILE * 100)
    with stand_in_model(lambda request: next(answers)) as model:
        workflow.write_config(CONFIG.format(address=model.address))
        workflow.run()
        edits = {"name": HOSTILE[1], "note": f"{HOSTILE[0]} {HOSTILE[3]} [x](javascript:alert(1))"}
        content = {"clusterings": {"fine": {"topics": {"T0001": edits}}}}
        (workflow.folder / "curation.yaml").write_text(json.dumps(content), "utf-8")
        write_papers(workflow.folder / "dumps/2.jsonl", 80, 110)
        workflow.run()
    assert not [*workflow.folder.rglob("taken")]
    yield workflow.folder


def test_no_page_runs_a_script_or_asks_for_anything(folder: Path, browser: Browser) -> None:
    pages = sorted((folder / "results").rglob("*.html"))
    assert {"report.html", "changes.html", "compare.html", "index.html", "sweep.html"} <= {
        path.name for path in pages
    }
    for path in pages:
        check_policy(path.read_text("utf-8"))
        has_list = "dataset.searchable" in path.read_text("utf-8")
        opened = open_page(browser, path, wait=None if has_list else wait_for_frames)
        opened.page.mouse.wheel(0, 5_000)
        for details in opened.page.query_selector_all("details:not([open]) > summary"):
            if details.is_visible():
                details.click()
        assert opened.problems == [], path
        assert opened.page.title() != "taken", path
        links = opened.page.eval_on_selector_all(
            "a[href]", "links => links.map(link => link.getAttribute('href').trim())"
        )
        schemes = {link.split(":")[0].lower() for link in links if ":" in link.split("/")[0]}
        assert schemes <= {"http", "https", "mailto"}, (path, schemes)
        assert not opened.page.query_selector_all("[onerror], [onmouseover], [onclick]")
        opened.page.context.close()


def test_no_cell_is_a_formula(folder: Path) -> None:
    for path in (folder / "results").rglob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        numbers = re.compile(r"-?[\d.]+(?:e-?\d+)?")
        bad = [c for c in cells if c[:1] in "=+-@\t\r" and c and not numbers.fullmatch(c)]
        assert bad == [], path
    for path in (folder / "results").rglob("*.xlsx"):
        with zipfile.ZipFile(path) as archive:
            sheets = [archive.read(name) for name in archive.namelist() if "/sheet" in name]
        assert sheets
        assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)


def test_feeds_and_figures_have_no_scripts(folder: Path) -> None:
    files = [
        path
        for ending in ("svg", "atom", "xml")
        for path in (folder / "results").rglob(f"*.{ending}")
    ]
    assert any(path.suffix == ".svg" for path in files)
    for path in files:
        root = etree.parse(path, etree.XMLParser(resolve_entities=False)).getroot()
        for element in root.iter(etree.Element):
            assert etree.QName(element).localname not in ("script", "foreignObject"), path
            assert not [key for key in element.attrib if key.lower().startswith("on")], path
            for key in ("href", "{http://www.w3.org/1999/xlink}href", "src"):
                assert not re.match(r"\s*(javascript|data:text)", element.get(key, ""), re.I), path
