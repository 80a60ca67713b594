"""Time and memory of whole runs, compared with the script that people write with BERTopic.

    python benchmarks/end_to_end.py DUMPS_FOLDER LABELLED --peer-python PYTHON [--cores 2]
        [--runs 3] [--many 1000] [--write benchmarks/results]

PYTHON is the interpreter of an environment with bertopic, sentence-transformers and torch, in which
`naive_bertopic.py` runs on the parsed papers. Both run in turns, each as a whole process; medians
of the rounds, and of the ratios within a round, are reported. The scenarios of a round follow each
other in one folder:

- cold: no results, cached vectors or history, with the two clusterings that ship
- nothing to do: everything is up to date
- granularity: that of one clustering is changed
- new dump: one more dump, of 20 papers from LABELLED
- rename: a topic gets another name in `curation.yaml`

With `--many`, so many dumps of ten papers each are run cold, and again with one more. Their papers
are recombined from LABELLED, and their vectors are those of the encoder lsa.

Memory is the largest sum of resident memory over all processes, sampled every 50 ms; pages that
processes share count for each of them. Seconds of CPU time depend less on other load.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd
from corpora import make_synthetic, number_titles, read_labelled, write_dumps
from measure import (
    REPOSITORY,
    Usage,
    describe_machine,
    format_table,
    log,
    make_parser,
    measure_command,
    measure_workflow,
    read_jobs,
    write_result,
)

from paperthemes.encoders.sources import find_minilm_folder
from paperthemes.files import read_json

NAIVE = "naive script"
# The goals, as shares of the naive script's time.
GOALS = {
    "cold": 0.45,
    "nothing to do": 0.03,
    "granularity": 0.12,
    "new dump": 0.25,
    "rename": 0.08,
}
NEW_PAPERS = 20
DUMP_PAPERS = 10  # in each of many dumps
RENAME = "clusterings: {{broad: {{topics: {{{topic}: {{name: Renamed here}}}}}}}}\n"


def run_naive(peer_python: str, papers: Path, folder: Path) -> Usage:
    """Run the naive script on parsed papers, without the network."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    script = REPOSITORY / "benchmarks" / "naive_bertopic.py"
    figures = folder / "naive"
    command = [peer_python, str(script), str(papers), str(find_minilm_folder()), str(figures)]
    return measure_command(command, folder)


def run_scenarios(
    dumps: Path, new_papers: pd.DataFrame, folder: Path, cores: int
) -> Iterator[tuple[str, Usage]]:
    """Run the workflow in each scenario, in one folder; yield its name and what it took."""
    config: dict[str, Any] = {"dumps": [f"{dumps.resolve()}/*"]}
    for name in ("cold", "nothing to do"):
        yield name, measure_workflow(config, folder, cores)
    config["clusterings"] = {"broad": {"granularity": "medium"}}
    yield "granularity", measure_workflow(config, folder, cores)
    new_dump = folder / "new.csv"
    new_papers.to_csv(new_dump, index=False)
    config["dumps"].append(str(new_dump))
    yield "new dump", measure_workflow(config, folder, cores)
    topic = read_json(folder / "results/broad/topics.json")[0]["topic_id"]
    (folder / "curation.yaml").write_text(RENAME.format(topic=topic), "utf-8")
    yield "rename", measure_workflow(config, folder, cores)


def run_round(
    arguments: Any,  # noqa: ANN401 - from argparse
    new_papers: pd.DataFrame,
) -> dict[str, Usage]:
    """Run all scenarios and the naive script once; return what each took, by its name."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        usages = dict(run_scenarios(arguments.dumps, new_papers, folder, arguments.cores))
        papers = folder / "results/papers.parquet"
        usages[NAIVE] = run_naive(arguments.peer_python, papers, folder)
    log(", ".join(f"{name} {usage.seconds} s" for name, usage in usages.items()))
    return usages


def summarise(rounds: Sequence[Mapping[str, Usage]]) -> list[dict[str, Any]]:
    """Return a row per scenario: medians, and the median ratio to the naive script."""
    rows = []
    for name in rounds[0]:
        ratios = [usages[name].seconds / usages[NAIVE].seconds for usages in rounds]
        rows.append(
            {
                "scenario": name,
                "seconds": median(usages[name].seconds for usages in rounds),
                "CPU seconds": median(usages[name].cpu_seconds for usages in rounds),
                "peak GB": median(usages[name].peak_gb for usages in rounds),
                "of the naive script": f"{median(ratios):.3f}",
                "goal": GOALS.get(name, ""),
            }
        )
    return rows


def run_many(labelled: Path, count: int, cores: int) -> list[dict[str, Any]]:
    """Run many small dumps cold, then one more; return a row for each, and one for step parse."""
    corpus = make_synthetic(read_labelled(labelled), (count + 1) * DUMP_PAPERS)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        config = {"dumps": [f"{folder}/dumps/*"], "embed": {"encoder": "lsa"}}
        *_, last = write_dumps(number_titles(corpus.papers), count + 1, folder / "dumps")
        last.rename(folder / last.name)
        cold = measure_workflow(config, folder, cores)
        parse = sum(job["cpu_time"] for job in read_jobs(folder, since=0) if job["step"] == "parse")
        (folder / last.name).rename(last)
        again = measure_workflow(config, folder, cores)
    rows = [("cold", cold), ("one more dump", again)]
    return [
        *({"run": name, "seconds": u.seconds, "CPU seconds": u.cpu_seconds} for name, u in rows),
        {"run": "step parse, per dump", "seconds": "", "CPU seconds": round(parse / count, 3)},
    ]


def main() -> None:
    """Measure, print the result and, with `--write`, save it."""
    parser = make_parser(__doc__, "dumps", "labelled")
    parser.add_argument("--peer-python", required=True, help="interpreter for naive_bertopic.py")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--many", type=int, default=1000, help="number of small dumps; 0: none")
    arguments = parser.parse_args()
    texts = pd.read_parquet(arguments.labelled).drop_duplicates("title")
    new_papers = texts[["title", "abstract"]].sample(NEW_PAPERS, random_state=0)
    rounds = [run_round(arguments, new_papers) for _ in range(arguments.runs)]
    rows = summarise(rounds)
    machine = describe_machine() | {"cores_used": arguments.cores}
    result = {"machine": machine, "scenarios": rows}
    text = f"{machine['cpu']}, {arguments.cores} cores, {arguments.runs} rounds\n\n"
    text += format_table(rows)
    if arguments.many:
        result["many"] = run_many(arguments.labelled, arguments.many, arguments.cores)
        text += (
            f"\n{arguments.many} dumps of {DUMP_PAPERS} papers\n\n{format_table(result['many'])}"
        )
    write_result("end_to_end", result, arguments.write, text)


if __name__ == "__main__":
    main()
