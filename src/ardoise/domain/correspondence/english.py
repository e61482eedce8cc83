"""The English letters of a French creditor: from courteous to formal, for each kind of customer."""

from __future__ import annotations

LAST_REMINDER = "Our previous message of {date} has remained unanswered."
PAYMENT = (
    "Payment by bank transfer: IBAN {iban}\nPlease quote: {reference}\n"
    "Our bank details never change by e-mail: if in doubt, call us on the number you already know."
)

CLOSING = """

If your payment has already reached us or has just left, please disregard this message.

Kind regards,

{{signature}}
"""

BEFORE_DUE = (
    "Coming due: {{total}} on {{first_due_on}}",
    """
Dear customer,

May we remind you of the following, which falls due soon:

{{items}}

If everything is in order, there is nothing to do but to schedule the payment for the date shown, and we thank you for it. If a document is missing or anything calls for a comment, simply reply to this message and we will look into it at once.

{{payment}}
"""
    + CLOSING,
)
BEFORE_DUE_PUBLIC = (
    "Coming due: {{total}} on {{first_due_on}}",
    """
Dear Sir or Madam,

May we draw your attention to the following, which falls due soon:

{{items}}

If a supporting document is missing, or if acceptance of the service calls for a comment, simply reply to this message: we will send what is needed at once, so that payment can be ordered in time.

{{payment}}
"""
    + CLOSING,
)

FRIENDLY = (
    "Reminder: {{total}} awaiting payment",
    """
Dear customer,

Unless we are mistaken, we have not yet received the following, which has fallen due:

{{items}}

This is probably an oversight. We would be grateful for your payment within the next few days. You will find the statement attached.

If you disagree with one of these amounts, or if this message should go to somebody else, simply reply: we will hold the reminder while we check.

{{payment}}
"""
    + CLOSING,
)
FRIENDLY_CONSUMER = (
    "Reminder: {{total}} to be paid",
    """
Dear customer,

Unless we are mistaken, we have not yet received the following, which has fallen due:

{{items}}

This is probably an oversight. We would be grateful for your payment within the next few days. You will find the statement attached.

If you disagree with this amount, or if paying it at once is difficult, simply reply: we will look for a solution with you.

{{payment}}
"""
    + CLOSING,
)
FRIENDLY_PUBLIC = (
    "Reminder: {{total}} awaiting payment",
    """
Dear Sir or Madam,

Unless we are mistaken, the time for payment of the following has expired and we have not yet received it:

{{items}}

We would be grateful if you could tell us the date on which payment will be ordered. You will find the statement attached.

If a document is missing, if the invoice was rejected, or if this message concerns another department, simply reply and we will do what is needed.

{{payment}}
"""
    + CLOSING,
)

FIRM = (
    "Second reminder: {{total}} unpaid",
    """
Dear customer,

{{last_reminder}}

To date, and unless we are mistaken, the following remains overdue on your account:

{{items}}

We ask you to pay this amount within eight days, or to tell us by return the date of your payment. You will find the statement attached.

{{charges}}

If a disagreement explains this delay, please tell us in reply to this message, naming the document concerned: we will examine it without delay.

{{payment}}
"""
    + CLOSING,
)
FIRM_CONSUMER = (
    "Second reminder: {{total}} to be paid",
    """
Dear customer,

{{last_reminder}}

To date, and unless we are mistaken, the following remains to be paid:

{{items}}

We ask you to pay it within eight days, or to tell us by return the date of your payment. You will find the statement attached.

If you disagree, or if paying is difficult, please reply: we will look at your situation and can agree on instalments.

{{payment}}
"""
    + CLOSING,
)
FIRM_PUBLIC = (
    "Second reminder: {{total}} past the time for payment",
    """
Dear Sir or Madam,

{{last_reminder}}

To date, and unless we are mistaken, the following remains unpaid beyond the statutory time for payment:

{{items}}

We ask you to have it paid, or to tell us by return the reason for the delay and the date on which payment will be ordered. You will find the statement attached.

{{charges}}

{{payment}}
"""
    + CLOSING,
)

FORMAL_HEAD = """
{{creditor_name}}
{{creditor_address}}
{{creditor_siren}}

To: {{customer_name}}
{{customer_address}}

{{date}}

Subject: formal notice to pay

Dear Sir or Madam,

{{last_reminder}}

To date, and unless we are mistaken, we have not received the following, which is past its due date:

{{items}}
"""
FORMAL = (
    "Formal notice to pay {{total}}",
    FORMAL_HEAD
    + """
We hereby give you formal notice to pay us {{total}} within eight days of receiving this letter (article 1344 of the French civil code).

{{charges}}

{{payment}}

Failing payment or a reasoned reply within this period, we reserve the right to recover our claim through the courts without further notice, in particular by applying for an order to pay.

If you dispute all or part of this amount, tell us the reason and the document concerned in reply to this letter. If your payment has already reached us or has just left, this notice has no object.

Yours faithfully,

{{signature}}
""",
)
FORMAL_CONSUMER = (
    "Formal notice to pay {{total}}",
    FORMAL_HEAD
    + """
We hereby give you formal notice to pay us {{total}} within eight days of receiving this letter (article 1344 of the French civil code).

{{charges}}

{{payment}}

Failing payment or a reply within this period, we reserve the right to refer the matter to the competent court.

If paying is difficult, or if you dispute this amount, reply to us within this period: instalments can be agreed, and an objection will be examined before anything else is done. If your payment has already reached us or has just left, this notice has no object.

Yours faithfully,

{{signature}}
""",
)
FORMAL_PUBLIC = (
    "Formal notice to pay {{total}}",
    FORMAL_HEAD
    + """
We hereby give you formal notice to have {{total}} paid within eight days of receiving this letter.

{{charges}}

{{payment}}

Failing payment or a reasoned reply within this period, we reserve the right to use the remedies open to a creditor, in particular before the competent administrative court.

If payment has already been ordered, please tell us the date; this notice will then have no object.

Yours faithfully,

{{signature}}
""",
)

LETTERS: dict[tuple[str, str], tuple[str, str]] = {
    ("courteous", "professional"): BEFORE_DUE,
    ("courteous", "consumer"): BEFORE_DUE,
    ("courteous", "public_body"): BEFORE_DUE_PUBLIC,
    ("friendly", "professional"): FRIENDLY,
    ("friendly", "consumer"): FRIENDLY_CONSUMER,
    ("friendly", "public_body"): FRIENDLY_PUBLIC,
    ("firm", "professional"): FIRM,
    ("firm", "consumer"): FIRM_CONSUMER,
    ("firm", "public_body"): FIRM_PUBLIC,
    ("formal", "professional"): FORMAL,
    ("formal", "consumer"): FORMAL_CONSUMER,
    ("formal", "public_body"): FORMAL_PUBLIC,
}
"""By tone and kind of customer: subject and body. A paragraph is one line; the reader's screen wraps it."""
