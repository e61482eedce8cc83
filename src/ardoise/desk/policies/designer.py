"""The designer: a ladder drawn as a timeline, its levels as forms; every button is a form's own, no script needed."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ardoise.actions import policies as actions
from ardoise.actions.policies.fitness import channels_of
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import language
from ardoise.desk.policies.forms import LEVELS_MAX, LevelForm, PolicyForm, key_of, shown, shown_policy
from ardoise.desk.policies.views import find, ladder_of, latest
from ardoise.desk.policies.words import on_page
from ardoise.domain.policies import PolicyError
from ardoise.records.models import Template

SINGLE = [name for name in LevelForm.base_fields if name != "papers"]


@needs("settle")
@require_http_methods(["GET", "POST"])
def design(request: Request, policy_id: int) -> HttpResponse:
    """Change a policy: what is kept is a draft, which nobody is under before it is switched on."""
    policy = find(policy_id)
    if request.method == "POST" and request.POST.get("do") == "save":
        return save(request, policy)
    if request.method == "POST" and request.POST.get("do"):
        levels = typed(request.POST)
        deed, n = deed_of(request.POST["do"], [level["number"] for level in levels])
        forms = sketched(request, moved(levels, deed, n))
        for form in forms[max(0, min(hand_at(deed, n), len(forms) - 1)) :][:1]:
            form.fields["key"].widget.attrs["autofocus"] = True
        return page(request, policy, PolicyForm(initial=request.POST.dict()), forms)
    said = ladder_of(latest(policy))
    return page(
        request,
        policy,
        PolicyForm(initial=shown_policy(said)),
        sketched(request, [shown(level) | {"number": n} for n, level in enumerate(said.levels)]),
    )


def page(request: Request, policy: Any, form: PolicyForm, levels: list[LevelForm], **more: object) -> HttpResponse:
    """The designer as it stands."""
    context = {
        "policy": policy,
        "form": form,
        "levels": levels,
        "marks": [mark_of(level) for level in levels],
        "is_full": len(levels) >= LEVELS_MAX,
        **more,
    }
    return render(request, "policies/designer.html", context)


def save(request: Request, policy: Any) -> HttpResponse:
    """Keep the draft; what is wrong comes back beside its level."""
    form = PolicyForm(request.POST)
    levels = [level_form(request, n, request.POST) for n in numbers_in(request.POST)]
    if not all([form.is_valid(), *[level.is_valid() for level in levels]]):
        return page(request, policy, form, levels, is_wrong=True)
    content = form.content() | {"levels": [level.content() for level in levels]}
    note = form.cleaned_data["note"]
    try:
        version = actions.draft(policy, content, request.user, clock.now(), note)
    except PolicyError as error:
        return page(
            request, policy, form, levels, is_wrong=True, faults=beside(levels, error, request.company.currency)
        )
    except actions.Unfit as unfit:
        return page(request, policy, form, levels, is_wrong=True, faults=[str(unfit)])
    messages.success(
        request, _("Kept as version %(n)d. See what it would do, then switch it on.") % {"n": version.number}
    )
    return redirect("simulate_policy", policy.pk, version.pk)


def beside(levels: list[LevelForm], error: PolicyError, currency: str) -> list[str]:
    """Put each fault beside the level it is about; those about none are given back."""
    left, keys = [], [key_of(str(level["key"].value())) for level in levels]
    for fault in error.faults:
        place = place_of(fault.en, keys)
        names = {key: str(level["key"].value()) for key, level in zip(keys, levels, strict=True)}
        sentence = on_page(fault, names, currency)
        left.append(sentence) if place is None else levels[place].faults.append(sentence)
    return left


def place_of(sentence: str, keys: list[str]) -> int | None:
    """The level a fault speaks of, by its number or by its name; None where it speaks of none."""
    if (numbered := re.search(r"\blevel (\d+)\b", sentence)) and 0 < int(numbered[1]) <= len(keys):
        return int(numbered[1]) - 1
    named = [
        (sentence.find(f"{a}{key}{b}"), n) for n, key in enumerate(keys) for a, b in (("“", "”"), ("(", ")")) if key
    ]
    return min((found for found in named if found[0] >= 0), default=(0, None))[1]


def number_of(text: str) -> int:
    """A number typed by the page itself; anything else is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def numbers_in(posted: QueryDict) -> list[int]:
    """The levels' numbers, in the order of the ladder: each level keeps its own wherever it is moved."""
    return list(dict.fromkeys(number_of(word) for word in posted.get("levels", "").split()))[:LEVELS_MAX]


def typed(posted: QueryDict) -> list[dict[str, Any]]:
    """What stands in each level's fields, right or wrong."""
    found = []
    for n in numbers_in(posted):
        told: dict[str, Any] = {name: posted.get(f"level-{n}-{name}", "") for name in SINGLE}
        found.append(told | {"papers": posted.getlist(f"level-{n}-papers"), "number": n})
    return found


def deed_of(words: str, numbers: list[int]) -> tuple[str, int]:
    """What is done to which place of the ladder: `up:7` to where level 7 stands; behind the last where it is none."""
    verb, _colon, number = words.partition(":")
    n = number_of(number)
    return verb, numbers.index(n) if n in numbers else len(numbers)


def moved(levels: list[dict[str, Any]], deed: str, n: int) -> list[dict[str, Any]]:
    """The levels after one was added, taken out or moved."""
    if deed == "add" and len(levels) < LEVELS_MAX:
        return [*levels, another(levels)]
    if deed == "remove" and n < len(levels) and len(levels) > 1:
        return levels[:n] + levels[n + 1 :]
    other = n - 1 if deed == "up" else n + 1
    if deed in ("up", "down") and 0 <= other < len(levels) and n < len(levels):
        levels[n], levels[other] = levels[other], levels[n]
    return levels


def hand_at(deed: str, n: int) -> int:
    """The place at which the hand goes on after a deed: of the one added, moved, or after the one taken out."""
    return {"up": n - 1, "down": n + 1, "remove": n}.get(deed, LEVELS_MAX)


def another(levels: list[dict[str, Any]]) -> dict[str, Any]:
    """A level to be filled in, two weeks after the last one."""
    last = levels[-1] if levels else {"days": "0", "counted": "after", "channel": "email", "tone": "friendly"}
    days = number_of(str(last["days"])) if last["counted"] == "after" else 0
    number = min(set(range(LEVELS_MAX)) - {level["number"] for level in levels})
    told = {"number": number, "key": "", "days": days + 14, "counted": "after"}
    return told | {name: last[name] for name in ("channel", "tone")}


def sketched(request: Request, levels: list[dict[str, Any]]) -> list[LevelForm]:
    """Levels as forms that nobody has judged yet."""
    return [level_form(request, level["number"], None, initial=level) for level in levels]


def level_form(request: Request, n: int, posted: QueryDict | None, **more: Any) -> LevelForm:
    """The form of the level of that number."""
    names = Template.objects.filter(retired_at=None).order_by("key").values_list("key", flat=True).distinct()
    choices = {"channels": channels_of(request.company), "templates": list(names)}
    return LevelForm(posted, number=n, **choices, **more)


def mark_of(level: LevelForm) -> dict[str, str]:
    """A level on the timeline, as far as it is filled in."""
    value = {name: level[name].value() for name in ("key", "days", "counted", "channel", "is_automatic")}
    sign = {"before": "−", "after": "+"}.get(str(value["counted"]), "+")
    letter = "" if value["counted"] == "contact" else "J" if language() == "fr" else "D"
    channels = dict(level.fields["channel"].choices)  # type: ignore[attr-defined]
    return {
        "mark": f"{letter}{sign}{value['days'] or '?'}",
        "name": str(value["key"] or _("new level")),
        "channel": str(channels.get(value["channel"], "")),
        "is_automatic": str(value["is_automatic"] or ""),
    }
