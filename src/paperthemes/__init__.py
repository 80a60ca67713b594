"""Research themes in dumps of paper listings.

Public are the names in `__all__` (docs/api.md); everything else may change.
"""

import gc
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from paperthemes.clusterer import TopicClusterer as TopicClusterer
    from paperthemes.clusterer import cluster_vectors as cluster_vectors
    from paperthemes.results.change_tables import ChangeTables as ChangeTables
    from paperthemes.results.loading import Results as Results
    from paperthemes.results.loading import Topic as Topic
    from paperthemes.results.loading import load as load
    from paperthemes.version import __version__ as __version__

# Imported when needed: pandas takes half a second. And all steps depend on this file, so an import
# in it would make every step run again when that module changes, such as for each new version.
_PUBLIC = {
    "ChangeTables": "paperthemes.results.change_tables",
    "Results": "paperthemes.results.loading",
    "Topic": "paperthemes.results.loading",
    "TopicClusterer": "paperthemes.clusterer",
    "__version__": "paperthemes.version",
    "cluster_vectors": "paperthemes.clusterer",
    "load": "paperthemes.results.loading",
}
__all__ = [
    "ChangeTables",
    "Results",
    "Topic",
    "TopicClusterer",
    "__version__",
    "cluster_vectors",
    "load",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - anything public
    """Return something public, from its module."""
    if name not in _PUBLIC:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # The import of pandas makes no garbage; to look for some would take a twelfth of its time.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return getattr(import_module(_PUBLIC[name]), name)
    finally:
        if was_enabled:
            gc.enable()


def __dir__() -> list[str]:
    """Return all names, for the completion of notebooks."""
    return sorted({*globals(), *__all__})
