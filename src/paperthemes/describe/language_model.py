"""Names of topics and themes from a language model, if the user wants them.

A topic or theme for which the model gives no usable name keeps the name it has.

Titles and abstracts are written by strangers and may contain instructions to the model. Therefore
each topic or theme has a request of its own, all texts are declared as data, and an answer must
look like a name and share a word with the keywords or titles.
"""

import hashlib
import json
import logging
import tomllib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import Any

from paperthemes.describe.answers import Draft, extract_name, find_flaw
from paperthemes.describe.settings import NamingSettings
from paperthemes.files import read_json, write_json
from paperthemes.openai_service import describe_error, find_obstacle, hide_secrets, open_client

logger = logging.getLogger(__name__)

_VERSION = 1  # of the question: raise it to discard cached names
_TASK = tomllib.loads(files(__package__).joinpath("language_model.toml").read_text("utf-8"))["task"]
MAX_TITLE_LENGTH = 300  # characters of a title that are sent
MAX_TOKENS = 1024  # a name needs ten, but some models think aloud first
MAX_RETRIES = 1  # of a request that fails, by the client library
MAX_FAILURES = 3  # in a row, after which the service is not asked again in this run


def name_with_model(
    drafts: Sequence[Draft],
    settings: NamingSettings,
    *,
    cache: Path | None,
    offline: bool,
    taken: Collection[str] = (),
) -> tuple[list[str], list[str]]:
    """Return names of groups (topics or themes) from a language model, and notes about failures.

    A group for which the model gives no usable name keeps the name of its draft; a failure of the
    service raises no error. If the model gives the same name to two groups, neither gets it. No
    group gets the name of another group's draft. So the order of the drafts does not matter. Names
    that differ only in case count as the same.

    The API key is only read from the environment variable OPENAI_API_KEY, and only sent to
    `settings.base_url`.

    Parameters
    ----------
    drafts
        The groups to name.
    settings
        The model, which must be set, and its service.
    cache
        Folder with a file for each question that got a usable name; it is not asked again. A
        question that got none is asked again by the next run. `None` for no cache.
    offline
        Whether only a service on this machine may be asked.
    taken
        Names that no group may get.

    Returns
    -------
    names
        The name of each group.
    notes
        A note for the reader of the report; empty if the model named all groups.
    """
    model = f"{settings.model} at {hide_secrets(settings.base_url)}"
    keys = [_hash_question(draft, model) for draft in drafts]
    # Sorted by hash, so that the order of questions does not depend on the order of drafts.
    questions = dict(sorted(zip(keys, drafts, strict=True)))
    names = _read_names(questions, cache) if cache else {}
    missing = {key: draft for key, draft in questions.items() if key not in names}
    logger.info("%s: %d names from the cache, %d to request", model, len(names), len(missing))
    new_names, reasons = _ask_for_names(missing, settings, cache, offline)
    names |= new_names
    unique_names = _drop_clashes(drafts, [names.get(key) for key in keys], taken)
    final_names = [name or draft.name for name, draft in zip(unique_names, drafts, strict=True)]
    failure_count = unique_names.count(None)
    if not failure_count:
        return final_names, []
    counts = Counter(reasons[key] for key in keys if key in reasons)
    # All other groups without a name had a usable one that clashed with another.
    counts["name already in use"] = failure_count - counts.total()
    # `+counts` leaves out counts of 0.
    listed = ", ".join(f"{reason} ({count})" for reason, count in sorted((+counts).items()))
    note = (
        f"{model} named {len(drafts) - failure_count} of {len(drafts)} topics and themes; the "
        f"others keep the names they have: {listed}"
    )
    logger.warning("%s", note)
    return final_names, [note]


def _format_question(draft: Draft) -> str:
    """Return the question about a topic or theme: its draft as JSON, with long titles cut."""
    titles = [title[:MAX_TITLE_LENGTH] for title in draft.titles]
    data = {
        "draft": draft.name,
        "field": draft.field,
        "keywords": draft.keywords,
        "titles": titles,
        "summary": draft.summary,
    }
    return json.dumps(data, ensure_ascii=False)


def _hash_question(draft: Draft, model: str) -> str:
    """Return a hash of a question and of the model that is asked.

    The task that the model gets and `_VERSION` are part of the hash, so that a change of either
    discards cached names.

    Parameters
    ----------
    draft
        The topic or theme that the question is about.
    model
        The model and the address of its service, because local models may have equal names.
    """
    question = json.dumps([_VERSION, model, _TASK, _format_question(draft)])
    return hashlib.sha256(question.encode()).hexdigest()


def _read_names(questions: Mapping[str, Draft], cache: Path) -> dict[str, str]:
    """Return the usable names in the cache, by hash of the question.

    Names with a flaw (see `find_flaw`), and missing or damaged files are ignored.

    Parameters
    ----------
    questions
        Drafts by hash of the question.
    cache
        Folder of names.
    """
    names = {}
    for key, draft in questions.items():
        with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
            name = str(read_json(cache / f"{key}.json")["name"])
            if not find_flaw(name, draft):
                names[key] = name
    return names


def _ask_for_names(
    questions: Mapping[str, Draft], settings: NamingSettings, cache: Path | None, offline: bool
) -> tuple[dict[str, str], dict[str, str]]:
    """Ask the model for names, and add usable names to the cache.

    Return the usable names, and the reasons why the other names are missing, both by hash of the
    question. After `MAX_FAILURES` errors in a row, no more questions are asked. An answer without a
    usable name is no error.

    Parameters
    ----------
    questions
        Drafts by hash of the question.
    settings
        The model and its service.
    cache
        Folder of names; `None` for no cache.
    offline
        Whether only a service on this machine may be asked.
    """
    if questions and (obstacle := find_obstacle(settings.base_url, offline=offline)):
        return {}, dict.fromkeys(questions, f"not asked: {obstacle}")
    names: dict[str, str] = {}
    reasons: dict[str, str] = {}
    failures = 0  # in a row
    for key, draft in questions.items():
        if failures == MAX_FAILURES:
            reasons[key] = f"not asked after {failures} failures in a row"
            continue
        try:
            name = extract_name(_request_answer(_format_question(draft), settings), draft)
            failures, reason = 0, find_flaw(name, draft)
        except Exception as error:  # of any kind: the service may send anything
            failures, reason = failures + 1, describe_error(error, "a chat completion")
        if reason:
            reasons[key] = reason
        else:
            names[key] = name
            _cache_name(name, key, settings, cache)
    return names, reasons


def _cache_name(name: str, key: str, settings: NamingSettings, cache: Path | None) -> None:
    """Write a name to the cache, if there is a cache; `key` is the hash of the question.

    If the file cannot be written, only log a warning.
    """
    try:
        if cache:
            write_json(cache / f"{key}.json", {"model": settings.model, "name": name})
    except OSError as error:
        logger.warning("cannot cache a name; the next run will request it again: %s", error)


def _request_answer(question: str, settings: NamingSettings) -> str:
    """Return the answer of the model to a question; empty if the model gives no text.

    If the service calls the request invalid, ask once more without optional parameters.
    """
    import openai

    with open_client(
        settings.base_url, timeout=settings.timeout, max_retries=MAX_RETRIES
    ) as client:
        create = client.chat.completions.create
        messages = [{"role": "system", "content": _TASK}, {"role": "user", "content": question}]
        request: dict[str, Any] = {"model": settings.model, "messages": messages}
        try:
            completion = create(**request, temperature=0, seed=0, max_tokens=MAX_TOKENS)
        except (openai.BadRequestError, openai.UnprocessableEntityError):
            completion = create(**request)  # some models accept none of these parameters
    return str(completion.choices[0].message.content or "")


def _drop_clashes(
    drafts: Sequence[Draft], names: Sequence[str | None], taken: Collection[str]
) -> list[str | None]:
    """Return the names, but `None` in place of each name that its group may not get.

    A group may not get a name in `taken`, or the new name or the draft's name of another group.
    Case is ignored. `names` has `None` for a group without a usable name.
    """
    uses = Counter(name.casefold() for name in taken)
    for draft, name in zip(drafts, names, strict=True):
        # A set, so that a name that a group has both as its draft and as its new name counts once.
        uses.update({draft.name.casefold(), (name or "").casefold()})
    return [name if name and uses[name.casefold()] == 1 else None for name in names]
