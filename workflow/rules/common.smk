"""What all rules share: the dumps by name, and digests of what decides whether a job reruns."""

import ast
import functools
import glob
import importlib.metadata
import importlib.util
import json
import os
import platform
import re
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path

from snakemake.exceptions import WorkflowError
from snakemake.logging import logger

# Libraries whose version can change a result, by the name they are imported under.
NUMERIC_LIBRARIES = {
    "bertopic": ("bertopic",),
    "graspologic_native": ("graspologic-native",),
    "hdbscan": ("hdbscan",),
    "inflect": ("inflect",),
    "jinja2": ("jinja2", "markupsafe"),
    "nltk": ("nltk",),
    "numpy": ("numpy",),
    "onnx": ("onnx",),
    "onnxruntime": ("onnxruntime",),
    "pandas": ("pandas",),
    "plotly": ("plotly",),
    "pyarrow": ("pyarrow",),
    "pynndescent": ("pynndescent", "numba"),
    "rapidfuzz": ("rapidfuzz",),
    "rensa": ("rensa",),
    "scipy": ("scipy",),
    "sentence_transformers": ("sentence-transformers", "torch", "transformers"),
    "sklearn": ("scikit-learn",),
    "squarify": ("squarify",),
    "stop_words": ("stop-words",),
    "textblob": ("textblob",),
    "tokenizers": ("tokenizers",),
    "umap": ("umap-learn", "pynndescent", "numba"),
}

LARGE_DUMP = 100_000_000  # bytes
LONGEST_NAME = 150  # characters; file systems take 255 bytes, suffixes included


# ---- dumps ----------------------------------------------------------------------------------------


def find_dumps(patterns):
    """Return the dump files under the names the workflow gives them, or stop if there are none."""
    paths = {}
    for pattern in patterns:
        expanded = os.path.expanduser(pattern)
        found = [expanded] if os.path.exists(expanded) else glob.glob(expanded, recursive=True)
        files = [os.path.normpath(path) for path in found if os.path.isfile(path)]
        if os.path.isdir(expanded):
            logger.warning(
                f"dumps: {pattern} is a folder; to read what is in it, write {pattern}/*"
            )
        elif not files:
            logger.warning(f"dumps: no file matches {pattern} in {os.getcwd()}")
        given = [path for path in sorted(files) if not is_own_output(path)]
        if len(given) < len(files):
            logger.warning(
                f"dumps: {pattern} also matches what the workflow writes itself below results/; "
                f"left out: {', '.join(sorted(set(files) - set(given))[:9])}"
            )
        for path in given:
            paths.setdefault(os.path.realpath(path), path)
    if not paths:
        raise WorkflowError(
            f"No file matches `dumps` ({', '.join(patterns)}) in the folder {os.getcwd()}; nothing "
            "was run. Put dump files there, or name them under `dumps` in the config."
        )
    names = {path: safe_name(path) for path in paths.values()}
    clashes = Counter(name.lower() for name in names.values())
    return {
        name if clashes[name.lower()] == 1 else f"{name}-{digest(path)[:6]}": path
        for path, name in sorted(names.items())
    }


def is_own_output(path):
    """Tell whether a pattern has caught what the workflow itself writes."""
    return Path(os.path.relpath(path)).parts[0] in ("results", ".snakemake")


def safe_name(path):
    """Return the file name with unusual characters as `_`, cut where it is too long."""
    if re.search("[{}\udc80-\udcff]", path):
        raise WorkflowError(
            f"dumps: {ascii(path)}: Snakemake cannot work with braces in a path, or with a name that "
            "is not UTF-8; nothing was run. Rename the file."
        )
    name = re.sub(r"[^A-Za-z0-9._-]", "_", os.path.basename(path))
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}-{digest(path)[:6]}"


# ---- digests --------------------------------------------------------------------------------------


def digest(*parts):
    """Return the SHA-256 of texts and bytes, in hex."""
    return sha256(
        b"\0".join(part.encode() if isinstance(part, str) else part for part in parts)
    ).hexdigest()


def content_version(path):
    """Digest what a dump holds, for a changed file may well have an older time stamp.

    Of a large one only size and time stamp, which a look at all jobs should not wait for.
    """
    status = os.stat(path)
    if status.st_size > LARGE_DUMP:
        return f"{status.st_size} {status.st_mtime_ns}"
    return digest(Path(path).read_bytes())[:12]


def model_version(model):
    """Digest the files of a model folder; a name on the hub stands for itself."""
    folder = Path(model or "").expanduser()
    if model is None or not folder.is_dir():
        return None
    patterns = ("*.json", "*.safetensors", "*.txt", "*.model", "*/config.json")
    files = sorted(path for pattern in patterns for path in folder.glob(pattern))
    return digest(*(f"{path.relative_to(folder)} {content_version(path)}" for path in files))[:12]


def neighbours_key(settings):
    """Name the neighbours that a clustering with these settings needs."""
    chosen = json.dumps(settings["neighbours"], sort_keys=True)
    return f"{config['embed']['encoder']}-{digest(chosen)[:8]}"


def neighbours_of(wildcards):
    """Return the file of the neighbours that a clustering needs."""
    key = neighbours_key(CLUSTERINGS[wildcards.clustering])
    return rules.neighbours.output.neighbours.format(key=key)


def grouping(settings):
    """Return what of a clustering's settings decides its groups, and not only their names."""
    return {key: value for key, value in settings.items() if key != "n_themes"}


def naming(settings):
    """Return what of the naming decides names: nothing, if no model is asked.

    How long it may take does not, nor does the key in the environment.
    """
    if settings["model"] is None:
        return None
    return {key: settings[key] for key in ("base_url", "model")} | {"offline": config["offline"]}


def code_version(script):
    """Digest what `scripts/{script}.py` runs: itself, our modules it imports, numeric libraries."""
    files, imports = closure(Path(workflow.source_path(f"../../scripts/{script}.py")))
    libraries = sorted(
        f"{name} {installed_version(name)}"
        for imported in imports
        for name in NUMERIC_LIBRARIES.get(imported, ())
    )
    return digest(*(path.read_bytes() for path in files), *libraries)[:12]


def installed_version(name):
    """Return the version of an installed distribution, or that there is none."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def closure(script):
    """Return the files that `script` reaches through imports, and the other libraries it imports."""
    package = importlib.util.find_spec("paperthemes")
    root = Path(package.submodule_search_locations[0]) if package else None
    files, imports, queue = [script], set(), [script]
    while queue:
        for name in imported_names(queue.pop()):
            top, *rest = name.split(".")
            if top != "paperthemes":
                imports.add(top)
                continue
            for path in module_files(root, rest) if root else ():
                if path not in files:
                    files.append(path)
                    queue += [path] if path.suffix == ".py" else []
    return [script, *sorted(files[1:])], imports


@functools.cache  # most modules are in the closure of several scripts
def imported_names(path):
    """Return the dotted names of all that a Python file imports, at any place in it."""
    names = []
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise WorkflowError(f"{path}: a relative import, which code_version cannot follow")
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def module_files(root, parts):
    """Yield the files that importing `paperthemes.{parts}` runs, and the templates beside them."""
    folder = root
    yield folder / "__init__.py"
    for part in parts:
        if (folder / f"{part}.py").is_file():
            yield folder / f"{part}.py"
        folder = folder / part
        if not (folder / "__init__.py").is_file():
            return
        yield folder / "__init__.py"
        yield from sorted(path for path in folder.glob("templates/**/*") if path.is_file())


# ---- what a run took ------------------------------------------------------------------------------


def benchmarks_of(clustering):
    """Return, stage by stage, the benchmark files of the jobs that a clustering rests on."""
    known = {
        "encoder": config["embed"]["encoder"],
        "key": neighbours_key(CLUSTERINGS[clustering]),
        "clustering": clustering,
    }
    encode = rules.encode.benchmark.format(scatteritem="{scatteritem}", **known)
    of_stages = {
        "parse": [rules.parse.benchmark.format(dump=name) for name in DUMPS],
        "dedupe": [rules.dedupe.benchmark],
        "embed": [rules.lookup.benchmark, *gather.embed(encode), rules.embed.benchmark],
        "cluster": [rules.neighbours.benchmark, rules.cluster.benchmark],
        "describe": [rules.vocabulary.benchmark, rules.describe.benchmark],
    }
    return {
        stage: [str(path).format(**known) for path in paths] for stage, paths in of_stages.items()
    }


def command_of_run():
    """Return the words of a command that makes these results again, in the folder of `results/`.

    It names workflow and config alone, by paths from that folder. What else was typed (targets,
    cores, accounts, keys) decides no result, and reports are sent on.
    """
    snakefile = next(workflow.included).get_path_or_uri(secret_free=True)
    program, given = Path(sys.argv[0]).absolute(), workflow.config_settings
    ours = Path(snakefile).absolute().parent in program.parents
    words = [os.path.relpath(program) if ours else "snakemake"]
    if "://" in snakefile:
        words += ["--snakefile", snakefile]
    elif os.path.abspath(snakefile) != os.path.abspath("Snakefile"):
        words += ["--snakefile", os.path.relpath(snakefile)]
    if given.configfiles:
        words += ["--configfile", *(os.path.relpath(path) for path in given.configfiles)]
    if given.config:
        words += ["--config", *(f"{key}={typed(value)}" for key, value in given.config.items())]
    return words + ["--replace-workflow-config"] * given.replace_workflow_config


def typed(value):
    """Write a value as `--config` reads it."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value)
    return json.dumps(value, ensure_ascii=False)


# ---- the end of a run -----------------------------------------------------------------------------


def line_numbers(span):
    """Write the lines of a rejected span."""
    start, end = span["start"], span["end"]
    return str(start) if start == end else f"{start}-{end}"


def dump_warnings():
    """Yield what the parse reports warn of, for the end of a run."""
    reports = (Path(rules.parse.output.report.format(dump=name)) for name in DUMPS)
    for report in filter(Path.exists, reports):  # not all, if only some results were asked for
        account = json.loads(report.read_text("utf-8"))
        path, rejected = account["path"], account["rejected"]
        yield from (f"{path}: {warning}" for warning in account["warnings"])
        if rejected:
            lines = ", ".join(line_numbers(span) for span in rejected[:9])
            more = ", ..." if len(rejected) > 9 else ""
            places = "1 place" if len(rejected) == 1 else f"{len(rejected)} places"
            yield f"{path}: {places} made no record (line {lines}{more}); see the report"


DUMPS = find_dumps(config["dumps"])
CLUSTERINGS = config["clusterings"]
NEIGHBOURS = {neighbours_key(settings): settings["neighbours"] for settings in CLUSTERINGS.values()}


wildcard_constraints:
    dump="|".join(map(re.escape, DUMPS)),
    clustering="|".join(CLUSTERINGS),
    encoder=config["embed"]["encoder"],
    key="|".join(NEIGHBOURS),
