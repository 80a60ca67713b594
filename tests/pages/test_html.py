"""Assembly of HTML pages: policy, data, scripts and styles."""

import base64
import gzip
import json
import re
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.pages import check_policy
from helpers.workflow import REPOSITORY
from paperthemes.overview import compare_page
from paperthemes.overview.stage import INDEX_STYLES
from paperthemes.pages import html
from paperthemes.report import changes_page, page
from paperthemes.sweep import page as sweep_page

TEMPLATES = REPOSITORY / "src/paperthemes/pages/templates"
PAGES = (page, compare_page, changes_page, sweep_page)
VENDORED = {
    "plotly-gl2d.min.js": "3db1f8ca5c906266bd6ab2eeeef9e3c1e3f45c5844529657c3525ec2ad7c77e4",
    "pako_inflate.min.js": "04a895459e5b456d4883d55f14e2e414864ee023b90b1ce51c759cf7b7ade73b",
}


def comment_names(comment: str, script: str) -> set[str]:
    """Return the names in all comments of one kind, `global` or `exported`, of a script."""
    text = (TEMPLATES / f"js/{script}.js").read_text("utf-8")
    comments = re.findall(rf"/\* {comment} (.*?) \*/", text, re.DOTALL)
    return set(re.findall(r"\w+", " ".join(comments)))


@pytest.mark.parametrize("scripts", [module.SCRIPTS for module in PAGES])
def test_scripts_use_only_names_of_earlier_scripts(scripts: tuple[str, ...]) -> None:
    available: set[str] = set()
    for script in scripts:
        assert comment_names("global", script) <= available, script
        exported = comment_names("exported", script)
        text = (TEMPLATES / f"js/{script}.js").read_text("utf-8")
        definition = r"^(const {0} =|class {0} )"
        assert all(re.search(definition.format(name), text, re.MULTILINE) for name in exported)
        available |= exported


def test_every_script_and_style_is_used() -> None:
    def names(folder: str) -> set[str]:
        return {path.stem for path in (TEMPLATES / folder).iterdir()}

    assert names("js") == {script for module in PAGES for script in module.SCRIPTS}
    styles = {style for module in PAGES for style in module.STYLES}
    assert names("css") == styles | {*INDEX_STYLES}


def test_libraries_are_those_that_were_published() -> None:
    files = {path.name: path.read_bytes() for path in (TEMPLATES / "vendor").glob("*.js")}
    assert {name: sha256(content).hexdigest() for name, content in files.items()} == VENDORED


def test_large_data_is_packed() -> None:
    titles = ["</script> and more"] * 50_000
    content = html.render("base.html.j2", {}, data={"some": titles, "few": titles[:2]})
    packed = re.search(r'type="application/octet-stream" id="some">(.*?)</script>', content)[1]
    assert json.loads(gzip.decompress(base64.b64decode(packed))) == titles
    assert 'type="application/json" id="few">' in content
    assert len(content) < 100_000


def test_only_pages_of_the_sample_say_so() -> None:
    text = html.render("base.html.j2", {"own_dumps": "my <dumps>/*"})
    assert "<title>Sample data: </title>" in text
    assert "<strong>Sample data</strong>" in text
    assert "files that match <code>my &lt;dumps&gt;/*</code>" in text
    assert "Sample data" not in html.render("base.html.j2", {})


def test_policy_allows_only_the_scripts_of_the_page() -> None:
    check_policy(html.render("base.html.j2", {}, scripts=html.PACKED_SCRIPTS, plotly=True))
    text = html.render("base.html.j2", {}, scripts=html.PACKED_SCRIPTS)
    with pytest.raises(AssertionError):
        check_policy(text.replace("</body>", "<script>alert(1)</script></body>"))


def test_page_without_scripts_allows_none() -> None:
    assert "script-src 'none'" in html.render("base.html.j2", {}).replace("&#39;", "'")


@pytest.mark.parametrize("kind", ["data", "packed"])
def test_nan_is_refused_because_browsers_cannot_read_it(kind: str) -> None:
    with pytest.raises(ValueError, match="JSON"):
        html.render("base.html.j2", {}, **{kind: {"some": [float("nan")]}})


@given(st.text())
def test_data_never_closes_its_script_element(text: str) -> None:
    content = html.render("base.html.j2", {}, data={"some": [text]}, packed={"more": {"it": text}})
    block = content.split('id="some">', 1)[1].split("</script>", 1)[0]
    assert not re.search(r"[<>&]", block)
    assert json.loads(block) == [text]
    packed = content.split('id="more">', 1)[1].split("</script>", 1)[0]
    assert json.loads(gzip.decompress(base64.b64decode(packed))) == {"it": text}
