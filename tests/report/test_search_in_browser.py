"""The search of the report in a browser: what it finds, marks and offers."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from helpers.pages import (
    CONTEXT,
    HOSTILE,
    OpenedPage,
    frame_of,
    go_to,
    make_results,
    open_page,
    scroll_to_map,
    search,
    wait_until_ready,
)
from helpers.papers import make_papers
from paperthemes import tables
from paperthemes.report.inputs import Results
from paperthemes.report.page import render_report

pytestmark = pytest.mark.browser

TEXTS = [
    ("RAG for Question Answering", "We retrieve passages (RAG)."),
    ("How to leverage averages", "Storage and fragments, but no such method as NAS."),
    ("OOD detection", "A score for samples, without supervision."),
    ("Good neighborhoods", "Food, ad-hoc blood and neural-architecture searches."),
    ("GANs in practice", "Two networks compete."),
    ("Organic elegance", "Elegant organs by neural architecture search (NAS)."),
    ("Few-shot learning", "Self-supervised pre-training of a ViT-B/16, by CLIPs."),
    ("Shots of a few films", "Vitality and the shot few know. Clips of a clip."),
    ("Image segmentation", "Sélection of Gödel's regions."),
    ("Interpretability of networks", "What a network knows."),
    ("Saliency maps", "A picture of the influence."),
    ("Explanations", "Explanations of decisions."),
    ("大規模言語モデルの評価", "我们研究大语言模型的数据。"),
    ("Łukasiewicz logic", "By Jørgensen. An architecture search."),
    ("Coastal plants", "We dive. Surveys of the kelp-forest and its fish."),
    ("Counts of fish", "Kelp hides fish; forests do not."),
    ("Forests beside kelp", "Two plants."),
    ("Plants of shores", f"Kelp grows here{', far away' * 10}, and no forest is near."),
]
RELATED = {
    "term": [
        *("interpretability", "saliency maps"),
        *("Gödel's regions", "self-supervised pre-training"),
    ],
    "papers": [1, 1, 1, 1],
    "related": [
        ["explanations", "saliency maps", "networks"],
        ["interpretability"],
        ["GN", "good neighborhoods"],  # the term has the letters, but not as initials
        ["pretext tasks", "elegence"],  # which would be taken for a typing error
    ],
}
# JavaScript: the abstracts are read once `openGate` is called.
GATE = """
    const gate = new Promise((resolve) => (window.openGate = resolve));
    const read = Response.prototype.text;
    Response.prototype.text = async function () {
        const text = await read.call(this);
        if (text.startsWith("{")) await gate;
        return text;
    };
"""


@pytest.fixture(scope="module")
def report(sample: Results, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a report of `TEXTS`."""
    texts = TEXTS + [(title, f"Hostile: {title}") for title in HOSTILE[:-1]]
    papers = make_papers(texts, dumps=[["a.txt"]] * len(texts))
    related = frame_of(tables.RELATED_TERMS, RELATED)
    results = make_results(papers, dumps=sample.dumps, related_terms=related)
    path = tmp_path_factory.mktemp("search") / "report.html"
    path.write_text(render_report(results, CONTEXT), "utf-8")
    return path


def find(page: Page, query: str, field: str = "#query") -> set[str]:
    """Search, and return the titles in the list; there are fewer than fit in it."""
    search(page, query, field)
    return set(page.locator("#table .body .title bdi").all_text_contents())


# ---- what is found ----


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("RAG", "RAG for Question Answering"),
        ("rag", "RAG for Question Answering"),
        ("OOD", "OOD detection"),
        ("GAN", "GANs in practice"),
        ("ViT", "Few-shot learning"),
    ],
)
def test_short_terms_find_whole_words_and_plurals_only(page: Page, query: str, title: str) -> None:
    assert find(page, query) == {title}


@pytest.mark.parametrize("word", ["GAN", "gan", "OOD"])
def test_letter_by_letter_they_find_the_same(page: Page, word: str) -> None:
    expected = find(page, word)
    page.reload()
    assert [find(page, word[:end]) for end in range(1, len(word) + 1)][-1] == expected != set()


def test_terms_in_upper_case_find_whole_words_only(page: Page) -> None:
    assert find(page, "INTER") == set()
    assert find(page, "INTERPRETABILITY") == {"Interpretability of networks"}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("interp", {"Interpretability of networks"}),
        ("terpretab", set()),  # not the beginning of a word
        ("few-shot", {"Few-shot learning"}),
        ('"few shot"', {"Few-shot learning"}),
        ("few‑shot learn", {"Few-shot learning"}),
        ("few shot", {"Few-shot learning", "Shots of a few films"}),
        ("selection godel", {"Image segmentation"}),
        ("sélection GÖDEL", {"Image segmentation"}),
        ("lukasiewicz jorgensen", {"Łukasiewicz logic"}),
        ("数据", {"大規模言語モデルの評価"}),
        ("言語モデル", {"大規模言語モデルの評価"}),
        ("pictures", {"Saliency maps"}),  # of which its text has the singular
        ('"pictures of the influences"', {"Saliency maps"}),
        ("ad", {"Good neighborhoods"}),
        ("AD", set()),  # a part of "ad-hoc" is no acronym
        ("CLIP", {"Few-shot learning"}),  # no common word, because a paper writes it in capitals
        ("CLIPs", {"Few-shot learning"}),
        ("clip", {"Few-shot learning", "Shots of a few films"}),
        ("FILM", {"Shots of a few films"}),  # which no paper writes in capitals
        ("数模", set()),
        ("ood OR gan", {"OOD detection", "GANs in practice"}),
        ("network detection OR saliency", {"Saliency maps"}),
    ],
)
def test_words_phrases_and_alternatives(page: Page, query: str, titles: set[str]) -> None:
    assert find(page, query) == titles


@pytest.mark.parametrize("query", ["—", "OR", '"', "%", "((", "\\", "[a-", "<b>x</b> OR ", "$&"])
def test_odd_queries_do_no_harm(page: Page, opened_report: OpenedPage, query: str) -> None:
    find(page, query)
    assert opened_report.problems == []


def test_a_phrase_ends_with_its_text(page: Page) -> None:
    assert find(page, '"detection a score"') == set()  # end of the title, start of the abstract


@pytest.mark.parametrize(
    "typed", ["segmentaton", "segmentationn", "segmantation", "segmnetation", "image-segmentaton"]
)
def test_typing_errors_are_corrected_and_said(page: Page, typed: str) -> None:
    assert find(page, typed) == {"Image segmentation"}
    note = page.inner_text("#count")
    assert f"no paper has “{typed}”, showing “" in note
    assert "segmentation”" in note


@pytest.mark.parametrize("typed", ["sagmantation", "sgmn", '"segmentaton"', "SEGMENTATON"])
def test_other_words_are_not_corrected(page: Page, typed: str) -> None:
    assert find(page, typed) == set()
    assert "showing" not in page.inner_text("#count")


@pytest.mark.parametrize("typed", ["GN", "GNs", "gn"])
def test_a_short_word_that_no_paper_has_shows_its_long_form(page: Page, typed: str) -> None:
    assert find(page, f"{typed} blood") == {"Good neighborhoods"}
    note = f"no paper has “{typed}”, showing “good neighborhoods”"
    assert note in page.inner_text("#count")
    assert find(page, f'"{typed}"') == set()
    assert "showing" not in page.inner_text("#count")


def test_typing_letter_by_letter_finds_the_same(page: Page) -> None:
    at_once = {query: find(page, query) for query in ("ganS", "rags", '"gan in', "gans-in")}
    page.reload()  # so that the page forgets what it has looked up
    wait_until_ready(page)
    for query, titles in at_once.items():
        letters = [find(page, query[:end]) for end in range(1, len(query) + 1)]
        assert letters[-1] == titles, query


def test_the_word_in_the_title_comes_first(page: Page) -> None:
    find(page, "network")
    first = page.locator("#table .body .title bdi").first
    assert first.text_content() == "Interpretability of networks"


def test_papers_with_the_words_as_a_phrase_come_first_then_those_with_the_words_near(
    page: Page,
) -> None:
    find(page, "kelp forests")
    rows = page.locator("#table .body [role=row]")
    titles = ["Coastal plants", "Forests beside kelp", "Counts of fish", "Plants of shores"]
    expect(rows.locator(".title bdi")).to_have_text(titles)
    parts = [rows.nth(at).get_attribute("data-part") for at in range(4)]
    assert parts == [None, "words near each other", None, "words further apart"]
    expect(rows.first.locator("small")).to_have_text("Surveys of the kelp-forest and its fish.")
    assert page.inner_text("#count").endswith(" papers · 1 as a phrase")
    page.click("#table [role=columnheader].title button")  # a chosen order has no parts
    expect(rows.locator(".title bdi")).to_have_text(sorted(titles))
    assert page.locator("[data-part]").count() == 0
    page.locator("#query-help button").click()
    expect(page.locator("#query")).to_have_value('"kelp forests"')
    expect(rows.locator(".title bdi")).to_have_text(["Coastal plants"])


def test_papers_with_an_added_name_come_after_those_with_the_first(page: Page) -> None:
    find(page, "knows OR saliency")  # which is in a title, but comes second
    rows = page.locator("#table .body [role=row]")
    titles = ["Interpretability of networks", "Shots of a few films", "Saliency maps"]
    assert sorted(rows.locator(".title bdi").all_text_contents()[:2]) == titles[:2]
    expect(rows.nth(2).locator(".title bdi")).to_have_text(titles[2])
    parts = [rows.nth(at).get_attribute("data-part") for at in range(3)]
    assert parts == [None, None, "as “saliency”"]


def test_a_paper_stands_under_the_alternative_whose_words_it_has_together(page: Page) -> None:
    find(page, "kelp forests OR dive OR away")
    rows = page.locator("#table .body [role=row]")
    titles = ["Coastal plants", "Forests beside kelp", "Counts of fish", "Plants of shores"]
    expect(rows.locator(".title bdi")).to_have_text(titles)
    parts = [rows.nth(at).get_attribute("data-part") for at in range(4)]
    assert parts == [None, "“kelp forests”: words near each other", None, "as “away”"]
    find(page, "kelp forests OR dive")
    part = rows.nth(3).get_attribute("data-part")
    assert part == "“kelp forests”: words further apart"


@pytest.mark.parametrize(
    ("query", "note"),
    [("few-shot learning", "all as a phrase"), ("network what", "none as a phrase")],
)
def test_the_count_says_if_the_words_are_a_phrase(page: Page, query: str, note: str) -> None:
    find(page, query)
    assert page.inner_text("#count").endswith(f" · {note}")
    find(page, query.split()[0])
    assert "phrase" not in page.inner_text("#count")


# ---- what is marked, said and offered ----


def test_hits_are_marked_in_the_list_and_in_the_paper(page: Page) -> None:
    find(page, "godel OR few-shot OR 数据")
    marks = "name => [...CSS.highlights.get(name)].map(String)"
    assert sorted(page.evaluate(marks, "search-list")) == ["Few-shot", "Gödel", "数据"]
    page.click("#table .body a:has-text('Image segmentation')")
    page.wait_for_selector("#details:not([hidden])")
    assert page.evaluate(marks, "search-paper") == ["Gödel"]
    page.click("#table .body a:has-text('評価')")
    page.wait_for_function("document.getElementById('details-title').textContent.includes('評価')")
    assert page.evaluate(marks, "search-paper") == ["数据"]
    find(page, "")
    assert page.evaluate(marks, "search-list") == []


def test_a_hit_that_the_title_lacks_is_shown_below_it(page: Page) -> None:
    find(page, "network knows OR gan")
    rows = page.locator("#table .body [role=row]").filter(has_text="Interpretability of networks")
    expect(rows.locator(".title small")).to_have_text("What a network knows.")
    assert page.locator("#table .title small").count() == 1


@pytest.mark.parametrize("field", ["#query", "#map-query"])
def test_related_phrases_extend_the_search(page: Page, field: str) -> None:
    find(page, "interpretability", field)
    buttons = page.locator(f"{field}-help button")
    # The paper on interpretability has "networks", too; another has it alone.
    offers = ["explanations", "saliency maps", "networks"]
    expect(buttons).to_have_text([f"{offer} (1 more)" for offer in offers])
    buttons.nth(1).click()
    page.wait_for_function("document.querySelectorAll('#table .body .title').length === 2")
    assert page.input_value(field) == 'interpretability OR "saliency maps"'
    assert page.evaluate("document.activeElement.id") == field[1:]
    page.wait_for_function(
        "box => document.querySelectorAll(`${box}-help button`).length === 2", arg=field
    )


def test_offers_do_not_move_the_map(page: Page) -> None:
    scroll_to_map(page)
    page.locator("#map-query").focus()
    before = page.locator("#canvas").bounding_box()
    page.fill("#map-query", "interpretability")
    page.locator("#map-query-help button").first.wait_for()
    assert page.locator("#canvas").bounding_box() == before


def test_beginnings_and_plurals_find_the_phrase(page: Page) -> None:
    for query in ("interpretab", "saliency map", "Saliency-maps"):
        find(page, query)
        page.locator("#query-help button").first.wait_for()
        find(page, "")
        page.wait_for_selector("#query-help button", state="detached")


def test_other_forms_and_what_an_acronym_stands_for_are_offered(page: Page) -> None:
    offers = {"supervision": ["supervised"]}
    # The rarer word, too, because few papers have both.
    offers |= {"and NAS": ["and neural architecture search", "NAS"], "networks know": ["networks"]}
    offers |= {"explanations": ["interpretability"]}  # the other way round
    offers |= {"RAG": [], "neural-architecture search": ["NAS"]}  # no text defines RAG
    for query, texts in offers.items():
        find(page, query)
        buttons = page.locator("#query-help button:not(:has-text('“'))")
        expect(buttons).to_have_text([f"{text} (1 more)" for text in texts])
    find(page, "and NAS")
    page.click("#query-help button:has-text('and neural')")
    expect(page.locator("#query")).to_have_value('and NAS OR "and neural architecture search"')


def test_wider_and_narrower_names_are_offered_if_they_mean_nearly_the_same(page: Page) -> None:
    offers = {"NAS": ["neural architecture search (1 more)", "architecture search (2 more)"]}
    offers |= {"architecture search": ["NAS (1 more)"]}
    for query, texts in offers.items():
        find(page, query)
        expect(page.locator("#query-help button:not(:has-text('“'))")).to_have_text(texts)


def test_a_search_without_hits_offers_one_with_hits(page: Page) -> None:
    # No text has SSPT and SFS; a known term with these initials is offered, but not "score for
    # samples".
    offers = {"SSPT": "self-supervised pre-training", "self supervision": "self supervised"}
    offers |= {"pretext task": "self-supervised pre-training"}
    # The rarer word, and the only one that a paper has.
    offers |= {"kelp food": "food", '"food segmentation"': "food", "food NAH": "food"}
    for query, text in offers.items() | {(query, "") for query in ("SFS", "sspt")}:
        find(page, query)
        sentence = f"1 paper has “{text}”: Show" if text else ""
        expect(page.locator("#query-help")).to_have_text(sentence)
        advice = page.locator("#word-advice")
        expect(advice).to_be_hidden() if text else expect(advice).to_be_visible()
        assert page.locator("#export").is_hidden()
    find(page, "SSPT")
    page.click("#query-help p:has-text('self-supervised pre-training') button")
    expect(page.locator("#query")).to_have_value('"self-supervised pre-training"')
    expect(page.locator("#table .body .title bdi")).to_have_text(["Few-shot learning"])
    expect(page.locator("#export")).to_be_visible()


def test_hits_that_only_other_filters_hide_are_offered(page: Page) -> None:
    find(page, "Gödel")
    row = page.locator("#table .body [role=row]")
    expect(row.locator(".topic")).to_contain_text("Topic a")
    page.select_option("#topic", label="Topic b (5)")
    way_out = page.locator("#no-paper")
    expect(way_out).to_have_text(
        "No papers match. 1 paper matches without the other filters: Show", use_inner_text=True
    )
    way_out.get_by_role("button").click()
    assert page.evaluate("document.activeElement.id") == "query"
    expect(page.locator("#table .body .title bdi")).to_have_text(["Image segmentation"])
    expect(page.locator("#query")).to_have_value("Gödel")


def test_typing_at_the_bottom_of_the_window_brings_the_hits_into_view(page: Page) -> None:
    page.locator("#query").evaluate(
        "field => scrollBy(0, field.getBoundingClientRect().bottom - innerHeight + 20)"
    )
    expect(page.locator("#table")).not_to_be_in_viewport()
    find(page, "gan")
    expect(page.locator("#table .body .title bdi")).to_be_in_viewport()
    expect(page.locator("#query")).to_be_in_viewport()


def test_topics_are_found_through_their_papers(page: Page) -> None:
    page.fill("#topic-query", "interpretability")
    page.locator("#topic-query-help button:has-text('Topic')").wait_for()
    topic = page.locator("#topic-query-help p").last
    assert topic.inner_text().startswith("1 paper found, by topic: ")
    assert page.locator(".card:visible").count() == 1
    assert "with matching papers" in page.inner_text("#topic-count")
    topic.locator("button").click()
    page.wait_for_function("document.querySelectorAll('#table .body .title').length === 1")
    assert page.input_value("#query") == "interpretability"
    assert page.input_value("#topic") != ""


def test_only_the_count_beside_the_field_in_use_is_read_aloud(page: Page) -> None:
    find(page, "ood")
    assert page.get_attribute("#count", "aria-live") == "polite"
    assert page.get_attribute("#map-count", "aria-live") == "off"
    find(page, "gan", "#map-query")
    assert page.get_attribute("#count", "aria-live") == "off"
    assert page.get_attribute("#map-count", "aria-live") == "polite"


def test_the_count_beside_the_map_leads_to_the_list_and_keeps_the_search(page: Page) -> None:
    find(page, "gan", "#map-query")
    link = page.locator("#map-count a")
    expect(link).to_have_text(re.compile(r"^1 of \d+ papers$"))
    link.click()
    page.wait_for_function("location.hash === '#papers?query=gan'")
    expect(page.locator("#query")).to_have_value("gan")
    expect(page.locator("#papers")).to_be_in_viewport()


def test_a_saved_figure_says_what_is_searched(page: Page) -> None:
    find(page, "few-shot OR gan", "#map-query")
    page.click("#map-tools .menu > summary")
    with page.expect_download() as event:
        page.click("#save-svg")
    assert "-map-few-shot-or-gan-2" in event.value.suggested_filename
    text = Path(event.value.path()).read_text("utf-8")
    assert re.search("2 of .* highlighted · .* · search: few-shot OR gan<", text)


# ---- the view in the address ----


def test_until_abstracts_are_read_the_count_says_so_and_then_all_follows(
    report: Path, browser: Browser
) -> None:
    papers = make_papers(TEXTS)
    open_paper = papers.paper_id[papers.title == "GANs in practice"].item()
    page = open_page(
        browser,
        report,
        anchor=f"#papers?query=interpretability+OR+compete&topic-query=compete&paper={open_paper}",
        before=lambda page: page.add_init_script(GATE),
        wait=lambda page: page.wait_for_selector("html[data-drawn]", state="attached"),
    ).page
    count, titles = page.locator("#count"), page.locator("#table .body .title bdi")
    expect(count).to_have_text(re.compile(r"^1 of \d+ papers · so far: reading abstracts$"))
    expect(page.locator("#topic-count")).to_have_text(re.compile("^0 of"))
    page.evaluate("openGate()")
    expect(count).to_have_text(re.compile(r"^2 of \d+ papers$"))
    expect(titles).to_have_text(["Interpretability of networks", "GANs in practice"])
    expect(page.locator("#topic-count")).to_have_text(re.compile("^1 of"))
    expect(page.locator("#query-help button").first).to_contain_text("explanations")
    expect(page.locator("#details-title")).to_have_text("GANs in practice")
    marks = "[...CSS.highlights.get('search-paper')].map(String)"
    assert page.evaluate(marks) == ["compete"]
    page.fill("#query", "two")
    page.wait_for_function(f"{marks}.join() === 'Two'")


def test_a_shared_link_opens_the_same_view(page: Page, report: Path, browser: Browser) -> None:
    page.select_option("#colour-by", "grade")
    page.select_option("#topic-order", "name")
    page.select_option("#grade", "0")
    page.click("#table [role=columnheader].confidence button")
    find(page, "learning OR network OR detection")
    page.wait_for_function("location.hash.includes('query=')")
    anchor = page.evaluate("location.hash")
    assert anchor.startswith("#papers?")
    shared = open_page(browser, report, anchor=anchor)
    other = shared.page
    assert shared.problems == []
    for field in ("#query", "#grade", "#topic", "#colour-by", "#topic-order"):
        assert other.input_value(field) == page.input_value(field), field
    for part in ("#count", "#table .body", "#legend"):
        assert other.inner_text(part) == page.inner_text(part), part
    sort = "#table [role=columnheader].confidence"
    assert other.get_attribute(sort, "aria-sort") == "descending"


def test_a_selected_area_is_shared(page: Page, report: Path, browser: Browser) -> None:
    papers = page.evaluate("JSON.parse(document.getElementById('corpus').textContent).papers")
    middle = sorted(papers["x"])[len(papers["x"]) // 2] // 64
    outline = f"-99_-99_{middle}_-99_{middle}_2000_-99_2000"
    other = open_page(browser, report, anchor=f"#map?lasso={outline}").page
    count = sum(x < 64 * middle for x in papers["x"])
    assert f"{count} papers in the selected area" in other.inner_text("#selection-count")
    assert f"lasso={outline}" in other.evaluate("location.hash")
    assert other.evaluate("plot.layout.shapes.length") == 1  # the outline


def test_back_restores_the_view_and_closes_the_panel(page: Page) -> None:
    find(page, "ood")
    page.wait_for_function("location.hash === '#papers?query=ood'")
    page.locator("#table .body a").first.click()
    page.wait_for_selector("#details:not([hidden])")
    page.click("#details a.topic")
    page.wait_for_function("location.hash.startsWith('#topic-')")
    assert page.locator("#details").is_visible()
    page.go_back()
    page.wait_for_function("location.hash.startsWith('#paper-')")
    page.go_back()
    page.wait_for_selector("#details", state="hidden")
    assert page.evaluate("location.hash") == "#papers?query=ood"
    page.click(".card[data-topic='1'] button[data-show=papers]")
    page.wait_for_function("location.hash === '#papers?topic=T0002'")
    page.go_back()
    expect(page.locator("#query")).to_have_value("ood")
    expect(page.locator("#table .body .title")).to_have_count(1)


INVALID_VIEWS = """
topic=T9999 subject=theme-x lasso=1_2 lasso=x sort=-none grade= new=2 topic-level=x paper=0
query=%E0 query=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E
"""


def test_invalid_views_do_no_harm(report: Path, browser: Browser) -> None:
    views = INVALID_VIEWS.split()
    opened = open_page(browser, report, anchor=f"#papers?{'&'.join(views)}")
    for view in views:
        go_to(opened.page, f"papers?{view}")
        assert opened.page.locator("main img").count() == 0
        assert opened.problems == [], view
