"""Words as people in a hurry write them, as everybody else does: *c parti*, *2moro*, *rglt*."""

from __future__ import annotations

import re

WORDS = {
    "bjr": "bonjour", "bsr": "bonsoir", "slt": "salut", "pj": "piece jointe", "cb": "carte",
    "jai": "j'ai", "jvais": "je vais", "jvous": "je vous", "jvs": "je vous", "vs": "vous", "ns": "nous", "pr": "pour",
    "tt": "tout", "ds": "dans", "dc": "donc", "qd": "quand", "mtn": "maintenant", "ya": "il y a", "chui": "je suis",
    "jsuis": "je suis", "demin": "demain", "dmain": "demain", "2main": "demain", "2m1": "demain", "ajd": "aujourd'hui",
    "auj": "aujourd'hui", "aujourdhui": "aujourd'hui", "vendr": "vendredi", "smaine": "semaine", "fac": "facture",
    "fct": "facture", "rgt": "reglement", "rgler": "regler", "vmt": "virement", "jattends": "j'attends",
    "peu payer": "peux payer", "peu regler": "peux regler", "quil": "qu'il", "cest": "c'est", "na": "n'a",
    "2day": "today", "tday": "today", "2moro": "tomorrow", "2morrow": "tomorrow", "tmr": "tomorrow", "tmw": "tomorrow",
    "tomoz": "tomorrow", "2nite": "tonight", "tonite": "tonight", "u": "you", "ur": "your", "im": "i'm",
    "weve": "we've", "ive": "i've", "youll": "you'll", "wk": "week", "wks": "weeks", "mth": "month", "mths": "months",
    "plz": "please", "eow": "end of week", "eom": "end of month", "eod": "end of day", "cob": "end of day",
    "thru": "through", "bal": "balance", "recvd": "received", "rcvd": "received", "recd": "received", "pd": "paid",
    "gonna": "going to", "cos": "because", "coz": "because",
    "balles": "euros", "ce jour la": "alors", "ce jour-la": "alors",
}  # fmt: skip
HURRIED = re.compile(
    r"(?<![\w'@.-])(?:" + "|".join(map(re.escape, sorted(WORDS, key=len, reverse=True))) + r")(?![\w'@]|[-/.]\d)"
)
IT_IS = re.compile(r"(?<![\w'.@-])c (?=[a-z]{2})")
I_HAVE = re.compile(
    r"(?<![\w'.@-])g (?=(?:deja|bien|pas|tout|pay|regl|fait|envoy|recu|vu|vir|un |une |le |la |mis|post))"
)


AS_HEARD = re.compile(
    r"\b((?:j'ai|ai|as|a|avons|avez|ont|suis|est|sont)(?: (?:deja|bien|tout|ete))?) "
    r"(pay|regl|envoy|vir|sold|post|vers|donn|recu|effectu|retourn|renvoy|contest|factur|livr|command)er\b"
)


def spelled(folded: str) -> str:
    """The folded text with such words written out."""
    told = HURRIED.sub(lambda found: WORDS[found[0]], folded)
    return AS_HEARD.sub(r"\1 \2e", I_HAVE.sub("j'ai ", IT_IS.sub("c'est ", told)))
