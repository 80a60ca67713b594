"""What all rules share: the checked config, the dumps by name, and digests of the code that runs."""

import ast
import difflib
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

from jsonschema import Draft202012Validator

from snakemake.exceptions import WorkflowError
from snakemake.logging import logger

# Libraries whose version can change a result, by the name they are imported under.
NUMERIC_LIBRARIES = {
    "bertopic": ("bertopic",),
    "hdbscan": ("hdbscan",),
    "numpy": ("numpy",),
    "onnx": ("onnx",),
    "onnxruntime": ("onnxruntime",),
    "rapidfuzz": ("rapidfuzz",),
    "scipy": ("scipy",),
    "sklearn": ("scikit-learn",),
    "tokenizers": ("tokenizers",),
    "umap": ("umap-learn", "pynndescent", "numba"),
}


# ---- config ---------------------------------------------------------------------------------------


def checked(given, schema):
    """Return the config with all defaults and in key order, or stop with every error in it.

    Params are compared as text, so the order of keys must not show.
    """
    given = dict(given)
    if isinstance(given.get("clusterings"), dict):
        given["clusterings"] = {
            str(name): settings
            for name, settings in given["clusterings"].items()
            if settings is not None
        }
    errors = sorted(
        {
            line
            for error in Draft202012Validator(schema).iter_errors(given)
            for line in explain(error)
        }
    )
    if errors:
        count = "an error" if len(errors) == 1 else f"{len(errors)} errors"
        raise WorkflowError(
            f"The configuration has {count}; nothing was run.\n"
            + "\n".join(f"  - {line}" for line in errors)
        )
    return with_defaults(given, schema)


def explain(error):
    """Yield what is wrong, where, and what would be right, for one error of the validator."""
    where = ".".join(str(part) for part in error.absolute_path) or "the configuration"
    help = f" ({error.schema['description']})" if "description" in error.schema else ""
    value = f"{error.instance!r}"
    if error.validator == "additionalProperties":
        known = list(error.schema["properties"])
        for key in sorted(set(map(str, error.instance)) - set(known)):
            close = difflib.get_close_matches(key, known, 1)
            hint = f"did you mean {close[0]}?" if close else f"known keys: {', '.join(known)}"
            prefix = f"{where}." if error.absolute_path else ""
            yield f"{prefix}{key}: unknown key; {hint}"
    elif error.validator == "required":
        for key in sorted(set(error.validator_value) - set(error.instance)):
            yield f"{key}: missing; {error.schema['properties'][key]['description']}"
    elif error.validator == "pattern" and "propertyNames" in error.absolute_schema_path:
        yield f"{where}: {value} cannot name a clustering{help}"
    elif error.validator == "not":
        yield (
            f"{where}: {value} cannot name a clustering: that folder of results/ is taken; use "
            "another name"
        )
    elif error.validator == "enum":
        options = ", ".join(str(option) for option in error.validator_value)
        yield f"{where}: {value} is none of {options}{help}"
    elif error.validator == "type":
        yield f"{where}: {value} is not {type_name(error.validator_value)}{help}"
    elif error.validator in ("minimum", "maximum"):
        side = "less" if error.validator == "minimum" else "more"
        yield f"{where}: {value} is {side} than {error.validator_value}{help}"
    elif error.validator in ("minItems", "minProperties", "minLength"):
        yield f"{where}: is empty, give at least one{help}"
    else:
        yield f"{where}: {error.message}{help}"


def type_name(types):
    """Name JSON types in plain words."""
    words = {
        "array": "a list",
        "integer": "a whole number",
        "null": "null",
        "number": "a number",
        "object": "a mapping (name: value)",
        "string": "text",
    }
    return " or ".join(words[kind] for kind in ([types] if isinstance(types, str) else types))


def with_defaults(node, schema):
    """Fill in the schema's defaults, mappings in key order."""
    if not isinstance(node, dict):
        return node
    properties = schema.get("properties", {})
    filled = {
        name: part["default"] for name, part in properties.items() if "default" in part
    } | node
    return {
        name: with_defaults(filled[name], properties.get(name, schema.get("additionalProperties")))
        for name in sorted(filled)
    }


# ---- dumps ----------------------------------------------------------------------------------------


def find_dumps(patterns):
    """Return the dump files under the names the workflow gives them, or stop if there are none."""
    paths = {}
    for pattern in patterns:
        expanded = os.path.expanduser(pattern)
        found = [expanded] if os.path.isfile(expanded) else glob.glob(expanded, recursive=True)
        files = [os.path.normpath(path) for path in found if os.path.isfile(path)]
        if not files:
            logger.warning(f"dumps: no file matches {pattern} in {os.getcwd()}")
        for path in sorted(files):
            paths.setdefault(os.path.realpath(path), path)
    if not paths:
        raise WorkflowError(
            f"No file matches `dumps` ({', '.join(patterns)}) in the folder {os.getcwd()}; nothing "
            "was run. Put dump files there, or name them under `dumps` in the config."
        )
    names = {
        path: re.sub(r"[^A-Za-z0-9._-]", "_", os.path.basename(path)) for path in paths.values()
    }
    clashes = Counter(name.lower() for name in names.values())
    return {
        name if clashes[name.lower()] == 1 else f"{name}-{digest(path)[:6]}": path
        for path, name in sorted(names.items())
    }


# ---- digests --------------------------------------------------------------------------------------


def digest(*parts):
    """Return the SHA-256 of texts and bytes, in hex."""
    return sha256(
        b"\0".join(part.encode() if isinstance(part, str) else part for part in parts)
    ).hexdigest()


def neighbours_key(settings):
    """Name the neighbours that a clustering with these settings needs."""
    chosen = json.dumps(settings["neighbours"], sort_keys=True)
    return f"{config['embed']['encoder']}-{digest(chosen)[:8]}"


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


def imported_names(path):
    """Yield the dotted name of all that a Python file imports, at any place in it."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


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
        yield from sorted((folder / "templates").glob("*"))


# ---- the end of a run -----------------------------------------------------------------------------


def dump_warnings():
    """Yield what the parse reports warn of, for the end of a run."""
    for name in DUMPS:
        account = json.loads(Path(rules.parse.output.report.format(dump=name)).read_text("utf-8"))
        path, rejected = account["path"], account["rejected"]
        yield from (f"{path}: {warning}" for warning in account["warnings"])
        if rejected:
            spans = ", ".join(f"{span['start']}-{span['end']}" for span in rejected[:9])
            more = ", ..." if len(rejected) > 9 else ""
            yield f"{path}: {len(rejected)} places made no record (lines {spans}{more})"


config.update(
    checked(
        config, json.loads(Path(workflow.source_path("../schemas/config.schema.json")).read_text())
    )
)
DUMPS = find_dumps(config["dumps"])
CLUSTERINGS = config["clusterings"]
NEIGHBOURS = {neighbours_key(settings): settings["neighbours"] for settings in CLUSTERINGS.values()}


wildcard_constraints:
    dump="|".join(map(re.escape, DUMPS)),
    clustering="|".join(CLUSTERINGS),
    encoder=config["embed"]["encoder"],
    key="|".join(NEIGHBOURS),
