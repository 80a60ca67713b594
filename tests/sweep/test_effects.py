"""Effects of the settings of a sweep, in words and as a table."""

from helpers.sweeps import PARAMETERS, make_sweep
from paperthemes.sweep.effects import describe_effects


def test_settings_that_matter_are_named_with_what_they_matter_for() -> None:
    granularity, unassigned, weight = describe_effects(make_sweep())
    assert granularity.sentence == (
        "matters for the number of topics, clustering stability and keyword coherence"
    )
    assert unassigned.sentence == "matters for the unassigned share"
    assert weight.sentence == "hardly matters"
    assert [share for share, _ in weight.shares] == ["0%"] * 5
    assert unassigned.shares[1] == ("100%", "matters")
    assert unassigned.rows[0] == ("0", ["13.3", "0%", "0.83", "0.50", "0.31"])


def test_settings_with_one_value_are_left_out() -> None:
    parameters = {**PARAMETERS, "granularity": ["fine"], "max_unassigned": [0.1]}
    (weight,) = describe_effects(make_sweep(parameters, current=None))
    assert weight.setting == "neighbours.lexical_weight"


def test_granularity_is_judged_only_where_no_other_setting_overrides_it() -> None:
    sweep = make_sweep({"granularity": ["broad", "fine"], "n_topics": [None, 20, 30]}, current=None)
    for point in sweep.points:
        if count := point["settings"]["n_topics"]:
            point["metrics"] |= {"topics": count, "stability": 0.8, "npmi": 0.3}
    granularity, count = describe_effects(sweep)
    assert granularity.sentence == (
        "matters for the number of topics, clustering stability and keyword coherence;"
        " no effect where n_topics is set"
    )
    assert [means[0] for _, means in granularity.rows] == ["4.0", "24.0"]
    assert count.sentence == "matters for the number of topics"


def test_a_setting_that_is_overridden_everywhere_has_no_effect() -> None:
    sweep = make_sweep({"granularity": ["broad", "fine"], "min_topic_size": [5, 9]}, current=None)
    granularity, _ = describe_effects(sweep)
    assert granularity.sentence == "has no effect, because min_topic_size is set in all points"
    assert granularity.shares[0] == ("0%", "hardly")


def test_differences_within_the_noise_do_not_matter() -> None:
    sweep = make_sweep()
    for point in sweep.points:
        point["metrics"]["knn_purity"] = 0.5 + 0.04 * (point["settings"]["granularity"] == "fine")
    assert describe_effects(sweep)[0].shares[3] == ("100%", "within noise")
