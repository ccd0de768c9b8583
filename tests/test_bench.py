import json
import random

from scripts.bench import print_comparison, spread

SENT = {"other": 7_700_000, "this": 7_800_000}


def outcome_of(this, other, again, capsys):
    print_comparison(
        {("this", "cold"): this, ("other", "cold"): other, ("other-again", "cold"): again}, SENT
    )
    return json.loads(capsys.readouterr().out.splitlines()[-1])["cold"]


def test_a_commit_that_always_takes_the_same_time_has_no_spread():
    assert spread([700.0] * 10) == 0


def test_the_spread_is_wider_where_times_differ_more():
    draw = random.Random(1)
    calm = [draw.gauss(700, 10) for _ in range(10)]
    restless = [draw.gauss(700, 70) for _ in range(10)]

    assert 0 < spread(calm) < spread(restless)


def test_a_slower_tree_shows_by_how_much_beside_what_chance_makes(capsys):
    found = outcome_of([800.0] * 5, [690.0, 710, 700, 695, 705], [700.0] * 5, capsys)

    assert found["other_ms"] == 700
    assert found["this_ms"] == 800
    assert found["difference"] == 0.143
    assert found["spread"] < 0.02


def test_it_says_whether_a_difference_is_more_than_chance(capsys):
    times = {("other", "warm"): [700.0, 702], ("other-again", "warm"): [701.0, 699]}

    print_comparison(times | {("this", "warm"): [900.0, 910]}, SENT)
    slower = capsys.readouterr().out
    print_comparison(times | {("this", "warm"): [700.0, 701]}, SENT)

    assert "beyond the spread" in slower
    assert "within the spread" in capsys.readouterr().out
