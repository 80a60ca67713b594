"""Write what follows from the settings in the code: `make docs`.

That is the JSON schemas in `workflow/schemas/` (for editors) and the table in
`docs/configuration.md`. `--check` writes nothing and fails if a file is out of date.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from paperthemes.workflow.config import Config
from paperthemes.workflow.config_errors import strip_optional, unwrap
from paperthemes.workflow.curation_file import CurationFile

REPOSITORY = Path(__file__).parents[1]
TABLE_START, TABLE_END = "<!-- settings: start -->\n", "<!-- settings: end -->\n"
TYPE_NAMES = {str: "text", int: "whole number", float: "number"}


def main() -> int:
    """Write all files, or check them, and return the exit status."""
    is_checking = "--check" in sys.argv[1:]
    outdated = []
    for path, content in generated_files().items():
        if path.read_text("utf-8") != content:
            outdated.append(path)
            if not is_checking:
                path.write_text(content, "utf-8")
    for path in outdated:
        sys.stdout.write(
            f"{path.relative_to(REPOSITORY)} {'is' if is_checking else 'was'} outdated\n"
        )
    return int(is_checking and bool(outdated))


def generated_files() -> dict[Path, str]:
    """Return the content of each generated file."""
    schemas = REPOSITORY / "workflow/schemas"
    page = REPOSITORY / "docs/configuration.md"
    before, _, rest = page.read_text("utf-8").partition(TABLE_START)
    _, _, after = rest.partition(TABLE_END)
    return {
        schemas / "config.schema.json": format_schema(Config, "config.yaml"),
        schemas / "curation.schema.json": format_schema(CurationFile, "curation.yaml"),
        page: before + TABLE_START + settings_table() + TABLE_END + after,
    }


def format_schema(model: type[BaseModel], title: str) -> str:
    """Return the JSON schema of a model."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **model.model_json_schema(),
        "title": f"paperthemes {title}",
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def settings_table() -> str:
    """Return the Markdown table of all settings."""
    rows = (
        f"| `{key}` | {kind} | {default} | {text} |\n"
        for key, kind, default, text in list_settings(Config)
    )
    return "| key | value | default | meaning |\n|---|---|---|---|\n" + "".join(rows)


def list_settings(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, str, str, str]]:
    """Yield the name, type, default and description of each setting, sections first."""
    for name, field in model.model_fields.items():
        inner, _ = unwrap(strip_optional(field.annotation)[0])
        nested, key = nested_model(inner), prefix + name
        is_value = nested is None and get_origin(inner) is not dict
        default = field.default
        shown = (
            "-" if default is PydanticUndefined or not is_value else f"`{format_default(default)}`"
        )
        text = " ".join((field.description or "").split())
        yield key, describe_type(field.annotation), shown, text.replace("|", "\\|")
        if nested is not None:
            suffix = {dict: ".NAME.", list: "[]."}.get(get_origin(inner) or object, ".")
            yield from list_settings(nested, key + suffix)


def nested_model(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - any type annotation
    """Return the model of a section, or of the items of a list or mapping."""
    if get_origin(annotation) in (list, dict):
        annotation = unwrap(get_args(annotation)[-1])[0]
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return annotation if is_model else None


def describe_type(annotation: Any) -> str:  # noqa: ANN401 - any type annotation
    """Return a type in words."""
    inner, is_nullable = strip_optional(annotation)
    inner = unwrap(inner)[0]
    if inner is bool:
        return "`true`, `false`"
    if inner in TYPE_NAMES:
        return TYPE_NAMES[inner] + (" or `null`" if is_nullable else "")
    if get_origin(inner) is list:
        return "list"
    if get_origin(inner) is dict or (isinstance(inner, type) and issubclass(inner, BaseModel)):
        return "mapping"
    choices = [choice for choice in get_args(inner) if choice is not None]
    shown = "a format" if len(choices) > 10 else ", ".join(f"`{choice}`" for choice in choices)
    return shown + (" or `null`" if is_nullable else "")


def format_default(value: Any) -> str:  # noqa: ANN401 - any value of a config
    """Write a default as YAML has it."""
    return value if isinstance(value, str) else json.dumps(value)


if __name__ == "__main__":
    sys.exit(main())
