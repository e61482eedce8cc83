"""`ardoise demo` writes what an accountant hands over, and says where."""

from __future__ import annotations

from tests.cli import terminal


def ask(*arguments):
    return terminal.ardoise("demo", *arguments)


def test_the_command_writes_the_five_files_and_names_them(tmp_path):
    answer = ask(tmp_path / "firm", "--customers", 30, "--as-of", "2026-03-31")
    assert answer.returncode == 0, answer.stderr
    named = answer.stdout.split()
    assert sorted(named) == sorted(map(str, (tmp_path / "firm").iterdir())) and len(named) == 5


def test_the_command_writes_one_large_file(tmp_path):
    answer = ask(tmp_path, "--entries", 1000, "--as-of", "2026-03-31")
    assert answer.returncode == 0, answer.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["001847367FEC20261231.txt"]


def test_a_folder_that_cannot_be_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "taken").write_text("a file")
    answer = ask(tmp_path / "taken", "--customers", 30)
    assert answer.returncode == 3
    assert "name a folder" in answer.stderr and "Traceback" not in answer.stderr
