"""The book of a company, handed out as the columns of `domain`: one query a frame, no row loop.

These reads name the company in every query, so they stand outside the scoped
managers; `customer_id` narrows them to one customer, or to some, which must be the company's.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import polars as pl

from ardoise.domain.dunning import (
    APART,
    BLOCKS,
    CONTACTS_MADE,
    HISTORY,
    IN_WRITING,
    LAST_SPOKEN,
    NO_RUNGS,
    RUNG_REASONS,
)
from ardoise.domain.ledger import BOOK
from ardoise.domain.parties import CUSTOMERS
from ardoise.records.columns import Schema, day_of, hexed, joined, read
from ardoise.records.correspondence import BY_HAND, INTERNAL
from ardoise.records.reach import reach

ENTRY_COLUMNS: Schema = {
    "entry": int,
    "customer_id": int,
    "import_id": int,
    "letter_scope": int,
    "line": int,
    "journal": str,
    "number": str,
    "booked_on": date,
    "gl_account": str,
    "document": str,
    "document_on": date,
    "label": str,
    "amount_cents": int,
    "currency": str,
    "letter": str,
    "lettered_on": date,
    "due_on": date,
    "kind": str,
    "is_opening": bool,
    "gone_on": date,
    "foreign_cents": int,
    "foreign_currency": str,
}
KNOWN: Schema = {
    "entry": int,
    "import_id": int,
    "hex": str,  # the natural key; JSON has no bytes
    "booked_on": date,
    "amount_cents": int,
    "letter": str,
    "lettered_on": date,
    "due_on": date,
    "document_on": date,
    "letter_scope": int,
    "gone_on": date,
}
"""What an import must know of the entries its source brought before."""

TOLD: Schema = {
    "entry": int,
    "source": str,
    "hex": str,
    "customer": str,
    "document": str,
    "document_on": date,
    "booked_on": date,
    "amount_cents": int,
    "currency": str,
    "is_opening": bool,
    "gone_on": date,
}
"""What was told, by whichever source, to recognise it under another key."""

Whose = int | Collection[int] | None
"""Rows of one customer, of some, or of all."""

SAID = ("queued", "claimed", "to_do", "sending", "sent", "kept", "in_doubt")
"""States of a message that left, may have left, or is about to."""

LEFT = ("sending", "sent", "in_doubt")
"""States of a message that left or may have left: one that is kept or waits was read by nobody."""

SPOKEN = ("message_left", "reached", "promise", "dispute", "payment_notice", "plan_asked", "refused")
"""Outcomes of a call or a visit that reached the debtor."""

REACHED = tuple(outcome for outcome in SPOKEN if outcome != "message_left")
"""Of these, those of somebody who answered: a voice mail is heard by nobody we know of."""

DEBTOR = "CASE WHEN c.siren <> '' THEN c.siren ELSE '#' || c.code END"
"""SQL: the debtor a customer is to every company that faces it; without a SIREN, to its own alone."""


def book(company_id: int, customer_id: Whose = None) -> pl.DataFrame:
    """The BOOK: every entry of the company, also those its source no longer lists."""
    query = """
        SELECT id, customer_id, imported_id, letter_scope, line, journal, number, booked_on, gl_account, document,
               document_on, label, amount_cents, currency, letter, lettered_on, due_on, kind, is_opening, gone_on,
               foreign_cents, foreign_currency
        FROM records_entry WHERE company_id = %s"""
    entries = read(*narrowed(query, company_id, customer_id), ENTRY_COLUMNS)
    return entries.join(names(company_id, customer_id), on="customer_id")[list(BOOK)]


def known(company_id: int, source: str, kind: str) -> pl.DataFrame:
    """KNOWN: the entries that a source brought so far by files of that kind, also those it no longer lists."""
    query = f"""
        SELECT id, imported_id, {hexed("key")}, booked_on, amount_cents, letter, lettered_on, due_on, document_on,
               letter_scope, gone_on
        FROM records_entry WHERE company_id = %s AND source = %s
         AND imported_id IN (SELECT id FROM records_import WHERE company_id = %s AND kind = %s)"""  # noqa: S608 - our own words, no input
    return read(query, [company_id, source, company_id, kind], KNOWN).with_columns(pl.col("hex").str.to_lowercase())


def told(company_id: int, kind: str) -> pl.DataFrame:
    """TOLD: the entries that files of that kind brought so far, whatever their source."""
    query = f"""
        SELECT e.id, e.source, {hexed("e.key")}, c.code, e.document, e.document_on, e.booked_on, e.amount_cents,
               e.currency, e.is_opening, e.gone_on
        FROM records_entry e
        JOIN records_import i ON i.id = e.imported_id
        JOIN records_customer c ON c.id = e.customer_id
        WHERE e.company_id = %s AND i.kind = %s"""  # noqa: S608 - our own words, no input
    return read(query, [company_id, kind], TOLD).with_columns(pl.col("hex").str.to_lowercase())


def names(company_id: int, customer_id: Whose = None) -> pl.DataFrame:
    """customer_id, customer (the code), customer_name."""
    query = "SELECT id, code, name FROM records_customer WHERE company_id = %s"
    schema = {"customer_id": int, "customer": str, "customer_name": str}
    return read(*narrowed(query, company_id, customer_id, "id"), schema)


def narrowed(query: str, company_id: int, customer_id: Whose, column: str = "customer_id") -> tuple[str, list[object]]:
    """The query, about one customer or some if such are given, and its parameters."""
    if customer_id is None:
        return query, [company_id]
    if isinstance(customer_id, int):
        return f"{query} AND {column} = %s", [company_id, customer_id]
    marks = ", ".join(["%s"] * len(customer_id)) or "NULL"
    return f"{query} AND {column} IN ({marks})", [company_id, *customer_id]


def these(company_id: int, customer_id: Whose) -> tuple[str, list[object]]:
    """SQL that begins a question of several parts with the customers it is about, named once, and its parameters."""
    query, parameters = narrowed("SELECT id FROM records_customer WHERE company_id = %s", company_id, customer_id, "id")
    return f"WITH own AS ({query})", parameters


def among(table: str, customer_id: Whose) -> str:
    """SQL: only rows of these customers, if some are given."""
    return "" if customer_id is None else f"AND {table}.customer_id IN (SELECT id FROM own)"  # noqa: S608 - our own words


def customers(company_id: int, customer_id: Whose = None) -> pl.DataFrame:
    """The CUSTOMERS; `terms` and `language` are None where the company's hold; `policy` and `assigned_by` None.

    A contact that refused a channel, or whose address came back for good, is nobody to reach by it.
    """
    query = f"""
        SELECT c.code, c.name, c.kind, c.segment, c."group", w.username, s.username, c.terms, c.language,
               c.siren, c.country, c.postcode, c.sector, c.risk_class, c.is_strategic, c.pays_by_debit,
               {some_contact("t.email <> '' AND t.email_refused_at IS NULL", "email")},
               {some_contact("t.phone <> ''", "sms")}, {some_contact("t.phone <> ''", "call")},
               {some_contact("t.fax <> ''", "fax")},
               {POSTED}, {registered(company_id)},
               (SELECT {joined("o.channel")} FROM records_optout o
                 WHERE o.customer_id = c.id AND o.contact_id IS NULL AND o.ended_at IS NULL),
               {HEAD.replace("h.id", "h.code", 1)}
        FROM records_customer c
        LEFT JOIN records_user w ON w.id = c.collector_id
        LEFT JOIN records_user s ON s.id = c.salesperson_id
        WHERE c.company_id = %s"""  # noqa: S608 - our own words, no input
    known = read(*narrowed(query, company_id, customer_id, "c.id"), ASKED)
    return known.with_columns(
        pl.lit(None, dtype=pl.String).alias("policy"),
        pl.lit(None, dtype=pl.String).alias("assigned_by"),
        has_address=pl.col("by_email"),
        reach=reach(),
        opted_out=pl.col("opted_out").str.split(" ").fill_null([]),
        debtor=pl.coalesce("siren", pl.lit("#") + pl.col("customer")),
    )[list(CUSTOMERS)]


ASKED: Schema = {
    "customer": str,
    "customer_name": str,
    "customer_kind": str,
    "segment": str,
    "group": str,
    "collector": str,
    "salesperson": str,
    "terms": str,
    "language": str,
    "siren": str,
    "country": str,
    "postcode": str,
    "sector": str,
    "risk_class": str,
    "is_strategic": bool,
    "pays_by_debit": bool,
    "by_email": bool,
    "by_sms": bool,
    "by_call": bool,
    "by_fax": bool,
    "by_post": bool,
    "by_registered": bool,
    "opted_out": str,
    "reader": str,
}


POSTED = "c.address <> '' AND (c.postcode <> '' OR c.city <> '')"
HEAD = """(SELECT h.id FROM records_customer h
         WHERE c.parent_receives AND c."group" <> '' AND h.company_id = c.company_id AND h.code = c."group")"""
"""SQL: the head of the customer's group, where it is written to in the customer's place."""


def registered(company_id: int) -> str:
    """SQL: does a registered letter reach the customer: by post, an electronic one at a mailbox and no consumer?"""
    return f"""CASE WHEN NOT EXISTS (SELECT 1 FROM records_channelsetting e WHERE e.company_id = {company_id:d}
         AND e.channel = 'registered_letter' AND e.way = 'electronic') THEN {POSTED} ELSE c.kind <> 'consumer' AND
         {some_contact("t.email <> '' AND t.email_refused_at IS NULL", "registered_letter")} END"""  # noqa: S608


def some_contact(condition: str, channel: str) -> str:
    """SQL: is there a contact, the customer's or its head's, of whom the condition holds and who did not refuse? Where
    the head itself refused, nobody there is one."""
    refused = f"""SELECT 1 FROM records_optout o
         WHERE o.contact_id = t.id AND o.channel = '{channel}' AND o.ended_at IS NULL"""  # noqa: S608 - our own words
    head = f"""SELECT 1 FROM records_optout o
         WHERE o.customer_id = t.customer_id AND o.contact_id IS NULL AND o.channel = '{channel}'
         AND o.ended_at IS NULL"""  # noqa: S608 - our own words
    return f"""EXISTS (SELECT 1 FROM records_contact t
         WHERE t.customer_id IN (c.id, {HEAD}) AND {condition} AND NOT EXISTS ({refused})
         AND (t.customer_id = c.id OR NOT EXISTS ({head})))"""  # noqa: S608 - our own words


def blocks(company_id: int, as_of: date, customer_id: Whose = None) -> pl.DataFrame:
    """The BLOCKS that stand: disputes, promises, notices, blocks and insolvencies nobody ended; each until its day.

    One opened after `as_of` stands too: a question about the past must not write to whoever disputes today.
    A dispute or a promise that names several items stands once for each of them; a settled dispute until its grace.
    """
    own, parameters = these(company_id, customer_id)
    told = []
    for reason, columns, table, condition in RESTRAINTS:
        told.append(f"""
            SELECT c.code, {columns[0]}, '{reason}', r.note, {columns[1]}, {columns[2]}
            FROM {table} JOIN records_customer c ON c.id = r.customer_id
            WHERE {condition} AND r.company_id = %s {among("r", customer_id)}""")  # noqa: S608 - our own words, no input
        parameters += [as_of, company_id] if "%s" in condition else [company_id]
    told.append(f"{RECEIVED} {among('p', customer_id)}")
    parameters += [SURE_BP, PROBABLE_BP, as_of - AWAITED, company_id]
    return read(f"{own} {' UNION ALL '.join(told)}", parameters, BLOCKS)


RECEIVED = """
        SELECT DISTINCT c.code, CAST(NULL AS BIGINT), 'payment_notice', SUBSTR(m.label, 1, 60), CAST(NULL AS DATE),
            CAST(NULL AS BIGINT)
        FROM records_matchproposal p JOIN records_movement m ON m.id = p.movement_id
        JOIN records_customer c ON c.id = p.customer_id
        WHERE p.rank = 1 AND (p.confidence_bp >= %s OR p.confidence_bp >= %s AND m.booked_on >= %s)
            AND p.company_id = %s"""
"""SQL: the BLOCKS of money that waits to be applied by a person: surely the customer's, or probably and of late."""


SURE_BP = 9_500  # whoever paid is not reminded, however long nobody applies it
PROBABLE_BP = 5_000  # more probably his than not
AWAITED = timedelta(days=10)  # somebody applies it within so many days, or says that it is not his


CONTESTED = "records_dispute r LEFT JOIN records_disputeitem i ON i.dispute_id = r.id"
"""A dispute and its items; without any it is about the entry it names, or about all the customer's."""

GRANTED = """CAST(coalesce((SELECT sum(n.contested_cents) FROM records_dispute d JOIN records_disputeitem n
        ON n.dispute_id = d.id WHERE d.continues_id = r.id AND n.entry_id = i.entry_id), 0) AS bigint)"""
"""What was granted of an item: contested still, and told by the dispute that waits for its credit note."""

RESTRAINTS = (
    (
        "disputed",
        ("coalesce(i.entry_id, r.entry_id)", "NULL", "i.contested_cents"),
        CONTESTED,
        "r.ended_at IS NULL",
    ),
    (
        "disputed_grace",
        ("coalesce(i.entry_id, r.entry_id)", "r.grace_until_on", f"i.contested_cents - {GRANTED}"),
        CONTESTED,
        "r.ended_at IS NOT NULL AND r.grace_until_on >= %s",
    ),
    (
        "promised",
        ("coalesce(i.entry_id, r.entry_id)", "r.promised_on", "NULL"),
        "records_promise r LEFT JOIN records_promise_entries i ON i.promise_id = r.id",
        "r.ended_at IS NULL",
    ),
    (
        "payment_notice",
        ("r.entry_id", "r.until_on", "NULL"),
        "records_paymentnotice r",
        "r.ended_at IS NULL AND r.until_on >= %s",
    ),
    (
        "blocked",
        ("r.entry_id", "r.until_on", "NULL"),
        "records_block r",
        "r.ended_at IS NULL AND (r.until_on IS NULL OR r.until_on >= %s)",
    ),
    ("insolvent", ("r.entry_id", "NULL", "NULL"), "records_insolvency r", "r.ended_at IS NULL"),
)
"""Of each restraint: its reason, its columns (entry, until_on, contested_cents), its table, and when it stands."""


def history(company_id: int, customer_id: Whose = None) -> pl.DataFrame:
    """The HISTORY: what was said, may have been said, or is about to be.

    A rung that an earlier version let be called as what is none bears the name its policy reads it under.

    CROSS: each customer looks for its own messages, as SQLite does only where the order of the tables says so; it
    would read all messages of the company to find those of a few customers. The + 0 keeps it from reading through the
    company's customers. PostgreSQL chooses by its statistics.
    """
    query = f"""
        SELECT c.code, i.entry_id, CASE WHEN i.level IN {NO_RUNGS} AND EXISTS (
                 SELECT 1 FROM records_approval a JOIN records_proposal p ON p.id = a.proposal_id
                 WHERE a.id = m.approval_id AND p.reason IN {RUNG_REASONS}) THEN i.level || '{APART}' ELSE i.level END,
               m.cycle, coalesce(m.left_on, m.as_of),
               CASE WHEN m.state NOT IN {LEFT} OR m.channel NOT IN {IN_WRITING} THEN 1 = 0
                    WHEN m.tone <> '' THEN m.tone = 'formal' END,
               m.state = 'to_do' AND NOT EXISTS (
                 SELECT 1 FROM records_task t WHERE t.message_id = m.id AND t.attempts > 0)
        FROM records_customer c CROSS JOIN records_message m JOIN records_messageitem i ON i.message_id = m.id
        WHERE m.customer_id = c.id AND m.state IN {SAID} AND c.company_id + 0 = %s"""  # noqa: S608 - our own words, no input
    return read(*narrowed(query, company_id, customer_id, "c.id"), HISTORY)


def spoken(company_id: int, before: date, customer_id: Whose = None) -> pl.DataFrame:
    """The LAST_SPOKEN before that day: the last call or visit that reached them and is told as no level, the last
    message that a person sent of their own accord and that left."""
    query, parameters = these(company_id, customer_id)
    query += f"""
        SELECT c.code, max(s.day) FROM records_customer c JOIN (
          SELECT m.customer_id AS whose, coalesce(m.left_on, m.as_of) AS day FROM own a
            JOIN records_message m ON m.customer_id = a.id WHERE m.level IN {BY_HAND} AND m.state IN {LEFT}
          UNION ALL
          SELECT t.customer_id, {day_of("t.done_at")} FROM own a JOIN records_task t ON t.customer_id = a.id
            LEFT JOIN records_message l ON l.id = t.message_id
            WHERE (t.message_id IS NULL OR l.state NOT IN {SAID}) AND t.outcome IN {REACHED}) s ON s.whose = c.id
        WHERE s.day < %s GROUP BY c.code"""  # noqa: S608 - our own words, no input
    return read(query, [*parameters, before], LAST_SPOKEN)


def contacts_made(
    company_id: int, since: date, customer_id: Whose = None, besides: Collection[int] = ()
) -> pl.DataFrame:
    """The CONTACTS_MADE from that day on with whom this company faces, by whatever company of the installation.

    Of another company only its messages and calls to a SIREN that this company faces too count, and nothing but
    their channel and day comes out. What leaves for several in one message is one contact. `besides`: messages (their
    keys, of those their carrier's) that count as never written. What goes to a colleague is no contact.
    """
    own = "SELECT c.id, c.code, c.siren FROM records_customer c WHERE c.company_id = %s"
    own, parameters = narrowed(own, company_id, customer_id, "c.id")
    query = f"""
        WITH own AS ({own}), faced AS (
         SELECT {DEBTOR} AS debtor, c.id AS contacted FROM own c
         UNION SELECT c.siren, o.id FROM own c JOIN records_customer o ON o.siren = c.siren WHERE c.siren <> '')
        SELECT w.debtor, m.channel, coalesce(m.left_on, m.as_of), NULL, coalesce(m.carrier_id, m.id)
        FROM faced w CROSS JOIN records_message m WHERE m.customer_id = w.contacted
          AND m.level NOT IN {INTERNAL} AND m.state IN {SAID} AND coalesce(m.left_on, m.as_of) >= %s
        UNION
        SELECT w.debtor, CASE t.kind WHEN 'visit' THEN 'visit' ELSE 'call' END, {day_of("t.done_at")},
               t.customer_id, NULL
        FROM faced w CROSS JOIN records_task t LEFT JOIN records_message l ON l.id = t.message_id
        WHERE t.customer_id = w.contacted AND (t.message_id IS NULL OR l.state NOT IN {SAID})
          AND t.outcome IN {SPOKEN} AND {day_of("t.done_at")} >= %s"""  # noqa: S608 - our own words, no input
    made = read(query, [*parameters, since, since], CONTACTS_MADE | {"customer_id": int, "message": int})
    if besides:
        made = made.filter(~pl.col("message").is_in(list(besides)).fill_null(False))
    return made[list(CONTACTS_MADE)]
