"""`ardoise plan`, as a script or a person calls it."""

from __future__ import annotations

import json

import pytest
from tests.cli import terminal
from tests.cli.test_aging import fec, line  # noqa: F401 - the same book


def plan(*arguments, home=None):
    return terminal.ardoise("plan", *arguments, home=home)


def test_the_document_is_the_contract(fec):  # noqa: F811
    answer = plan(fec, "--as-of", "2026-03-16", "--json")
    assert answer.returncode == 0 and not answer.stderr
    document = json.loads(answer.stdout)
    (martin,) = document["proposals"]
    assert {k: martin[k] for k in ("customer", "level", "channel", "amount", "reason_code")} == {
        "customer": "MARTIN",
        "level": "friendly",
        "channel": "email",
        "amount": "1000.00",
        "reason_code": "first_reminder",
    }
    told = [{k: row[k] for k in ("line", "document", "due_on", "amount")} for row in martin["items"]]
    assert told == [
        {"line": 2, "document": "F1", "due_on": "2026-02-04", "amount": "1200.00"},
        {"line": 6, "document": "R1", "due_on": "2026-03-10", "amount": "-200.00"},
    ]
    (durand,) = document["skips"]
    assert (durand["customer"], durand["reason"]) == (
        "DURAND",
        "Rien d’échu à relancer ; prochaine échéance le 31\u00a0mars\u00a02026.",
    )


def test_a_policy_of_ones_own_is_followed(fec, tmp_path):  # noqa: F811
    policy = tmp_path / "policy.toml"
    policy.write_text('levels = [{key = "call", days_overdue_min = 5, channel = "call"}]\nnet_credits = false\n')
    document = json.loads(plan(fec, "--as-of", "2026-03-16", "--policy", policy, "--json").stdout)
    assert [(p["level"], p["channel"], p["amount"]) for p in document["proposals"]] == [("call", "call", "1200.00")]


def test_a_person_reads_why_and_why_not(fec):  # noqa: F811
    text = plan(fec, "--as-of", "2026-03-16", "--language", "en").stdout
    assert "Proposed reminders (1)" in text and "Left in peace (1)" in text
    assert "40\u00a0days overdue at the oldest" in text and "next due on 31\u00a0Mar\u00a02026" in text


def test_what_of_a_policy_does_not_happen_as_it_reads_is_told_beside_the_plan(fec, tmp_path):  # noqa: F811
    policy = tmp_path / "policy.toml"
    policy.write_text("levels = [{key = 'a', days_overdue_min = 7}, {key = 'b', days_overdue_min = 9}]")
    answer = plan(fec, "--as-of", "2026-03-16", "--policy", policy, "--json", "--language", "en")
    assert answer.returncode == 0 and json.loads(answer.stdout)["proposals"]
    assert "policy.toml: “b” is set at 9" in answer.stderr and "leaves at 14" in answer.stderr
    policy.write_text(
        "levels = [{key = 'a', days_overdue_min = 7, amount_max_cents = 10000}, "
        "{key = 'b', days_overdue_min = 21, amount_min_cents = 20000}]"
    )
    answer = plan(fec, "--as-of", "2026-03-16", "--policy", policy, "--json")
    assert answer.returncode and "« b » ne peut pas être atteint : il commence à 200,00" in answer.stderr


@pytest.mark.parametrize("content", ["levels = 3", "\x00", '{"levels": []}'])
def test_a_policy_that_is_none_is_refused(fec, tmp_path, content):  # noqa: F811
    policy = tmp_path / "policy.toml"
    policy.write_text(content)
    answer = plan(fec, "--as-of", "2026-03-16", "--policy", policy, "--json")
    assert (answer.returncode, answer.stdout) == (3, "")
    assert "policy.toml" in answer.stderr and "Traceback" not in answer.stderr


def test_without_a_file_and_without_a_company_it_says_what_to_do(tmp_path):
    answer = plan("--as-of", "2026-03-16", home=tmp_path)
    assert (answer.returncode, answer.stdout) == (3, "")
    assert "ardoise up" in answer.stderr and "Traceback" not in answer.stderr


def answered(fec, *arguments):  # noqa: F811
    answer = plan(fec, "--as-of", "2026-03-16", "--json", "--language", "en", *arguments)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def reasons(document):
    """Who is left in peace and why."""
    return {row["customer"]: row["reason_code"] for row in document["skips"]}


@pytest.mark.parametrize(
    ("make", "french", "english"),
    [
        (lambda path: None, "n’existe pas : vérifiez", "does not exist: check"),
        (lambda path: path.mkdir(), "est un dossier : indiquez", "is a directory: give"),
        (lambda path: path.write_bytes(b"name = 'caf\xe9'"), "enregistrez-le en UTF-8", "save it as UTF-8"),
    ],
    ids=["missing", "a folder", "not UTF-8"],
)
@pytest.mark.parametrize("option", ["--policy", "--blocks"])
def test_a_file_that_cannot_be_opened_is_told_in_one_language(fec, tmp_path, make, french, english, option):  # noqa: F811
    path = tmp_path / "rules.toml"
    make(path)
    if option == "--blocks" and path.is_file():
        return
    for language, words in (("fr", french), ("en", english)):
        answer = plan(fec, "--as-of", "2026-03-16", option, path, "--language", language)
        assert answer.returncode == 3 and words in answer.stderr and answer.stderr.count("\n") == 1


def test_what_is_no_table_is_said_in_a_few_words(fec, tmp_path):  # noqa: F811
    file = tmp_path / "photo.csv"
    file.write_text(";".join(f"\x1b[31m{'x' * 500}{n}" for n in range(50)), encoding="utf-8")
    told = plan(fec, "--as-of", "2026-03-16", "--blocks", file).stderr
    assert "Aucune colonne ne dit le client" in told and len(told) < 500 and "\x1b" not in told and "('" not in told


def test_blocks_disputes_and_promises_come_from_files(fec, tmp_path):  # noqa: F811
    file = tmp_path / "given.csv"
    file.write_text("Code client;Motif;Jusqu'au\nMARTIN;vacances;31/03/2026\nDURAND;redressement judiciaire;\n")
    told = answered(fec, "--blocks", file)
    assert reasons(told) == {"MARTIN": "blocked", "DURAND": "insolvent"} and told["problems"] == []
    assert "until 31 Mar 2026 (vacances)" in told["skips"][1]["reason"].replace("\u00a0", " ")
    file.write_text("customer;invoice;contested amount\n;F1;300,00\n")
    (martin,) = answered(fec, "--disputes", file)["proposals"]
    assert (martin["amount"], martin["items"][0]["amount"], martin["items"][0]["contested"]) == (
        "700.00",
        "900.00",
        "300.00",
    )
    file.write_text("client;facture;promis le;fait le\nMARTIN;F1;2026-03-18;2026-03-02\n")
    assert reasons(answered(fec, "--promises", file))["MARTIN"] == "promised"


def test_a_promise_that_was_not_kept_presses(fec, tmp_path):  # noqa: F811
    file = tmp_path / "promises.csv"
    file.write_text("client;facture;montant;promis le;fait le\nMARTIN;F1;1200,00;05/03/2026;02/03/2026\n")
    (plain,), (pressed,) = answered(fec)["proposals"], answered(fec, "--promises", file)["proposals"]
    assert (plain["promise_broken_on"], pressed["promise_broken_on"]) == (None, "2026-03-05")
    assert pressed["priority"] == plain["priority"] + 20


def test_a_promise_of_all_that_is_due_is_judged_and_one_without_a_day_is_told(fec, tmp_path):  # noqa: F811
    file = tmp_path / "promises.csv"
    file.write_text("client;facture;montant;promis le;fait le\nMARTIN;;;05/03/2026;02/03/2026\n")
    (martin,) = answered(fec, "--promises", file)["proposals"]
    assert martin["promise_broken_on"] == "2026-03-05"
    file.write_text("client;facture;montant;promis le;fait le\nMARTIN;;;;02/03/2026\nMARTIN;;;32/03/2026;\n")
    told = answered(fec, "--promises", file)
    assert reasons(told)["MARTIN"] == "promised" and [problem["line"] for problem in told["problems"]] == [2, 3]
    assert "does not say for which day" in told["problems"][0]["message"]


def test_what_is_wrong_in_a_file_is_told_with_its_name(fec, tmp_path):  # noqa: F811
    file = tmp_path / "blocks.csv"
    file.write_text("client;jusqu'au\nNOBODY;2026-04-01\n")
    told = plan(fec, "--as-of", "2026-03-16", "--language", "en", "--blocks", file).stderr
    assert told.startswith("blocks.csv, line 2: ")


def test_instalments_of_one_agreement_come_from_the_rows_of_a_file(fec, tmp_path):  # noqa: F811
    file = tmp_path / "promises.csv"
    head = "client;facture;montant;promis le;fait le;échéancier\n"
    file.write_text(head + "MARTIN;F1;600,00;18/03/2026;02/03/2026;A1\nMARTIN;F1;600,00;18/04/2026;02/03/2026;A1\n")
    told = answered(fec, "--promises", file)
    assert reasons(told)["MARTIN"] == "planned" and "18 Mar 2026" in str(told["skips"]).replace("\\xa0", " ")
    file.write_text(head + "MARTIN;F1;200,00;18/03/2026;02/03/2026;A1\nMARTIN;F1;300,00;18/04/2026;02/03/2026;A1\n")
    (martin,) = answered(fec, "--promises", file)["proposals"]
    assert [(item["amount"], item["planned"]) for item in martin["items"]][:1] == [("700.00", "500.00")]
    file.write_text(head + "MARTIN;;600,00;05/03/2026;02/03/2026;A1\nMARTIN;;600,00;18/04/2026;;A1\nMARTIN;;;;;A2\n")
    told = answered(fec, "--promises", file)
    assert [problem["line"] for problem in told["problems"]] == [4] and reasons(told)["MARTIN"] == "promised"
    file.write_text(head + "MARTIN;;600,00;05/03/2026;02/03/2026;A1\nMARTIN;;600,00;18/04/2026;;A1\n")
    (martin,) = answered(fec, "--promises", file)["proposals"]
    assert martin["promise_broken_on"] == "2026-03-05", "its first instalment was not paid: no peace any more"


def test_money_that_comes_after_a_reminder_heals_no_plan(fec, tmp_path):  # noqa: F811
    with fec.open("a", encoding="utf-8") as book:  # 200 came in time, 400 after the days of grace
        book.write(line(4, "20260314", "MARTIN", "Martin & Fils", "R2", credit="400,00") + "\n")
        book.write("BQ|Banque|4|20260314|512000|Banque|||R2|20260314|R2|400,00|0,00|||20260314||\n")
    file = tmp_path / "promises.csv"
    rows = "MARTIN;;600,00;05/03/2026;02/03/2026;A1;{}\nMARTIN;;600,00;18/04/2026;;A1;\n"
    head = "client;facture;montant;promis le;fait le;échéancier;relancé le\n"
    for reminded, is_healed in (("", True), ("13/03/2026", False), ("15/03/2026", True), ("bientôt", True)):
        file.write_text(head + rows.format(reminded))
        told = answered(fec, "--promises", file)
        assert (reasons(told).get("MARTIN") == "planned") is is_healed, reminded
        assert bool(told["problems"]) is (reminded == "bientôt")


def test_what_is_wrong_in_them_is_told_by_line_and_errs_on_the_side_of_silence(fec, tmp_path):  # noqa: F811
    file = tmp_path / "blocks.csv"
    file.write_text("client;facture;jusqu'au\nMARTIN;;soon\nNOBODY;;12/31/2026\n;;31/03/2026\n;F9;\n")
    told = answered(fec, "--blocks", file)
    assert [problem["line"] for problem in told["problems"]] == [2, 3, 3, 4, 5]
    assert reasons(told)["MARTIN"] == "blocked"
    file.write_text("customer;end\nMARTIN;12/03/2026\nDURAND;03/02/2026\n")  # which of two days is not sure
    told = answered(fec, "--blocks", file)
    assert reasons(told)["MARTIN"] == "blocked" != reasons(told)["DURAND"]
    assert "may be 12 March 2026 or 3 December 2026" in told["problems"][0]["message"]
    file.write_text("client;facture;montant contesté\nMARTIN;F1;much\n")
    assert reasons(answered(fec, "--disputes", file))["MARTIN"] == "disputed"
    file.write_text("client;facture\nmartin;f1\ndurand;\n")  # typed by hand
    told = answered(fec, "--blocks", file)
    assert {reasons(told)["MARTIN"], reasons(told)["DURAND"]} == {"blocked"} and told["problems"] == []


@pytest.mark.parametrize("content", ["", "colour;size\nred;3\n", None])
def test_a_file_that_tells_nobody_is_refused(fec, tmp_path, content):  # noqa: F811
    file = tmp_path / "blocks.csv"
    if content is not None:
        file.write_text(content)
    answer = plan(fec, "--as-of", "2026-03-16", "--blocks", file, "--json")
    assert answer.returncode == 3 and answer.stderr and not answer.stdout
    assert "Traceback" not in answer.stderr
