"""The layers of the config: shipped defaults, the user's own files, and the command line."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from snakemake.utils import update_config

from paperthemes.workflow.location import workflow_folder
from paperthemes.workflow.yaml_file import read_yaml

if TYPE_CHECKING:
    from snakemake.workflow import Workflow  # takes long, and only its type is needed

CONFIG, LOCAL_CONFIG = "config.yaml", "config.local.yaml"  # in the working folder
DEFAULTS = "defaults"  # the name of the shipped `config.yaml`, if it is in another folder


@dataclass(frozen=True, slots=True)
class ConfigLayers:
    """The layers of a config.

    Attributes
    ----------
    layers
        Path or content of each layer, by its name in messages. Settings of later layers replace
        those of earlier ones.
    """

    layers: Mapping[str, Path | Mapping[str, Any]] = field(default_factory=dict)

    def describe(self) -> Iterator[str]:
        """Yield a line with the names of the layers, if there are others than the shipped one."""
        if len(self.layers) > 1:
            yield f"Settings: {', '.join(self.layers)}"

    def locate(self, place: Sequence[Any]) -> str:
        """Return the beginning of messages about a place in the config: "LAYER: ", or "".

        LAYER is the name of the last layer that has the setting at this place. If none has it, as
        when a required key is missing, it is the last that has the innermost section around it.

        Parameters
        ----------
        place
            Keys and indices that lead to the setting, such as `("embed", "model")`.
        """
        depths = {
            name: _depth(_read(layer) if isinstance(layer, Path) else layer, place)
            for name, layer in self.layers.items()
        }
        names = sorted(depths, key=depths.__getitem__)  # of equals, the last layer is the last
        return f"{names[-1]}: " if names else ""


NO_LAYERS = ConfigLayers()


def merge_local_config(config: dict[str, Any], workflow: "Workflow") -> ConfigLayers:
    """Merge `config.local.yaml` of the working folder into the config, and return all layers.

    Later ones win: the shipped `config.yaml`; that of the working folder, if the option
    `--configfile` names it; `config.local.yaml`, if there is one; other files of `--configfile`, in
    their order; the option `--config`. There is no local config if another workflow that uses this
    one as a module gives the config, or with `--replace-workflow-config`.

    Parameters
    ----------
    config
        The config as Snakemake has read it; replaced in place.
    workflow
        Snakemake's workflow, which knows the config files.

    Raises
    ------
    WorkflowError
        If a file cannot be read, or has a key twice.
    """
    options = workflow.config_settings
    given = list(options.configfiles)  # absolute paths
    if workflow.modifier.skip_configfile:
        return NO_LAYERS
    own, local = Path(CONFIG).absolute(), Path(LOCAL_CONFIG).absolute()
    shipped = Path(workflow.configfiles[-1]).absolute()
    above = given[given.index(own) + 1 :] if own in given else given
    below = [shipped, *given[: len(given) - len(above)]]
    if options.replace_workflow_config:
        below, above = [], given
    elif local.exists():
        workflow.configfiles.append(str(local))  # for Snakemake's own report
        below.append(local)
    files = {_name_file(path, shipped): path for path in (*below, *above)}
    # All files anew: Snakemake evaluates expressions in them, and overlooks repeated keys.
    config.clear()
    for path in files.values():
        update_config(config, read_yaml(path))
    update_config(config, options.config)
    return ConfigLayers(files | ({"--config": options.config} if options.config else {}))


def read_layers(configfiles: Sequence[Path]) -> tuple[dict[str, Any], ConfigLayers]:
    """Return the config and its layers as a run in the working folder has them.

    `configfiles` are those of the option `--config`.

    Raises
    ------
    WorkflowError
        If a file cannot be read, or has a key twice.
    """
    shipped = workflow_folder() / CONFIG
    local_files = (path for path in map(Path, (CONFIG, LOCAL_CONFIG)) if path.is_file())
    config: dict[str, Any] = {}
    layers: dict[str, Path | Mapping[str, Any]] = {}
    for path in dict.fromkeys(path.absolute() for path in (shipped, *local_files, *configfiles)):
        update_config(config, read_yaml(path))
        layers[_name_file(path, shipped)] = path
    return config, ConfigLayers(layers)


def _name_file(path: Path, shipped: Path) -> str:
    """Return the name of a config file in messages; `shipped` is the path of the shipped one."""
    folder = Path.cwd()
    if path.is_relative_to(folder):
        return str(path.relative_to(folder))
    return DEFAULTS if path == shipped else str(path)


@functools.cache
def _read(path: Path) -> dict[str, Any]:
    """Return the content of a config file."""
    return read_yaml(path)


def _depth(content: object, place: Sequence[Any]) -> int:
    """Return how many keys of a place lead to something in the content of a layer.

    A list has all that is inside it, because it replaces the list of an earlier layer as a whole.
    """
    for depth, key in enumerate(place):
        if isinstance(content, list):
            return len(place)
        if not isinstance(content, Mapping) or key not in content:
            return depth
        content = content[key]
    return len(place)
