"""The words of imports."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ardoise.desk.frame.looks import Look, Words

KINDS: dict[str, Words] = {
    "fec": _("accounting entries (FEC)"),
    "open_items": _("open items"),
    "contacts": _("customers and contacts"),
    "bank": _("bank statement"),
    "advices": _("remittance advice"),
}
ABOUT: dict[str, Words] = {
    "open_items": _("What your customers owe you: an invoice per row, with its amount or what is left of it."),
    "contacts": _("Who your customers are and whom to write to."),
    "bank": _("What came in and went out of your account, a movement per row."),
    "advices": _("What a customer says he pays: your invoices, and what he pays of each."),
}
"""What a table may be, in a sentence."""
LIKE: dict[str, Words] = {
    "promises": _("It reads like a list of promises: those are noted in each customer’s file, not imported."),
    "disputes": _("It reads like a list of disputes: those are opened in each customer’s file, not imported."),
    "blocks": _("It reads like a list of suspensions: those are set in each customer’s file, not imported."),
    "cheques": _("It reads like a list of cheques or bills: paste it under Receipts, Cheques and bills."),
    "invoice": _("It reads like an invoice, not like what somebody pays: invoices come in with the ledger."),
    "bank": _(
        "It reads like a bank’s paper: fetch the statement from the bank as CAMT, MT940, CFONB, OFX, CSV or XLSX."
    ),
    "claim": _("It reads like a reminder or a statement of what is owed, not like what somebody pays."),
    "order": _("It reads like an order, a quotation or a delivery note, not like what somebody pays."),
    "contract": _("It reads like a contract, not like what somebody pays."),
}
"""What is said of what no import takes."""
FORMATS: dict[str, Words] = {
    "fec": _("FEC, the French accounting file"),
    "fec-xml": _("FEC in XML"),
    "csv": _("CSV table"),
    "xlsx": _("Excel workbook"),
    "pdf": _("PDF"),
    "text": _("text of a mail"),
    "mail": _("mail and the files that came with it"),
    "camt.052": "CAMT.052",
    "camt.053": "CAMT.053",
    "camt.054": "CAMT.054",
    "mt940": "MT940",
    "mt942": "MT942",
    "cfonb120": "CFONB 120",
    "cfonb240": "CFONB 240",
    "ofx": "OFX",
}
STATES: dict[str, Look] = {
    "waiting": (_("waiting"), "calm", "clock"),
    "running": (_("under way"), "info", "refresh"),
    "done": (_("done"), "good", "check"),
    "failed": (_("refused"), "grave", "cross"),
    "undone": (_("undone"), "calm", "undo"),
}
STAGES: dict[str, Words] = {
    "": _("Waiting for its turn"),
    "reading": _("Reading the file"),
    "posting": _("Comparing with what is known"),
    "storing": _("Storing it, all or nothing"),
}
COLUMNS: dict[str, Words] = {
    "customer": _("Customer code"),
    "customer_name": _("Customer name"),
    "document": _("Document number"),
    "document_on": _("Document date"),
    "booked_on": _("Booking date"),
    "due_on": _("Due date"),
    "open_amount": _("Open amount"),
    "amount": _("Amount"),
    "paid": _("Paid of it"),
    "debit": _("Debit"),
    "credit": _("Credit"),
    "currency": _("Currency"),
    "kind": _("Type of document"),
    "label": _("Label"),
    "letter": _("Letter"),
    "gl_account": _("General account"),
    "journal": _("Journal"),
    "customer_kind": _("Kind of customer"),
    "siren": _("SIREN or SIRET"),
    "segment": _("Segment"),
    "group": _("Group"),
    "collector": _("Collector"),
    "salesperson": _("Salesperson"),
    "terms": _("Terms of payment"),
    "language": _("Language"),
    "contact_name": _("Contact"),
    "role": _("Role"),
    "email": _("E-mail"),
    "phone": _("Telephone"),
    "fax": _("Fax"),
    "address": _("Address"),
    "postcode": _("Postcode"),
    "city": _("Town"),
    "country": _("Country"),
    "sector": _("Sector"),
    "risk_class": _("Risk class"),
    "is_strategic": _("Strategic customer"),
    "pays_by_debit": _("Pays by direct debit"),
    "parent_receives": _("The head of the group receives in its place"),
    "opted_out": _("Channels refused"),
    "value_on": _("Value date"),
    "counterparty": _("Payer or payee"),
    "counterparty_iban": _("IBAN of the other"),
    "reference": _("Reference"),
    "account": _("Account"),
    "side": _("Debit or credit mark"),
    "balance": _("Balance"),
    "more": _("More words"),
    "code": _("Type of movement"),
    "end_to_end_id": _("Payer’s reference"),
    "mandate": _("Mandate"),
    "creditor_reference": _("Structured reference"),
    "return_reason": _("Reason of the return"),
    "charges": _("Bank charges"),
    "gross": _("Amount before deductions"),
    "deducted": _("Deducted"),
    "reason": _("Reason"),
    "payer": _("Payer"),
    "payment": _("Number of the payment"),
    "paid_on": _("Paid on"),
    "total": _("Total of the payment"),
}
"""What each of our columns is called."""
