"""`ardoise demo`: the files of an invented firm, as its accountant would hand them over."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ardoise.cli.answers import refuse

if TYPE_CHECKING:
    from ardoise.demo import Firm


def run(
    out_dir: Annotated[Path, typer.Argument(help="Folder to write in; made if it is missing.")],
    seed: Annotated[int, typer.Option(help="The same seed and day give the same bytes.")] = 1,
    customers: Annotated[int, typer.Option(help="How many customers.", min=1, max=5000)] = 300,
    entries: Annotated[int, typer.Option(help="Instead: one large FEC of about that many lines.", min=0)] = 0,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day told; today if absent.")
    ] = None,
) -> None:
    """Write the FECs, the contacts, the restraints and the bank statements of an invented French firm."""
    from ardoise import demo

    day = (as_of or datetime.now()).date()
    try:
        out_dir.mkdir(parents=True, exist_ok=True)
        if entries:
            typer.echo(demo.large(entries, seed, out_dir / f"{demo.SIREN}FEC{day:%Y}1231.txt", day.year))
        else:
            tell(demo.firm(seed, day, customers), out_dir)
    except OSError as error:
        refuse(f"The demo can't be written in {out_dir} ({error.strerror}): name a folder you may write in.")


def tell(firm: Firm, folder: Path) -> None:
    """Write the firm, and print where each file is."""
    paths = firm.write(folder)
    for path in (*paths.fecs, paths.contacts, paths.restraints, paths.statements):
        typer.echo(path)
