"""The customers of the invented firm: who they are and how they pay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count as count_from
from itertools import islice
from random import Random

from ardoise.demo import identity, names
from ardoise.demo.scenes import SCENES, Scene

TERMS = {
    "professional": ("30 jours", "30 jours", "45 jours fin de mois", "30 jours fin de mois", "60 jours"),
    "public_body": ("30 jours",),
    "consumer": ("15 jours",),
}
HABITS = {
    "professional": {
        "prompt": 36, "ordinary": 29, "forgetful": 11, "late": 8, "quarter_end": 3, "deteriorating": 4, "debit": 8
    },
    "public_body": {"administrative": 1},
    "consumer": {"prompt": 70, "forgetful": 20, "late": 10},
}  # fmt: skip
COLLECTORS = ("alice", "benoit", "chloe")
TRIES = 1_000  # names drawn before the lists count as drawn out
SALESPEOPLE = ("denis", "elodie", "farid", "gwen")


@dataclass(frozen=True)
class Customer:
    """One customer of the firm, with its contact."""

    code: str
    name: str
    kind: str
    siren: str
    segment: str
    group: str
    collector: str
    salesperson: str
    terms: str
    language: str
    contact_name: str
    role: str
    email: str
    phone: str
    address: str
    postcode: str
    city: str
    country: str
    habit: str
    invoices_yearly: float
    net_cents_typical: int
    scene: Scene | None = None


def draw(seed: int, count: int) -> list[Customer]:
    """The scenes' customers first, then others up to `count`; never fewer than the scenes."""
    rng = Random(f"{seed}/customers")
    customers = [drawn(rng, position, scene=scene) for position, scene in enumerate(SCENES, 1)]
    taken = {customer.name for customer in customers}
    parents: list[str] = []
    for position in range(len(SCENES) + 1, count + 1):
        kind = "public_body" if rng.random() < 0.08 else "consumer" if rng.random() < 0.16 else "professional"
        name = _free(rng, kind, taken)
        taken.add(name[1])
        group = rng.choice(parents) if len(parents) == 3 and kind == "professional" and rng.random() < 0.06 else ""
        customers.append(drawn(rng, position, kind=kind, name=name, group=group))
        if kind == "professional" and len(parents) < 3:
            parents.append(customers[-1].code)
    return customers


def drawn(
    rng: Random,
    position: int,
    scene: Scene | None = None,
    kind: str = "professional",
    name: tuple[str, str] = ("", ""),
    group: str = "",
) -> Customer:
    """One customer, its size and manners thrown by the dice; a scene's pays well but for its scene."""
    kind = scene.kind if scene else kind
    segment, called = (_segment(scene), scene.name) if scene else name
    contact = called if kind == "consumer" else names.person_name(rng)
    is_foreign = bool(scene and scene.foreign)
    postcode, city = ("1260", "Nyon") if is_foreign else rng.choice(names.TOWNS)
    email = f"{'bonjour' if kind == 'consumer' else 'compta'}@{names.slug(called)}.example"
    return Customer(
        code=f"C{position:05d}",
        name=called,
        kind=kind,
        siren="" if kind == "consumer" or is_foreign else identity.siren(rng),
        segment=segment,
        group=group,
        collector=COLLECTORS[position % len(COLLECTORS)],
        salesperson=SALESPEOPLE[position % len(SALESPEOPLE)],
        terms="30 jours" if scene and kind == "professional" else rng.choice(TERMS[kind]),
        language="en" if kind == "professional" and not scene and rng.random() < 0.03 else "fr",
        contact_name=contact,
        role="other" if kind == "consumer" else rng.choice(("accounting", "accounting", "management", "billing")),
        email=email if not scene or scene.has_email else "",
        phone=identity.phone(rng),
        address=f"{rng.randrange(1, 140)} {rng.choice(names.STREETS)}",
        postcode=postcode,
        city=city,
        country="CH" if is_foreign else "FR",
        habit="prompt" if scene else rng.choices([*HABITS[kind]], [*HABITS[kind].values()])[0],
        invoices_yearly=rng.uniform(1, 4) if kind == "consumer" else min(60.0, rng.lognormvariate(2.2, 0.6)),
        net_cents_typical=int(rng.lognormvariate(9.2, 0.6) if kind == "consumer" else rng.lognormvariate(11.4, 1.2)),
        scene=scene,
    )


def _free(rng: Random, kind: str, taken: set[str]) -> tuple[str, str]:
    """A name nobody has; where the lists are drawn out, one of theirs with a number behind it."""
    drawn_names = islice(_names(rng, kind), TRIES)
    free = next((name for name in drawn_names if name[1] not in taken), None)
    if free:
        return free
    segment, called = next(_names(rng, kind))
    return next((segment, f"{called} {n}") for n in count_from(2) if f"{called} {n}" not in taken)


def _names(rng: Random, kind: str) -> Iterator[tuple[str, str]]:
    while True:
        segment = rng.choice([*names.TRADES])
        if kind == "professional":
            yield segment, names.trade_name(rng, segment)
        elif kind == "public_body":
            yield "public", names.public_name(rng)
        else:
            yield "private", names.person_name(rng)


def _segment(scene: Scene) -> str:
    return {"professional": "shops", "public_body": "public", "consumer": "private"}[scene.kind]
