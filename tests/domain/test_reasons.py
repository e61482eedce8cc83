"""Every reason is a sentence a collector can read out, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from ardoise.domain.dunning import REASONS
from ardoise.domain.reasons import amount_written, day_written, days_written, level_name, say

FACTS = {
    "amount_cents": 123_456,
    "overdue_cents": 500,
    "currency": "EUR",
    "oldest_due_on": date(2026, 11, 26),
    "days_overdue": 12,
    "last_level": "friendly",
    "last_sent_on": date(2026, 11, 1),
    "on": date(2026, 11, 30),
    "days": 7,
    "level": "firm",
    "note": "",
}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_its_sentence(reason, language):
    for facts in (FACTS, FACTS | {"on": None, "note": "prix"}):
        sentence = say(reason, language, **facts)
        assert sentence.endswith(".") and "{" not in sentence
    assert "?" not in say(reason, language, **FACTS)


def test_the_two_languages_never_say_the_same():
    assert all(say(reason, "fr", **FACTS) != say(reason, "en", **FACTS) for reason in REASONS)


def test_a_promise_is_said_with_its_day_and_its_note():
    assert say("promised", "fr", on=date(2026, 11, 30), note="par Mme Petit") == (
        "Paiement promis pour le 30\u00a0nov.\u00a02026 (par Mme Petit)."
    )
    assert say("promised", "en", on=date(2026, 11, 30)) == "Payment promised by 30\u00a0Nov\u00a02026."


def test_a_dispute_without_end_has_no_day():
    assert say("disputed", "fr", on=None, note=None) == "En litige."


def test_a_notice_counts_the_days_ahead():
    facts = FACTS | {"days_overdue": -1, "amount_cents": 1_234_567}
    assert say("before_due", "en", **facts) == "€12,345.67 fall due on 26\u00a0Nov\u00a02026 (in 1\u00a0day)."


def test_a_note_with_braces_is_said_as_it_is():
    assert "{amount} {x}" in say("blocked", "fr", on=None, note="{amount} {x}")


def test_amounts_days_and_levels_are_written_as_each_reader_does():
    assert amount_written(-123_456, "EUR", "fr") == "\u22121\u202f234,56\u00a0€"
    assert amount_written(-123_456, "EUR", "en") == "\u2212€1,234.56"
    assert amount_written(100, "CHF", "en") == "CHF\u00a01.00"
    assert day_written(date(2026, 3, 5), "fr") == "5\u00a0mars\u00a02026"
    assert day_written(date(2026, 3, 5), "en") == "5\u00a0Mar\u00a02026"
    assert [days_written(n, "fr") for n in (0, 1, 2)] == ["0\u00a0jour", "1\u00a0jour", "2\u00a0jours"]
    assert [days_written(n, "en") for n in (0, 1, 2)] == ["0\u00a0days", "1\u00a0day", "2\u00a0days"]
    assert level_name("formal_notice", "fr") == "Mise en demeure" and level_name("call_the_boss") == "call the boss"


def test_the_limit_that_was_met_is_named():
    day = date(2026, 12, 3)
    assert "15,00\xa0€" in say("too_small", "fr", overdue_cents=5_000, note="1500")
    assert say("contacted_recently", "en", level="friendly", on=day, days=2, note="5").endswith(
        "(5\xa0days between two at least)."
    )
    assert "(au plus 3\xa0contacts en 30\xa0jours)" in say("contact_pressure", "fr", on=day, days=4, note="3/30")
    for reason in ("too_small", "contacted_recently", "contact_pressure"):
        assert "(?" not in say(reason, "fr", level="firm", on=day, days=2), "a row of former days has no figure"


def test_how_long_ago_somebody_was_written_to_is_said_as_one_says_it():
    told = {"level": "friendly", "on": date(2026, 12, 3)}
    said = [say("contacted_recently", "fr", **told, days=days) for days in (0, 1, 2)]
    assert [words.partition(" (")[0] for words in said] == [
        "Déjà relancé aujourd’hui", "Déjà relancé hier", "Déjà relancé il y a 2\xa0jours",
    ]  # fmt: skip
    assert say("contacted_recently", "en", **told, days=2).startswith("Already written to 2\xa0days ago")


def test_the_first_of_a_month_is_written_as_letters_write_it():
    said = [day_written(date(2026, 3, day), language) for day in (1, 2) for language in ("fr", "en")]
    assert [one.replace("\u00a0", " ") for one in said] == ["1er mars 2026", "1 Mar 2026", "2 mars 2026", "2 Mar 2026"]
