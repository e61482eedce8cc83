"""How often a debtor may hear of us, one after the other: what engine/pressure must agree with."""

from __future__ import annotations

from datetime import timedelta


def share(proposals, skips, order, known, policies, contacts, limits, as_of):
    """Several accounts of one debtor together get no more than it may still hear: the most pressing first.

    What each debtor has then heard. What one reader gets as one message it hears once.
    """
    made, heard = {}, {}
    for name in sorted(
        proposals, key=lambda n: (-proposals[n]["priority"], -proposals[n]["amount_cents"], order.index(n))
    ):
        days = within(known.get(name, {}), name, contacts, limits, as_of)
        debtor = debtor_of(known, name)
        mails, mail = made.setdefault(debtor, set()), mail_of(name, proposals[name], known, policies)
        if mail in mails or len(days) + len(mails) < limits.contacts_max:
            mails.add(mail)
            heard[debtor] = len(days) + len(mails)
        else:
            del proposals[name]
            until = min(days, default=as_of) + timedelta(limits.contacts_days)
            skips[name] = {"reason": "contact_pressure", "on": until}
    return heard


def mail_of(name, proposal, known, policies):
    """What leaves as one message: a reader's mails of one rung, unless they are formal."""
    (level,) = (level for level in policies[proposal["policy"]].levels if level.key == proposal["level"])
    if level.channel != "email" or level.tone == "formal":
        return name
    return known.get(name, {}).get("reader") or name, proposal["policy"], proposal["level"]


def pressed_until(customer, name, contacts, limits, as_of):
    """The first day on which one more contact is possible; None: today."""
    if contacts is None or limits is None:
        return None
    days = within(customer, name, contacts, limits, as_of)
    if len(days) < limits.contacts_max:
        return None
    return days[limits.contacts_max - 1] + timedelta(limits.contacts_days)


def within(customer, name, contacts, limits, as_of):
    """The days within the limits on which the debtor was contacted, the last first."""
    debtor = customer.get("debtor") or f"#{name}"
    since = as_of - timedelta(limits.contacts_days)
    return sorted((row["on"] for row in contacts if row["debtor"] == debtor and row["on"] > since), reverse=True)


def debtor_of(known, name):
    return known.get(name, {}).get("debtor") or f"#{name}"
