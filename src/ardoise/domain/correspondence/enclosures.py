"""What goes with a letter, said in one sentence that is true of this letter."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Enclosures:
    """The papers of one message."""

    has_statement: bool = False
    has_statement_xlsx: bool = False
    invoices: int = 0  # copies attached
    left_out: int = 0  # copies known, but too large together for one message


WORDS = {
    "fr": {
        "message": "Vous trouverez en pièce jointe {papers}.",
        "messages": "Vous trouverez en pièces jointes {papers}.",
        "paper": "Vous trouverez ci-joint {papers}.",
        "statement": "le relevé correspondant",
        "statement_xlsx": "le relevé correspondant en tableur",
        "both": "le relevé correspondant, en PDF et en tableur",
        "invoice": "la copie de la facture",
        "invoices": "la copie de {n} factures",
        "and": " et ",
        "left_out": "Les copies des autres factures vous seront adressées sur simple demande.",
    },
    "en": {
        "message": "You will find attached {papers}.",
        "messages": "You will find attached {papers}.",
        "paper": "You will find enclosed {papers}.",
        "statement": "the statement",
        "statement_xlsx": "the statement as a spreadsheet",
        "both": "the statement, as a PDF and as a spreadsheet",
        "invoice": "a copy of the invoice",
        "invoices": "copies of {n} invoices",
        "and": " and ",
        "left_out": "Copies of the other invoices will be sent to you on request.",
    },
}
ON_PAPER = ("letter", "registered_letter", "fax")


def sentence(papers: Enclosures, language: str, channel: str) -> str:
    """Which papers go with the letter, and that some stayed behind; "" where none does."""
    words = WORDS[language]
    named = [text for text in (_statement(papers, words), _invoices(papers, words)) if text]
    count = papers.has_statement + papers.has_statement_xlsx + papers.invoices
    where = words["paper" if channel in ON_PAPER else "message" if count == 1 else "messages"]
    between = words["and"] if "," not in "".join(named) else "," + words["and"]
    said = where.format(papers=between.join(named)) if named else ""
    return " ".join(filter(None, (said, words["left_out"] if papers.left_out else "")))


def _statement(papers: Enclosures, words: dict[str, str]) -> str:
    if papers.has_statement and papers.has_statement_xlsx:
        return words["both"]
    if papers.has_statement:
        return words["statement"]
    return words["statement_xlsx"] if papers.has_statement_xlsx else ""


def _invoices(papers: Enclosures, words: dict[str, str]) -> str:
    if papers.invoices == 1:
        return words["invoice"]
    return words["invoices"].format(n=papers.invoices) if papers.invoices else ""
