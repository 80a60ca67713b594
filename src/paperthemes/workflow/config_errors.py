"""Error messages for the config and `curation.yaml`: the place, the value, and a fix."""

import difflib
import json
import types
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from snakemake.exceptions import WorkflowError

from paperthemes.text.plurals import count_of

M = TypeVar("M", bound=BaseModel)
MAX_SHOWN = 200  # characters of a wrong value in its message
# The value that was expected, by pydantic's type of error.
_TYPE_NAMES = {
    "bool_type": "true or false",
    "dict_type": "a mapping (name: value)",
    "finite_number": "a number",
    "float_type": "a number",
    "int_type": "a whole number",
    "list_type": "a list",
    "model_attributes_type": "a mapping (name: value)",
    "model_type": "a mapping (name: value)",
    "string_type": "text",
}
# Words for a limit and the key of its value in pydantic's context, by pydantic's type of error.
_LIMITS = {
    "greater_than": ("not more than", "gt"),
    "greater_than_equal": ("less than", "ge"),
    "less_than_equal": ("more than", "le"),
}


def validate(
    model: type[M],
    content: object,
    source: str,
    locate: Callable[[Sequence[Any]], str] = lambda _: "",
) -> M:
    """Check the content of a config or file against a pydantic model; return it as that model.

    If the content comes from several files, `locate` returns the beginning of the messages about a
    place in it, such as `("embed", "model")`: the name of the file.

    Raises
    ------
    WorkflowError
        If the content has mistakes. The message lists all of them, below the name of the `source`
        of the content, such as "The configuration".
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise make_error(_list_errors(model, error, locate), source) from None


def find_errors(model: type[BaseModel], content: object) -> list[str]:
    """Return the messages about all mistakes in the content of a section, as `validate` does."""
    try:
        model.model_validate(content)
    except ValidationError as error:
        return _list_errors(model, error)
    return []


def make_error(errors: Sequence[str], source: str) -> WorkflowError:
    """Return an exception whose message is a list of errors, below the name of their `source`."""
    count = "an error" if len(errors) == 1 else count_of(len(errors), "error")
    lines = "\n".join(f"  - {line}" for line in errors)
    return WorkflowError(f"{source} has {count}; nothing was run.\n{lines}")


def _list_errors(
    model: type[BaseModel],
    error: ValidationError,
    locate: Callable[[Sequence[Any]], str] = lambda _: "",
) -> list[str]:
    """Return the messages about the mistakes that pydantic found, sorted."""
    details = error.errors(include_url=False)
    return sorted({locate(detail["loc"]) + _explain(model, detail) for detail in details})


def format_value(value: object) -> str:
    """Return a value of a config for a message, as JSON; long ones are cut."""
    # Keys that JSON cannot have, such as dates, are left out.
    text = json.dumps(value, ensure_ascii=False, default=str, skipkeys=True)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}..."


def strip_optional(annotation: Any) -> tuple[Any, bool]:  # noqa: ANN401 - any type annotation
    """Return a type without `None`, and whether the type allows `None`.

    `int | None` gives `int` and True. Of a union of several other types, the first is returned. A
    `Literal` that has `None` among its values is returned as it is, with True. A union inside
    `Annotated` is not found: use `unwrap` first.
    """
    if get_origin(annotation) in (Union, types.UnionType):
        members = [member for member in get_args(annotation) if member is not type(None)]
        return members[0], len(members) < len(get_args(annotation))
    if get_origin(annotation) is Literal and None in get_args(annotation):
        return annotation, True
    return annotation, False


def _explain(model: type[BaseModel], detail: Any) -> str:  # noqa: ANN401 - pydantic's error details
    """Return the message for one of pydantic's errors: the place, the problem, and a hint.

    The hint for an unknown key is a similar known key, or all known keys. Any other hint is the
    description of the setting; it is left out if there is none, or if the problem has a hint.
    """
    # `loc` is the path of the setting, such as ("dedupe", "must_link", 0). pydantic adds "[key]" to
    # it if the key of a mapping is wrong, not its value.
    error_type, is_key = detail["type"], "[key]" in detail["loc"]
    path = [key for key in detail["loc"] if key != "[key]"]
    annotation, description = _find_setting(model, path, is_key=is_key)
    place = ".".join(map(str, path[:-1] if is_key else path))
    if error_type == "extra_forbidden":
        return f"{place}: unknown key; {_suggest_key(annotation, str(path[-1]))}"
    if error_type == "missing":
        return f"{place}: missing; {description}"
    problem = _describe_problem(detail, annotation, is_key=is_key)
    # A message that a validator of paperthemes wrote may have a hint in brackets already.
    has_hint = problem == detail["msg"] and "(" in problem
    hint = f" ({description})" if description and not has_hint else ""
    return f"{place}: {problem}{hint}" if place else f"{problem}{hint}"


def _describe_problem(detail: Any, annotation: Any, *, is_key: bool) -> str:  # noqa: ANN401
    """Return the part of a message that says why a value is wrong, such as "3 is not text".

    `detail` is one of pydantic's errors, and `annotation` is the type that the value should have.
    `is_key` means that the value is the key of a mapping.
    """
    error_type = detail["type"]
    value = format_value(detail["input"])
    if error_type in _TYPE_NAMES:
        nullable = " or null" if strip_optional(annotation)[1] else ""
        quotes = "; put it in quotes" if is_key and error_type == "string_type" else ""
        return f"{value} is not {_TYPE_NAMES[error_type]}{nullable}{quotes}"
    if error_type == "literal_error":
        return f"{value} is not one of {', '.join(_list_choices(annotation))}"
    if error_type == "union_tag_invalid":
        return f'"{detail["ctx"]["tag"]}" is not one of {detail["ctx"]["expected_tags"]}'
    if error_type == "union_tag_not_found":
        return f"{detail['ctx']['discriminator']} is missing"
    if error_type in _LIMITS:
        comparison, limit_key = _LIMITS[error_type]
        # 15 digits, so that 1.0 becomes "1" and no large number is rounded.
        return f"{value} is {comparison} {detail['ctx'][limit_key]:.15g}"
    if error_type == "string_pattern_mismatch":
        return f"{value} {'cannot be a name' if is_key else 'is not valid'}"
    if error_type == "string_too_short":
        return "is empty"
    if error_type == "too_short":
        too_few = f"has fewer than {detail['ctx']['min_length']} entries"
        return too_few if detail["input"] else "is empty; give at least one"
    return str(detail["msg"])


def _suggest_key(model: Any, key: str) -> str:  # noqa: ANN401 - a model class
    """Return a hint for an unknown key: the known key that is similar to it, or all known keys."""
    known_keys = list(getattr(model, "model_fields", {}))
    similar = difflib.get_close_matches(key, known_keys, 1)
    return f"did you mean {similar[0]}?" if similar else f"known keys: {', '.join(known_keys)}"


def _list_choices(annotation: Any) -> list[str]:  # noqa: ANN401 - any type annotation
    """Return the values that a setting of type `Literal` allows, as they are written in YAML."""
    inner, nullable = strip_optional(unwrap(annotation)[0])
    choices = [*get_args(inner), None] if nullable else get_args(inner)
    # `None` may now be there twice; `dict.fromkeys` removes duplicates and keeps the order.
    return ["null" if choice is None else str(choice) for choice in dict.fromkeys(choices)]


def unwrap(annotation: Any) -> tuple[Any, str]:  # noqa: ANN401 - any type annotation
    """Return the type within `Annotated`, and the description in its metadata; "" for none.

    A type that is not `Annotated` is returned as it is.
    """
    if get_origin(annotation) is not Annotated:
        return annotation, ""
    inner, *metadata = get_args(annotation)
    descriptions = [info.description for info in metadata if isinstance(info, FieldInfo)]
    return inner, next(filter(None, descriptions), "")


def _find_setting(model: Any, path: Sequence[Any], *, is_key: bool) -> tuple[Any, str]:  # noqa: ANN401
    """Return the type and the description of the setting at a path, such as `["embed", "model"]`.

    If a key is unknown, return the type and description of the section in which it stands. If
    `is_key`, the path ends in a wrong key of a mapping: return the type and description that the
    keys of this mapping have. A setting without a description of its own has that of the nearest
    section around it; `""` if there is none. If the path leads on inside a setting that has no
    keys, such as to a member of a union, return the type and description of this setting.
    """
    annotation, description = model, ""
    # Each round goes one key deeper: from the type of a section to that of the setting `key` in it.
    # `" ".join(text.split())` makes one line of a text.
    for index, key in enumerate(path):
        if key in (members := _list_members(annotation)):
            annotation = members[key]
            continue
        section = strip_optional(unwrap(annotation)[0])[0]
        section = unwrap(section)[0]  # there may be an `Annotated` inside the union
        if isinstance(section, type) and issubclass(section, BaseModel):
            field = section.model_fields.get(key)
            if field is None:
                return section, description
            annotation, field_text = field.annotation, " ".join((field.description or "").split())
        elif get_origin(section) in (dict, list):
            if is_key and index == len(path) - 1:
                key_type, key_text = unwrap(get_args(section)[0])
                return key_type, key_text or description
            annotation, field_text = get_args(section)[-1], ""  # the type of values or entries
        else:
            break  # the rest of the path is pydantic's own, such as the member of a union
        # A description is in `Annotated`, at the field, or else in the docstring of a section.
        text = unwrap(annotation)[1] or field_text
        if not text and isinstance(annotation, type) and issubclass(annotation, BaseModel):
            text = " ".join((annotation.__doc__ or "").split()).rstrip(".")
        description = text or description
    return annotation, description


def _list_members(annotation: Any) -> dict[Any, type[BaseModel]]:  # noqa: ANN401
    """Return the models of a union by the value of the key that says which one is meant."""
    if get_origin(annotation) is not Annotated:
        return {}
    union, *metadata = get_args(annotation)
    return {
        model.model_fields[info.discriminator].default: model
        for info in metadata
        if isinstance(info, FieldInfo) and isinstance(info.discriminator, str)
        for model in get_args(union)
    }
