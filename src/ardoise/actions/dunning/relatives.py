"""Proposals to customers of which one head receives for all, brought together so that they can leave as one message."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from django.db.models import Q, QuerySet

from ardoise.records.models import Company, Customer, Proposal

AT_ONCE = 200
KIN_MAX = 150


def brought_together(company: Company, keys: Sequence[int]) -> list[int]:
    """The keys of proposals in their order, each group's at the place of its first."""
    groups = _groups(company, keys)
    places: dict[object, int] = {}
    for place, key in enumerate(keys):
        places.setdefault(groups.get(key, key), place)
    return sorted(keys, key=lambda key: places[groups.get(key, key)])


def _groups(company: Company, keys: Collection[int]) -> dict[int, str]:
    """Of the proposals whose customer's head receives, or which are to such a head: the head's code."""
    children = Customer.objects.filter(company=company, parent_receives=True).exclude(group="")
    heads = set(children.values_list("group", flat=True).distinct())
    if not heads or not keys:
        return {}
    of_group = Q(customer__parent_receives=True, customer__group__in=heads) | Q(customer__code__in=heads)
    rows = ("pk", "customer__code", "customer__group", "customer__parent_receives")
    among = Proposal.objects.filter(of_group, company=company, pk__gte=min(keys), pk__lte=max(keys))
    asked = set(keys)
    found = among.values_list(*rows)
    return {pk: group if receives and group else code for pk, code, group, receives in found if pk in asked}


def of_keys(keys: Sequence[int]) -> Iterator[Proposal]:
    """The proposals of these keys that are still there, in their order, as the approving asks for them."""
    for start in range(0, len(keys), AT_ONCE):
        asked = keys[start : start + AT_ONCE]
        found = Proposal.objects.select_related("run", "company", "customer").in_bulk(asked)
        yield from (found[key] for key in asked if key in found)


def with_kin(shown: Sequence[Proposal], among: QuerySet[Proposal]) -> list[Proposal]:
    """These and those of their groups among the others: what each would leave with can then be shown."""
    heads = {head for proposal in shown if (head := _head(proposal))}
    of_group = Q(customer__parent_receives=True, customer__group__in=heads) | Q(customer__code__in=heads)
    keys = [proposal.pk for proposal in shown]
    kin = among.filter(of_group).exclude(pk__in=keys).select_related("run", "company", "customer").order_by("pk")
    return [*shown, *kin[:KIN_MAX]]


def in_batches(proposals: Iterable[Proposal], size: int) -> Iterator[list[Proposal]]:
    """So many at once; one group's that follow each other are not parted."""
    batch: list[Proposal] = []
    for proposal in proposals:
        if len(batch) >= size and not (len(batch) < 2 * size and _are_kin(batch[-1], proposal)):
            yield batch
            batch = []
        batch.append(proposal)
    if batch:
        yield batch


def _are_kin(one: Proposal, other: Proposal) -> bool:
    return bool(_head(one) and _head(one) == _head(other))


def _head(proposal: Proposal) -> str:
    customer = proposal.customer
    return customer.group if customer.parent_receives and customer.group else customer.code
