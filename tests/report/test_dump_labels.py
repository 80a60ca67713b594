"""Dumps are named by their files, with their dates."""

from paperthemes.report.dump_labels import label_dumps

DAY = {"first": "--08-01", "last": "--08-01"}
DIGEST = "30fc27e7a13ed459" * 4


def test_the_name_of_the_file_is_followed_by_its_dates() -> None:
    dumps = {
        **{"001_30fc27e7a13ed459.txt": DAY, "daily 1 Aug.html": {}},
        "003_99fc27e7a13ed459.txt": DAY | {"last": "--09-02"},
    }
    labels = label_dumps([{"dump": name, "dates": dates} for name, dates in dumps.items()])
    assert [*labels.values()] == [
        *("001_30fc27e7a13ed459.txt (1 August)", "daily 1 Aug.html"),
        "003_99fc27e7a13ed459.txt (1 August to 2 September)",
    ]


def test_checksums_in_long_names_are_cut_if_names_stay_different() -> None:
    reports = [{"dump": f"00{n}_{DIGEST}.txt", "dates": DAY} for n in range(2)]
    assert label_dumps(reports)[f"001_{DIGEST}.txt"] == "001_30fc\u2026.txt (1 August)"
    clashing = [f"{DIGEST}{end}.txt" for end in ("0a", "0b")]
    labels = label_dumps([{"dump": name, "dates": DAY} for name in clashing])
    assert [*labels.values()] == clashing
