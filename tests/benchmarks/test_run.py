"""Every benchmark runs on a small office and answers in the shape the README promises; how fast is no test's business."""

import json
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from caseapp.demo import making

RUN = Path(__file__).with_name("run.py")
SPREAD = {"median_cpu_ms", "median_ms", "p95_ms", "max_ms", "times"}
IN_PROCESS = {
    "save": {"note", "visit", "risk", "register"},
    "alike": {"alike"},
    "summary_pdf": {"summary", "kb"},
}
IN_WINDOW = {
    "start": {"unlock_window_ms", "ready_ms", "key_ms", "my_day_ms", "my_day_cpu_ms", "all_shown_ms"},
    "open_case": {"first_ms", "case"},
    "memory": {"my_day_mb", "after_20_cases_mb", "after_people_mb"},
    "lists": {"first_page", "page_down", "more_mb", "slowest_ms"},
}


@pytest.fixture(scope="module")
def run():
    sys.path.insert(0, str(RUN.parent))
    try:
        import run

        yield run
    finally:
        sys.path.remove(str(RUN.parent))


@pytest.fixture(scope="module")
def small(run, tmp_path_factory):
    """A demo office of fifty people, made by the benchmark that makes one."""
    folder = tmp_path_factory.mktemp("bench") / "office"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "TOLD", 12)  # fewer stories than usual: made in a second or two
        run.make(folder, options(folder))
    return folder


def options(folder):
    return Namespace(people=50, country="LS", repeat=12, starts=1, office=folder)


@pytest.mark.parametrize("name", sorted(IN_PROCESS))
def test_a_benchmark_of_the_services_tells_its_figures(run, small, name):
    told = run.BENCHMARKS[name](options(small))
    assert set(told) == IN_PROCESS[name]
    for figure in told.values():
        assert figure > 0 if isinstance(figure, float) else set(figure) == SPREAD and figure["times"] > 0


@pytest.mark.parametrize(("name", "keys"), [
    ("report", {"figures", "pdf", "xlsx", "whole_s"}), ("export", {"rows", "mb", "s", "cpu_s", "more_mb", "seal"}),
    ("batch", {"papers", "pages", "with_queries", "ours", "platypus", "platypus_pages", "ours_ms", "platypus_ms", "ratio"}),
])  # fmt: skip
def test_a_benchmark_of_reports_tells_its_figures(run, small, name, keys):
    assert set(run.BENCHMARKS[name](options(small))) == keys


@pytest.mark.skipif(sys.platform != "linux", reason="the window needs a screen here")
def test_the_benchmarks_of_the_window_tell_their_figures(run, small, tmp_path):
    told = run.run_window(",".join(IN_WINDOW), small, str(tmp_path), 3)
    assert set(told) == set().union(*IN_WINDOW.values())
    slowest = told.pop("slowest_ms")
    assert {"people name desc", "cases next", "referrals due", "grants asked desc", "followups due"} <= set(
        slowest
    )
    assert all(set(told.pop(name)) == SPREAD for name in ("case", "first_page", "page_down"))
    assert all(isinstance(figure, float) for figure in told.values())


def test_the_last_line_is_one_json_object(run, small, monkeypatch, capsys):
    monkeypatch.setattr(run, "harden", lambda: None)  # it would bind the rest of the tests too
    monkeypatch.setattr(
        sys, "argv", ["run.py", "alike", "--people", "50", "--repeat", "12", "--office", str(small)]
    )
    assert run.main() == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["benchmark"], told["people"]) == ("alike", 50)
    assert set(told["alike"]) == SPREAD
