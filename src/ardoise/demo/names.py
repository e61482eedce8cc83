"""Names that sound French and are nobody's; real towns, so that the post looks right."""

from __future__ import annotations

import unicodedata
from random import Random

TRADES = {
    "hotels": ("Hôtel", "Auberge", "Relais", "Résidence"),
    "restaurants": ("Brasserie", "Restaurant", "Bistrot", "Table", "Traiteur"),
    "shops": ("Cave", "Épicerie", "Comptoir", "Halles", "Maison"),
    "estates": ("Domaine", "Château", "Clos", "Vignobles"),
    "companies": ("Ateliers", "Transports", "Bâtiment", "Conserverie", "Négoce"),
}
SIGNS = (
    "du Héron Bleu", "des Trois Tilleuls", "de la Lune Rousse", "du Pont Neuf-Chaume", "de l'Écluse Verte",
    "du Moulin Perdu", "des Sept Fontaines", "de la Combe Grise", "du Cerf Blanc", "des Grandes Orties",
    "de la Rive Douce", "du Vieux Cadran", "de l'Alambic", "des Quatre Vents d'Ouest", "du Buis Tordu",
    "de la Belle Gabare", "du Faisan d'Or", "des Marais Hauts", "de la Petite Ourse", "du Tonneau Rouge",
    "de l'Ancre Brune", "des Deux Clochers", "de la Treille Haute", "du Loup Gris", "des Genêts",
    "de la Source Tiède", "du Chêne Couché", "de l'Étang Rond", "des Lavandières", "du Bec d'Ambre",
)  # fmt: skip
SURNAMES = (
    "Aubrémont", "Bazillac", "Castérède", "Delorvaux", "Esparbès", "Fontanelier", "Garrigou-Laval", "Hautecombe",
    "Issarlès", "Jaubertin", "Kermarrec-Dol", "Lartiguelongue", "Maubourdin", "Nerval-Touche", "Orsonnens",
    "Pelletancourt", "Quintefeuille", "Rocamaure", "Sarrazy", "Terrefort", "Ussonne", "Valcabrère", "Wallerandt",
    "Xaintrailles", "Yvrandes", "Zuydcotte", "Bellegrave", "Courtepaille", "Montgazin", "Vergnolles",
)  # fmt: skip
FORENAMES = (
    "Adèle", "Baptiste", "Camille", "Damien", "Élise", "Fabien", "Gaëlle", "Hugo", "Inès", "Jules", "Karine",
    "Léon", "Maud", "Nathan", "Odile", "Paul", "Quitterie", "Rémi", "Solène", "Théo", "Ursule", "Victor", "Yann", "Zoé",
)  # fmt: skip
TOWNS = (
    ("33000", "Bordeaux"), ("33500", "Libourne"), ("33700", "Mérignac"), ("33600", "Pessac"), ("33120", "Arcachon"),
    ("64000", "Pau"), ("64100", "Bayonne"), ("64200", "Biarritz"), ("40000", "Mont-de-Marsan"), ("40100", "Dax"),
    ("47000", "Agen"), ("24000", "Périgueux"), ("24100", "Bergerac"), ("16000", "Angoulême"), ("16100", "Cognac"),
    ("17000", "La Rochelle"), ("17100", "Saintes"), ("17200", "Royan"), ("87000", "Limoges"), ("86000", "Poitiers"),
    ("79000", "Niort"), ("31000", "Toulouse"), ("82000", "Montauban"), ("81000", "Albi"), ("32000", "Auch"),
    ("65000", "Tarbes"), ("46000", "Cahors"), ("12000", "Rodez"), ("44000", "Nantes"), ("75011", "Paris"),
)  # fmt: skip
STREETS = (
    "rue des Tonneliers", "avenue de la Gabare", "place du Vieux Marché", "quai des Futailles", "rue de la Treille",
    "chemin des Vergers", "allée des Platanes", "impasse du Pressoir", "boulevard de la Rivière", "rue du Lavoir",
)  # fmt: skip
PLACES = (
    "Saint-Aubin-les-Vernes", "Montclair-sur-Lisse", "Villefargue", "Roquebrune-d'Ausse", "Castelmaure-le-Haut",
    "Pontarède", "Sainte-Orse-des-Bois", "Lamothe-Verdière", "Arrigny-sur-Drot", "Bourg-Lancelot",
)  # fmt: skip
PUBLIC = ("Commune de {}", "Collège de {}", "Hôpital local de {}", "Communauté de communes de {}", "Lycée de {}")


def trade_name(rng: Random, segment: str) -> str:
    """A shop sign or a family firm of that trade."""
    trade = rng.choice(TRADES[segment])
    if rng.random() < 0.35:
        form = rng.choice(("SARL {0} {1}", "{0} {1} SAS", "{0} {1} & Fils", "{0} {1}"))
        return form.format(trade, rng.choice(SURNAMES))
    return f"{trade} {rng.choice(SIGNS)}"


def public_name(rng: Random) -> str:
    """A town hall, a school, a hospital of a place that is on no map."""
    return rng.choice(PUBLIC).format(rng.choice(PLACES))


def person_name(rng: Random) -> str:
    """A first name and a family name."""
    return f"{rng.choice(FORENAMES)} {rng.choice(SURNAMES)}"


def slug(name: str) -> str:
    """What stands before and after the @: lower case, no accent, hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(c if c.isalnum() else " " for c in plain).split())
