"""`ardoise plan`, as a script or a person calls it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from tests.cli.test_aging import fec  # noqa: F401 - the same book


def plan(*arguments, home=None):
    command = [sys.executable, "-m", "ardoise.cli", "plan", *map(str, arguments)]
    environment = os.environ | ({"ARDOISE_HOME": str(home)} if home else {})
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


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
        "Rien d’échu à relancer ; prochaine échéance le 31/03/2026.",
    )


def test_a_policy_of_ones_own_is_followed(fec, tmp_path):  # noqa: F811
    policy = tmp_path / "policy.toml"
    policy.write_text('levels = [{key = "call", days_overdue_min = 5, channel = "call"}]\nnet_credits = false\n')
    document = json.loads(plan(fec, "--as-of", "2026-03-16", "--policy", policy, "--json").stdout)
    assert [(p["level"], p["channel"], p["amount"]) for p in document["proposals"]] == [("call", "call", "1200.00")]


def test_a_person_reads_why_and_why_not(fec):  # noqa: F811
    text = plan(fec, "--as-of", "2026-03-16", "--language", "en").stdout
    assert "Proposed reminders (1)" in text and "Left in peace (1)" in text
    assert "40\u00a0days overdue at the oldest" in text and "next due on 31 Mar 2026" in text


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
