"""`ardoise standin`: a provider of this machine that really speaks the protocol, for trying a channel out."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from ardoise.cli.answers import Language, refuse

WORDS = {
    "fr": "Prestataire de démonstration ({kind}) sur 127.0.0.1:{port}, clé « {key} », sécurité « aucune ». "
    "Ce qu’il prend est gardé dans {folder} ; rien n’est posté. Ctrl-C l’arrête.",
    "en": "Stand-in provider ({kind}) on 127.0.0.1:{port}, key “{key}”, security “none”. "
    "What it takes is kept in {folder}; nothing is posted. Ctrl-C stops it.",
}


def run(
    kind: Annotated[str, typer.Argument(help="What it stands in for: sms, letter or registered_letter.")],
    port: Annotated[int, typer.Option(help="Where it listens, on this machine only.", min=1, max=65535)] = 8811,
    folder: Annotated[Path | None, typer.Option(help="Where it keeps what it took; a new one without it.")] = None,
    chaos: Annotated[float, typer.Option(help="The share of messages it mistreats, from 0 to 1.", min=0, max=1)] = 0.0,
    seed: Annotated[int, typer.Option(help="Of that chance.")] = 0,
    language: Language = "fr",
) -> None:
    """Stand in for a provider of text messages or letters: takes them, keeps them, proves them, posts nothing."""
    from ardoise.channels.standins import KINDS, Habits, serve
    from ardoise.channels.standins.server import KEY
    from ardoise.cli.books import check_language

    check_language(language)
    if kind not in KINDS:
        known = ", ".join(KINDS)
        refuse({"fr": f"« {kind} » : choisissez parmi {known}.", "en": f"“{kind}”: choose one of {known}."}[language])
    place = folder or Path(tempfile.mkdtemp(prefix="ardoise-standin-"))
    typer.echo(WORDS[language].format(kind=kind, port=port, key=KEY, folder=place))
    try:
        serve(kind, place, port, date.today, Habits(chaos=chaos, seed=seed))
    except OSError as failed:
        refuse({
            "fr": f"Le port {port} n’est pas libre ({failed}) : choisissez-en un autre avec --port.",
            "en": f"The port {port} is not free ({failed}): choose another with --port.",
        }[language])  # fmt: skip
    except KeyboardInterrupt:
        typer.echo("")
