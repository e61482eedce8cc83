"""The movements of bank files laid over each other: the same one told twice is one, two alike of a day are two.

A movement is known again by its account and its content, and by its rank among equals: the multiset union of what
all files tell. The bank's own reference counts only where it proves unique.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b

import polars as pl

CONTENT = ("account", "booked_on", "amount_cents", "currency", "said", "end_to_end_id", "counterparty_iban")
"""What makes a movement itself; `said` is its label, capitals and digits alone."""
ORDERED = r" ?\[[A-Z]{3} \d+\.\d{2}\]$"
"""What a reader adds to the bank's label, of an order in another currency: a movement that was read before it did so is
known again."""

PAIRS = {"place": pl.Int64, "movement": pl.Int64}
SAME_MAX = 30  # of one day and amount that share a word: a word of more tells little and costs much
CUT_FROM = 20  # capitals and digits of a label that may be cut: a CFONB120 keeps 31 signs
NEAR_DAYS = 5  # between the announcement of a movement and the statement that books it
SAID_BY_ALL = frozenset((
    "VIREMENT", "VIREMENTS", "SEPA", "RECU", "RECUE", "EMIS", "INST", "INSTANTANE", "PRELEVEMENT", "PRLV", "CARTE",
    "CHEQUE", "CHEQUES", "REMISE", "FACTURE", "FACTURES", "PAIEMENT", "REGLEMENT", "MOTIF", "TRANSFER", "PAYMENT",
    "CREDIT", "DEBIT", "SARL", "EURL", "SAS", "SCI", "SNC", "GMBH", "LTD", "INC", "VIR", "CHQ", "LCR", "TIP", "REF",
    "EUR", "FAC", "NUM", "PAR", "POUR", "SUR", "DES", "LES", "AUX", "THE", "AND", "FOR", "FROM", "VON", "DER", "REM",
    "ECH", "MME", "STE",
))  # fmt: skip
"""Words of every bank's labels: they say neither who nor what."""
UNSAID = ("", "NOTPROVIDED", "NONREF", "NONE", "NA", "N/A")
SEPARATOR = "\x1f"

MARKS, MARK_MIN = ("reference", "end_to_end_id", "creditor_reference"), 4
"""Where a bank writes what tells one payment from another, and so many signs of it at least."""

RECOGNISED = ("place", "movement", "content", "key")
"""Of each incoming row, by its place: the movement it tells (None: a new one, under that key), and its content."""


def recognise(incoming: pl.DataFrame, known: pl.DataFrame, given: pl.DataFrame | None = None) -> pl.DataFrame:
    """RECOGNISED, a row per row of `incoming`; rows of two statements that tell the same new movement share its key.

    `incoming`: MOVEMENTS with `account` (its number), `is_final` and `is_proven` (by both balances);
    `known`: the same columns, movement and `content` (hexadecimal), a row per movement and content told of it;
    `given`: place and movement, known otherwise.
    The same whatever the order of the files.
    """
    told = prepared(incoming).with_row_index("place").with_columns(pl.col("place").cast(pl.Int64)).pipe(contents)
    there = prepared(known).pipe(remembered).unique(["movement", "content"], keep="first", maintain_order=True)
    found = [pl.DataFrame(schema=PAIRS) if given is None else given.cast(pl.Schema(PAIRS))]
    for look in (by_reference, by_content, by_words, by_proof, by_announcement, by_report):
        found.append(look(rest(told, found, "place"), there, found))
    pairs = pl.concat(found)
    new = told.join(pairs, on="place", how="anti").pipe(keyed, there)
    old = pairs.with_columns(key=pl.lit(None, dtype=pl.Binary))
    fresh = new.with_columns(movement=pl.lit(None, dtype=pl.Int64))
    both = pl.concat([side.select("place", "movement", "key") for side in (old, fresh)])
    return told.select("place", "content").join(both, on="place").select(RECOGNISED).sort("place")


def remembered(known: pl.DataFrame) -> pl.DataFrame:
    """With the content of those that nobody tells any more, from their own words."""
    is_untold = pl.col("content").fill_null("") == ""
    untold = known.filter(is_untold)
    if untold.is_empty():
        return known
    return pl.concat([known.filter(~is_untold), untold.drop("content").pipe(contents).select(known.columns)])


def contents(rows: pl.DataFrame) -> pl.DataFrame:
    """With `content`: 16 bytes of what makes it itself, as hexadecimal text."""
    told = [pl.col(c).cast(pl.String).fill_null("") for c in CONTENT]
    texts = rows.select(pl.concat_str(told, separator=SEPARATOR)).to_series().to_list()
    return rows.with_columns(content=pl.Series([digest(text).hex() for text in texts], dtype=pl.String))


def digest(text: str) -> bytes:
    """16 bytes of a text."""
    return blake2b(text.encode(), digest_size=16).digest()


def prepared(rows: pl.DataFrame) -> pl.DataFrame:
    """With `said`, and nothing where a bank writes that it knows nothing."""
    words = ("reference", "end_to_end_id", "creditor_reference", "counterparty_iban", "mandate")
    plain = [
        pl.when(pl.col(c).fill_null("").str.to_uppercase().is_in(UNSAID)).then(pl.lit("")).otherwise(c).alias(c)
        for c in words
    ]
    own = pl.col("label").fill_null("").str.replace(ORDERED, "")
    said = own.str.to_uppercase().str.replace_all(r"[^\p{L}\p{N}]+", "")
    return rows.with_columns(*plain, said=said)


def rest(rows: pl.DataFrame, found: list[pl.DataFrame], column: str) -> pl.DataFrame:
    """The rows that are in no pair yet."""
    return rows.join(pl.concat(found), on=column, how="anti")


def proven(rows: pl.DataFrame, within: list[str]) -> pl.DataFrame:
    """The rows whose reference no other row within has."""
    return rows.filter(pl.col("reference") != "", pl.len().over([*within, "account", "reference"]) == 1)


REFERENCE = ["account", "booked_on", "amount_cents", "currency", "reference"]


def by_reference(told: pl.DataFrame, there: pl.DataFrame, found: list[pl.DataFrame]) -> pl.DataFrame:
    """place and movement of equal reference, day and amount, where the bank's reference is unique on both sides."""
    mine, theirs = proven(told, ["statement"]), proven(first_told(there), [])
    pairs = mine.join(theirs.select(*REFERENCE, "movement"), on=REFERENCE, nulls_equal=True)
    return pairs.select("place", pl.col("movement").cast(pl.Int64))


def first_told(there: pl.DataFrame) -> pl.DataFrame:
    """A row per movement."""
    return there.unique("movement", keep="first", maintain_order=True)


def by_content(told: pl.DataFrame, there: pl.DataFrame, found: list[pl.DataFrame]) -> pl.DataFrame:
    """place and movement of equal content, the first with the first, within each statement.

    Two references that are each proven unique and differ are two movements, however alike.
    """
    left = rest(there, found, "movement")
    sure_mine = proven(told, ["statement"]).select("place", own="reference")
    sure_theirs = proven(first_told(left), []).select("movement", other="reference")
    mine = told.join(sure_mine, on="place", how="left").with_columns(pl.col("own").fill_null(""))
    theirs = left.join(sure_theirs, on="movement", how="left").with_columns(pl.col("other").fill_null(""))
    # a row with a proven reference meets only movements without one, and the other way round
    lanes: list[pl.DataFrame] = []
    for is_own, is_other in ((False, True), (False, False), (True, False)):
        a = mine.filter((pl.col("own") != "") == is_own).pipe(rest, [*found, *lanes], "place")
        b = theirs.filter((pl.col("other") != "") == is_other).pipe(rest, [*found, *lanes], "movement")
        lanes.append(abreast(a, b))
    return pl.concat(lanes)


def abreast(mine: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
    """The n-th of each content in a statement with the n-th that is known."""
    a = mine.with_columns(nth=pl.int_range(pl.len()).over("statement", "content"))
    b = theirs.sort("movement").with_columns(nth=pl.int_range(pl.len()).over("content"))
    pairs = a.join(b.select("content", "nth", "movement"), on=["content", "nth"])
    return pairs.select("place", pl.col("movement").cast(pl.Int64)).unique("place", keep="first", maintain_order=True)


def by_words(told: pl.DataFrame, there: pl.DataFrame, found: list[pl.DataFrame]) -> pl.DataFrame:
    """place and movement of what another format tells in other words, where not both statements prove their movements.

    The same account, day and amount, a word in common, no number in the words of one that the other's contradict, nor
    two references that are each proven unique and differ, nor, where neither statement proves them, two names told
    apart; those with most words in common first, each once in a statement.
    """
    left = rest(first_told(there), found, "movement")
    met = met_in_a_day(rest(told, found, "place"), left)
    near = sharing_a_word(*met).filter("is_final", "is_final_b", ~(pl.col("is_proven") & pl.col("is_proven_b")))
    sure, sure_b = proven(told, ["statement"]), proven(first_told(there), [])
    apart = near.join(sure, on="place", how="semi").join(sure_b, on="movement", how="semi")
    near = near.join(apart, on=["place", "movement"], how="anti", maintain_order="left")
    pairs = []
    for row in near.iter_rows(named=True):
        mine, theirs = set(row["words"]), set(row["words_b"])
        numbers, others = ({word for word in said if any(map(str.isdigit, word))} for said in (mine, theirs))
        is_one = row["is_proven"] or row["is_proven_b"]  # one of them has told all that there is
        is_other = not is_one and are_two(row["counterparty"], row["counterparty_b"])
        is_told = is_one and is_cut(*sorted((row["said"], row["said_b"]), key=len))
        if (is_told or numbers <= others or others <= numbers) and not is_other:
            pairs.append((-len(mine & theirs), row["place"], row["movement"], row["statement"]))
    return each_once((place, statement, movement) for _, place, movement, statement in sorted(pairs))


def is_cut(short: str, long: str) -> bool:
    """One bank's label is the other's, cut at so many signs, in the midst of a number perhaps."""
    return len(short) >= CUT_FROM and long.startswith(short)


def are_two(name: str | None, other: str | None) -> bool:
    """Both names are told and have no word in common, nor the beginning of one."""
    mine, theirs = words(name), words(other)
    alike = any(one.startswith(two) or two.startswith(one) for one in mine for two in theirs)
    return bool(mine and theirs) and not alike


DAYS_AMOUNT = ["account", "booked_on", "amount_cents", "currency"]


def met_in_a_day(mine: pl.DataFrame, theirs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of an account, day and amount that both sides tell, with their `words` in order."""
    met = (mine.join(theirs, on=DAYS_AMOUNT, how="semi", nulls_equal=True),
           theirs.join(mine, on=DAYS_AMOUNT, how="semi", nulls_equal=True))  # fmt: skip
    one, other = (
        rows.with_columns(
            words=pl.Series([sorted(words(*texts)) for texts in rows.select("label", "counterparty").iter_rows()],
                            dtype=pl.List(pl.String))
        )
        for rows in met
    )  # fmt: skip
    return one, other


def sharing_a_word(mine: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
    """The rows of one account, day and amount that have a word in common which few of them have, side by side."""
    said = [
        rows.select(*DAYS_AMOUNT, name, word="words")
        .explode("word")
        .drop_nulls("word")
        .filter(pl.len().over([*DAYS_AMOUNT, "word"]) <= SAME_MAX)
        for rows, name in ((mine, "place"), (theirs, "movement"))
    ]
    pairs = said[0].join(said[1], on=[*DAYS_AMOUNT, "word"], nulls_equal=True).select("place", "movement").unique()
    return pairs.join(mine, on="place").join(theirs, on="movement", suffix="_b")


def by_proof(told: pl.DataFrame, there: pl.DataFrame, found: list[pl.DataFrame]) -> pl.DataFrame:
    """place and movement of the same account, day and amount where one statement proves its movements and the other
    doesn't: it has told them all. Those of the same words one with one, then those of which one side says nothing.
    """
    met = met_in_a_day(rest(told, found, "place"), rest(first_told(there), found, "movement"))
    mine, theirs = (rows.filter("is_final") for rows in met)
    own, other = (rows.filter(~pl.col("is_proven")) for rows in (mine, theirs))
    own = own.join(proven(told, ["statement"]), on="place", how="anti", maintain_order="left")
    other = other.join(proven(first_told(there), []), on="movement", how="anti", maintain_order="left")
    sides = (own, theirs.filter("is_proven")), (mine.filter("is_proven"), other)
    lanes: list[pl.DataFrame] = []
    for is_silent, is_silent_b in ((None, None), (True, None), (None, True)):
        for one, two in sides:
            a = one.pipe(rest, [*found, *lanes], "place").pipe(under, is_silent)
            b = two.pipe(rest, [*found, *lanes], "movement").pipe(under, is_silent_b)
            by_day = is_silent or is_silent_b
            lanes.append(abreast(*(rows.with_columns(content="day" if by_day else "said") for rows in (a, b))))
    return pl.concat(lanes)


def under(rows: pl.DataFrame, is_silent: bool | None) -> pl.DataFrame:
    """With `day`, the account, day and amount as one text, and `said`, with the words; of all, or of the silent."""
    day = pl.concat_str(*(pl.col(c).cast(pl.String).fill_null("") for c in DAYS_AMOUNT), separator=SEPARATOR)
    kept = rows.filter(pl.col("words").list.len() == 0) if is_silent else rows
    return kept.with_columns(day=day, said=pl.concat_str(day, pl.col("words").list.join(" "), separator=SEPARATOR))


def words(*texts: str | None) -> set[str]:
    """The words of a bank's text that say who or what; those that every bank writes are left out."""
    said = re.findall(r"[^\W_]{2,}", " ".join(text or "" for text in texts).upper())
    return {word for word in said if word not in SAID_BY_ALL and (len(word) > 2 or any(map(str.isdigit, word)))}


def each_once(pairs: Iterable[tuple[int, int, int]]) -> pl.DataFrame:
    """place and movement of (place, statement, movement), the first first, none twice in a statement."""
    used: set[tuple[str, int]] = set()
    kept = []
    for place, statement, movement in pairs:
        if ("row", place) not in used and (f"movement {statement}", movement) not in used:
            used |= {("row", place), (f"movement {statement}", movement)}
            kept.append((place, movement))
    return pl.DataFrame(kept, schema=PAIRS, orient="row")


def by_announcement(told: pl.DataFrame, there: pl.DataFrame, found: list[pl.DataFrame]) -> pl.DataFrame:
    """place and movement of what was announced and is now booked, or was booked and is announced once more.

    The same account, currency and amount within some days, and one mark in common: end-to-end identification,
    creditor reference, reference, label; the nearest first, each once. Without a mark, the only ones of that amount.
    Two end-to-end identifications are two payments, whatever else they have in common.
    """
    left = rest(first_told(there), found, "movement")
    keys = ["account", "currency", "amount_cents"]
    gap = (pl.col("booked_on") - pl.col("booked_on_b")).dt.total_days().abs()
    near = pl.concat(
        told.filter(pl.col("is_final") == is_final)
        .join(left.filter(pl.col("is_final") != is_final), on=keys, suffix="_b", nulls_equal=True)
        .filter(gap <= NEAR_DAYS)
        for is_final in (True, False)
    )
    is_marked = pl.any_horizontal(
        (pl.col(c) != "") & (pl.col(c) == pl.col(f"{c}_b"))
        for c in ("end_to_end_id", "creditor_reference", "reference", "said")
    )
    one, other = (pl.col(c).fill_null("") for c in ("counterparty", "counterparty_b"))
    is_alone = (pl.len().over("statement", "place") == 1) & (pl.len().over("statement", "movement") == 1)
    pairs = near.filter(~are_sent_apart(), is_marked | (is_alone & ((one == other) | (one == "") | (other == ""))))
    return each_once(pairs.sort(gap, "place", "movement").select("place", "statement", "movement").iter_rows())


def by_report(told: pl.DataFrame, there: pl.DataFrame, found: list[pl.DataFrame]) -> pl.DataFrame:
    """place and movement of what two reports tell that book nothing, a notice and a list of rejects: the same account,
    amount and day, and one mark in common, wherever each writes it; two end-to-end identifications are two payments.
    """
    mine, theirs = (
        rows.filter(~pl.col("is_final")).with_columns(mark=pl.concat_list(*MARKS)).explode("mark").filter(
            pl.col("mark").str.len_chars() >= MARK_MIN
        )
        for rows in (told, rest(first_told(there), found, "movement"))
    )  # fmt: skip
    pairs = mine.join(theirs, on=[*DAYS_AMOUNT, "mark"], nulls_equal=True, suffix="_b").filter(~are_sent_apart())
    return each_once(pairs.select("place", "statement", "movement").unique().sort("place", "movement").iter_rows())


def are_sent_apart() -> pl.Expr:
    """Both sides tell how their payer identified the payment, and neither is the other cut."""
    one, other = pl.col("end_to_end_id").fill_null(""), pl.col("end_to_end_id_b").fill_null("")
    return ~(one.str.starts_with(other) | other.str.starts_with(one))


def keyed(new: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """New rows with the natural key of their movement: content, and rank beyond the equals that are known.

    The n-th of a content in one statement is the n-th in another of the same file, unless their references, each
    proven unique, say otherwise.
    """
    before = known.group_by("content").agg(before=pl.col("movement").n_unique())
    own = proven(new, ["statement"]).select("place", own="reference")
    marked = new.join(own, on="place", how="left").with_columns(pl.col("own").fill_null(""))
    lane = ["content", "own"]
    nth = marked.with_columns(nth=pl.int_range(pl.len()).over("statement", *lane))
    firsts = nth.select(*lane, "nth").unique(maintain_order=True)
    ranks = firsts.with_columns(rank=pl.int_range(pl.len()).over("content"))
    ranked = nth.join(ranks, on=[*lane, "nth"], how="left").join(before, on="content", how="left")
    number = (pl.col("rank") + pl.col("before").fill_null(0)).cast(pl.String)
    texts = ranked.select(pl.concat_str("content", number, separator=SEPARATOR)).to_series().to_list()
    return ranked.with_columns(key=pl.Series([digest(text) for text in texts], dtype=pl.Binary))
