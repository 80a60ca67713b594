"""Note on papers in languages that the encoder does not know."""

from collections import Counter

import pandas as pd

from paperthemes.encoders.settings import EmbedSettings
from paperthemes.text.language import ENGLISH, detect_language

# Share of the papers. Of English titles without abstracts, up to 1.3 % are taken for another
# language (2,550 arXiv papers); of abstracts, none.
MIN_FOREIGN_SHARE = 0.05
MULTILINGUAL_MODEL = "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2"
_MAX_NAMED = 4  # languages
_MAX_CHARACTERS = 300  # of a text; longer ones take time and are no more certain


def note_languages(papers: pd.DataFrame, settings: EmbedSettings) -> tuple[str, ...]:
    """Return a note if many papers are not in English, and the encoder is not multilingual.

    Many is `MIN_FOREIGN_SHARE`. The language of a paper is that of its abstract or, without one, of
    its title. Models that the user names are taken for multilingual.
    """
    if settings.model and not settings.encoder.startswith("minilm-"):
        return ()
    texts = papers.abstract.where(papers.abstract != "", papers.title).str[:_MAX_CHARACTERS]
    counts = Counter(map(detect_language, texts))
    foreign = [item for item in counts.most_common() if item[0] != ENGLISH]
    share = sum(count for _, count in foreign) / max(1, len(papers))
    if share < MIN_FOREIGN_SHARE:
        return ()
    named = ", ".join(f"{count / len(papers):.0%} {name}" for name, count in foreign[:_MAX_NAMED])
    return (
        f"{share:.0%} of the papers are not in English ({named}), and the encoder "
        f"{settings.encoder} is not multilingual, so topics may be languages instead of subjects; "
        f"take a multilingual model: embed.encoder bert-int8 with embed.model {MULTILINGUAL_MODEL} "
        "(docs/encoders.md, Languages)",
    )
