"""The brake: a run that leaves the usual corridor, or was computed from stale books, waits for a person."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from ardoise.actions import correspondence, events, installation, lines, rights, sending_domain
from ardoise.actions.days import business_date
from ardoise.actions.delivery.endings import let_go
from ardoise.actions.policies.limits import bank_days_of, limits_of
from ardoise.actions.refusals import Unfit
from ardoise.actions.replies.unread import unread_of
from ardoise.domain import brake as words
from ardoise.domain.brake import Figures
from ardoise.domain.dunning import FIRST_REASONS
from ardoise.engine import brake as engine
from ardoise.engine.dunning import Plan
from ardoise.records.correspondence import INTERNAL
from ardoise.records.models import (
    BankStatement,
    Brake,
    Company,
    Entry,
    Import,
    MailServer,
    Message,
    Proof,
    Proposal,
    Run,
    User,
)

LEFT = ("sent", "sending", "in_doubt")
WAITS = (*correspondence.UNSAID, "to_do")
ENDED = Coalesce("ended_at", "started_at")
LEDGERS = ("fec", "open_items")
ASKED_OF_KNOWN = {"replace", "absent_settled"}
"""Answers to a question about a ledger that tells otherwise than what is known of its source."""
REFUSED = Q(state="failed") & (Q(reason__startswith="5") | Q(reason__startswith="provider_refused"))
"""What the other side would not take at all: as good as come back."""
BOUNCES_OVER = timedelta(30)
LOOKED_AT = 60  # runs before it, to find the usual ones among
BEFORE = 8  # runs shown beside a run that stopped


@dataclass(frozen=True)
class Books:
    """How old the books are on a day, and how old they may be; None: never read, or no bound."""

    as_of: date
    ledger_on: date | None
    bank_on: date | None
    ledger_days_max: int
    bank_days_max: int | None


def books_of(company: Company, as_of: date) -> Books:
    """When the ledger was last read, until when the bank tells of payments, and how old each may be.

    The bank tells up to the last statement of the account that is the furthest behind; where no statement was ever
    brought in, up to the last payment that the ledger books.
    """
    limits = limits_of(company)
    with scope(company=company):
        done = Import.objects.filter(company=company, state="done")
        ledger = read_on(company, done.filter(kind__in=LEDGERS).aggregate(at=Max(ENDED))["at"])
        return Books(as_of, ledger, bank_until(company, as_of), limits.ledger_days_max, bank_days_of(limits))


def bank_until(company: Company, as_of: date) -> date | None:
    """The last day of which every account of ours tells; without statements, of the last payment booked."""
    told = BankStatement.objects.filter(company=company, account__closed_at=None, is_final=True, to_on__isnull=False)
    days: list[date] = [row["on"] for row in told.order_by().values("account").annotate(on=Max("to_on"))]
    if days:
        return min(days)
    with scopes_disabled():  # of a company SQLite would read all entries; of its imports, the last by an index
        paid = Entry.objects.filter(imported=OuterRef("pk"), is_opening__in=[False], kind="payment", gone_on=None)
    latest = paid.filter(booked_on__lte=as_of).order_by("-booked_on").values("booked_on")[:1]
    imports = Import.objects.filter(company=company).annotate(on=Subquery(latest))
    last: date | None = imports.aggregate(last=Max("on"))["last"]
    return last


def read_on(company: Company, at: datetime | None) -> date | None:
    """The company's own date of that instant."""
    return business_date(company, at) if at else None


def stale(books: Books) -> list[dict[str, Any]]:
    """Why the books are too old to write from: reasons as Brake stores them."""
    return engine.freshness(books.as_of, books.ledger_on, books.bank_on, books.ledger_days_max, books.bank_days_max)


def weigh(run: Run, at: datetime) -> Brake | None:
    """Judge a run that was just computed; the brake that stands on it, if one does.

    Computed again the same day it is judged again: what a person released stays released unless a new reason came or
    one that she let pass is graver now; what she dropped stays dropped unless a person computes it again and the
    reasons are others.
    """
    company = run.company
    with events.act(company):
        figures = figures_of(run, at)
        run.figures = run.figures | {"brake": asdict(figures)}
        run.save(update_fields=["figures"])
        by_itself = Proposal.objects.filter(run=run, is_automatic=True).count()
        reasons = _reasons(run, figures, by_itself, at)
        known = Brake.objects.filter(run=run).first()
        if not _is_news(known, reasons, run.by):
            return known if known and known.released_at is None else None
        if not reasons:
            assert known is not None
            _lift(known, at)
            return None
        brake, _is_new = Brake.objects.update_or_create(
            company=company, run=run,
            defaults={"reasons": reasons, "at": at, **UNDECIDED},
        )  # fmt: skip
        events.record(company, "braked", None, at, brake, after={"as_of": run.as_of, "reasons": reasons})
    return brake


UNDECIDED = {"released_at": None, "released_by": None, "dropped_at": None, "dropped_by": None, "note": ""}


def _is_news(known: Brake | None, reasons: list[dict[str, Any]], by: User | None) -> bool:
    """Does the judgment say something that no brake said? Nothing takes up again by itself what a person dropped."""
    if known is None:
        return bool(reasons)
    if known.dropped_at and by is None:
        return False
    if known.released_at is None:
        return bool(reasons != known.reasons)
    let_pass = {reason["reason"]: reason for reason in known.reasons}
    return any(words.is_graver(reason, let_pass.get(reason["reason"])) for reason in reasons)


def _lift(brake: Brake, at: datetime) -> None:
    """What made it stop is so no longer: the books were read again, or the ledger corrected."""
    Brake.objects.filter(pk=brake.pk).update(**UNDECIDED | {"released_at": at, "reasons": []})
    events.record(brake.company, "lifted_brake", None, at, brake, before={"reasons": brake.reasons})


def foresee(company: Company, as_of: date, plan: Plan, customers: pl.DataFrame, at: datetime) -> list[dict[str, Any]]:
    """Why a run of that day would stop, were this its plan: judged as the run is, and stored nowhere.

    `customers`: CUSTOMERS, who pay by direct debit or not.
    """
    run = Run(company=company, policy=Run.WHOLE, as_of=as_of)
    figures = engine.figures(plan.proposals, customers, *_sent_and_bounced(run, at))
    return _reasons(run, figures, int(plan.proposals["is_automatic"].sum()), at)


def _reasons(run: Run, figures: Figures, by_itself: int, at: datetime) -> list[dict[str, Any]]:
    """Why it stops, as Brake stores it; `by_itself`: so many of its proposals need nobody's approval."""
    corridor, _faults = words.read(limits_of(run.company).brake)
    past = [Figures(**told) for told in _gone_by(run).values_list("figures__brake", flat=True)[:LOOKED_AT] if told]
    today = max(run.as_of, business_date(run.company, at))  # a run made late is no fresher for that
    found = [*engine.leaves_corridor(figures, past, corridor), *stale(books_of(run.company, today))]
    found += _unanswered(run.company)
    first = [*_put_back(run.company), *_first(run, by_itself)]
    return [_plain(reason) for reason in (*first, *_domain(run, figures, corridor, at), *found)]


def weigh_last(company: Company, at: datetime) -> None:
    """The run that reminders leave from today, judged again: something is known now that is in no book."""
    with scope(company=company):
        runs = Run.objects.filter(company=company, policy=Run.WHOLE, as_of__lte=business_date(company, at))
        if last := runs.order_by("-as_of").first():
            weigh(last, at)


def _put_back(company: Company) -> list[dict[str, Any]]:
    """Since the database was taken up in the place of another one nobody has said yet that what left was looked at."""
    adopted = installation.adoptions(company).last()
    if adopted is None:
        return []
    let_go = Brake.objects.filter(company=company, released_at__gte=adopted.at).values_list("reasons", flat=True)
    if any(reason["reason"] == "put_back" for reasons in let_go for reason in reasons):
        return []
    return [{"reason": "put_back", "on": business_date(company, adopted.at), "event": adopted.seq}]


def _unanswered(company: Company) -> list[dict[str, Any]]:
    """A ledger of a source we know, of which a person was asked something, and no other of that source was taken since:
    whom it says to have paid is still claimed."""
    ledgers = Import.objects.filter(company=company, kind__in=LEDGERS)
    taken = ledgers.filter(source=OuterRef("source"), state="done")
    refused = ledgers.filter(Exists(taken), ~Exists(taken.filter(pk__gt=OuterRef("pk"))), state="failed")
    for one in refused.order_by("-pk")[:LOOKED_AT]:
        if one.problems and ASKED_OF_KNOWN.intersection(one.problems[0].get("choices", ())):
            return [{"reason": "ledger_waits", "name": one.file_name, "on": business_date(company, one.started_at)}]
    return []


def _past(run: Run) -> Any:
    return Run.objects.filter(company=run.company_id, policy=run.policy, as_of__lt=run.as_of).order_by("-as_of")


def _gone_by(run: Run) -> Any:
    """The runs before it that tell what is usual: none that was stopped and that nobody let go on."""
    return _past(run).exclude(pk__in=Brake.objects.filter(company=run.company_id, released_at=None).values("run"))


def _domain(run: Run, figures: Figures, corridor: words.Corridor, at: datetime) -> list[dict[str, Any]]:
    """Many e-mails at once from a domain that is not known to be in order would end as spam, and harm the next ones."""
    bound = corridor.unchecked_mail_max
    if bound is None or figures.mail_count <= bound or not MailServer.objects.filter(company=run.company_id).exists():
        return []
    found = sending_domain.standing(run.company, at)
    if found.state in ("good", "accepted"):
        return []
    wrong = ", ".join(check.upper() for check in found.wrong)
    told = {"count": figures.mail_count, "bound": bound, "domain": found.domain or "–", "wrong": wrong}
    return [{"reason": f"domain_{found.state}", **told}]


def _first(run: Run, by_itself: int) -> list[dict[str, Any]]:
    """The first run in which something would leave by itself waits: a first import must not storm."""
    if not by_itself or _written(run).exists() or _gone_by(run).exists():
        return []
    return [{"reason": "first_run", "count": by_itself}]


def _written(run: Run) -> QuerySet[Message]:
    """What was written to customers, whoever wrote it."""
    return Message.objects.filter(company=run.company_id).exclude(level__in=INTERNAL)


def figures_of(run: Run, at: datetime) -> Figures:
    """What a run is judged by."""
    rows = Proposal.objects.filter(run=run)
    sent, bounced = _sent_and_bounced(run, at)
    return Figures(
        count=rows.count(),
        amount_cents=rows.aggregate(cents=Sum("amount_cents"))["cents"] or 0,
        debit_count=rows.filter(customer__pays_by_debit=True).count(),
        first_count=rows.filter(reason__in=FIRST_REASONS).count(),
        mail_count=rows.filter(channel="email").count(),
        sent_count=sent,
        bounced_count=bounced,
    )


def _sent_and_bounced(run: Run, at: datetime) -> tuple[int, int]:
    """Of the messages of the last weeks, how many left or were refused, and how many came back or were refused."""
    own = _written(run).filter(carrier=None)
    left = own.filter(state__in=LEFT, left_at__gt=at - BOUNCES_OVER)
    bounced = Proof.objects.filter(message__in=left, kind="bounce").values("message").distinct()
    refused = own.filter(REFUSED, as_of__gt=run.as_of - BOUNCES_OVER).count()
    return left.count() + refused, bounced.count() + refused


def _plain(reason: dict[str, Any]) -> dict[str, Any]:
    """The reason as JSON keeps it."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in reason.items()}


def is_braked(run: Run) -> bool:
    """Does a brake stand on the run?"""
    return Brake.objects.filter(run=run, released_at=None).exists()


def undecided(company: Company, last: Run | None) -> Any:
    """The brakes that wait for a person: on the last run, and on those before of which something approved waits."""
    waits = Q(run=last) | Q(run__proposals__approval__message__state__in=WAITS)
    standing = Brake.objects.filter(company=company, released_at=None, dropped_at=None)
    return standing.filter(waits).distinct().select_related("run").order_by("run__as_of")


def release(brake: Brake, note: str, by: User | None, at: datetime) -> bool:
    """A person looked and lets the run go on; False when somebody had decided before."""
    return _decide(brake, note, {"released_at": at, "released_by": by}, "released_brake", by, at)


def drop(brake: Brake, note: str, by: User | None, at: datetime) -> bool:
    """A person looked and leaves the run stopped for good: what was approved of it and still waits is taken back.

    So are its calls, visits and letters that nobody has printed; one that is printed may be in the post. The run of
    the next day is made as ever. False when somebody had decided before.
    """
    with events.act(brake.company):
        if not _decide(brake, note, {"dropped_at": at, "dropped_by": by}, "dropped_run", by, at):
            return False
        waiting = Message.objects.select_for_update().filter(approval__proposal__run=brake.run_id, carrier=None)
        for message in waiting.filter(state__in=correspondence.UNSAID):
            correspondence.unwrite(message, "withdrew", by, at)
        for message in Message.objects.filter(approval__proposal__run=brake.run_id, state="to_do", batch=None):
            let_go(message, "dropped_by_hand", by, at)
    return True


def _decide(brake: Brake, note: str, how: dict[str, Any], verb: str, by: User | None, at: datetime) -> bool:
    """A person's decision, once, in words that stay with the run."""
    rights.require(by, "settle", brake.company)
    if wrong := lines.complaint(_("What you checked"), note):
        raise Unfit(wrong)
    if not note.strip():
        raise Unfit(_("Say in a few words what you checked: it stays with the list."))
    with events.act(brake.company):
        undecided = Brake.objects.filter(pk=brake.pk, released_at=None, dropped_at=None)
        if undecided.exclude(at=brake.at).exists():
            raise Unfit(judged_again())
        if not undecided.update(**how, note=note.strip()[:300]):
            return False
        brake.refresh_from_db()
        before = {"as_of": brake.run.as_of, "reasons": brake.reasons}
        events.record(brake.company, verb, by, at, brake, before=before, words=brake.note)
    return True


def judged_again() -> str:
    """Why a decision on the reasons of before does not count."""
    return _("The list was computed again since you opened this page: read the reasons again, then decide.")


def automatic(run: Run) -> list[int]:
    """The keys of the proposals that need nobody's approval and have none; a person confirms what goes to somebody
    whose own words wait unread."""
    with scope(company=run.company):
        waiting = Proposal.objects.filter(run=run, is_automatic=True, approval=None).order_by("-priority", "id")
        unread = unread_of(run.company)
        return [key for key, customer in waiting.values_list("pk", "customer") if customer not in unread]


def beside_the_usual(run: Run) -> list[dict[str, Any]]:
    """The figures of a run and of those before it, latest first."""
    found = []
    for one in [run, *_past(run)[:BEFORE]]:
        told = Figures(**one.figures.get("brake", {"count": one.figures.get("proposals", 0)}))
        counts = {"first": told.first_count, "debit": told.debit_count}
        shares = {
            name: engine.share(count, told.count) / 100 if told.amount_cents else None for name, count in counts.items()
        }
        found.append({"as_of": one.as_of, "count": told.count, "mean_cents": told.mean_cents or None, **shares})
    return found
