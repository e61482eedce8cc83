"""A policy from its file: read whole, or refused with what to correct; never half understood."""

from __future__ import annotations

import json

import pytest

from ardoise.domain.dunning import Level
from ardoise.domain.policies import PolicyError, read

LADDER = """
name = "patient"
days_between_min = 10
net_credits = false

[[levels]]
key = "before_due"
days_overdue_min = -5
amount_min_cents = 100000

[[levels]]
key = "friendly"
days_overdue_min = 15
tone = "courteous"
"""


def test_a_ladder_in_toml():
    policy = read(LADDER)
    assert (policy.name, policy.days_between_min, policy.net_credits) == ("patient", 10, False)
    assert policy.levels == (
        Level("before_due", -5, amount_min_cents=100_000),
        Level("friendly", 15, tone="courteous"),
    )
    assert policy.amount_min_cents == 1500


def test_the_same_in_json():
    text = json.dumps({"levels": [{"key": "a", "days_overdue_min": 3, "channel": "letter"}]})
    assert read(text).levels == (Level("a", 3, channel="letter"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("levels = [", "neither TOML nor JSON"),
        ("{", "neither TOML nor JSON"),
        ('{"levels":' + "[" * 5000, "neither TOML nor JSON"),
        ("", "no levels"),
        ("levels = 3", "no levels"),
        ("levels = [1]", "level 1 is 1"),
        ('levels = [{key="a"}]', "no “days_overdue_min”"),
        ('levels = [{key="a", days_overdue_min=1, chanel="email"}]', "“chanel” of level 1 means nothing"),
        ('levels = [{key="a", days_overdue_min="1"}]', "give a whole number"),
        ('levels = [{key="a", days_overdue_min=true}]', "give a whole number"),
        ('levels = [{key="a", days_overdue_min=1, channel="pigeon"}]', "“pigeon” of level 1 doesn't exist"),
        ('levels = [{key="a", days_overdue_min=1, tone="rude"}]', "“rude” of level 1 doesn't exist"),
        ('levels = [{key="a", days_overdue_min=0}]', "nothing is overdue on its due date"),
        ('levels = [{key="a", days_overdue_min=9}, {key="b", days_overdue_min=9}]', "must come later than “a”"),
        ('levels = [{key="a", days_overdue_min=1}, {key="a", days_overdue_min=9}]', "there twice"),
        ('days_between_min = 0\nlevels = [{key="a", days_overdue_min=1}]', "“days_between_min” is 0"),
        ('amount_min_cents = -1\nlevels = [{key="a", days_overdue_min=1}]', "“amount_min_cents” is -1"),
        ('levels = [{key="a", days_overdue_min=99999999999}]', r"days_overdue_min \(a\)"),
        ('levels = [{key="thanks", days_overdue_min=9}]', "no reminder"),
        ('levels = [{key=" a", days_overdue_min=9}]', "level 1 can't be a name"),
        (
            'levels = [{key="b", days_overdue_min=1, formerly=["a"]}, {key="a", days_overdue_min=9}]',
            "“b” was called “a”: whoever heard it",
        ),
        (
            'levels = [{key="b", days_overdue_min=1, formerly=["x"]}, {key="c", days_overdue_min=9, formerly=["x"]}]',
            "would both have been called “x”",
        ),
    ],
)
def test_what_is_not_understood_is_refused_with_a_sentence(text, said):
    with pytest.raises(PolicyError, match=said) as refusal:
        read(text)
    french, english = refusal.value.told("fr"), refusal.value.told("en")
    assert all(sentence.endswith((".", ")")) for sentence in (*french, *english))
    assert len(french) == len(english) and set(french).isdisjoint(english)
    assert str(refusal.value) == "\n".join(english)
