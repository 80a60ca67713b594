"""The config: every mistake in it named at once, defaults filled in."""

import difflib
import itertools
import json
import math
from pathlib import Path

from jsonschema import Draft202012Validator, validators

from snakemake.exceptions import WorkflowError


def checked(given, schema):
    """Return the config with all defaults and in key order, or stop with every error in it.

    Params are compared as text, so the order of keys must not show.
    """
    given = dict(given)
    if isinstance(given.get("clusterings"), dict):
        given["clusterings"] = {
            str(name): settings
            for name, settings in given["clusterings"].items()
            if settings is not None
        }
    stop_at(
        errors_of(given, schema) or sorted([*same_names(given), *same_and_apart(given)]),
        "The configuration",
    )
    return with_defaults(given, schema)


def errors_of(given, schema):
    """Return what is wrong with `given` by its schema, a line each."""
    found = ConfigValidator(schema).iter_errors(given)
    return sorted({line for error in found for line in explain(error)})


def stop_at(errors, what):
    """Stop with all errors, if there are any."""
    if errors:
        count = "an error" if len(errors) == 1 else f"{len(errors)} errors"
        raise WorkflowError(
            f"{what} has {count}; nothing was run.\n" + "\n".join(f"  - {line}" for line in errors)
        )


def same_names(given):
    """Yield seeded topics of one clustering whose names differ in capitals only."""
    for name, settings in given["clusterings"].items():
        seen = {}
        for topic in settings.get("seeded_topics", {}):
            other = seen.setdefault(topic.casefold(), topic)
            if other != topic:
                yield (
                    f"clusterings.{name}.seeded_topics: {other} and {topic} differ in capitals only; "
                    "use another name"
                )


def same_and_apart(given):
    """Yield pairs of papers that `dedupe` would have be the same and be kept apart."""
    dedupe = given.get("dedupe", {})
    pairs = {
        key: {
            tuple(sorted(map(str.casefold, pair)))
            for names in dedupe.get(key, [])
            for pair in itertools.combinations(map(str.strip, names), 2)
        }
        for key in ("same", "keep_apart")
    }
    for one, other in sorted(pairs["same"] & pairs["keep_apart"]):
        yield (
            f"dedupe: {one} and {other} stand in same and in keep_apart; take them out of one of the "
            "two"
        )


def is_whole(checker, value):
    """Tell whether `value` is a whole number as Python's libraries want it: 5, and not 5.0."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_finite(checker, value):
    """Tell whether `value` is a number that can be reckoned with: not .nan, not .inf."""
    return is_whole(checker, value) or (isinstance(value, float) and math.isfinite(value))


ConfigValidator = validators.extend(
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", is_whole).redefine(
        "number", is_finite
    ),
)


def explain(error):
    """Yield what is wrong, where, and what would be right, for one error of the validator."""
    where = ".".join(str(part) for part in error.absolute_path) or "the configuration"
    help = f" ({error.schema['description']})" if "description" in error.schema else ""
    value = json.dumps(error.instance, ensure_ascii=False, default=str)
    if error.validator == "additionalProperties":
        yield from unknown_keys(error)
    elif error.validator == "required":
        prefix = f"{where}." if error.absolute_path else ""
        for key in sorted(set(error.validator_value) - set(error.instance)):
            yield f"{prefix}{key}: missing; {error.schema['properties'][key]['description']}"
    elif error.validator == "pattern" and "propertyNames" in error.absolute_schema_path:
        yield f"{where}: {value} cannot be a name{help}"
    elif error.validator == "pattern":
        yield f"{where}: {value} does not fit{help}"
    elif error.validator == "not":
        yield (
            f"{where}: {value} cannot name a clustering: that folder of results/ is taken; use "
            "another name"
        )
    elif error.validator == "enum":
        options = ", ".join(str(option) for option in error.validator_value)
        yield f"{where}: {value} is none of {options}{help}"
    elif error.validator == "type":
        yield f"{where}: {value} is not {type_name(error.validator_value)}{help}"
    elif error.validator in ("minimum", "maximum"):
        side = "less" if error.validator == "minimum" else "more"
        yield f"{where}: {value} is {side} than {error.validator_value}{help}"
    elif error.validator == "exclusiveMinimum":
        yield f"{where}: {value} is not more than {error.validator_value}{help}"
    elif error.validator == "minItems" and error.instance:
        yield f"{where}: has fewer than {error.validator_value} entries{help}"
    elif error.validator in ("minItems", "minProperties"):
        yield f"{where}: is empty, give at least one{help}"
    elif error.validator == "minLength":
        yield f"{where}: is an empty text{help}"
    else:
        yield f"{where}: {error.message}{help}"


def unknown_keys(error):
    """Yield each key that the schema does not know, and the one that may have been meant."""
    known = list(error.schema["properties"])
    for key in sorted(set(map(str, error.instance)) - set(known)):
        close = difflib.get_close_matches(key, known, 1)
        hint = f"did you mean {close[0]}?" if close else f"known keys: {', '.join(known)}"
        yield f"{'.'.join([*map(str, error.absolute_path), key])}: unknown key; {hint}"


def type_name(types):
    """Name JSON types in plain words."""
    words = {
        "array": "a list",
        "boolean": "true or false",
        "integer": "a whole number",
        "null": "null",
        "number": "a number",
        "object": "a mapping (name: value)",
        "string": "text",
    }
    return " or ".join(words[kind] for kind in ([types] if isinstance(types, str) else types))


def with_defaults(node, schema):
    """Fill in the schema's defaults, mappings in key order."""
    if not isinstance(node, dict):
        return node
    properties = schema.get("properties", {})
    filled = {
        name: part["default"] for name, part in properties.items() if "default" in part
    } | node
    return {
        name: with_defaults(filled[name], properties.get(name, schema.get("additionalProperties")))
        for name in sorted(filled)
    }


config.update(
    checked(
        config, json.loads(Path(workflow.source_path("../schemas/config.schema.json")).read_text())
    )
)
