"""Duplicates: papers that must stay apart, a labelled set of copies, and very many records.

    python benchmarks/dedupe.py DUMPS_FOLDER LABELLED.parquet [--write benchmarks/results]

1. The papers of the dumps, and the labelled papers, all different: how many are left.
2. Pairs of records that are one work, found among the labelled papers, copies of them and works
   that look like them (`dedupe_edits.py` has them). Thresholds were chosen on one half of
   the papers; what is reported is the other half, with three seeds. Most records have no
   identifiers; pairs that share one are not counted. Beside it two plain rules: the same normalised
   title, and titles that rapidfuzz finds 90 % alike.
3. Time and memory of the stage on 200,000 records put together from sentences of the papers, in a
   process of its own, Parquet in and out.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from dedupe_edits import COPIES, Item
from dedupe_material import halves, labelled, read, recombined, records_of
from measuring import machine, measured, report, table
from rapidfuzz import fuzz, process

from paperthemes import tables
from paperthemes.dedupe.stage import dedupe, run
from paperthemes.parse.stage import parse
from paperthemes.text.titles import normalise_title

SEEDS = (11, 12, 13)
RECORDS, SHARE = 200_000, 0.2
ALIKE = 90  # per cent, of the baseline that compares titles

Pair = tuple[int, int]


# ---- what must stay apart ------------------------------------------------------------------------


def apart(dumps: Path, papers: Sequence[Item]) -> dict[str, int]:
    """Count what is left of the dumps, and of papers that are all different."""
    files = sorted(path for path in dumps.iterdir() if path.is_file())
    records = pd.concat([parse(path, path.name)[0] for path in files], ignore_index=True)
    bare = records_of(papers).assign(arxiv_id="", published="")
    bare["authors"] = [[]] * len(bare)
    return {
        "records_of_dumps": len(records),
        "papers_of_dumps": len(dedupe(records)[0]),
        "different_papers": len(papers),
        "left_of_them": len(dedupe(bare)[0]),
    }


# ---- the labelled set ----------------------------------------------------------------------------


def pairs_of(groups: Iterable[Sequence[int]]) -> set[Pair]:
    """Return all pairs within groups."""
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def grouped(keys: Sequence[Any]) -> list[list[int]]:
    """Return the places of equal keys."""
    groups: dict[Any, list[int]] = {}
    for place, key in enumerate(keys):
        groups.setdefault(key, []).append(place)
    return list(groups.values())


def found_pairs(items: Sequence[Item]) -> dict[str, set[Pair]]:
    """Return the pairs that our rules, and plain ones, take for one work."""
    duplicates = dedupe(records_of(items))[1]
    kept = list(range(len(items)))
    for row in tables.rows(duplicates):
        kept[row.position] = row.kept_position
    titles = [normalise_title(item.title) for item in items]
    alike = process.cdist(titles, titles, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.float32)
    similar = set(zip(*(ends.tolist() for ends in np.nonzero(np.triu(alike, 1))), strict=True))
    return {
        "paperthemes": pairs_of(grouped(kept)),
        "same normalised title": pairs_of(grouped(titles)),
        f"title {ALIKE} % alike (rapidfuzz)": similar,
    }


def scores(found: set[Pair], true: set[Pair]) -> dict[str, float]:
    """Return precision, recall and F1 of pairs."""
    both = len(found & true)
    return {
        "precision": round(both / max(1, len(found)), 4),
        "recall": round(both / max(1, len(true)), 4),
        "f1": round(2 * both / max(1, len(found) + len(true)), 4),
    }


def kind_of(pair: Pair, items: Sequence[Item]) -> str:
    """Name a pair after the record that is not an original paper."""
    kinds = {items[place].kind for place in pair} - {"original"}
    return kinds.pop() if len(kinds) == 1 else "two copies" if kinds else "two papers"


def judge(papers: Sequence[Item], seeds: Sequence[int]) -> dict[str, Any]:
    """Score the rules on labelled sets of these papers, and ours by kind of pair."""
    counts = {"records": 0, "pairs": 0}
    found: dict[str, set[Pair]] = {}
    true: set[Pair] = set()
    kinds: dict[str, Counter[str]] = {"true": Counter(), "found": Counter(), "wrong": Counter()}
    for number, seed in enumerate(seeds):
        items = labelled(papers, seed)
        by_id = pairs_of(grouped([item.arxiv_id or place for place, item in enumerate(items)]))
        shift = number * 10**6
        work = pairs_of(grouped([item.work for item in items])) - by_id
        for name, pairs in found_pairs(items).items():
            pairs = pairs - by_id
            found.setdefault(name, set()).update((a + shift, b + shift) for a, b in pairs)
            if name == "paperthemes":
                kinds["found"].update(kind_of(pair, items) for pair in pairs & work)
                kinds["wrong"].update(kind_of(pair, items) for pair in pairs - work)
        true |= {(a + shift, b + shift) for a, b in work}
        kinds["true"].update(kind_of(pair, items) for pair in work)
        counts["records"] += len(items)
    counts["pairs"] = len(true)
    by_kind = [
        {"pair": kind, "pairs": kinds["true"][kind], "found": kinds["found"][kind]}
        | {"recall": round(kinds["found"][kind] / kinds["true"][kind], 4)}
        for kind in sorted(kinds["true"], key=lambda kind: (kind not in COPIES, kind))
    ]
    return {
        **counts,
        "rules": [{"rule": name} | scores(pairs, true) for name, pairs in found.items()],
        "copies": by_kind,
        "wrongly_joined": dict(kinds["wrong"].most_common()),
    }


# ---- many records --------------------------------------------------------------------------------


def many(papers: Sequence[Item]) -> dict[str, Any]:
    """Measure the stage on many records."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        items = recombined(papers, RECORDS, SHARE, seed=5)
        works = [item.work for item in items]
        tables.write(tables.RECORDS, records_of(items), folder / "records.parquet")
        del items
        usage = measured([sys.executable, __file__, "--child", str(folder)], folder)
        kept = list(range(len(works)))
        for row in tables.rows(tables.read(tables.DUPLICATES, folder / "duplicates.parquet")):
            kept[row.position] = row.kept_position
    return {
        "records": RECORDS,
        "works": len(set(works)),
        "papers": len(set(kept)),
        "seconds": usage.seconds,
        "cpu_seconds": json.loads(usage.said.splitlines()[-1])["cpu_seconds"],
        "peak_gb": usage.peak_gb,
        **scores(pairs_of(grouped(kept)), pairs_of(grouped(works))),
    }


def child(folder: Path) -> None:
    """Run the stage in this process."""
    run(
        [folder / "records.parquet"],
        papers_path=folder / "papers.parquet",
        duplicates_path=folder / "duplicates.parquet",
        duplicates_csv=folder / "duplicates.csv",
    )
    sys.stdout.write(json.dumps({"cpu_seconds": round(time.process_time(), 1)}) + "\n")


# ---- the report ----------------------------------------------------------------------------------


def text_of(result: dict[str, Any]) -> str:
    """Write the result as Markdown."""
    stay, tested, large = result["apart"], result["reported_half"], result["many"]
    wrong = ", ".join(f"{kind}: {count}" for kind, count in tested["wrongly_joined"].items())
    return (
        f"{result['machine']['cpu']}, {result['machine']['cores']} cores\n\n"
        f"{stay['papers_of_dumps']} papers of {stay['records_of_dumps']} records in the dumps; "
        f"{stay['left_of_them']} of {stay['different_papers']} different papers\n\n"
        f"Pairs of one work, on the half of the papers that no threshold was chosen on "
        f"({tested['records']} records in three sets, {tested['pairs']} pairs that share no "
        f"identifier); the other half gives F1 {result['tuned_half']['rules'][0]['f1']}\n\n"
        f"{table(tested['rules'])}\n{table(tested['copies'])}\n"
        f"Joined though they are two works, by the kind of the record that is not an original: "
        f"{wrong or 'none'}\n\n"
        f"{table([large])}\n"
        f"These works are put together from sentences of {stay['different_papers']} papers, some "
        "from mostly the same ones: read time and memory from them, not precision\n"
    )


def main() -> None:
    """Measure, print, and with `--write` keep the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dumps", type=Path, nargs="?", help="folder of dump files")
    parser.add_argument("labelled", type=Path, nargs="?", help="Parquet file with id, title, ...")
    parser.add_argument("--write", type=Path, help="folder to keep the result in")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(given.child)
        return
    papers = read(given.labelled)
    tuned, tested = halves(papers)
    result = {
        "machine": machine(),
        "apart": apart(given.dumps, papers),
        "tuned_half": judge(tuned, SEEDS),
        "reported_half": judge(tested, SEEDS),
        "many": many(papers),
    }
    report("dedupe", result, given.write, text_of(result))


if __name__ == "__main__":
    main()
