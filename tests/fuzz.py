"""Fuzzer: every reader reads damaged dumps; none may crash or lose a place. Run by `make fuzz`.

The sample of each format is cut, repeated and mixed with other text, and with the patterns of
`benchmarks/readers_hostile.toml`. A failing example is minimised and shown, and the next run begins
with it. Memory is limited to `_MAX_MEMORY`; a dump that takes a reader more than `_MAX_SECONDS`, or
that it skips because it failed, is a failure too.
"""

import logging
import resource
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.reading import read
from helpers.samples import SAMPLES
from paperthemes.parse.formats import FORMATS
from paperthemes.parse.settings import ParseSettings

_ROUND = 200  # examples between two checks of the time
_MAX_MEMORY = 3 << 30  # bytes of address space, of which the libraries map one
_MAX_SECONDS = 20.0  # for a dump of at most a few megabytes
_FAILURES = ("too much", "a single record takes longer", "its reader failed")
_HOSTILE = Path(__file__).parents[1] / "benchmarks" / "readers_hostile.toml"
_TEXT = st.one_of(
    st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=20),
    st.sampled_from(
        [b"\n", b"\n\n", b"\r\n", b"\0", b"\xef\xbb\xbf", b'"', b"{", b"}", b"<", b"\\"]
    ),
)


@st.composite
def hostile_texts(draw: st.DrawFn) -> bytes:
    """Draw a text of a pattern that is repeated often, with or without what closes it."""
    forms = tomllib.loads(_HOSTILE.read_text("utf-8"))
    form = forms[draw(st.sampled_from([*forms]))]
    count = draw(st.sampled_from([10, 900, 3_000]))
    parts = [
        form["repeat"].replace("{n}", "2").replace("{m}", "1") * count,
        draw(st.sampled_from(["", form.get("middle", "")])),
        draw(st.sampled_from(["", form.get("close", "") * count])),
    ]
    return "".join(parts).encode()


@st.composite
def damaged_samples(draw: st.DrawFn, sample: bytes) -> bytes:
    """Draw a sample with places deleted, repeated, or replaced by other text."""
    content = sample
    if draw(st.integers(0, 19)) == 0:
        place = draw(st.integers(0, len(content)))
        return content[:place] + draw(hostile_texts()) + content[place:]
    for _ in range(draw(st.integers(1, 6))):
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(content))] * 2)))
        end = min(end, start + draw(st.sampled_from([0, 1, 5, 60, 1_000, len(content)])))
        replacement = draw(st.one_of(st.just(b""), st.just(content[start:end] * 2), _TEXT))
        content = content[:start] + replacement + content[end:]
    return content


def fuzz(name: str, sample: bytes, seconds: float, folder: Path) -> int:
    """Test one reader for some seconds; return the number of examples."""
    tried = 0

    @settings(
        max_examples=_ROUND,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    @given(damaged_samples(sample))
    def check_example(content: bytes) -> None:
        nonlocal tried
        tried += 1
        parse_settings = ParseSettings(max_seconds_per_record=_MAX_SECONDS)
        _, report = read(folder, content, format=name, settings=parse_settings)
        failures = [text for text in report["warnings"] if any(map(text.count, _FAILURES))]
        assert not failures, failures

    run_round: Callable[[], None] = check_example
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        run_round()
    return tried


def main() -> None:
    """Fuzz all readers, or those named after the seconds for each on the command line."""
    logging.disable(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY, _MAX_MEMORY))
    seconds, *names = sys.argv[1:] or ["60"]
    for name in names or [known.name for known in FORMATS]:
        with tempfile.TemporaryDirectory() as folder:
            tried = fuzz(name, SAMPLES[name], float(seconds), Path(folder))
        sys.stdout.write(f"{name}: {tried:,} damaged dumps, every place counted once\n")


if __name__ == "__main__":
    main()
