"""Mistakes in the config and in `curation.yaml`, each with its place, its value and the fix."""

import difflib
import json
import types
from collections.abc import Sequence
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from snakemake.exceptions import WorkflowError

from paperthemes.text.plurals import count_of

M = TypeVar("M", bound=BaseModel)
_TYPE_NAMES = {
    "bool_type": "true or false",
    "dict_type": "a mapping (name: value)",
    "finite_number": "a number",
    "float_type": "a number",
    "int_type": "a whole number",
    "list_type": "a list",
    "model_type": "a mapping (name: value)",
    "string_type": "text",
}
_LIMITS = {
    "greater_than": ("not more than", "gt"),
    "greater_than_equal": ("less than", "ge"),
    "less_than_equal": ("more than", "le"),
}


def validate(model: type[M], given: object, source: str) -> M:
    """Build a model.

    Raises
    ------
    WorkflowError
        With all mistakes in `given`, which comes from `source`.
    """
    try:
        return model.model_validate(given)
    except ValidationError as error:
        details = error.errors(include_url=False)
        errors = sorted({_explain(model, detail) for detail in details})
        raise make_error(errors, source) from None


def make_error(errors: Sequence[str], source: str) -> WorkflowError:
    """Make the error that lists all errors in `source`."""
    count = "an error" if len(errors) == 1 else count_of(len(errors), "error")
    lines = "\n".join(f"  - {line}" for line in errors)
    return WorkflowError(f"{source} has {count}; nothing was run.\n{lines}")


def strip_optional(annotation: Any) -> tuple[Any, bool]:  # noqa: ANN401 - any type annotation
    """Return a type without `None`, and whether it allowed it."""
    if get_origin(annotation) in (Union, types.UnionType):
        inner = [part for part in get_args(annotation) if part is not type(None)]
        return inner[0], len(inner) < len(get_args(annotation))
    if get_origin(annotation) is Literal and None in get_args(annotation):
        return annotation, True
    return annotation, False


def _explain(model: type[BaseModel], detail: Any) -> str:  # noqa: ANN401 - pydantic's error details
    """Describe a mistake: its place, the value, and what would be right."""
    kind, is_key = detail["type"], "[key]" in detail["loc"]
    path = [part for part in detail["loc"] if part != "[key]"]
    annotation, description = _find_setting(model, path, is_key=is_key)
    place = ".".join(map(str, path[:-1] if is_key else path))
    if kind == "extra_forbidden":
        return f"{place}: unknown key; {_suggest(annotation, str(path[-1]))}"
    if kind == "missing":
        return f"{place}: missing; {description}"
    problem = _problem(detail, annotation, is_key=is_key)
    has_hint = problem == detail["msg"] and "(" in problem
    hint = f" ({description})" if description and not has_hint else ""
    return f"{place}: {problem}{hint}" if place else f"{problem}{hint}"


def _problem(detail: Any, annotation: Any, *, is_key: bool) -> str:  # noqa: ANN401
    """Return what is wrong with a value, without its place."""
    kind, value = detail["type"], json.dumps(detail["input"], ensure_ascii=False, default=str)
    if kind in _TYPE_NAMES:
        nullable = " or null" if strip_optional(annotation)[1] else ""
        quotes = "; put it in quotes" if is_key and kind == "string_type" else ""
        return f"{value} is not {_TYPE_NAMES[kind]}{nullable}{quotes}"
    if kind == "literal_error":
        return f"{value} is none of {', '.join(_choices(annotation))}"
    if kind in _LIMITS:
        words, limit = _LIMITS[kind]
        return f"{value} is {words} {detail['ctx'][limit]:.15g}"
    if kind == "string_pattern_mismatch":
        return f"{value} {'cannot be a name' if is_key else 'does not fit'}"
    if kind == "string_too_short":
        return "is an empty text"
    if kind == "too_short":
        few = f"has fewer than {detail['ctx']['min_length']} entries"
        return few if detail["input"] else "is empty, give at least one"
    return str(detail["msg"])


def _suggest(model: Any, key: str) -> str:  # noqa: ANN401 - a model class
    known = list(getattr(model, "model_fields", {}))
    close = difflib.get_close_matches(key, known, 1)
    return f"did you mean {close[0]}?" if close else f"known keys: {', '.join(known)}"


def _choices(annotation: Any) -> list[str]:  # noqa: ANN401 - any type annotation
    inner, nullable = strip_optional(unwrap(annotation)[0])
    choices = [*get_args(inner), None] if nullable else get_args(inner)
    return ["null" if choice is None else str(choice) for choice in dict.fromkeys(choices)]


def unwrap(annotation: Any) -> tuple[Any, str]:  # noqa: ANN401 - any type annotation
    """Return the type within `Annotated`, and the description that this adds."""
    if get_origin(annotation) is not Annotated:
        return annotation, ""
    inner, *metadata = get_args(annotation)
    described = [info.description for info in metadata if isinstance(info, FieldInfo)]
    return inner, next(filter(None, described), "")


def _find_setting(model: Any, path: Sequence[Any], *, is_key: bool) -> tuple[Any, str]:  # noqa: ANN401
    """Return the type and the description of the setting at a path.

    For an unknown key these are of the section it is in, for a key of a mapping of the key itself.
    """
    annotation, description = model, ""
    for number, part in enumerate(path):
        inner = strip_optional(unwrap(annotation)[0])[0]
        inner = unwrap(inner)[0]
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            field = inner.model_fields.get(part)
            if field is None:
                return inner, description
            annotation, own = field.annotation, " ".join((field.description or "").split())
        elif get_origin(inner) in (dict, list):
            if is_key and number == len(path) - 1:
                key, described = unwrap(get_args(inner)[0])
                return key, described or description
            annotation, own = get_args(inner)[-1], ""
        else:
            break
        described = unwrap(annotation)[1] or own
        if not described and isinstance(annotation, type) and issubclass(annotation, BaseModel):
            described = " ".join((annotation.__doc__ or "").split()).rstrip(".")
        description = described or description
    return annotation, description
