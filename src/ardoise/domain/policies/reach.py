"""What no ladder can climb: a level that can't be reached, a channel nobody set up, a template that isn't there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import time
from itertools import pairwise
from unicodedata import category

from ardoise.domain.dunning import KEY_MAX, NO_RUNGS, Level, Policy
from ardoise.domain.policies.faults import Fault, amount_of


def unreachable(policy: Policy) -> list[Fault]:
    """Levels that contradict themselves or the ladder; one sentence each."""
    alone = [rule(policy, level) for level in policy.levels for rule in RULES]
    return [fault for fault in [*alone, *_out_of_place(policy.levels)] if fault]


def unconfigured(policy: Policy, templates: Collection[str] | None, channels: Collection[str] | None) -> list[Fault]:
    """Levels whose template or channel the company doesn't have; None: not asked."""
    faults = []
    for level in policy.levels:
        if templates is not None and level.template and level.template not in templates:
            known = ", ".join(sorted(templates)) or "–"
            faults.append(
                Fault(
                    f"Le modèle « {level.template} » du niveau « {level.key} » n’existe pas ; il y a : {known}.",
                    f"The template “{level.template}” of level “{level.key}” doesn't exist; there are: {known}.",
                )
            )
        if channels is not None and level.channel not in channels:
            faults.append(
                Fault(
                    f"Le canal « {level.channel} » du niveau « {level.key} » n’est pas configuré : "
                    "réglez-le dans les préférences, ou choisissez-en un autre.",
                    f"The channel “{level.channel}” of level “{level.key}” is not configured: "
                    "set it up in the preferences, or choose another.",
                )
            )
    return faults


def unlawful(level: Level, letter: str) -> Fault:
    """A level whose letter asks a consumer for what nobody may ask of them."""
    return Fault(
        f"Le courrier « {letter} » du niveau « {level.key} » demande à un particulier des frais ou une indemnité que "
        "personne ne peut lui demander (CPCE L111-8) : il ne part ni à un particulier ni à un client de type inconnu. "
        "Corrigez-le parmi les modèles.",
        f"The letter “{letter}” of level “{level.key}” asks a consumer for costs or a charge that nobody may ask of "
        "them (CPCE L111-8): it leaves neither to a consumer nor to a customer of unknown kind. "
        "Correct it among the templates.",
    )


def misnamed(policy: Policy) -> list[Fault]:
    """Levels whose key is the house’s own for something else, or no name that a page and a file can show; or was
    another's."""
    taken = [_named_ours(level.key) for level in policy.levels if level.key in NO_RUNGS]
    taken += [_unnameable(number) for number, x in enumerate(policy.levels, 1) if not _is_name(x.key)]
    return taken + shared_names([(level.key, level.formerly) for level in policy.levels])


def shared_names(levels: Sequence[tuple[str, Collection[str]]]) -> list[Fault]:
    """Of levels (key, the keys it had), those that had a name which another has or had: of a message that left under
    it nobody could tell which rung it was, and the customer would hear one again or miss one."""
    return [
        _shared(key, name, other)
        for n, (key, names) in enumerate(levels)
        for name in names
        for m, (other, others) in enumerate(levels)
        if m != n and (name == other or (name in others and m > n))
    ]


def _shared(key: str, name: str, other: str) -> Fault:
    if name == other:
        return Fault(
            f"Le niveau « {key} » s’est appelé « {name} » : qui l’a reçu sous ce nom serait pris pour quelqu’un qui a "
            "reçu l’autre niveau appelé ainsi. Appelez celui-ci autrement.",
            f"The level “{key}” was called “{name}”: whoever heard it under that name would be taken for somebody who "
            "heard the other level called so. Call that one something else.",
        )
    return Fault(
        f"Le niveau « {key} » et le niveau « {other} » se seraient tous deux appelés « {name} » (formerly) : lequel "
        "un client a reçu ne se saurait plus. Laissez ce nom à l’un des deux.",
        f"The level “{key}” and the level “{other}” would both have been called “{name}” (formerly): which of them a "
        "customer heard could no longer be told. Leave that name to one of them.",
    )


def _is_name(key: str) -> bool:
    return key == key.strip() and 0 < len(key) <= KEY_MAX and not any(category(c).startswith("C") for c in key)


def _named_ours(key: str) -> Fault:
    return Fault(
        f"Le niveau « {key} » porte le nom qu’Ardoise donne à un courrier qui n’est pas une relance : "
        "appelez-le autrement.",
        f"The level “{key}” bears Ardoise’s own name of a message that is no reminder: call it something else.",
    )


def _unnameable(number: int) -> Fault:
    return Fault(
        f"La clé (key) du niveau {number} ne peut pas servir de nom : donnez de 1 à {KEY_MAX} caractères, sur une "
        "ligne, sans espace au début ni à la fin.",
        f"The key of level {number} can't be a name: give 1 to {KEY_MAX} characters, on one line, no space at its "
        "ends.",
    )


def hushed(policy: Policy, quiet_from: time | None, quiet_until: time | None) -> list[Fault]:
    """Levels whose hours lie all within the quiet hours of the company, in which nothing leaves."""
    if quiet_from is None or quiet_until is None:
        return []
    return [_hushed(x, quiet_from, quiet_until) for x in policy.levels if is_hushed(x, quiet_from, quiet_until)]


def is_hushed(level: Level, quiet_from: time, quiet_until: time) -> bool:
    """Do the quiet hours leave nothing of the level's own?"""
    begins, ends = (hour.hour * 60 + hour.minute for hour in (quiet_from, quiet_until))
    free = [(0, begins), (ends, MIDNIGHT)] if begins < ends else [(ends, begins)]
    return not any(max(start, _first(level) * 60) < min(stop, _last(level) * 60) for start, stop in free)


MIDNIGHT = 24 * 60


def _hushed(level: Level, quiet_from: time, quiet_until: time) -> Fault:
    return Fault(
        f"Le niveau « {level.key} » ne part jamais : de {_first(level)} h à {_last(level)} h, ce sont les "
        f"heures calmes de la société ({quiet_from:%H:%M} à {quiet_until:%H:%M}). Accordez les deux.",
        f"The level “{level.key}” never leaves: from {_first(level)}:00 to {_last(level)}:00 the "
        f"company’s quiet hours stand ({quiet_from:%H:%M} to {quiet_until:%H:%M}). Make the two agree.",
    )


def _first(level: Level) -> int:
    return level.hour_from or 0


def _last(level: Level) -> int:
    return 24 if level.hour_until is None else level.hour_until


def untrue(policy: Policy) -> list[Fault]:
    """Levels whose letter says what isn't so yet, or no longer: due before the due date, falling due after it."""
    return [_untrue(level) for level in policy.levels if not level.template and _is_untrue(level)]


def _is_untrue(level: Level) -> bool:
    if level.is_before_due:
        return level.tone != "courteous"
    return level.tone == "courteous" and (level.counted_from == "last_contact" or level.days_overdue_min > 0)


def _untrue(level: Level) -> Fault:
    if level.is_before_due:
        return Fault(
            f"Le niveau « {level.key} » part avant l’échéance, et la lettre de ce ton réclame ce qui est échu : prenez "
            "le ton courtois (courteous), ou un modèle à vous (template).",
            f"The level “{level.key}” leaves before the due date, and the letter of this tone claims what is overdue: "
            "take the courteous tone, or a template of yours.",
        )
    return Fault(
        f"Le niveau « {level.key} » part après l’échéance, et la lettre courtoise (courteous) annonce une échéance à "
        "venir : prenez un autre ton, ou un modèle à vous (template).",
        f"The level “{level.key}” leaves after the due date, and the courteous letter announces one to come: "
        "take another tone, or a template of yours.",
    )


def _amounts_crossed(policy: Policy, level: Level) -> Fault | None:
    most, least = level.amount_max_cents, max(level.amount_min_cents, policy.amount_min_cents)
    if most is None or most >= least:
        return None
    last, first = amount_of(most), amount_of(least)
    return Fault(
        f"Le niveau « {level.key} » ne peut pas être atteint : au plus {last.fr}, mais on relance à partir de "
        f"{first.fr} (amount_max_cents, amount_min_cents). Relevez l’un ou baissez l’autre.",
        f"The level “{level.key}” can't be reached: at most {last.en}, but reminders start at {first.en} "
        "(amount_max_cents, amount_min_cents). Raise the one or lower the other.",
    )


def _hours_inverted(_: Policy, level: Level) -> Fault | None:
    first, last = _first(level), _last(level)
    if first < last:
        return None
    return Fault(
        f"Le niveau « {level.key} » ne part jamais : de {first} h à {last} h (hour_from, hour_until). "
        "Donnez une fin après le début.",
        f"The level “{level.key}” never leaves: from {first}:00 to {last}:00 (hour_from, hour_until). "
        "Give an end after the beginning.",
    )


def _contact_days(_: Policy, level: Level) -> Fault | None:
    if level.counted_from == "due" or level.days_overdue_min >= 1:
        return None
    return Fault(
        f"Le niveau « {level.key} » se compte à partir du dernier contact : donnez 1 jour ou plus, "
        f"pas {level.days_overdue_min}.",
        f"The level “{level.key}” is counted from the last contact: give 1 day or more, not {level.days_overdue_min}.",
    )


def _contact_spacing(policy: Policy, level: Level) -> Fault | None:
    spacing = policy.spacing(level)
    if level.counted_from == "due" or level.days_overdue_min < 1 or spacing <= level.days_overdue_min:
        return None
    return Fault(
        f"Le niveau « {level.key} » viendrait {level.days_overdue_min} jours après le dernier contact, mais il en faut "
        f"{spacing} entre deux (days_between_min) : ce jour n’arrive jamais. Accordez les deux.",
        f"The level “{level.key}” would come {level.days_overdue_min} days after the last contact, but {spacing} must "
        "lie between two (days_between_min): that day never comes. Make the two agree.",
    )


RULES: tuple[Callable[[Policy, Level], Fault | None], ...] = (
    _amounts_crossed,
    _hours_inverted,
    _contact_days,
    _contact_spacing,
)


def _out_of_place(levels: tuple[Level, ...]) -> list[Fault]:
    """A level counted from a contact that can't have been; a notice before due after the first reminder."""
    faults = []
    after = [level for level in levels if not level.is_before_due]
    if after and after[0].counted_from == "last_contact":
        faults.append(
            Fault(
                f"Le niveau « {after[0].key} » est le premier après l’échéance et ne peut pas se compter à partir du "
                "dernier contact : il n’y en a pas encore eu. Comptez-le à partir de l’échéance (counted_from: due).",
                f"The level “{after[0].key}” is the first one after the due date and can't be counted from the last "
                "contact: there was none yet. Count it from the due date (counted_from: due).",
            )
        )
    faults += [
        Fault(
            f"Le niveau « {b.key} » précède l’échéance et doit venir avant « {a.key} ».",
            f"The level “{b.key}” is before the due date and must come before “{a.key}”.",
        )
        for a, b in pairwise(levels)
        if b.is_before_due and a.counted_from == "last_contact"
    ]
    return faults
