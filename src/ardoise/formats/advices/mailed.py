"""A mail saved as a file (`.eml`): what it says is paid stands in the files that came with it, or in its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from ardoise.domain.ledger import Problem
from ardoise.formats import advices, mails
from ardoise.formats.advices.reading import AdviceReading, refused
from ardoise.formats.messages import say

HEAD = re.compile(rb"\A(?:From [^\n]*\n)?(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r?\n")
OF_MAILS = re.compile(
    rb"(?im)^(?:mime-version|content-type|message-id|received|return-path|delivered-to|x-mailer)[ \t]*:"
)


def is_mail(start: bytes) -> bool:
    """Does it begin with the headers of a mail, one of which only mail software writes?"""
    head = HEAD.match(start.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"))
    return head is not None and OF_MAILS.search(head[0]) is not None


def read(path: Path, language: str) -> AdviceReading:
    """The advices in its files as one; where none of them is one, that of its words."""
    raw = path.read_bytes()
    readings = list(of_files(raw, language))
    told = [reading for _name, reading in readings if not reading.advices.is_empty()]
    problems = tuple(
        replace(problem, message=naming(problem.message, name, language), is_fatal=False)
        for name, reading in readings
        for problem in reading.problems
    )
    if told:
        lines = pl.concat([reading.advices for reading in told])
        return AdviceReading("mail", sum(reading.rows for reading in told), lines, problems)
    words = advices.read(mails.read(raw).text, language=language)
    if problems and not words.is_readable:
        problems = (replace(problems[0], is_fatal=True), *problems[1:])
        return replace(words, format="mail", problems=problems)
    return replace(words, format="mail", problems=(*words.problems, *problems))


def of_files(raw: bytes, language: str) -> Iterator[tuple[str, AdviceReading]]:
    """Name and reading of each file that is an advice, or that cannot be opened."""
    from ardoise.formats import recognition

    with TemporaryDirectory() as folder:
        for place, file in enumerate(mails.attached(raw)):
            if file.wrong:
                yield file.name, refused("mail", f"mailed_{file.wrong}", language)
                continue
            path = Path(folder) / f"{place}{file.suffix}"
            path.write_bytes(file.content)
            kind = recognition.of_file(path)
            if not kind.may_be_advice:
                continue
            reading = advices.read(path, language=language)
            if not reading.advices.is_empty() or not reading.is_opened:
                yield file.name, named(reading, path.name, file.name)


def naming(message: str, name: str, language: str) -> str:
    """The sentence with the file it is about, once."""
    return message if name in message else say("of_archive", language, name=name, message=message)


def named(reading: AdviceReading, own: str, theirs: str) -> AdviceReading:
    """The reading whose problems call the file as the mail does."""
    return replace(reading, problems=tuple(called(problem, own, theirs) for problem in reading.problems))


def called(problem: Problem, own: str, theirs: str) -> Problem:
    """The problem with the file's own name."""
    return Problem(problem.line, problem.column, problem.message.replace(own, theirs), problem.is_fatal)
