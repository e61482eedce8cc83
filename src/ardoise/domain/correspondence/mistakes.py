"""What can be wrong with the text of a letter, said to the person who wrote it, at its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong, where, and what to do."""

    code: str
    line: int  # from 1
    column: int  # from 1
    fr: str
    en: str

    def told(self, language: str) -> str:
        """The sentence for the reader."""
        return self.fr if language == "fr" else self.en


class Unmergeable(ValueError):  # noqa: N818 - it reads as what happened
    """The text is no letter; its mistakes say why. As text it speaks English."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(" ".join(f"Line {found.line}: {found.en}" for found in self.mistakes))


SENTENCES: dict[str, tuple[str, str]] = {
    "unknown_field": (
        "« {mark} » n’est pas un champ : choisissez-en un dans la liste.",
        "“{mark}” is not a field of a letter: choose one of the list.",
    ),
    "unknown_filter": (
        "« |{mark} » ne veut rien dire : après la barre, écrivez {known}.",
        "“|{mark}” means nothing: after the bar, write {known}.",
    ),
    "no_meaning": (
        "« {mark} » n’a pas de sens ici : un champ s’écrit {{{{champ}}}}, une condition {{% if champ %}} … "
        "{{% endif %}}. Corrigez ou retirez ce passage.",
        "“{mark}” means nothing here: a field is written {{{{field}}}}, a condition {{% if field %}} … {{% endif %}}. "
        "Correct or remove it.",
    ),
    "never_closed": (
        "« {mark} » n’est jamais refermé : ajoutez les accolades fermantes, ou retirez-le.",
        "“{mark}” is never closed: add the closing braces, or remove it.",
    ),
    "closes_nothing": (
        "« {{% {mark} %}} » ne referme rien : retirez-le, ou ouvrez la condition avant.",
        "“{{% {mark} %}}” closes nothing: remove it, or open the condition before.",
    ),
    "if_never_ends": (
        "La condition sur « {mark} » n’est jamais refermée : ajoutez {{% endif %}} où elle finit.",
        "The condition on “{mark}” is never closed: add {{% endif %}} where it ends.",
    ),
    "loop_never_ends": (
        "La liste des pièces n’est jamais refermée : ajoutez {{% endfor %}} où elle finit.",
        "The list of items is never closed: add {{% endfor %}} where it ends.",
    ),
    "loop_in_loop": (
        "Une liste de pièces dans une liste de pièces ne finirait pas : retirez celle du dedans.",
        "A list of items within a list of items would not end: remove the inner one.",
    ),
    "too_deep": (
        "Il y a plus de {limit} conditions l’une dans l’autre : simplifiez ce passage.",
        "More than {limit} conditions stand one in the other: simplify this passage.",
    ),
    "too_long": (
        "Le texte dépasse {limit} caractères : raccourcissez-le.",
        "The text is longer than {limit} characters: shorten it.",
    ),
    "comes_out_too_long": (
        "Le courrier dépasserait {limit} Ko : raccourcissez le texte, ou joignez le relevé au lieu de la liste.",
        "The letter would be longer than {limit} KB: shorten the text, or attach the statement instead of the list.",
    ),
    "table_in_loop": (
        "{{{{items}}}} dessine tout le tableau : dans une liste, il reviendrait à chaque pièce. Sortez-le de là.",
        "{{{{items}}}} draws the whole table: in a list it would come again with each item. Take it out of there.",
    ),
    "many_tables": (
        "Le tableau des pièces est là plus de {limit} fois : une seule suffit d’ordinaire.",
        "The table of items is there more than {limit} times: once is usually enough.",
    ),
    "hidden_sign": (
        "Un caractère invisible ou de contrôle se cache ici : retapez ce passage.",
        "A hidden or control character stands here: type this passage again.",
    ),
    "items_alone": (
        "{{{{{name}}}}} dessine un tableau : mettez-le seul dans son paragraphe, entre deux lignes vides.",
        "{{{{{name}}}}} draws a table: put it alone in its paragraph, between two empty lines.",
    ),
    "holds_iban": (
        "Un IBAN est écrit dans le texte : retirez-le et insérez {{{{payment}}}}, qui donne celui des réglages.",
        "An IBAN is written in the text: remove it and insert {{{{payment}}}}, which gives that of the settings.",
    ),
    "fee_of_consumer": (
        "« {mark} » : à un particulier, ni frais de relance ni indemnité ne se demandent (CPCE L111-8). "
        "Insérez {{{{charges}}}}, qui ne dit à chacun que ce qu’il doit, ou écrivez au modèle des professionnels.",
        "“{mark}”: a consumer may be asked for no cost of a reminder and no fixed charge (CPCE L111-8). "
        "Insert {{{{charges}}}}, which tells each what they owe, or write it in the letter for professionals.",
    ),
    "fee_typed_to_consumer": (
        "« {mark} » : à un particulier, ni frais de relance ni indemnité ne se demandent (CPCE L111-8). "
        "Retirez ces mots ; si ce client n’en est pas un, dites-le d’abord sur sa fiche.",
        "“{mark}”: a consumer may be asked for no cost of a reminder and no fixed charge (CPCE L111-8). "
        "Take these words out; if this customer is none, say so first in their file.",
    ),
    "no_subject": ("L’objet est vide : écrivez-en un.", "The subject is empty: write one."),
    "no_body": ("Le texte est vide : écrivez le courrier.", "The text is empty: write the letter."),
    "long_subject": (
        "L’objet dépasse {limit} caractères une fois écrit : raccourcissez-le.",
        "The subject is longer than {limit} characters once written: shorten it.",
    ),
    "lines_in_subject": (
        "L’objet tient sur une ligne : retirez les retours à la ligne.",
        "The subject stands on one line: remove the line breaks.",
    ),
}


def mistake(code: str, text: str, at: int, **told: str) -> Mistake:
    """The mistake of this code at a place of the text; what it quotes is cut to a readable length."""
    fr, en = SENTENCES[code]
    told = {name: value if name == "known" else _cut(value) for name, value in told.items()}
    before = text[:at]
    column = at - (before.rfind("\n") + 1) + 1
    return Mistake(code, before.count("\n") + 1, column, fr.format(**told), en.format(**told))


def _cut(quoted: str) -> str:
    line = " ".join(quoted.split())
    return line if len(line) <= 60 else line[:59] + "…"
