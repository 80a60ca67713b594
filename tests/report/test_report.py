"""The report: one file, everything in it, nothing from a dump that could break out."""

import base64
import dataclasses
import gzip
import json
import re
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.pages import CONTEXT, HOSTILE, make_report, rows, sources_in, sources_of
from helpers.workflow import REPOSITORY, Workflow
from paperthemes import tables
from paperthemes.overview import compare_page, index_page
from paperthemes.pages import html
from paperthemes.pages.dates import days_of, said, said_span
from paperthemes.pages.links import links_of
from paperthemes.pages.wording import MISSING, percent, reading, thousands, two_decimals
from paperthemes.report import changes_page, page_data, stage
from paperthemes.report.cards import near_topics, shares_of_dumps, theme_cards
from paperthemes.report.inputs import Results, read_results
from paperthemes.report.overview import profiles, summary, treemap
from paperthemes.report.page import SCRIPTS, STYLES, Context, report_page
from paperthemes.report.places import EXTENT, quantised, thickest
from paperthemes.report.provenance import costs, last_command, versions
from paperthemes.report.stability import level_of
from paperthemes.text.plurals import count_of


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    titles = HOSTILE + [f"Sorting Apples, part {number}" for number in range(20)]
    csv = rows(titles, url="javascript:alert(1)") + '"",An abstract without <a> title,\n'
    make_report(folder, csv + csv.split("\n", 1)[1])
    return folder


@pytest.fixture(scope="module")
def sample(finished: Workflow) -> Results:
    return read_results(sources_of(finished.folder / "results", "fine"))


def text_of(page: str) -> str:
    """Return what a page says, without its scripts."""
    body = page.split("</style>", 1)[1]
    body = re.sub(r"<script.*?</script>", " ", body, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", "", body).split())


# ---- the file ----


def test_report_needs_nothing_from_elsewhere(finished: Workflow) -> None:
    page = (finished.folder / "results/fine/report.html").read_text("utf-8")
    markup = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert 'src="' not in markup
    assert "<link" not in markup
    assert "@import" not in markup
    assert page.count("<!doctype html>") == 1
    assert len(page.encode()) < 7_000_000


def test_policy_lets_only_the_scripts_of_the_page_run(finished: Workflow) -> None:
    page = (finished.folder / "results/fine/report.html").read_text("utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1]
    policy = policy.replace("&#39;", "'")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    library = re.search(r'<script type="text/plain" id="plotly">(.*?)</script>', page, re.DOTALL)
    scripts.append(library[1])
    assert len(scripts) == 2
    digests = [base64.b64encode(sha256(script.encode()).digest()).decode() for script in scripts]
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    assert "default-src 'none'" in policy
    assert f"script-src {allowed} 'unsafe-eval';" in policy
    assert "'unsafe-inline'" not in policy.split("style-src")[0]


def test_page_without_scripts_lets_none_run() -> None:
    assert "script-src 'none'" in html.render("base.html.j2", {}).replace("&#39;", "'")


def test_equal_results_give_an_equal_page(hostile: Path) -> None:
    results = read_results(sources_in(hostile))
    assert report_page(results, CONTEXT) == (hostile / "report.html").read_text("utf-8")


def test_what_no_browser_can_read_is_not_written() -> None:
    for where in ("data", "packed"):
        with pytest.raises(ValueError, match="JSON"):
            html.render("base.html.j2", {}, **{where: {"some": [float("nan")]}})


def test_a_topic_that_stands_out_in_a_large_dump_is_told_among_many_small_ones(
    sample: Results,
) -> None:
    own = np.flatnonzero(sample.assignments.topic == 0)
    others = np.flatnonzero(sample.assignments.topic == 1)
    dumps = [["rest"]] * len(sample.papers)
    for row in own:
        dumps[row] = [f"tiny-{row}"]
    for row in [*own[::2], *others[:3]]:
        dumps[row] = ["large"]
    papers = sample.papers.assign(dumps=dumps)
    names = sorted({name for one in dumps for name in one})
    accounts = [dict(sample.dumps[0], dump=name, path=name) for name in names]
    results = dataclasses.replace(sample, papers=papers, dumps=accounts)
    themes = theme_cards(results)
    line = summary(results, themes)[-1]
    assert "of large, against" in line.text


@given(st.text())
def test_data_never_ends_its_script(text: str) -> None:
    page = html.render("base.html.j2", {}, data={"some": [text]}, packed={"more": {"it": text}})
    block = page.split('id="some">', 1)[1].split("</script>", 1)[0]
    assert not re.search(r"[<>&]", block)
    assert json.loads(block) == [text]
    packed = page.split('id="more">', 1)[1].split("</script>", 1)[0]
    assert json.loads(gzip.decompress(base64.b64decode(packed))) == {"it": text}


def test_markup_in_a_dump_is_text(hostile: Path) -> None:
    page = (hostile / "report.html").read_text("utf-8")
    markup = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert "&lt;script&gt;document.title = &#39;taken&#39;&lt;/script&gt;" in markup
    assert "<script>document" not in page
    assert "<img" not in markup
    assert "A &lt;Title&gt;" in markup
    assert 'href="javascript' not in markup
    assert page.count("<script") == len(re.findall(r"<script[^>]*>.*?</script>", page, re.DOTALL))


def test_papers_that_do_not_match_are_refused(hostile: Path, tmp_path: Path) -> None:
    sources = sources_in(hostile)
    papers = tables.read(tables.PAPERS, sources.papers)
    tables.write(tables.PAPERS, papers.iloc[1:], tmp_path / "papers.parquet")
    fewer = {name: getattr(sources, name) for name in sources.__slots__}
    fewer["papers"] = str(tmp_path / "papers.parquet")
    with pytest.raises(ValueError, match="the assignments do not belong to these papers"):
        stage.run(type(sources)(**fewer), tmp_path / "report.html", Context("mine", "T", {}))
    assert not (tmp_path / "report.html").exists()


TEMPLATES = REPOSITORY / "src/paperthemes/pages/templates"


def names_in(comment: str, script: str) -> set[str]:
    """Return the names in the comments of one kind at the head of a script."""
    text = (TEMPLATES / f"js/{script}.js").read_text("utf-8")
    found = re.findall(rf"/\* {comment} (.*?) \*/", text, re.DOTALL)
    return set(re.findall(r"\w+", " ".join(found)))


@pytest.mark.parametrize("scripts", [SCRIPTS, compare_page.SCRIPTS, changes_page.SCRIPTS])
def test_scripts_take_only_what_scripts_before_them_give(scripts: tuple[str, ...]) -> None:
    given: set[str] = set()
    for script in scripts:
        assert names_in("global", script) <= given, script
        exported = names_in("exported", script)
        text = (TEMPLATES / f"js/{script}.js").read_text("utf-8")
        assert all(re.search(rf"^const {name} =", text, re.MULTILINE) for name in exported), script
        given |= exported


def test_every_script_and_style_is_used() -> None:
    def names(folder: str) -> set[str]:
        return {path.stem for path in (TEMPLATES / folder).iterdir()}

    assert names("js") == {*SCRIPTS, *compare_page.SCRIPTS, *changes_page.SCRIPTS}
    of_pages = {*STYLES, *compare_page.STYLES, *changes_page.STYLES, *index_page.STYLES}
    assert names("css") == of_pages


# ---- what it says ----


def test_overview_sums_up_in_five_lines(sample: Results) -> None:
    themes = theme_cards(sample)
    lines = [line.text for line in summary(sample, themes)]
    assert len(lines) == 5
    assert lines[0].startswith("128 papers from 4 dumps, dated ")
    assert f"{len(sample.topics)} topics under {len(sample.themes)} themes" in lines[1]
    addresses = {link[1] for line in summary(sample, themes) for link in line.links}
    page = report_page(sample, CONTEXT)
    assert "#duplicates" in addresses
    for address in addresses:
        assert f'id="{address[1:]}"' in page


@pytest.mark.parametrize(
    ("published", "said"),
    [
        (["2026-03-01"], "dated 1 March 2026."),
        (["2026-03-01", ""], "dated 1 March 2026 (no date or no year known of 1)."),
        (["--03-01"], "dated 1 March."),
        (["--03-01", "", ""], "dated 1 March (no date known of 2; no dump tells a year)."),
        ([""], "4 dumps."),
    ],
)
def test_overview_tells_dates_as_far_as_they_are_known(
    sample: Results, published: list[str], said: str
) -> None:
    papers = sample.papers.iloc[: len(published)].assign(published=published)
    results = dataclasses.replace(sample, papers=papers, duplicates=sample.duplicates.iloc[:0])
    assert summary(results, theme_cards(sample))[0].text.endswith(said)


def test_loose_topics_are_named_and_counted_among_the_levels(sample: Results) -> None:
    def graded(loose: list[int]) -> Results:
        grades = np.where(sample.assignments.topic.isin(loose), "fringe", "core")
        return dataclasses.replace(sample, assignments=sample.assignments.assign(grade=grades))

    results = graded([1, 2])
    trust = summary(results, theme_cards(results))[3]
    assert trust.then.text == "Hardly any do in 2 loose topics:"
    assert {address for _, address in trust.then.links} == {"#topic-1", "#topic-2"}
    page = report_page(results, CONTEXT)
    assert trust.then.text in page
    assert '<option value="loose">loose (2)</option>' in page
    assert summary(sample, theme_cards(graded([])))[3].then is None


def test_a_long_table_is_cut_and_has_a_box_of_its_own(sample: Results) -> None:
    more = [dict(sample.dumps[0], path=f"dump-{number}.txt") for number in range(1_000)]
    page = report_page(dataclasses.replace(sample, dumps=[*sample.dumps, *more]), CONTEXT)
    assert "And 4 dumps more" in page
    assert "dump-995.txt" in page
    assert "dump-996.txt" not in page
    assert re.search(r'class="scroll tall"[^>]*aria-label="Dumps"', page)


def test_dumps_are_told_apart_by_their_themes(sample: Results) -> None:
    found = profiles(sample, theme_cards(sample))
    assert sorted(profile.dump for profile in found) == sample.dump_names
    papers, themes = sample.papers, sample.assignments.theme
    for profile in found:
        own = papers.dumps.map(lambda dumps, name=profile.dump: name in dumps)
        assert profile.papers == own.sum()
        for theme, share in zip(sample.themes.theme, profile.shares, strict=True):
            assert share == pytest.approx((themes[own] == theme).mean())
    one = dataclasses.replace(sample, dumps=sample.dumps[:1])
    assert profiles(one, theme_cards(one)) == []


def test_report_tells_what_was_dropped_and_what_is_shaky(hostile: Path) -> None:
    page = (hostile / "report.html").read_text("utf-8")
    said = text_of(page)
    results = read_results(sources_in(hostile))
    assert f"{count_of(len(results.duplicates), 'record')} repeat a paper" in said
    assert "by the same title" in said
    assert "Please note: " in said
    assert "list.csv: 2 places made no record" in said
    for row in tables.rows(results.topics):
        stability = None if pd.isna(row.stability) else row.stability
        assert level_of(stability).meaning in said


def test_report_says_how_it_was_made(hostile: Path) -> None:
    said = text_of((hostile / "report.html").read_text("utf-8"))
    assert "Encoder toy, 64 dimensions. 15 % of the texts are longer than 256 word pieces" in said
    assert "75 % of the 200 texts were in the cache and 50 were encoded, 12.5 a second" in said
    assert " a second in each of 3 jobs." in said
    assert "parse21.2100" in said.replace(" ", "")  # jobs, seconds, MB
    assert "report11,234.5–" in said.replace(" ", "")
    assert "snakemake --cores 2" in said
    assert "python3.12" in said.replace(" ", "")
    assert "clustering.min_topic_size3" in said.replace(" ", "")


def test_links_lead_to_the_web_only() -> None:
    def links(url: str, arxiv_id: str = "", doi: str = "") -> list[str]:
        return [address for _, address in links_of("A & B", url, arxiv_id, doi)]

    search = ["https://arxiv.org/search/?searchtype=title&query=A%20%26%20B"]
    assert links("https://example.org/a?b=c") == ["https://example.org/a?b=c"]
    assert links("javascript:alert(1)", "2401.00001v2", "10.5555/1") == [
        "https://arxiv.org/abs/2401.00001v2",
        "https://doi.org/10.5555/1",
    ]
    assert links("", "", "10.5555/a<b") == ["https://doi.org/10.5555/a%3Cb"]
    assert links("file:///etc/passwd") == search
    assert links("data:text/html,x") == search
    assert links("HTTPS://Example.org") == ["HTTPS://Example.org"]


def test_treemap_boxes_have_the_area_of_their_papers(sample: Results) -> None:
    boxes = treemap(theme_cards(sample))
    whole = sum(theme.card.size for theme in boxes)
    for theme in boxes:
        area = theme.box.width * theme.box.height / 10_000
        assert area == pytest.approx(theme.card.size / whole)
        for topic, box in theme.topics:
            assert box.width * box.height / 10_000 == pytest.approx(topic.size / theme.card.size)
            assert -1e-6 <= box.x <= 100
            assert box.y + box.height <= 100 + 1e-6


def test_cards_tell_where_topics_are_and_what_is_near(sample: Results) -> None:
    topics = sample.assignments.topic
    for theme in theme_cards(sample):
        assert theme.size == sum(card.size for card in theme.topics)
        for card in theme.topics:
            assert card.size == (topics == card.topic).sum()
            assert all(near.topic != card.topic for near in card.near)
            assert sum(dump.papers for dump in card.in_dumps) >= card.size
            assert [dump.papers for dump in card.in_dumps] == sorted(
                (dump.papers for dump in card.in_dumps), reverse=True
            )
            assert card.loose == (card.core < 0.1 * card.size)


def test_near_topics_are_where_the_nearest_papers_are() -> None:
    topics = np.array([0, 0, 1, 2, -1])
    nearest = np.array([[1, 2], [2, 3], [0, 1], [4, 2], [0, 3]], np.int32)
    found = near_topics(topics, nearest, ["a", "b", "c"])
    assert [(near.name, near.share) for near in found[0]] == [("b", 0.5), ("c", 0.25)]
    assert [(near.name, near.share) for near in found[1]] == [("a", 1.0)]
    assert [(near.name, near.share) for near in found[2]] == [("b", 0.5)]


def test_shares_of_dumps_count_a_paper_in_each_of_its_dumps() -> None:
    dumps = pd.Series([["x"], ["x", "y"], ["y"], ["y"]])
    found = shares_of_dumps(dumps, pd.Series([0, 0, 1, -1]))
    assert [(one.dump, one.papers, one.share) for one in found[0]] == [
        ("x", 2, 1.0),
        ("y", 1, pytest.approx(1 / 3)),
    ]


# ---- what curation and the earlier run say ----


def reran(sample: Results) -> Results:
    """Return the sample as a second run: one topic and three papers are new, one is hidden."""
    born, hidden = sample.topics.topic_id[1], sample.topics.topic_id[2]
    changes = {
        "topics": [{"topic_id": born, "events": ["born"]}, {"topic_id": hidden, "events": []}],
        "new": [{"paper_id": one} for one in sample.papers.paper_id[:3]],
    }
    return dataclasses.replace(
        sample,
        topics=sample.topics.assign(
            hidden=sample.topics.topic_id == hidden,
            note=["A note <b>on it</b>", *[""] * (len(sample.topics) - 1)],
        ),
        changes={"baseline": {"number": 7}, "changes": changes},
    )


def test_new_topics_and_notes_are_on_their_cards(sample: Results) -> None:
    cards = {card.topic: card for theme in theme_cards(reran(sample)) for card in theme.topics}
    assert [card.topic for card in cards.values() if card.born] == [1]
    page = report_page(reran(sample), CONTEXT)
    assert page.count("not known to run 7") == 1
    assert "A note &lt;b&gt;on it&lt;/b&gt;" in page
    assert f'id="{sample.topics.topic_id[0]}"' in page
    assert "not known to run" not in report_page(sample, CONTEXT)


def test_hidden_topics_have_a_line_and_no_card(sample: Results) -> None:
    results = reran(sample)
    themes = theme_cards(results)
    shown = {card.topic for theme in themes for card in theme.topics}
    assert shown == {*sample.topics.topic} - {2}
    assert all(near.topic != 2 for theme in themes for card in theme.topics for near in card.near)
    assert (
        sum(theme.size for theme in themes)
        == sample.topics["size"].sum() - (sample.topics["size"][2])
    )
    said = text_of(report_page(results, CONTEXT))
    name, size, topic_id = sample.topics.loc[2, ["name", "size", "topic_id"]]
    assert f"Hidden by curation.yaml: {name} ({topic_id}, {count_of(size, 'paper')})." in said
    assert [one["hidden"] for one in page_data.page_data(results)["topics"]].index(True) == 2


def test_a_theme_of_hidden_topics_alone_is_not_shown(sample: Results) -> None:
    hidden = sample.topics.assign(hidden=sample.topics.theme == 0)
    results = dataclasses.replace(sample, topics=hidden)
    assert [theme.theme for theme in theme_cards(results)] == [*sample.themes.theme][1:]
    assert [one["hidden"] for one in page_data.page_data(results)["themes"]].index(True) == 0
    everything = dataclasses.replace(sample, topics=sample.topics.assign(hidden=True))
    assert "Hidden by curation.yaml" in text_of(report_page(everything, CONTEXT))


def test_new_papers_are_marked_for_the_scripts(sample: Results) -> None:
    found = page_data.page_data(reran(sample))
    assert found["since"] == 7
    assert [row for row, new in enumerate(found["papers"]["new"]) if new] == [0, 1, 2]
    assert sum(page_data.page_data(sample)["papers"]["new"]) == 0


# ---- what the scripts read ----


def test_data_holds_every_paper(sample: Results) -> None:
    found = page_data.page_data(sample)
    papers, assignments = found["papers"], sample.assignments
    assert papers["id"] == assignments.paper_id.tolist()
    assert papers["title"] == assignments.title.tolist()
    assert [found["grades"][grade] for grade in papers["grade"]] == assignments.grade.tolist()
    assert {len(column) for column in papers.values()} == {len(assignments)}
    assert found["drawn"] is None
    details = page_data.paper_details(sample)
    assert details["abstract"] == sample.papers.abstract.tolist()
    for row, similar in enumerate(details["similar"]):
        assert len(similar) == 5
        assert row not in similar


def test_too_many_papers_are_drawn_in_part(
    sample: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_data, "MOST_DRAWN", 40)
    drawn = page_data.page_data(sample)["drawn"]
    topics = sample.assignments.topic.to_numpy()
    assert len(drawn) == 40
    assert drawn == sorted(set(drawn))
    for topic in np.unique(topics):
        expected = 40 * (topics == topic).mean()
        assert abs((topics[drawn] == topic).sum() - expected) <= 1
    details = page_data.paper_details(sample)
    assert "abstract" not in details
    assert "similar" not in details


def test_places_keep_their_proportions() -> None:
    random = np.random.RandomState(0)
    points = random.normal(size=(50, 2)) * [1, 4]
    frame = pd.DataFrame(
        {"paper_id": [str(i) for i in range(50)], "x": points[:, 0], "y": points[:, 1]}
    )
    whole = quantised(frame)
    assert whole.min() == 0
    assert whole[:, 0].max() == EXTENT  # turned: widest from left to right
    assert whole[:, 1].max() < EXTENT
    before = np.linalg.norm(points[:, None] - points, axis=2)
    after = np.linalg.norm(whole[:, None] - whole.astype(float), axis=2)
    assert np.corrcoef(before.ravel(), after.ravel())[0, 1] > 0.999999
    assert quantised(frame.iloc[:0]).shape == (0, 2)
    assert quantised(frame.iloc[:1]).tolist() == [[0, 0]]


def test_a_name_goes_where_most_papers_are() -> None:
    heap = np.full((30, 2), 1000) + np.arange(30)[:, None]
    far = np.full((10, 2), 60_000)
    x, y = thickest(np.vstack([far, heap]))
    assert (x, y) == (1014, 1014) or (x, y) == (1015, 1015)


# ---- words and numbers ----


def test_dates_share_one_scale() -> None:
    assert days_of(["2026-03-01", "2026-03-02", "", "2026", "bad"])[1] == (
        days_of(["2026-03-01"])[0] + 1
    )
    assert days_of(["--03-01", "--02-29"]) == [*days_of(["--03-01"]), *days_of(["--02-29"])]
    assert days_of(["--03-01", "2026-03"])[0] is None
    assert days_of(["2026-13-40", "0000", "-", "--13-99"]) == [None] * 4


@pytest.mark.parametrize(
    ("published", "words"),
    [
        ("2026-03-09", "9 March 2026"),
        ("2026-03", "March 2026"),
        ("2026", "2026"),
        ("--08-11", "11 August"),
        ("soon", "soon"),
    ],
)
def test_dates_in_words(published: str, words: str) -> None:
    assert said(published) == words


def test_spans_in_words() -> None:
    assert said_span(["2026-03-09", "", "2025-12"]) == "December 2025 to 9 March 2026"
    assert said_span(["--03-11"]) == "11 March"
    assert said_span(["2026-03-01", "2026-03"]) == "1 March 2026"
    assert said_span(["2026-03-05", "2026-03"]) == "March 2026 to 5 March 2026"
    assert said_span(["2026-03-05", "--01-01"]) == "5 March 2026"
    assert said_span(["", ""]) == ""


def test_numbers_in_words() -> None:
    assert count_of(1, "paper") == "1 paper"
    assert count_of(25_000, "paper") == "25,000 papers"
    assert percent(0.123) == "12\u00a0%"
    assert percent(0.0123) == "1.2\u00a0%"
    assert percent(0) == "0\u00a0%"
    assert [thousands(25_000), thousands(1234.56, 1), thousands(None)] == [
        "25,000",
        "1,234.6",
        MISSING,
    ]
    assert [two_decimals(-0.001), two_decimals(0.126)] == ["0.00", "0.13"]
    assert [reading(0.5, "core_share"), reading(0.5, "ami"), reading(None, "ami")] == [
        "50\u00a0%",
        "0.50",
        MISSING,
    ]
    assert [level_of(value).name for value in (None, 0.2, 0.5, 0.75)] == [
        "unknown",
        "shaky",
        "fair",
        "steady",
    ]


# ---- how it was made ----


def test_costs_add_up_what_jobs_took(tmp_path: Path) -> None:
    header = "s\th:m:s\tmax_rss\tcpu_time\n"
    (tmp_path / "a.tsv").write_text(f"{header}1.5\t0:00:01\t100.5\t1\n")
    (tmp_path / "b.tsv").write_text(f"{header}2.0\t0:00:02\t-\t1\n")
    both = [str(tmp_path / name) for name in ("a.tsv", "b.tsv")]
    found = costs({"parse": both, "embed": ["no"], "report": both[1:]})
    assert [(one.stage, one.jobs, one.seconds, one.memory) for one in found] == [
        ("parse", 2, 3.5, 100.5),
        ("report", 1, 2.0, None),
    ]


def test_command_can_be_pasted(tmp_path: Path) -> None:
    note = tmp_path / "run.json"
    note.write_text(json.dumps({"command": ["snakemake", "--configfile", "my file.yaml"]}))
    assert last_command(note) == "snakemake --configfile 'my file.yaml'"
    for broken in ("", "{}", '{"command": [1]}', '{"command": 3}', "[]"):
        note.write_text(broken)
        assert last_command(note) == "snakemake"
    assert last_command(tmp_path / "none") == "snakemake"


def test_versions_name_what_is_installed() -> None:
    assert versions()["numpy"] == np.__version__
    assert "sentence-transformers" not in versions() or versions()["sentence-transformers"]
