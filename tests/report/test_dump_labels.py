"""What readers see instead of names of dumps that hold a checksum."""

from paperthemes.report.dump_labels import label_dumps

DAY = {"first": "--08-01", "last": "--08-01"}


def test_checksums_are_cut_and_a_single_date_is_added() -> None:
    dumps = {
        **{"001_30fc27e7a13ed459.txt": DAY, "002-0B1cd27e7a13.html": {}},
        "003_99fc27e7a13ed459.txt": DAY | {"last": "--08-02"},
    }
    labels = label_dumps([{"dump": name, "dates": dates} for name, dates in dumps.items()])
    assert [*labels.values()] == ["001_30fc…, 1 August", "002-0B1c…", "003_99fc…"]


def test_other_names_stay() -> None:
    names = ["papers-20261121123000.csv", "daily 21 Nov.txt", "deadbeef.ris", "accommodated.bib"]
    clashing = ["30fc27e7a13ed459.txt", "30fc11e7a13ed459.txt"]
    labels = label_dumps([{"dump": name, "dates": DAY} for name in names + clashing])
    assert [*labels.values()] == names + clashing
