"""Effects of the settings of a sweep, in words and as a table."""

from dataclasses import dataclass

from paperthemes.pages.stability import NOISE
from paperthemes.pages.wording import metric_value, percent, thousands
from paperthemes.sweep.analysis import Effect
from paperthemes.sweep.combinations import name_value
from paperthemes.sweep.results import SweepResults

MIN_SHARE = 0.14
"""Share of a metric's variance from which a setting matters.

Cohen, "Statistical power analysis for the behavioral sciences", 1988, calls this a large effect.
"""

_IN_SENTENCES = {"topics": "the number of topics", "unassigned_share": "the unassigned share"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingEffects:
    """The effects of a setting, as a part of the table.

    Attributes
    ----------
    setting
        Its dotted key.
    sentence
        What it matters for.
    shares
        For each metric, its share of the variance as text, and how the setting matters for it:
        "matters", "within noise" (a large share, but the means differ no more than those of random
        seeds) or "hardly".
    rows
        For each value, its text, and the mean of each metric as text.
    """

    setting: str
    sentence: str
    shares: list[tuple[str, str]]
    rows: list[tuple[str, list[str]]]


def describe_effects(results: SweepResults) -> list[SettingEffects]:
    """Return what each setting with several values changes in the main metrics."""
    return [
        _describe_setting(results, setting)
        for setting, values in results.parameters.items()
        if len(values) > 1
    ]


def matters(effect: Effect, metric: str) -> bool:
    """Return whether an effect is a large share of the variance, and larger than noise."""
    return effect.share >= MIN_SHARE and effect.spread > NOISE.get(metric, 0)


def _rate(effect: Effect, metric: str) -> str:
    """Return how a setting matters for a metric: see `SettingEffects.shares`."""
    if matters(effect, metric):
        return "matters"
    return "within noise" if effect.share >= MIN_SHARE else "hardly"


def _describe_setting(results: SweepResults, setting: str) -> SettingEffects:
    """Return what a setting changes in the main metrics."""
    # The name of each metric, its key, and the effect of the setting.
    effects = [
        (metric["name"], metric["key"], results.effect(setting, metric["key"]))
        for metric in results.main_metrics
    ]
    names = [_IN_SENTENCES.get(key, name) for name, key, effect in effects if matters(effect, key)]
    return SettingEffects(
        setting=setting,
        sentence=_say_effect(results, setting, names),
        shares=[(percent(effect.share), _rate(effect, key)) for _, key, effect in effects],
        rows=[
            (name_value(value), [_format(effect.means[level], key) for _, key, effect in effects])
            for level, value in enumerate(results.parameters[setting])
        ],
    )


def _say_effect(results: SweepResults, setting: str, names: list[str]) -> str:
    """Return what a setting matters for, given the names of these metrics, and where."""
    overriding = " or ".join(results.overriding(setting))
    if not any(results.acts(setting)):
        return f"has no effect, because {overriding} is set in all points"
    sentence = f"matters for {_join(names)}" if names else "hardly matters"
    return f"{sentence}; no effect where {overriding} is set" if overriding else sentence


def _format(mean: float | None, metric: str) -> str:
    """Return a mean as text; that of numbers of topics has one decimal."""
    return thousands(mean, 1) if metric == "topics" else metric_value(mean, metric)


def _join(names: list[str]) -> str:
    """Return names as a list in a sentence: "a, b and c"."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
