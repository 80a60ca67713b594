"""`paperthemes curate --apply`: edits from elsewhere are added to the curation file, or refused."""

import io
import sys
from argparse import Namespace
from collections.abc import Callable
from difflib import ndiff
from pathlib import Path

import pytest
import yaml

from helpers.workflow import Workflow
from paperthemes import tables
from paperthemes.commands.apply_edits import apply_edits
from paperthemes.commands.curate import curate
from paperthemes.curation.listings import format_template, read_results
from paperthemes.curation.yaml_text import quote
from paperthemes.errors import UserError
from paperthemes.files import read_json
from paperthemes.workflow.plan import Plan

Apply = Callable[..., list[str]]


def plan(*, is_sample: bool = False) -> Plan:
    """Return the plan of the next run, as far as the command needs it."""
    config = {"curation": "curation.yaml", "clusterings": {"fine": {}, "broad": {}}}
    return Plan(outputs=[], snapshot={"config": config, "curation": {}, "sample": is_sample})


@pytest.fixture
def curation(tmp_path: Path) -> Path:
    return tmp_path / "curation.yaml"


@pytest.fixture
def apply(finished: Workflow, curation: Path, monkeypatch: pytest.MonkeyPatch) -> Apply:
    """Return a function that applies edits in the finished folder, but to another file."""
    monkeypatch.chdir(finished.folder)
    source = curation.with_name("edits.yaml")

    def apply(text: str | bytes, *, replace: bool = False, dry_run: bool = False) -> list[str]:
        source.write_bytes(text if isinstance(text, bytes) else text.encode())
        return [*apply_edits(plan(), str(source), curation, replace=replace, dry_run=dry_run)]

    return apply


def in_fine(edits: str) -> str:
    return f"clusterings:\n  fine: {edits}\n"


def fine_edits(curation: Path) -> dict:
    return yaml.safe_load(curation.read_text("utf-8"))["clusterings"]["fine"]


# ---- edits that fit ----


def test_edits_are_added_to_the_template_and_explained(
    apply: Apply, curation: Path, fine: Path
) -> None:
    topics, assignments = read_results(fine)
    papers = tables.read(tables.PAPERS, fine.parent / "papers.parquet")
    names, sizes = (
        dict(zip(topics.topic_id, topics[key], strict=True)) for key in ("name", "size")
    )
    template = format_template({name: read_results(fine.with_name(name)) for name in ("fine",)})
    curation.write_text(template, "utf-8")
    moved, kept = assignments[assignments.topic_id == "T0004"].paper_id[:2]
    title_of = dict(zip(papers.paper_id, papers.title, strict=True))
    edits = {
        "stop_words": ["framework"],
        "clusterings": {
            "fine": {
                "topics": {
                    "T0001": {"name": "Boats: #1", "note": "!!python/name:os.system x"},
                    "T0002": {"merge_into": "T0003"},
                    "T0004": {"hide": True},
                },
                "papers": {moved: "T0002", kept: "T0004"},
            }
        },
    }
    lines = apply(yaml.safe_dump(edits))
    assert yaml.safe_load(curation.read_text("utf-8"))["stop_words"] == ["framework"]
    content = fine_edits(curation)
    assert {key: edit for key, edit in content["topics"].items() if edit} == edits["clusterings"][
        "fine"
    ]["topics"]
    assert content["papers"] == {moved: "T0002", kept: "T0004"}
    difference = [*ndiff(template.splitlines(), curation.read_text("utf-8").splitlines())]
    assert not [line for line in difference if line.startswith("-")]
    assert f'      "{moved}": T0002  # {title_of[moved]}' in curation.read_text("utf-8")
    together = sizes["T0002"] + sizes["T0003"] + 1  # and the moved paper
    assert sorted(lines[1:-1]) == sorted(
        [
            f"  fine: T0001 {names['T0001']}: renamed to Boats: #1",
            f"  fine: T0001 {names['T0001']}: note: !!python/name:os.system x",
            f"  fine: T0002 {names['T0002']}: merged, with {sizes['T0002']} papers, into "
            f"T0003 {names['T0003']}, which will have {together}",
            f"  fine: T0004 {names['T0004']}: hidden in the report",
            f"  fine: paper “{title_of[moved]}”: from T0004 {names['T0004']} to "
            f"T0003 {names['T0003']}",
            f"  fine: paper “{title_of[kept]}”: stays in T0004 {names['T0004']}",
            "  all clusterings: never in keywords or names: framework",
        ]
    )
    assert lines[-1] == f"Wrote {curation}; run the workflow to apply it"
    before = curation.read_bytes()
    assert apply(yaml.safe_dump(edits)) == [f"{curation} has all of these edits already"]
    assert curation.read_bytes() == before


def test_a_dry_run_explains_and_writes_nothing(apply: Apply, curation: Path) -> None:
    edits = in_fine("{topics: {T0001: {hide: true}}}")
    explained = apply(edits, dry_run=True)
    assert not curation.exists()
    assert explained[-1] == f"{curation} was not changed (--dry-run)"
    assert apply(edits)[:-1] == explained[:-1]
    assert curation.read_text("utf-8").startswith("# Edits of topics and papers, applied on every")


def test_edits_come_from_standard_input_into_a_linked_file_of_windows(
    apply: Apply, curation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = curation.with_name("real.yaml")
    real.write_bytes(b"\xef\xbb\xbf# mine\r\nclusterings:\r\n  fine: # all\r\n")
    curation.symlink_to(real)
    edits = in_fine("{topics: {T0001: {note: é}}}").encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(edits)))
    assert [*apply_edits(plan(), "-", curation, replace=False, dry_run=False)]
    assert curation.is_symlink()
    text = real.read_bytes().decode()
    assert text.startswith("\ufeff# mine\r\nclusterings:\r\n  fine: # all\r\n    topics:\r\n")
    assert text.count("\n") == text.count("\r\n")
    assert fine_edits(curation) == {"topics": {"T0001": {"note": "é"}}}


# ---- edits that do not fit ----


def test_contradictions_name_both_places_and_can_be_replaced(
    apply: Apply, curation: Path, fine: Path
) -> None:
    _, assignments = read_results(fine)
    paper = next(tables.rows(assignments))
    own = (
        "# mine\nclusterings:\n  fine:\n    topics:\n      T0001:\n        name: Boats # big\n"
        f"    papers:\n      {quote(paper.title)}: T0001\n"
    )
    curation.write_text(own, "utf-8")
    edits = in_fine(
        f"\n    topics: {{T0001: {{name: Ships}}}}\n    papers: {{{paper.paper_id}: T0002}}"
    )
    source = curation.with_name("edits.yaml")
    with pytest.raises(UserError) as caught:
        apply(edits)
    message = str(caught.value)
    assert f"{source} contradicts {curation}; nothing was changed." in message
    assert (
        f'clusterings.fine.topics.T0001.name is "Boats" in {curation}, line 6, and "Ships" in '
        f"{source}, line 3" in message
    )
    assert f'is "T0001" in {curation}, line 8, and "T0002" in {source}, line 4' in message
    assert curation.read_text("utf-8") == own
    apply(edits, replace=True)
    expected = own.replace("Boats", '"Ships"').replace(": T0001\n", ": T0002\n")
    assert curation.read_text("utf-8") == expected


def test_circles_and_names_given_twice_name_both_places(apply: Apply, curation: Path) -> None:
    own = in_fine("{topics: {T0001: {merge_into: T0002}, T0003: {name: Boats}}}")
    curation.write_text(own, "utf-8")
    source = curation.with_name("edits.yaml")
    both = rf"\({curation}, line 2; {source}, line 2\)"
    with pytest.raises(
        UserError, match=rf"circle, T0001 -> T0002 -> T0001; .* {both}\n.*not chang"
    ):
        apply(in_fine("{topics: {T0002: {merge_into: T0001}}}"), replace=True)
    with pytest.raises(UserError, match=f"T0003 and T0004 would both be called boats; .* {both}"):
        apply(in_fine("{topics: {T0004: {name: boats}}}"))
    assert curation.read_text("utf-8") == own


def test_edits_of_other_papers_are_refused(apply: Apply, curation: Path) -> None:
    edits = in_fine(
        "\n    topics:\n      T0999: {hide: true}\n      T0001: {merge_into: T0998}\n"
        "    papers:\n      Nobody wrote this: T0001\n  medium:\n    topics: {T0001: {hide: true}}"
    )
    source = curation.with_name("edits.yaml")
    with pytest.raises(UserError, match="it may be from a report of other papers") as caught:
        apply(edits)
    assert sorted(str(caught.value).splitlines()[1:]) == [
        f"  - {source}, line 4: fine has never had a topic T0999",
        f"  - {source}, line 5: fine has never had a topic T0998",
        f'  - {source}, line 7: no paper matches "Nobody wrote this"',
        f"  - {source}, line 8: the config has no clustering medium",
    ]
    assert not curation.exists()


def test_edits_know_the_topics_that_they_were_made_for(
    apply: Apply, curation: Path, fine: Path
) -> None:
    edits = in_fine("{topics: {T0001: {name: Boats}}}")  # every corpus has a T0001
    with pytest.raises(UserError, match="history/ has no run of fine with the topics of that"):
        apply(f"# Edits of fine with the clusters c0ffee\n{edits}")
    assert not curation.exists()
    digest = read_json(fine / "changes.json")["clusters_digest"]
    apply(f"# Edits of fine with the clusters {digest}\n{edits}")
    assert fine_edits(curation) == {"topics": {"T0001": {"name": "Boats"}}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "has no edits"),
        ("- T0001\n", "no keys at top level"),
        ("clusterings: [", r"yaml cannot be read; nothing was run: .*line 1"),
        (b"stop_words: [\xff]", "is not UTF-8 text"),
        (in_fine("{topics: {T0001: {naem: x}}}"), "unknown key; did you mean name"),
        (in_fine("{topics: {T0001: {hide: true}, T0001: {}}}"), "T0001 occurs more than once"),
        ("__use_yte__: true\n?open('taken', 'w'): 1\n", "__use_yte__: unknown key"),
        (
            in_fine("!!python/object/apply:os.mkdir [taken]"),
            "line 2: !!python/object/apply:os.mkdir is not allowed",
        ),
        (
            in_fine('{topics: {T0001: {name: "\\ud800"}}}'),
            "line 2: the character U.D800 is not allowed",
        ),
    ],
    ids=["empty", "list", "damaged", "bytes", "key", "twice", "expression", "tag", "surrogate"],
)
def test_bad_files_are_refused(
    apply: Apply, curation: Path, finished: Workflow, text: str | bytes, message: str
) -> None:
    with pytest.raises(UserError, match=message):
        apply(text)
    assert not curation.exists()
    assert not (finished.folder / "taken").exists()


def test_a_file_that_cannot_be_edited_is_refused(apply: Apply, curation: Path) -> None:
    own = in_fine("{topics: {T0001: &hidden {hide: true}, T0002: *hidden}}")
    curation.write_text(own, "utf-8")
    with pytest.raises(UserError, match="no program can edit, such as aliases"):
        apply(in_fine("{topics: {T0002: {note: x}}}"))
    assert curation.read_text("utf-8") == own


def test_the_sample_and_missing_files_are_refused(apply: Apply, curation: Path) -> None:
    arguments = Namespace(file=curation, init=False, apply="-", replace=False, dry_run=False)
    with pytest.raises(UserError, match="ids are not permanent"):
        [*curate(plan(is_sample=True), arguments)]
    with pytest.raises(
        UserError, match=r"missing\.yaml cannot be read; nothing was run: No such file"
    ):
        [*apply_edits(plan(), "missing.yaml", curation, replace=False, dry_run=False)]
