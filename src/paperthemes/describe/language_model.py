"""Names from a language model: optional, and replaced by keyword-based names where they fail.

Titles are written by strangers. So each group is asked for separately, its titles are declared as
data, and an answer must look like a name and share a word with its group.
"""

import hashlib
import json
import logging
import os
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import responses
from importlib.resources import files
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from paperthemes.describe.keywords import stem_words
from paperthemes.describe.settings import NamingSettings
from paperthemes.files import read_json, write_json
from paperthemes.text.stop_words import is_stop_word

logger = logging.getLogger(__name__)

_API_KEY = "OPENAI_API_KEY"
_VERSION = 1  # of the question: raise it to discard cached names
_TASK = tomllib.loads(files(__package__).joinpath("language_model.toml").read_text("utf-8"))["task"]
MAX_TITLE_LENGTH = 300  # characters that are sent
MAX_TOKENS = 1024  # a name needs ten, but some models think aloud first
MAX_RETRIES = 1  # of a request that fails, by the client library
MAX_FAILURES = 3  # in a row, after which the service is not asked again in this run
MAX_WORDS, MAX_CHARACTERS = 8, 80  # of a name; the model is asked for 2 to 6 words
MIN_TITLES_WITH_WORD = 2  # so that one title cannot decide what is about the group
_DECORATION = " \"'`*_«»「」『』\u2018\u2019\u201c\u201d\u201e\u2039\u203a"
_PREFIX = re.compile(
    r"(?i)[#>•*-]+\s+|\d+[.)]\s+|(?:(?:cluster|group|research|suggested|theme|topic)\s+)*"
    r"(?:answer|group|label|name|theme|title|topic)(?:\s+is)?\s*[:\uff1a]\s*"
)
_NOT_A_PHRASE = re.compile(
    r"(?i)[<>{}\[\]|\\`!?;:\n]|\.\s|www\.|[\w-]\.(?:com|net|org)\b"
    r"|^(?:as an|here|i|i['\u2019]m|it|sorry|sure|these|this)[\s,]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A topic or theme to name: its keyword-based name, keywords, and titles of exemplars."""

    name: str
    keywords: tuple[str, ...]
    titles: tuple[str, ...]


def name_with_model(
    drafts: Sequence[Draft],
    settings: NamingSettings,
    *,
    cache: Path | None,
    offline: bool,
    taken: Collection[str] = (),
) -> tuple[list[str], list[str]]:
    """Name topics or themes by a language model; where it fails, keep the names of the drafts.

    No failure of the service raises an error. A name that the model gives to two groups, or that
    is the draft of another group, goes to neither, so the order of the drafts does not matter.
    The key is read from the environment variable OPENAI_API_KEY only, and sent to
    `settings.base_url` only.

    Parameters
    ----------
    drafts
        The groups to name.
    settings
        The model and its service.
    cache
        Folder of names, one file per question, so that no question is asked twice; `None` for no
        cache. Only usable names are kept: after a useless answer, the next run asks again.
    offline
        Ask only a service on this machine.
    taken
        Names that no group may get.

    Returns
    -------
    names
        The name of each group.
    notes
        Notes for the reader.
    """
    address = re.sub(r"(?<=//)[^/]*@|[?#].*", "", settings.base_url)  # without secrets
    model = f"{settings.model} at {address}"
    keys = [_hash_question(draft, model) for draft in drafts]
    questions = dict(sorted(zip(keys, drafts, strict=True)))
    names = _read_names(questions, cache) if cache else {}
    missing = {key: draft for key, draft in questions.items() if key not in names}
    logger.info("%s: %d names from the cache, %d to ask for", model, len(names), len(missing))
    new_names, reasons = _ask_for_names(missing, settings, cache, offline)
    names |= new_names
    unique = _drop_clashes(drafts, [names.get(key) for key in keys], taken)
    final = [name or draft.name for name, draft in zip(unique, drafts, strict=True)]
    if None not in unique:
        return final, []
    counts = Counter(reasons[key] for key in keys if key in reasons)
    counts["name already in use"] = unique.count(None) - counts.total()
    listed = ", ".join(f"{reason} ({count})" for reason, count in sorted((+counts).items()))
    note = (
        f"{model} named {len(final) - unique.count(None)} of {len(final)} topics and themes; the "
        f"others keep their keyword-based names: {listed}"
    )
    logger.warning("%s", note)
    return final, [note]


def _write_question(draft: Draft) -> str:
    titles = [title[:MAX_TITLE_LENGTH] for title in draft.titles]
    data = {"draft": draft.name, "keywords": draft.keywords, "titles": titles}
    return json.dumps(data, ensure_ascii=False)


def _hash_question(draft: Draft, model: str) -> str:
    """Hash a question to a model at an address: local models may have equal names."""
    question = json.dumps([_VERSION, model, _TASK, _write_question(draft)])
    return hashlib.sha256(question.encode()).hexdigest()


def _read_names(questions: Mapping[str, Draft], cache: Path) -> dict[str, str]:
    """Return the usable names in the cache, by question; damaged files have none."""
    names = {}
    for key, draft in questions.items():
        with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
            name = str(read_json(cache / f"{key}.json")["name"])
            if not find_flaw(name, draft):
                names[key] = name
    return names


def _find_obstacle(settings: NamingSettings, offline: bool) -> str | None:
    """Return why the service must not or cannot be asked, or `None`."""
    if not _is_local(settings.base_url):
        if offline:
            return "not asked: the workflow runs offline"
        if not os.environ.get(_API_KEY):
            return f"not asked: the environment variable {_API_KEY} is not set"
        if not settings.base_url.lower().startswith("https:"):
            return "not asked: the key must not be sent unencrypted, use https"
    if find_spec("openai") is None:
        return 'not asked: its library is missing, pip install "paperthemes[llm]"'
    return None


def _is_local(address: str) -> bool:
    """Return whether an address is on this machine."""
    with suppress(ValueError):
        host = urlsplit(address).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    return False


def _ask_for_names(
    questions: Mapping[str, Draft], settings: NamingSettings, cache: Path | None, offline: bool
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the names that the model gives, and the reasons for missing ones, by question."""
    if questions and (obstacle := _find_obstacle(settings, offline)):
        return {}, dict.fromkeys(questions, obstacle)
    names: dict[str, str] = {}
    reasons: dict[str, str] = {}
    failures = 0
    for key, draft in questions.items():
        if failures == MAX_FAILURES:
            reasons[key] = f"not asked after {failures} failures in a row"
            continue
        try:
            name = extract_name(_request_answer(_write_question(draft), settings), draft)
            failures, reason = 0, find_flaw(name, draft)
        except Exception as error:  # of any kind: the service may send anything
            failures, reason = failures + 1, _describe_error(error)
        if reason:
            reasons[key] = reason
        else:
            names[key] = name
            _cache_name(name, key, settings, cache)
    return names, reasons


def _cache_name(name: str, key: str, settings: NamingSettings, cache: Path | None) -> None:
    try:
        if cache:
            write_json(cache / f"{key}.json", {"model": settings.model, "name": name})
    except OSError as error:
        logger.warning("cannot cache a name, the next run will ask for it again: %s", error)


def _request_answer(question: str, settings: NamingSettings) -> str:
    import openai

    # No proxy for a local service, and no redirects: titles go only to the address in the config.
    http_client = openai.DefaultHttpxClient(
        trust_env=not _is_local(settings.base_url), follow_redirects=False
    )
    with openai.OpenAI(
        api_key=os.environ.get(_API_KEY) or "none",
        base_url=settings.base_url,
        timeout=settings.timeout,
        max_retries=MAX_RETRIES,
        http_client=http_client,
    ) as client:
        create = client.chat.completions.create
        messages = [{"role": "system", "content": _TASK}, {"role": "user", "content": question}]
        request: dict[str, Any] = {"model": settings.model, "messages": messages}
        try:
            completion = create(**request, temperature=0, seed=0, max_tokens=MAX_TOKENS)
        except (openai.BadRequestError, openai.UnprocessableEntityError):
            completion = create(**request)  # some models accept none of these parameters
    return str(completion.choices[0].message.content or "")


def _describe_error(error: Exception) -> str:
    """Name an error without its message, which may repeat what was sent."""
    if status := getattr(error, "status_code", None):
        return f"{status} {responses.get(status, '')}".strip()
    kind = type(error).__name__.removeprefix("API")
    reasons = {"ConnectionError": "no connection", "TimeoutError": "timed out"}
    return reasons.get(kind, f"no chat completion ({kind})")


def _drop_clashes(
    drafts: Sequence[Draft], names: Sequence[str | None], taken: Collection[str]
) -> list[str | None]:
    """Return the names that are neither taken nor another group's name or draft."""
    uses = Counter(name.casefold() for name in taken)
    for draft, name in zip(drafts, names, strict=True):
        uses.update({draft.name.casefold(), (name or "").casefold()})
    return [name if name and uses[name.casefold()] == 1 else None for name in names]


def extract_name(answer: str, draft: Draft) -> str:
    """Remove what models add to a name: thoughts, quotation marks, "Topic:", a full stop."""
    text = re.sub(r"(?is)\A.*</think>|<think>.*", "", answer)
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("```")]
    if len(lines) != 1 or len(lines[0]) > 10 * MAX_CHARACTERS:
        return "\n".join(lines)
    name = " ".join(unicodedata.normalize("NFC", lines[0]).split())
    before = ""
    while name != before:
        before = name
        name = name.strip(_DECORATION)
        name = name[match.end() :] if (match := _PREFIX.match(name)) else name.rstrip(".。")
    capitalise = name.split(" ")[0].islower() and draft.name[:1].isupper()  # but not "mRNA"
    return name[0].upper() + name[1:] if capitalise else name


def find_flaw(name: str, draft: Draft) -> str | None:
    """Return why a name is not usable, or `None` if it is."""
    if not name:
        return "empty"
    if len(name) > MAX_CHARACTERS or len(name.split()) > MAX_WORDS:
        return "too long"
    if _NOT_A_PHRASE.search(name) or any(unicodedata.category(sign)[0] == "C" for sign in name):
        return "not a plain phrase"
    title_words = Counter(word for title in set(draft.titles) for word in _content_stems(title))
    expected = _content_stems(" ".join((draft.name, *draft.keywords)))
    expected |= {word for word, count in title_words.items() if count >= MIN_TITLES_WITH_WORD}
    return "not about its papers" if expected.isdisjoint(_content_stems(name)) else None


def _content_stems(text: str) -> frozenset[str]:
    """Return the stems of content words; in scripts without capitals, pairs of characters too."""
    words = [
        word
        for word in re.findall(r"\w{2,}", text.casefold())
        if not is_stop_word(word) and any(map(str.isalpha, word))
    ]
    pairs = [
        pair for word in words if word == word.upper() for pair in re.findall("(?=(..))", word)
    ]
    return stem_words(" ".join(words + pairs))
