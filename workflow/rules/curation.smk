"""What readers decide about topics: the file, every mistake in it named at once."""

import yaml

from snakemake.common.configfile import load_configfile


def read_curation(path, schema):
    """Return what the file says, defaults filled in; nothing, if there is none."""
    given = {}
    if os.path.exists(path):
        try:
            given = load_configfile(path) if says_anything(path) else {}
        except WorkflowError as error:
            raise WorkflowError(f"{path} cannot be read; nothing was run: {error}") from error
        stop_at(sorted(keys_twice(yaml.compose(Path(path).read_text("utf-8-sig")))), path)
    stop_at(unquoted(given), path)
    given = without_empty(given)
    stop_at(
        errors_of(given, schema) or sorted({*merged_in_circles(given), *same_new_names(given)}),
        path,
    )
    for name in sorted({*given.get("clusterings", {})} - {*CLUSTERINGS}):
        logger.warning(
            f"{path}: there is no clustering {name} in the config: what is said of it has no effect"
        )
    return with_defaults(given, schema)


def says_anything(path):
    """Tell whether a YAML file has more in it than comments, which Snakemake cannot read."""
    lines = Path(path).read_text("utf-8-sig", errors="replace").splitlines()
    return any(line.split("#")[0].strip() for line in lines)


def keys_twice(node):
    """Yield keys that stand twice in a mapping of a YAML file, of which the last alone would count."""
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                line = key.start_mark.line + 1
                yield f"{name} stands twice (line {line} again); write all of it in one place"
            seen.add(name)
            yield from keys_twice(value)


def unquoted(given, where=()):
    """Return what YAML takes for numbers and dates where a name is wanted: 2401.10 is 2401.1 to it."""
    if not isinstance(given, dict):
        return []
    own = [
        f"{'.'.join([*where, str(key)])}: not a text to YAML; put it in quotes"
        for key in given
        if not isinstance(key, str)
    ]
    return own + [
        line for key, value in given.items() for line in unquoted(value, (*where, str(key)))
    ]


def without_empty(given):
    """Return the file without keys that say nothing, for to add them must change nothing."""
    if not isinstance(given, dict):
        return given
    said = {key: without_empty(value) for key, value in given.items()}
    return {key: value for key, value in said.items() if value is not None and value != {}}


def merged_in_circles(given):
    """Yield topics that are merged into themselves, at once or in the end."""
    for name, said in given.get("clusterings", {}).items():
        merges = {
            topic: edit["merge_into"]
            for topic, edit in said.get("topics", {}).items()
            if "merge_into" in edit
        }
        for topic in merges:
            way = [topic]
            while (after := merges.get(way[-1])) and after not in way:
                way.append(after)
            if after == topic:
                first = way.index(min(way))
                circle = [*way[first:], *way[:first], way[first]]
                yield (
                    f"clusterings.{name}.topics: merged in a circle, {' -> '.join(circle)}; take one "
                    "of these merges out"
                )


def same_new_names(given):
    """Yield names that two topics of a clustering would both get."""
    for name, said in given.get("clusterings", {}).items():
        seen = {}
        for topic, edit in said.get("topics", {}).items():
            if "name" in edit:
                other = seen.setdefault(edit["name"].casefold(), topic)
                if other != topic:
                    yield (
                        f"clusterings.{name}.topics: {other} and {topic} would both be called "
                        f"{edit['name']}; use another name, or merge one into the other"
                    )


CURATION = read_curation(
    os.path.expanduser(config["curation"]),
    json.loads(Path(workflow.source_path("../schemas/curation.schema.json")).read_text()),
)
