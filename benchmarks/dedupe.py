"""Duplicates: papers that must stay separate, labelled pairs of copies, and very many records.

    python benchmarks/dedupe.py DUMPS_FOLDER LABELLED.parquet
        [--records 200000] [--write benchmarks/results]

1. The papers of the dumps, and the labelled papers, which are all different: how many are left.
2. Pairs of records of one work, among the labelled papers, copies of them and works that look like
   them (`dedupe_kinds.py`). Thresholds were chosen on one half of the papers; results are for the
   other half, with three seeds. Most records have no identifiers; pairs that share one are not
   counted. Two simple rules are compared: the same normalised title, and titles that rapidfuzz
   rates 90 % similar.
3. Pairs of records that share a DOI, with the edits of `dedupe_kinds.py` for that, and a series of
   papers whose abstracts follow a template: how many are joined.
4. Time and memory of the step on many records that combine sentences of the papers, in a process of
   its own that reads and writes Parquet.
"""

import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from corpora import parse_dumps
from dedupe_edits import Editor, SourceRecord
from dedupe_kinds import COPIES, SAME_DOI_COPIES, SAME_DOI_LOOKALIKES, TEMPLATE
from dedupe_records import (
    make_labelled_records,
    make_many_records,
    make_table,
    read_papers,
    split_papers,
)
from measure import describe_machine, format_table, make_parser, measure_command, write_result
from rapidfuzz import fuzz, process

from paperthemes import tables
from paperthemes.dedupe.stage import dedupe, run
from paperthemes.text.titles import normalise_title

SEEDS = (11, 12, 13)
SHARE_OF_COPIES = 0.2  # of many records
MIN_SIMILARITY = 90  # per cent, of the simple rule that compares titles

Pair = tuple[int, int]


def count_separate(dumps: Path, papers: Sequence[SourceRecord]) -> dict[str, int]:
    """Count the papers of the dumps, and how many of the different papers are left."""
    records = parse_dumps(dumps)[0]
    without_ids = make_table(papers).assign(arxiv_id="", published="")
    without_ids["authors"] = [[]] * len(papers)
    return {
        "records_of_dumps": len(records),
        "papers_of_dumps": len(dedupe([records])[0]),
        "different_papers": len(papers),
        "left_of_them": len(dedupe([without_ids])[0]),
    }


def pairs_with_equal_keys(keys: Iterable[Hashable]) -> set[Pair]:
    """Return the pairs of indices whose keys are equal."""
    groups: dict[Hashable, list[int]] = {}
    for index, key in enumerate(keys):
        groups.setdefault(key, []).append(index)
    return {pair for group in groups.values() for pair in combinations(group, 2)}


def kept_positions(duplicates: pd.DataFrame, count: int) -> list[int]:
    """Return the position of the anchor of each record."""
    positions = list(range(count))
    for row in tables.rows(duplicates):
        positions[row.position] = row.kept_position
    return positions


def find_pairs(records: Sequence[SourceRecord]) -> dict[str, set[Pair]]:
    """Return the pairs that each rule takes for one work."""
    duplicates = dedupe([make_table(records)])[1]
    titles = [normalise_title(record.title) for record in records]
    similarity = process.cdist(
        titles, titles, scorer=fuzz.ratio, score_cutoff=MIN_SIMILARITY, dtype=np.float32
    )
    rows, columns = np.nonzero(np.triu(similarity, 1))
    return {
        "paperthemes": pairs_with_equal_keys(kept_positions(duplicates, len(records))),
        "same normalised title": pairs_with_equal_keys(titles),
        f"title {MIN_SIMILARITY} % similar (rapidfuzz)": {
            *zip(rows.tolist(), columns.tolist(), strict=True)
        },
    }


def score_pairs(predicted: set[Pair], true: set[Pair]) -> dict[str, float]:
    """Return precision, recall and F1 of pairs."""
    correct = len(predicted & true)
    return {
        "precision": round(correct / max(1, len(predicted)), 4),
        "recall": round(correct / max(1, len(true)), 4),
        "f1": round(2 * correct / max(1, len(predicted) + len(true)), 4),
    }


def kind_of_pair(pair: Pair, records: Sequence[SourceRecord]) -> str:
    """Return the kind of the record that is not an original paper."""
    kinds = {records[index].kind for index in pair} - {"original"}
    return kinds.pop() if len(kinds) == 1 else "two copies" if kinds else "two papers"


def score_rules(papers: Sequence[SourceRecord]) -> dict[str, Any]:
    """Score the rules on labelled records of these papers, and ours by kind of pair."""
    count = 0
    predicted: dict[str, set[Pair]] = {}
    true: set[Pair] = set()
    kinds: dict[str, Counter[str]] = {"true": Counter(), "found": Counter(), "wrong": Counter()}
    for seed in SEEDS:
        records = make_labelled_records(papers, seed)
        same_id = pairs_with_equal_keys(
            record.arxiv_id or index for index, record in enumerate(records)
        )
        same_work = pairs_with_equal_keys(record.work for record in records) - same_id
        true |= shift_pairs(same_work, count)
        kinds["true"].update(kind_of_pair(pair, records) for pair in same_work)
        for rule, pairs in find_pairs(records).items():
            pairs -= same_id
            predicted.setdefault(rule, set()).update(shift_pairs(pairs, count))
            if rule == "paperthemes":
                kinds["found"].update(kind_of_pair(pair, records) for pair in pairs & same_work)
                kinds["wrong"].update(kind_of_pair(pair, records) for pair in pairs - same_work)
        count += len(records)
    return {
        "records": count,
        "pairs": len(true),
        "rules": [{"rule": rule} | score_pairs(pairs, true) for rule, pairs in predicted.items()],
        "copies": [
            {"pair": kind, "pairs": kinds["true"][kind], "found": kinds["found"][kind]}
            | {"recall": round(kinds["found"][kind] / kinds["true"][kind], 4)}
            for kind in sorted(kinds["true"], key=lambda kind: (kind not in COPIES, kind))
        ],
        "wrongly_joined": dict(kinds["wrong"].most_common()),
    }


def score_shared_dois(papers: Sequence[SourceRecord]) -> list[dict[str, Any]]:
    """Count the pairs of records with one DOI that are joined, by kind, and the papers of a series.

    Half of the papers lend their texts to the records of the others.
    """
    half = (len(papers) + 1) // 2
    originals = [
        replace(paper, doi=f"10.5555/{paper.work}", arxiv_id="") for paper in papers[half:]
    ]
    results = []
    for kinds, are_copies in ((SAME_DOI_COPIES, "yes"), (SAME_DOI_LOOKALIKES, "no")):
        for kind, edit in kinds.items():
            editor = Editor(SEEDS[0], papers[:half])
            records = [edit(editor, paper) for paper in originals]
            records = [replace(record, arxiv_id="", published="") for record in records]
            kept = dedupe([make_table([*originals, *records])])[0]
            joined = 2 * len(originals) - len(kept)
            results.append(
                {"records with one DOI": kind, "one work": are_copies}
                | {"pairs": len(records), "joined": joined}
            )
    series = [
        replace(paper, abstract=TEMPLATE.format(title=paper.title.lower()), doi="", authors=())
        for paper in originals
    ]
    joined = len(series) - len(dedupe([make_table(series)])[0])
    results.append(
        {"records with one DOI": "(none: abstracts of a template)", "one work": "no"}
        | {"pairs": len(series), "joined": joined}
    )
    return results


def shift_pairs(pairs: Iterable[Pair], start: int) -> set[Pair]:
    """Add `start` to all indices, to tell the records of several sets apart."""
    return {(first + start, second + start) for first, second in pairs}


def measure_many(papers: Sequence[SourceRecord], count: int) -> dict[str, Any]:
    """Measure the step on many records."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        records = make_many_records(papers, count, SHARE_OF_COPIES, seed=5)
        works = [record.work for record in records]
        tables.write(tables.RECORDS, make_table(records), folder / "records.parquet")
        del records
        usage = measure_command([sys.executable, __file__, "--child", str(folder)], folder)
        duplicates = tables.read(tables.DUPLICATES, folder / "duplicates.parquet")
    kept = kept_positions(duplicates, count)
    return {
        "records": count,
        "works": len(set(works)),
        "papers": len(set(kept)),
        "seconds": usage.seconds,
        "cpu_seconds": json.loads(usage.output.splitlines()[-1])["cpu_seconds"],
        "peak_gb": usage.peak_gb,
        **score_pairs(pairs_with_equal_keys(kept), pairs_with_equal_keys(works)),
    }


def run_child(folder: Path) -> None:
    """Run the step in this process."""
    run(
        [folder / "records.parquet"],
        papers_path=folder / "papers.parquet",
        duplicates_path=folder / "duplicates.parquet",
        duplicates_csv=folder / "duplicates.csv",
    )
    sys.stdout.write(json.dumps({"cpu_seconds": round(time.process_time(), 1)}) + "\n")


def format_result(result: dict[str, Any]) -> str:
    """Format the result as Markdown."""
    separate, tested = result["apart"], result["reported_half"]
    wrong = ", ".join(f"{kind}: {count}" for kind, count in tested["wrongly_joined"].items())
    return (
        f"{result['machine']['cpu']}, {result['machine']['cores']} cores\n\n"
        f"The dumps have {separate['papers_of_dumps']} papers in {separate['records_of_dumps']} "
        f"records. Of {separate['different_papers']} different papers, "
        f"{separate['left_of_them']} are left.\n\n"
        f"Pairs of one work, on the half of the papers that thresholds were not chosen on "
        f"({tested['records']} records in three sets, {tested['pairs']} pairs that share no "
        f"identifier). F1 on the other half is {result['tuned_half']['rules'][0]['f1']}.\n\n"
        f"{format_table(tested['rules'])}\n{format_table(tested['copies'])}\n"
        "Different works that were joined, by the kind of the record that is not an original: "
        f"{wrong or 'none'}\n\n"
        f"Pairs of records that share a DOI:\n\n{format_table(result['shared_dois'])}\n"
        f"{format_table([result['many']])}\n"
        f"These works combine sentences of {separate['different_papers']} papers, and some share "
        "most of their sentences: time and memory are realistic, precision is not.\n"
    )


def main() -> None:
    """Measure, print the result and, with `--write`, save it."""
    if sys.argv[1:2] == ["--child"]:
        run_child(Path(sys.argv[2]))
        return
    parser = make_parser(__doc__, "dumps", "labelled")
    parser.add_argument("--records", type=int, default=200_000, help="of the largest corpus")
    arguments = parser.parse_args()
    papers = read_papers(arguments.labelled)
    tuned, tested = split_papers(papers)
    result = {
        "machine": describe_machine(),
        "apart": count_separate(arguments.dumps, papers),
        "tuned_half": score_rules(tuned),
        "reported_half": score_rules(tested),
        "shared_dois": score_shared_dois(tested),
        "many": measure_many(papers, arguments.records),
    }
    write_result("dedupe", result, arguments.write, format_result(result))


if __name__ == "__main__":
    main()
