"""Fixtures that several test files share: the sample, runs of the workflow, a browser."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, expect, sync_playwright

from helpers.deployment import IN_REPOSITORY, copy_into_git, make_deployed, run_module
from helpers.workflow import REPOSITORY, SAMPLE, Workflow, python_path
from paperthemes.history.clock import TIME_VARIABLE

# A busy machine is not a bug: no time limit for single examples.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
expect.set_options(timeout=30_000)  # as of all other calls of Playwright


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all processes of this test run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session", autouse=True)
def _cache_of_the_tests(shared_folder: Path) -> Iterator[None]:
    """Keep vectors and models of the tests away from the user's caches."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(shared_folder / "cache"))
        yield


@pytest.fixture(scope="session", autouse=True)
def _same_time_for_all_runs() -> Iterator[None]:
    """Archive all runs at one time, so that results can be compared byte for byte."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(TIME_VARIABLE, "1772970000")
        yield


@pytest.fixture(scope="session")
def truth() -> dict:
    """Return what is known of the sample: theme by title, and the repeated records."""
    return json.loads((REPOSITORY / "tests/data/sample_truth.json").read_text("utf-8"))


@pytest.fixture
def workflow(tmp_path: Path) -> Workflow:
    """Return an empty working directory."""
    return Workflow(tmp_path)


@pytest.fixture(scope="session")
def finished(shared_folder: Path) -> Workflow:
    """Return a working directory in which the workflow has run on the sample; leave it as it is."""
    workflow = Workflow(shared_folder / "finished")
    with FileLock(shared_folder / "finished.lock"):
        if not (workflow.folder / "results/index.html").exists():
            shutil.copytree(SAMPLE, workflow.folder / "dumps")
            workflow.write_config("dumps: [dumps/*]\n")
            workflow.run()
    return workflow


@pytest.fixture(scope="session")
def deployed_run(shared_folder: Path) -> Path:
    """Return a folder in which a module from a repository has run on the sample; leave it as it is.

    A run of a module has no server, so that each job has imported what it needs itself.
    """
    folder = shared_folder / "deployed"
    with FileLock(shared_folder / "deployed.lock"):
        if not (folder / "results/index.html").exists():
            make_deployed(folder)
            (folder / "config/config.yaml").write_text(
                "dumps: [data/dumps/*]\nclusterings: {fine: {granularity: fine}}\n"
                "export: [csv]\nfigures: [svg]\n"
            )
            variables = copy_into_git(folder) | {"PYTHONPATH": python_path()}
            run = run_module(folder, IN_REPOSITORY, **variables)
            assert run.returncode == 0, run.stdout
    return folder


@pytest.fixture(scope="session")
def fine(finished: Workflow) -> Path:
    """Return the folder of the sample's clustering `fine`; leave it as it is."""
    return finished.folder / "results/fine"


@pytest.fixture
def copy_of_finished(finished: Workflow, tmp_path: Path) -> Workflow:
    """Return a copy of the finished working directory, time stamps included.

    It has the same name, because that is the title of the pages.
    """
    folder = tmp_path / finished.folder.name
    shutil.copytree(finished.folder, folder, symlinks=True)
    return Workflow(folder)


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """Return headless Chromium; what a test opens in it is closed, for pages take memory."""
    shared = chromium.contexts
    yield chromium
    for context in chromium.contexts:
        if context not in shared:
            context.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start headless Chromium; skip without one, unless REQUIRE_BROWSER is set."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if program is None:
        message = "no Chromium found (looked for " + ", ".join(names) + " and $CHROMIUM)"
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    software_gl = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
    # Half of the time of a page: two pages for the address bar of each window, and frames that are
    # composed by a GPU in software.
    fast = [
        "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
        "--disable-gpu-compositing",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", *quiet, *software_gl, *fast]
        )
        yield browser
        browser.close()
