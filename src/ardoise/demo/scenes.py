"""The customers written by hand: on the day of the demo, each shows one reason to write or to be silent."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Restraint:
    """Something the set-up replays: of which kind, when opened, and what turns on it. Days count back from `as_of`."""

    kind: str  # dispute | promise | block | insolvency
    opened_days_ago: int
    note: str
    until_in_days: int | None = None  # the promised day, the end of the block; the judgment for an insolvency
    reason: str = ""  # of a dispute
    item: int | None = None  # the position of the invoice; None: the whole customer
    resolver: str = ""  # of a dispute: the user who is to answer
    said: str = ""  # by whoever opened it, to that user


@dataclass(frozen=True)
class Plan:
    """An instalment plan about the first invoice: agreed so long ago, in equal instalments, each for a day counted from
    `as_of` (below zero: past); some of them were paid, eight days ago."""

    agreed_days_ago: int
    days: tuple[int, ...]
    paid: int
    note: str
    said_by: str

    def shares(self, cents: int) -> list[int]:
        """Its instalments of so many cents; those that don't divide go to the last one."""
        share, left = divmod(cents, len(self.days))
        return [share] * (len(self.days) - 1) + [share + left]


@dataclass(frozen=True)
class Scene:
    """One customer's open invoices as (days overdue, net cents), and what was already said about them."""

    name: str
    shows: str  # a code of REASONS
    invoices: tuple[tuple[int, int], ...]
    kind: str = "professional"
    paid_cents: int = 0  # an unapplied payment, eight days ago
    short_cents: int = 0  # the same, of the first invoice but for so many cents
    has_email: bool = True
    is_doubtful: bool = False  # moved to 416
    returned_days_ago: int | None = None  # the first invoice's direct debit came back
    foreign: tuple[str, int] | None = None  # the last invoice is written in that currency, for so many of its cents
    restraint: Restraint | None = None
    plan: Plan | None = None
    reminders: tuple[tuple[str, int], ...] = ()  # (level, days ago)


SCENES = (
    Scene("Martin & Fils", "next_level", ((33, 268_400), (12, 91_250)), reminders=(("friendly", 17),)),
    Scene(
        "Durand SARL",
        "disputed",
        ((34, 412_000),),
        restraint=Restraint(
            "dispute", 21, "Deux palettes arrivées cassées, avoir demandé le jour même", reason="goods", item=0
        ),
    ),
    Scene(
        "Petit Frères",
        "promised",
        ((28, 156_700), (9, 64_300)),
        restraint=Restraint("promise", 4, "Mme Petit au téléphone : virement annoncé", until_in_days=9),
        reminders=(("friendly", 15),),
    ),
    Scene(
        "Moreau Bâtiment",
        "insolvent",
        ((171, 884_000), (140, 362_500)),
        is_doubtful=True,
        restraint=Restraint("insolvency", 96, "Redressement judiciaire, créance déclarée", until_in_days=-103),
    ),
    Scene(
        "Conserverie du Bec Salé",
        "insolvent",
        ((52, 231_900),),
        restraint=Restraint("insolvency", 12, "Liquidation judiciaire, créance à déclarer", until_in_days=-19),
    ),
    Scene("Grand Hôtel de la Dune Blanche", "before_due", ((-4, 1_845_000),)),
    Scene("Traiteur Quintefeuille", "credits_cover", ((17, 124_000),), paid_cents=150_000),
    Scene("Bistrot du Sou Neuf", "too_small", ((40, 40_500),), short_cents=840),
    Scene("Épicerie des Premiers Jours", "in_grace", ((3, 73_800),)),
    Scene("Cave de la Première Lettre", "first_reminder", ((13, 98_600),)),
    Scene("Relais de l'Oubli", "contacted_recently", ((26, 143_200),), reminders=(("friendly", 3),)),
    Scene("Brasserie de l'Attente", "waiting_next_level", ((17, 187_300),), reminders=(("friendly", 9),)),
    Scene(
        "Négoce du Dernier Échelon",
        "ladder_exhausted",
        ((88, 512_600),),
        reminders=(("friendly", 79), ("firm", 63), ("formal_notice", 38)),
    ),
    Scene("Auberge Sans-Courrier", "no_address", ((24, 88_900),), has_email=False),
    Scene("Ferme du Bout du Chemin", "no_address", ((61, 45_200),), has_email=False),
    Scene("Commune de Villefargue-le-Vieux", "no_address", ((37, 178_000),), kind="public_body", has_email=False),
    Scene(
        "Maison Vergnolles",
        "blocked",
        ((45, 305_000), (15, 118_000)),
        restraint=Restraint(
            "block", 11, "Relance suspendue par la direction commerciale : renouvellement du contrat", until_in_days=20
        ),
    ),
    Scene("Transports Xaintrailles", "first_reminder", ((20, 221_000),), returned_days_ago=6),
    Scene(
        "Domaine de la Promesse Tardive",
        "next_level",
        ((41, 264_000),),
        restraint=Restraint("promise", 25, "Promis par courriel, rien reçu", until_in_days=-14),
        reminders=(("friendly", 30),),
    ),
    Scene(
        "Ateliers de la Moitié",
        "first_reminder",
        ((29, 190_000), (16, 133_000)),
        restraint=Restraint(
            "dispute",
            9,
            "Prix différent du devis signé",
            reason="price",
            item=0,
            resolver="denis",
            said="Denis, tu as signé ce devis : quel prix avions-nous dit ?",
        ),
    ),
    Scene("Comptoir Lémanique de Nyonville", "first_reminder", ((22, 96_000), (19, 127_500)), foreign=("CHF", 143_900)),
    Scene(
        "Menuiserie des Trois Fois",
        "planned",
        ((64, 540_000),),
        plan=Plan(26, (-10, 20, 50), 1, "Trésorerie tendue depuis un chantier repoussé", "M. Lafon"),
        reminders=(("friendly", 51), ("firm", 37)),
    ),
    Scene(
        "Pension du Quai Tenu",
        "planned",
        ((47, 152_000),),
        plan=Plan(30, (-9, -2), 2, "Deux virements après la saison", "Mme Roussel"),
        reminders=(("friendly", 37),),
    ),
    Scene(
        "Garage de la Parole Rompue",
        "next_level",
        ((58, 318_000),),
        plan=Plan(34, (-19, 11, 41), 0, "Trois fois sans frais", "M. Bastide"),
        reminders=(("friendly", 45),),
    ),
    Scene("Adèle Courtepaille", "first_reminder", ((19, 14_900),), kind="consumer"),
    Scene("Hôpital local de Pontarède-Nord", "first_reminder", ((48, 742_000),), kind="public_body"),
)
