"""What all rules share: digests of what decides whether a job reruns, and what a run took."""

import ast
import functools
import importlib.metadata
import importlib.util
import json
import os
import platform
import re
import sys
from hashlib import sha256
from pathlib import Path

from snakemake.exceptions import WorkflowError

# Libraries whose version can change a result, by the name they are imported under.
NUMERIC_LIBRARIES = {
    "backports": ("backports.zstd",),
    "bertopic": ("bertopic",),
    "bibtexparser": ("bibtexparser", "pylatexenc"),
    "charset_normalizer": ("charset-normalizer",),
    "ftfy": ("ftfy",),
    "graspologic_native": ("graspologic-native",),
    "hdbscan": ("hdbscan",),
    "ijson": ("ijson",),
    "inflect": ("inflect",),
    "jinja2": ("jinja2", "markupsafe"),
    "lxml": ("lxml",),
    "nltk": ("nltk",),
    "numpy": ("numpy",),
    "onnx": ("onnx",),
    "onnxruntime": ("onnxruntime",),
    "pandas": ("pandas",),
    "plotly": ("plotly",),
    "py3langid": ("py3langid",),
    "pyarrow": ("pyarrow",),
    "pynndescent": ("pynndescent", "numba"),
    "pylatexenc": ("pylatexenc",),
    "rapidfuzz": ("rapidfuzz",),
    "rensa": ("rensa",),
    "rispy": ("rispy",),
    "scipy": ("scipy",),
    "sentence_transformers": ("sentence-transformers", "torch", "transformers"),
    "sklearn": ("scikit-learn",),
    "squarify": ("squarify",),
    "stop_words": ("stop-words",),
    "textblob": ("textblob",),
    "tokenizers": ("tokenizers",),
    "umap": ("umap-learn", "pynndescent", "numba"),
}

LARGE_FILE = 100_000_000  # bytes


# ---- digests --------------------------------------------------------------------------------------


def digest(*parts):
    """Return the SHA-256 of texts and bytes, in hex."""
    return sha256(
        b"\0".join(part.encode() if isinstance(part, str) else part for part in parts)
    ).hexdigest()


@functools.cache  # several jobs depend on each dump
def content_version(path):
    """Digest what a file holds, for a changed one may well have an older time stamp.

    Of a large one only size and time stamp, which a look at all jobs should not wait for.
    """
    status = os.stat(path)
    if status.st_size > LARGE_FILE:
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
    chosen = json.dumps(neighbour_settings(settings), sort_keys=True)
    return f"{config['embed']['encoder']}-{digest(chosen)[:8]}"


def neighbour_settings(settings):
    """Return by what neighbours are found; no layouts of them, if no topics are to be."""
    chosen = settings["neighbours"]
    if not ASSIGNING:
        return chosen
    names = ("lexical_weight", "lexical_dimensions", "n_neighbors")
    return {name: chosen[name] for name in names} | {"layouts": 0}


def neighbours_of(wildcards):
    """Return the file of the neighbours that a clustering needs."""
    key = neighbours_key(CLUSTERINGS[wildcards.clustering])
    return rules.neighbours.output.neighbours.format(key=key)


def grouping(settings):
    """Return what of a clustering's settings decides its groups, and not only their names."""
    return {key: value for key, value in settings.items() if key != "n_themes"}


def grouping_version(settings):
    """Digest what of a clustering's settings decides its groups."""
    return digest(json.dumps(grouping(settings), sort_keys=True))[:12]


def naming(settings):
    """Return what of the naming decides names: nothing, if no model is asked.

    How long it may take does not, nor does the key in the environment.
    """
    if settings["model"] is None:
        return None
    return {key: settings[key] for key in ("base_url", "model")} | {"offline": config["offline"]}


@functools.cache
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
    groups = rules.assign if ASSIGNING else rules.cluster
    of_stages = {
        "parse": [rules.parse.benchmark.format(dump=name) for name in DUMPS],
        "dedupe": [rules.dedupe.benchmark],
        "embed": [rules.lookup.benchmark, *gather.embed(encode), rules.embed.benchmark],
        "cluster": [rules.neighbours.benchmark, groups.benchmark],
        "identify": [rules.identify.benchmark],
        "describe": [rules.vocabulary.benchmark, rules.describe.benchmark],
        "changes": [rules.changes.benchmark],
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


CLUSTERINGS = config["clusterings"]
ASSIGNING = config["mode"] == "assign"
NEIGHBOURS = {
    neighbours_key(settings): neighbour_settings(settings) for settings in CLUSTERINGS.values()
}


wildcard_constraints:
    clustering="|".join(CLUSTERINGS),
    encoder=config["embed"]["encoder"],
    key="|".join(NEIGHBOURS),
