"""Carry out an import: read, type and compare outside, then one short transaction that writes it all.

Progress is told before that transaction: within it, nobody else could see it,
and with SQLite nobody else could write.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from time import monotonic
from typing import Any

from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override
from django_scopes import scope, scopes_disabled

from ardoise.actions import events
from ardoise.actions.imports import advices, banks, contacts, ledgers
from ardoise.actions.imports.locks import alone, fail
from ardoise.actions.imports.mappings import remember
from ardoise.actions.imports.refusals import Unusable, refusal
from ardoise.actions.obstacles import reason_of
from ardoise.actions.reconciliation import automatic
from ardoise.records.models import Import

PROBLEMS_KEPT = 1000
LOG = logging.getLogger(__name__)
Tell = Callable[[str, int], None]
STOPPED = gettext_noop("The import was stopped by this machine (%(reason)s); nothing of it was kept. Check its disk.")


def carry_out(import_id: int, at: datetime, tell: Tell | None = None) -> Import:
    """Reads the file of a waiting import and writes what it says, all or nothing; gives the import as it ended.

    An import that has ended is given back as it is. `tell(stage, percent)` hears the progress, which other
    processes find on the import's row. Waits while another import of the company is under way.
    """
    with scopes_disabled():
        company_id = Import.objects.values_list("company_id", flat=True).get(pk=import_id)
    with alone(company_id), scopes_disabled():
        waiting = Import.objects.select_related("company", "by").get(pk=import_id)
        if waiting.state not in ("waiting", "running"):
            return waiting
        Import.objects.filter(pk=import_id).update(state="running", stage="reading", progress=0)
        waiting.state = "running"
        with scope(company=waiting.company), override(waiting.company.language):
            run(waiting, at, progress_of(waiting, tell))
            explain(waiting, at)
    waiting.refresh_from_db()
    return waiting


def explain(done: Import, at: datetime) -> None:
    """The receipts are explained by the books as they are now; an import stands even where that fails."""
    if done.state != "done" or done.kind == "contacts":
        return
    try:
        automatic.refresh(done.company, at)
    except Exception:
        LOG.exception("The receipts of company %s could not be explained", done.company_id)


def run(running: Import, at: datetime, tell: Tell) -> None:
    """Carries it out, or says why not."""
    try:
        work: Any = {"contacts": contacts, "bank": banks, "advices": advices}.get(running.kind, ledgers)
        plan = work.prepare(running, at, tell)
        tell("storing", 75)
        with at_hand(plan), events.act(running.company):
            refuse_if_given_up(running)
            before = work.store(running, plan, at)
            finish(running, plan.report, plan.problems, before, at)
    except Unusable as refused:
        fail(running, refused.problems, at)
    except (DatabaseError, OSError) as error:
        fail(running, [{"line": None, "column": None, "message": stopped_by(error)}], at)
    except Exception as error:
        sentence = _(
            "The import met something unforeseen (%(reason)s); nothing of it was kept. Tell us, with the file."
        )
        fail(running, [{"line": None, "column": None, "message": sentence % {"reason": repr(error)}}], at)
        raise


def stopped_by(error: Exception) -> str:
    """The sentence of an import that the machine stopped."""
    return _(STOPPED) % {"reason": reason_of(error)}


def at_hand(plan: Any) -> AbstractContextManager[None]:
    """What a plan has laid out beside the database can be taken into it meanwhile."""
    return plan.at_hand() if isinstance(plan, ledgers.Plan) else nullcontext()


def refuse_if_given_up(running: Import) -> None:
    """The lock was lost with its connection, and another machine took this import for dead: it stays so."""
    if not Import.objects.filter(pk=running.pk, state="running").exists():
        raise refusal(
            lambda: _("The import was interrupted before its end; nothing of it was kept. Import the file again.")
        )


def finish(running: Import, report: dict[str, Any], problems: list[Any], before: dict[str, Any], at: datetime) -> None:
    """Notes the report on the import, and the event, in the transaction of the rest."""
    running.state, running.progress, running.stage, running.ended_at = "done", 100, "", at
    running.report = report | {"problems": len(problems)}
    running.problems = problems[:PROBLEMS_KEPT]
    running.before = before
    running.save()
    remember(running)
    events.record(running.company, "imported", running.by, at, running, after=running.report)


def progress_of(running: Import, tell: Tell | None) -> Tell:
    """Writes the progress on the import's row, twice a second at most."""
    said, said_at = "", -1.0

    def note(stage: str, percent: int) -> None:
        nonlocal said, said_at
        if tell:
            tell(stage, percent)
        if stage == said and monotonic() - said_at < 0.5:
            return
        said, said_at = stage, monotonic()
        Import.objects.filter(pk=running.pk).update(stage=stage, progress=min(percent, 99))
        running.stage, running.progress = stage, min(percent, 99)

    return note
