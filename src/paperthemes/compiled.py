"""UMAP with its compiled functions kept on disk.

Numba compiles a function when it is first called. UMAP lets most of its functions be compiled anew
in every process, which takes much longer than laying out a small corpus.
"""

import atexit
import functools
import os
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import platformdirs

MIN_FREE_BYTES = 50_000_000  # ten times what the machine code takes


@functools.cache
def import_umap() -> Any:  # noqa: ANN401 - an untyped module
    """Return the module `umap.umap_`; what it compiles is kept for later processes."""
    set_numba_cache()
    import numba
    import umap.layouts
    import umap.umap_

    umap.umap_.smooth_knn_dist.enable_caching()
    umap.umap_.compute_membership_strengths.enable_caching()
    # `nogil`: several layouts can be made at a time, in threads.
    umap.layouts._nb_optimize_layout_euclidean_single_epoch = numba.njit(
        umap.layouts._optimize_layout_euclidean_single_epoch, fastmath=True, nogil=True, cache=True
    )
    return umap.umap_


def set_numba_cache() -> None:
    """Choose a folder for machine code that can be written, before Numba is imported.

    Numba writes to `NUMBA_CACHE_DIR`, beside each source file, or to a folder of the user, and
    fails if it cannot write to any, or if the disk is full. Therefore, if the first of these cannot
    be written, our own cache folder is used. If it cannot be written either, it is a temporary
    folder, so that each process compiles anew.
    """
    package = find_spec("umap")
    beside_source = Path(package.origin).parent if package and package.origin else Path()
    if _is_writable(Path(os.environ.get("NUMBA_CACHE_DIR") or beside_source)):
        return
    folder = platformdirs.user_cache_path("paperthemes") / "numba"
    if not _is_writable(folder):
        folder = Path(tempfile.mkdtemp(prefix="paperthemes-"))
        atexit.register(_remove, folder, os.getpid())
    os.environ["NUMBA_CACHE_DIR"] = str(folder)  # also for processes that this one starts


def _is_writable(folder: Path) -> bool:
    """Return whether a file can be written to a folder, which is made if it does not exist."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return shutil.disk_usage(folder).free >= MIN_FREE_BYTES
    except OSError:
        return False


def _remove(folder: Path, owner: int) -> None:
    """Remove a temporary folder, unless this process is a copy of the one that made it."""
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)
