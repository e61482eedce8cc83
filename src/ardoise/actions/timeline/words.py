"""The words of the timeline: every verb of an event about a customer, and what else stands in it."""

from __future__ import annotations

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

Words = str | Lazy

KINDS: dict[str, Words] = {
    "messages": _("Messages"),
    "calls": _("Calls and tasks"),
    "replies": _("Replies"),
    "promises": _("Promises and plans"),
    "disputes": _("Disputes"),
    "peace": _("Suspensions and insolvency"),
    "payments": _("Payments and ledger"),
    "file": _("Customer file"),
}
"""What a timeline can be narrowed to."""

VERBS: dict[str, tuple[Words, str]] = {
    "approved": (_("Reminder approved"), "messages"),
    "wrote": (_("Personal message written"), "messages"),
    "withdrew": (_("Approval taken back"), "messages"),
    "regathered": (_("Message for several accounts prepared anew before it left"), "messages"),
    "withdrawn": (_("Approval taken back"), "messages"),
    "reopened": (_("Withheld reminder proposed anew: it had not begun to leave"), "messages"),
    "forgot_kept": (_("Kept message forgotten: it never left"), "messages"),
    "count_as_sent": (_("In doubt: counted as sent"), "messages"),
    "send_again": (_("In doubt: queued again"), "messages"),
    "sent": (_("Message sent"), "messages"),
    "kept": (_("Message kept on this machine"), "messages"),
    "to_do": (_("Message handed to a person"), "messages"),
    "posted": (_("Letter posted"), "messages"),
    "failed": (_("Message failed"), "messages"),
    "suppressed": (_("Message suppressed"), "messages"),
    "in_doubt": (_("Message in doubt"), "messages"),
    "doubted": (_("Message in doubt"), "messages"),
    "bounced": (_("Message came back"), "messages"),
    "proved": (_("Proof kept"), "messages"),
    "sent_test": (_("Test letter on their figures"), "messages"),
    "called": (_("Call"), "calls"),
    "visited": (_("Visit"), "calls"),
    "noted_task": (_("Task noted"), "calls"),
    "put_off_task": (_("Task put off"), "calls"),
    "closed_task": (_("Task closed"), "calls"),
    "asked_task": (_("Task asked for"), "calls"),
    "handed_task": (_("Task handed over"), "calls"),
    "handed_over": (_("Line of the day handed over"), "calls"),
    "gave_back": (_("Line of the day given back"), "calls"),
    "received_reply": (_("Reply received"), "replies"),
    "attached_reply": (_("Reply attached to this customer"), "replies"),
    "closed_reply": (_("Reply closed"), "replies"),
    "accepted_finding": (_("Read in a reply, accepted"), "replies"),
    "edited_finding": (_("Read in a reply, accepted with corrections"), "replies"),
    "rejected_finding": (_("Read in a reply, rejected"), "replies"),
    "promised": (_("Promise noted"), "promises"),
    "ended_promise": (_("Promise ended"), "promises"),
    "agreed_plan": (_("Instalment plan agreed"), "promises"),
    "proposed_confirmation": (_("Confirmation of the plan prepared"), "promises"),
    "ended_instalmentplan": (_("Instalment plan ended"), "promises"),
    "announced_payment": (_("Transfer under way"), "promises"),
    "ended_paymentnotice": (_("Payment notice ended"), "promises"),
    "opened_dispute": (_("Dispute opened"), "disputes"),
    "assigned_dispute": (_("Dispute: somebody asked"), "disputes"),
    "resolver_asked": (_("Dispute: resolver written to"), "disputes"),
    "resolver_reminded": (_("Dispute: resolver reminded"), "disputes"),
    "credit_asked": (_("Dispute: credit note asked for"), "disputes"),
    "credit_reminded": (_("Dispute: credit note asked for again"), "disputes"),
    "moved_dispute": (_("Dispute: another stage"), "disputes"),
    "remarked": (_("Dispute: a word added"), "disputes"),
    "settled_dispute": (_("Dispute settled"), "disputes"),
    "ended_dispute": (_("Dispute ended"), "disputes"),
    "made_link": (_("Signed link made"), "disputes"),
    "blocked": (_("Reminders suspended"), "peace"),
    "ended_block": (_("Suspension ended"), "peace"),
    "declared_insolvency": (_("Insolvency noted"), "peace"),
    "ended_insolvency": (_("Insolvency ended"), "peace"),
    "reconciled": (_("Receipt applied"), "payments"),
    "cleared": (_("Items settled against each other"), "payments"),
    "unreconciled": (_("Receipt: what was applied is undone"), "payments"),
    "wrote_off": (_("Amount let go"), "payments"),
    "asked_write_off": (_("Amount to let go: a second person asked"), "payments"),
    "approved_write_off": (_("Amount let go, approved by a second person"), "payments"),
    "refused_write_off": (_("Amount to let go: refused"), "payments"),
    "returned_payment": (_("Payment taken back by the bank"), "payments"),
    "noted_instrument": (_("Cheque or bill noted"), "payments"),
    "gave_back_instrument": (_("Cheque or bill: no longer in our hands"), "payments"),
    "kept_advice": (_("Remittance advice kept"), "payments"),
    "asked_customer": (_("Customer asked about a receipt"), "payments"),
    "forgot_payer": (_("Learned payer forgotten"), "payments"),
    "forgot_habit": (_("Learned habit forgotten"), "payments"),
    "overrode_policy": (_("Put under another policy"), "file"),
    "ended_override": (_("The rules assign the policy again"), "file"),
    "opted_out": (_("A channel refused"), "file"),
    "opted_in": (_("A channel allowed again"), "file"),
    "changed_customer": (_("Customer file changed"), "file"),
    "changed_address": (_("Postal address changed"), "file"),
    "added_contact": (_("Contact added"), "file"),
    "changed_contact": (_("Contact changed"), "file"),
    "removed_contact": (_("Contact removed"), "file"),
    "brought_document": (_("Copy of an invoice brought in"), "file"),
    "exported_evidence": (_("Evidence exported"), "file"),
}
"""Verb → its words and the kind of step it is."""

HANDING = ("handed_over", "gave_back")
MATTERS: dict[str, Words] = {
    "task": _("call or task"),
    "reply": _("reply to read"),
    "reminder": _("reminder to confirm"),
    "dispute": _("follow-up of the dispute"),
    "promise": _("promise to look after"),
    "plan": _("plan to look after"),
    "returned": _("payment returned"),
    "message": _("message that did not arrive, or may not have"),
    "decide": _("what follows the last level"),
}
"""What a line of the day is about that was handed over."""

FIELDS: dict[str, Words] = {
    "kind": _("kind"),
    "terms": _("terms"),
    "language": _("language"),
    "segment": _("segment"),
    "group": _("group"),
    "collector": _("collector"),
    "salesperson": _("salesperson"),
    "note": _("note"),
    "sector": _("sector"),
    "risk_class": _("risk class"),
    "is_strategic": _("strategic"),
    "pays_by_debit": _("pays by direct debit"),
    "address": _("street"),
    "postcode": _("postcode"),
    "city": _("town"),
    "country": _("country"),
    "name": _("name"),
    "role": _("role"),
    "email": _("e-mail"),
    "phone": _("telephone"),
    "fax": _("fax"),
}
"""What of a customer or a contact can change, as the timeline calls it."""

DAYS: dict[str, Words] = {
    "promised_on": _("by %(day)s"),
    "paid_on": _("ordered on %(day)s"),
    "until_on": _("until %(day)s"),
    "judged_on": _("judgment of %(day)s"),
    "deadline_on": _("answer by %(day)s"),
    "grace_until_on": _("in peace until %(day)s"),
    "due_on": _("for %(day)s"),
    "on": _("on %(day)s"),
}
"""The days an act names."""

CUSTOMER_KINDS: dict[str, Words] = {
    "unknown": "–",
    "professional": _("professional"),
    "consumer": _("consumer"),
    "public_body": _("public body"),
}
CONTACT_ROLES: dict[str, Words] = {
    "accounting": _("accounting"),
    "management": _("management"),
    "billing": _("billing"),
    "reminders": _("reminders"),
    "legal": _("legal"),
    "other": _("other"),
}
CHANNELS: dict[str, Words] = {
    "email": _("e-mail"),
    "letter": _("letter"),
    "registered_letter": _("registered letter"),
    "sms": _("text message"),
    "call": _("telephone call"),
    "fax": _("fax"),
    "visit": _("visit"),
}
STATES: dict[str, Words] = {
    "in_doubt": _("In doubt"),
    "queued": _("Queued"),
    "claimed": _("About to leave"),
    "to_do": _("To do by hand"),
    "sending": _("Leaving"),
    "sent": _("Sent"),
    "kept": _("Kept here"),
    "failed": _("Failed"),
    "suppressed": _("Suppressed"),
}
PROOFS: dict[str, Words] = {
    "deposit": _("Proof of deposit"),
    "delivery": _("Proof of delivery"),
    "refusal": _("Refused by the addressee"),
    "unclaimed": _("Not collected"),
    "returned": _("Returned"),
    "bounce": _("Came back undelivered"),
    "auto_reply": _("Automatic answer"),
}
TASKS: dict[str, Words] = {
    "call": _("Call"),
    "visit": _("Visit"),
    "repair": _("Missing address"),
    "due_today": _("Due today"),
    "promise": _("Promise"),
    "bounce": _("Returned mail"),
    "other": _("To do"),
}
OUTCOMES: dict[str, Words] = {
    "no_answer": _("No answer"),
    "message_left": _("Message left"),
    "reached": _("Reached"),
    "promise": _("Promise"),
    "dispute": _("Dispute"),
    "payment_notice": _("Transfer under way"),
    "plan_asked": _("Plan asked for"),
    "refused": _("Refuses to pay"),
    "wrong_contact": _("Wrong number"),
    "done": _("Done"),
    "dropped": _("Dropped"),
}
OF_A_VISIT: dict[str, Words] = OUTCOMES | {"no_answer": _("Nobody there"), "wrong_contact": _("Wrong address")}
SITUATIONS: dict[str, Words] = {
    "promise": _("Promise"),
    "paid": _("Says it is paid"),
    "advice": _("Remittance advice"),
    "dispute": _("Dispute"),
    "copy_wanted": _("Wants a copy"),
    "plan_wanted": _("Wants to pay in parts"),
    "wrong_contact": _("Wrong contact"),
    "out_of_office": _("Away"),
    "bounce": _("Not delivered"),
    "acknowledgement": _("Automatic acknowledgement"),
}
DECISIONS: dict[str, Words] = {
    "": _("not decided"),
    "accepted": _("accepted"),
    "edited": _("accepted, corrected"),
    "rejected": _("rejected"),
}
PROMISES: dict[str, Words] = {
    "waiting": _("waited for"),
    "kept": _("kept"),
    "kept_late": _("paid late"),
    "partly_kept": _("partly kept"),
    "broken": _("broken"),
    "ended": _("ended"),
}
"""What became of a promise."""
ENTRIES: dict[str, Words] = {
    "payment": _("Payment booked"),
    "returned_payment": _("Payment taken back by the bank"),
    "credit_note": _("Credit note booked"),
}
"""The kinds of entries that are told; the invoices stand in the list of items."""


def said(words: dict[str, Words], key: str) -> str:
    """The word of a key in the reader's language; a key without one is shown as it is."""
    return str(words.get(key, key))
