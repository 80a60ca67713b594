"""Notes on papers whose texts the encoder does not know: other languages, or no words."""

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from paperthemes.encoders.settings import EmbedSettings
from paperthemes.text.language import ENGLISH, detect_language, has_words

# Share of the papers. Of English titles without abstracts, up to 1.3 % are taken for another
# language (2,550 arXiv papers); of abstracts, none.
MIN_FOREIGN_SHARE = 0.05
MULTILINGUAL_MODEL = "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2"
_MAX_NAMED = 4  # languages
_MAX_CHARACTERS = 300  # of a text; longer ones take time and are no more certain


def note_languages(papers: pd.DataFrame, settings: EmbedSettings) -> tuple[str, ...]:
    """Return notes if many papers have no words, or if the encoder does not know their language.

    Many is `MIN_FOREIGN_SHARE`. The language of a paper is that of its abstract or, without one, of
    its title. Models that the user names are taken for multilingual.
    """
    texts = papers.abstract.where(papers.abstract != "", papers.title).str[:_MAX_CHARACTERS]
    return (*_note_wordless(texts), *_note_foreign(texts, settings))


def _note_wordless(texts: "pd.Series[str]") -> Iterator[str]:
    """Yield a note if many texts have no words."""
    share = sum(not has_words(text) for text in texts) / max(1, len(texts))
    if share >= MIN_FOREIGN_SHARE:
        yield (
            f"{share:.0%} of the papers have an abstract (or, without one, a title) of numbers, "
            "formulas or signs instead of words, so their topics are not about their content; "
            "check the dumps, or remove these papers"
        )


def _note_foreign(texts: "pd.Series[str]", settings: EmbedSettings) -> Iterator[str]:
    """Yield a note if many texts are not in English, and the encoder is not multilingual."""
    if settings.model and not settings.encoder.startswith("minilm-"):
        return
    counts = Counter(map(detect_language, texts))
    foreign = [item for item in counts.most_common() if item[0] != ENGLISH]
    share = sum(count for _, count in foreign) / max(1, len(texts))
    if share < MIN_FOREIGN_SHARE:
        return
    named = ", ".join(f"{count / len(texts):.0%} {name}" for name, count in foreign[:_MAX_NAMED])
    yield (
        f"{share:.0%} of the papers are not in English ({named}), and the encoder "
        f"{settings.encoder} is not multilingual, so topics may be languages instead of subjects; "
        f"take a multilingual model: embed.encoder bert-int8 with embed.model {MULTILINGUAL_MODEL} "
        "(docs/encoders.md, Languages)"
    )
