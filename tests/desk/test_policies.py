"""The pages of policies: a ladder is changed, seen at work, switched on; rules and limits say who and how hard."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django_scopes import scope

from ardoise.actions import errands, policies
from ardoise.desk.frame import clock
from ardoise.desk.policies.forms import LevelForm
from ardoise.domain import policies as words
from ardoise.domain.dunning import DEFAULT_POLICY
from ardoise.records.models import (
    AssignmentRule,
    Brake,
    Customer,
    DunningSettings,
    Errand,
    Event,
    Message,
    Policy,
    PolicyOverride,
    PolicyVersion,
    Proposal,
    Run,
)
from tests.actions.books import invoice, pay
from tests.desk.conftest import AT

GENTLE = words.described(DEFAULT_POLICY) | {
    "levels": [{"key": "friendly", "days_overdue_min": 15, "channel": "email", "tone": "friendly"}]
}


def said(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def policy(in_company, alice):
    """The built-in policy, made the company's own."""
    return policies.adopt(in_company, alice, AT)


def typed(page) -> dict[str, object]:
    """What a browser would send back of the designer, as it stands."""
    from html.parser import HTMLParser

    class Fields(HTMLParser):
        found: dict[str, object] = {}
        chosen = ""

        def handle_starttag(self, tag, attrs):
            given = dict(attrs)
            name = given.get("name")
            if tag == "select":
                self.chosen = name
            if tag == "option" and ("selected" in given or self.chosen not in self.found):
                self.found[self.chosen] = given.get("value", "")
            if tag == "input" and name and name != "csrfmiddlewaretoken":
                if given.get("type") == "checkbox":
                    if "checked" in given:
                        value = given.get("value", "on")
                        kept = self.found.setdefault(name, [])
                        kept.append(value)
                else:
                    self.found[name] = given.get("value", "")

    parser = Fields()
    Fields.found = {}
    parser.feed(page.content.decode())
    return Fields.found


def test_the_list_says_what_holds_and_the_built_in_one_is_made_ones_own(as_alice, company):
    page = as_alice.get("/policies/")
    assert "Relance ferme" in said(page) and "J+21" in said(page)
    answer = as_alice.post("/policies/adoption/")
    assert answer.status_code == 302 and answer["Location"].endswith("/design/")
    assert "la version 1 s’applique" in said(as_alice.get("/policies/"))


def hand(answer):
    return [
        re.search(r'name="([^"]*)"', tag)[1]
        for tag in re.findall(r"<input[^>]* autofocus[^>]*>", answer.content.decode())
    ]


def test_a_level_is_added_moved_and_taken_out_without_a_script(as_alice, policy):
    address = f"/policies/{policy.pk}/design/"
    form = typed(as_alice.get(address))
    assert form["levels"].split() == [*"0123"]
    assert as_alice.post(address, {"do": "up:0"}).status_code == 200  # by nobody's hand
    five = as_alice.post(address, form | {"do": "add"})
    form = typed(five)
    assert (form["levels"].split(), form["level-4-days"]) == ([*"01234"], "59")
    assert hand(five) == ["level-4-key"], "the hand goes on in the new level"
    moved = as_alice.post(address, form | {"do": "up:4"})
    form = typed(moved)
    assert (form["levels"].split(), form["level-4-days"]) == ([*"01243"], "59"), "it keeps its number"
    assert hand(moved) == ["level-4-key"]
    form = typed(as_alice.post(address, form | {"do": "remove:0"}))
    assert form["levels"].split() == [*"1243"]
    assert typed(as_alice.post(address, form | {"do": "add"}))["levels"].split() == [*"12430"]
    assert PolicyVersion.objects.count() == 1


def test_what_is_typed_is_kept_as_a_draft_and_leads_to_what_it_would_do(as_alice, policy, in_company):
    address = f"/policies/{policy.pk}/design/"
    form = typed(as_alice.get(address))
    given = {
        "level-1-days": "10",
        "level-1-is_automatic": "1",
        "level-1-amount_max": "1234,50",
        "level-1-hour_from": "9",
    }
    answer = as_alice.post(address, form | given | {"do": "save", "note": "plus tôt"})
    version = PolicyVersion.objects.order_by("-number").first()
    assert answer["Location"] == f"/policies/{policy.pk}/versions/{version.pk}/simulation/"
    level = words.taken(version.content).levels[1]
    assert (level.key, level.days_overdue_min, level.is_automatic) == ("friendly", 10, True)
    assert (level.amount_max_cents, level.hour_from, version.note) == (123_450, 9, "plus tôt")
    assert version.switched_on_at is None
    assert policies.policies_of(in_company) == {"default": DEFAULT_POLICY}


def test_the_designer_sent_back_as_it_is_changes_nothing(as_alice, policy):
    address = f"/policies/{policy.pk}/design/"
    as_alice.post(address, typed(as_alice.get(address)) | {"do": "save"})
    assert PolicyVersion.objects.count() == 1


def test_another_name_for_a_level_starts_no_ladder_again(as_alice, policy):
    address = f"/policies/{policy.pk}/design/"
    form = typed(as_alice.get(address)) | {"level-1-key": "Premier rappel"}
    more = typed(as_alice.post(address, form | {"do": "down:1"}))  # moved, and the page drawn anew
    as_alice.post(address, typed(as_alice.post(address, more | {"do": "up:1"})) | {"do": "save"})
    version = PolicyVersion.objects.order_by("-number").first()
    level = words.taken(version.content).levels[1]
    assert (level.key, level.formerly) == ("Premier rappel", ("friendly",))
    page = said(as_alice.get(f"/policies/{policy.pk}/versions/{version.pk}/"))
    assert "Premier rappel · nom Rappel amiable → Premier rappel" in page and "niveau ajouté" not in page


def test_a_new_level_does_not_take_the_name_another_had(as_alice, policy):
    address = f"/policies/{policy.pk}/design/"
    form = typed(as_alice.get(address)) | {"level-1-key": "Relance 2", "level-1-days": "14", "do": "add"}
    more = typed(as_alice.post(address, form)) | {"level-4-key": "Rappel amiable"}
    page = said(as_alice.post(address, more | {"do": "save"}))
    assert PolicyVersion.objects.count() == 1
    assert "Le niveau « Relance 2 » s’est appelé « Rappel amiable »" in page


def test_a_fault_stands_beside_its_level_and_nothing_is_kept(as_alice, policy):
    address = f"/policies/{policy.pk}/design/"
    form = typed(as_alice.get(address)) | {"level-2-days": "3", "do": "save"}
    page = as_alice.post(address, form)
    wrong = re.search(r'class="sheet rung is-wrong" id="rung-(\d)"', page.content.decode())
    assert page.status_code == 200 and wrong and wrong[1] == "3"
    crossed = as_alice.post(address, form | {"level-2-days": "21", "level-2-amount_max": "2"})
    assert "au plus 2,00" in said(crossed) and "amount_max_cents" not in said(crossed), "the words of files stay there"
    ours = as_alice.post(address, form | {"level-2-days": "21", "level-2-key": "Message personnel"})
    assert "« Message personnel » porte le nom" in said(ours), "its facts would not be looked at again"
    assert PolicyVersion.objects.count() == 1


def test_nothing_is_switched_on_that_nobody_has_seen_at_work(as_alice, policy, in_company, alice):
    version = policies.draft(policy, GENTLE, alice, AT)
    address = f"/policies/{policy.pk}/versions/{version.pk}/activation/"
    assert as_alice.post(address)["Location"].endswith("/simulation/")
    version.refresh_from_db()
    assert version.switched_on_at is None
    as_alice.post(address, {"seen": version.pk})
    version.refresh_from_db()
    assert version.switched_on_at is not None
    page = said(as_alice.get(f"/policies/{policy.pk}/"))
    assert "La version 2 s’applique" in page and "niveau retiré" in page


def test_rules_are_typed_in_words_put_in_order_and_deleted(as_alice, policy, in_company):
    given = {
        "name": "Particuliers", "policy": "default", "do": "save",
        "condition-0-fact": "kind", "condition-0-operator": "is", "condition-0-value": "particulier",
        "condition-1-fact": "overdue_cents", "condition-1-operator": "at_least", "condition-1-value": "5 000,50",
        "condition-2-fact": "", "condition-2-operator": "is", "condition-2-value": "",
    }  # fmt: skip
    assert "donnez un autre nom" in said(as_alice.post("/policies/rules/new/", given | {"name": "Override"}))
    Customer.objects.filter(code="MARTIN").update(segment="Négoce")
    assert as_alice.post("/policies/rules/new/", given).status_code == 302
    rule = AssignmentRule.objects.get()
    assert rule.conditions == [
        {"fact": "kind", "is": "is", "value": "consumer"},
        {"fact": "overdue_cents", "is": "at_least", "value": 500_050},
    ]
    assert "l’échu vaut au moins 5 000,50" in said(as_alice.get("/policies/rules/")).replace("\u202f", " ")
    page = as_alice.get(f"/policies/rules/{rule.pk}/").content.decode()
    offered = dict(re.findall(r'<datalist id="words-(\w+)">(.*?)</datalist>', page))
    assert re.findall(r'value="([^"]+)"', offered["segment"]) == ["Négoce"] and "oui" in offered["is_strategic"]
    assert "particulier" in offered["kind"] and 'list="words-kind"' in page, "what may be typed is offered"
    form = typed(as_alice.get(f"/policies/rules/{rule.pk}/"))
    assert (form["condition-0-value"], form["condition-1-value"]) == ("particulier", "5000,50")
    segment = {"condition-0-fact": "segment", "condition-0-value": "Grands comtes", "condition-1-fact": ""}
    as_alice.post("/policies/rules/new/", given | {"name": "Autres"} | segment)
    assert "Aucun client n’a « Grands comtes » aujourd’hui" in said(as_alice.get("/policies/rules/"))
    as_alice.post(f"/policies/rules/{rule.pk}/move/", {"to": "down"})
    assert list(AssignmentRule.objects.order_by("place").values_list("name", flat=True)) == ["Autres", "Particuliers"]
    as_alice.post(f"/policies/rules/{rule.pk}/removal/")
    assert AssignmentRule.objects.get().name == "Autres"


def test_more_conditions_leave_each_line_in_its_place(as_alice, policy):
    given = {
        "name": "x",
        "policy": "default",
        "do": "more",
        "condition-1-fact": "segment",
        "condition-1-value": "Négoce",
    }
    form = typed(as_alice.post("/policies/rules/new/", given))
    assert (form["condition-0-value"], form["condition-1-value"]) == ("", "Négoce")
    assert "condition-3-fact" in form


def test_a_condition_that_makes_no_sense_is_said_and_not_kept(as_alice, policy):
    given = {"name": "x", "policy": "default", "do": "save"}
    given |= {"condition-0-fact": "overdue_cents", "condition-0-operator": "contains", "condition-0-value": "1"}
    page = as_alice.post("/policies/rules/new/", given)
    assert page.status_code == 200 and "condition 1" in said(page)
    assert not AssignmentRule.objects.exists()


def test_limits_are_read_by_all_and_changed_by_whoever_settles(as_alice, as_bob, in_company):
    form = typed(as_alice.get("/policies/limits/"))
    given = {"contacts_max": "2", "quiet_from": "20:00", "quiet_until": "08:00", "debit_pct_max": "0"}
    assert as_alice.post("/policies/limits/", form | given).status_code == 302
    kept = DunningSettings.objects.get()
    assert (kept.contacts_max, kept.quiet_from.hour, kept.brake) == (2, 20, {"debit_pct_max": 0})
    assert "disabled" in as_bob.get("/policies/limits/").content.decode()
    assert as_bob.post("/policies/limits/", form | {"contacts_max": "9"}).status_code == 403
    page = as_alice.post("/policies/limits/", form | {"quiet_until": ""})
    assert "début" in said(page) and "fin" in said(page)


def test_quiet_hours_that_leave_a_level_none_of_its_own_are_refused_by_its_name(as_alice, policy, in_company, alice):
    content = GENTLE | {"levels": [GENTLE["levels"][0] | {"hour_from": 9, "hour_until": 10}]}
    policies.switch_on(policies.draft(policy, content, alice, AT), alice, AT)
    form = typed(as_alice.get("/policies/limits/"))
    page = as_alice.post("/policies/limits/", form | {"quiet_from": "08:00", "quiet_until": "10:00"})
    assert "« Rappel amiable » du scénario « Scénario standard » ne partirait jamais" in said(page)
    answer = as_alice.post("/policies/limits/", form | {"quiet_from": "08:00", "quiet_until": "09:30"})
    assert answer.status_code == 302, "half an hour is left"


def test_a_new_policy_begins_as_a_copy_and_nobody_is_under_it(as_alice, policy, in_company):
    answer = as_alice.post("/policies/new/", {"name": "Grands comptes", "like": "default"})
    made = Policy.objects.get(name="Grands comptes")
    assert answer["Location"] == f"/policies/{made.pk}/design/"
    assert "Grands comptes" not in policies.policies_of(in_company)
    again = as_alice.post("/policies/new/", {"name": "default", "like": "default"})
    assert again.status_code == 200 or Policy.objects.count() == 2


def test_a_stopped_list_is_released_with_a_word_and_its_automatic_levels_are_approved(
    as_alice, as_bob, book, in_company
):
    brake = Brake.objects.create(company=book.company, run=book.run, reasons=[{"reason": "ledger_missing"}], at=AT)
    Proposal.objects.filter(pk=book.proposals["MARTIN"].pk).update(is_automatic=True)
    address, judged = f"/policies/brakes/{brake.pk}/", {"judged": AT.isoformat()}
    assert "Aucun grand livre n’a été importé" in said(as_alice.get("/")) and "1 relance partira" in said(
        as_alice.get(address)
    )
    assert "Importer un fichier plus récent" in said(as_alice.get(address))
    assert "Importer un fichier plus récent" not in said(as_bob.get(address)), "bob only reads"
    assert 'name="which"' not in as_alice.get("/").content.decode()  # nothing to approve before somebody looked
    refused = as_alice.post(f"{address}release/", judged | {"note": " "})
    assert refused.status_code == 200 and "ce que vous avez vérifié" in said(refused)
    assert as_bob.post(f"{address}release/", judged | {"note": "vu"}).status_code == 403
    late = as_alice.post(f"{address}release/", {"judged": "2026-03-16T08:00:00+00:00", "note": "vu hier"})
    assert "calculée de nouveau" in said(late) and "vu hier" in late.content.decode() and not Errand.objects.exists()
    assert as_alice.post(f"{address}release/", judged | {"note": "import à venir"}).status_code == 302
    errand = Errand.objects.get(kind="approve")
    errands.carry_out(errand.pk, lambda: AT)
    assert list(Message.objects.values_list("customer__code", flat=True)) == ["MARTIN"]
    assert "Importer un fichier plus récent" not in said(as_alice.get(address)), "somebody has decided"
    as_alice.post(f"{address}release/", judged | {"note": "encore"})
    assert Event.objects.filter(verb="released_brake").count() == 1
    Brake.objects.update(released_at=None)
    Run.objects.filter(pk=book.run.pk).update(as_of=book.run.as_of - timedelta(1))
    Run.objects.create(
        company=in_company, policy="default", as_of=book.run.as_of, at=AT
    )  # replaces it: what waits is held
    assert 'value="drop"' in as_alice.get(address).content.decode()
    assert f"/policies/brakes/{brake.pk}/" in as_alice.get("/day/").content.decode()
    as_alice.post(f"{address}release/", judged | {"note": "fichier faux", "do": "drop"})
    assert "Liste abandonnée" in said(as_alice.get(address)) and "fichier faux" in said(as_alice.get(address))
    assert f"/policies/brakes/{brake.pk}/" not in as_alice.get("/day/").content.decode()


def test_what_it_would_do_is_told_with_what_differs_and_stores_nothing(as_alice, book, alice, in_company, settings):
    settings.TODAY = "2026-03-14"  # a Saturday: the next run is Monday's
    policy = policies.adopt(book.company, alice, AT)
    version = policies.draft(policy, GENTLE, alice, AT)
    before = (Proposal.objects.count(), Event.objects.count())
    page = said(as_alice.get(f"/policies/{policy.pk}/versions/{version.pk}/simulation/"))
    assert "Ce que « Scénario standard » ferait le 16 mars 2026" in page and "Partiraient 2" in page
    assert (Proposal.objects.count(), Event.objects.count()) == before


def test_an_amount_that_a_version_changed_bears_its_currency(as_alice, book, alice, in_company):
    policy = policies.adopt(book.company, alice, AT)
    version = policies.draft(policy, words.described(DEFAULT_POLICY) | {"amount_min_cents": 10_050}, alice, AT)
    for page in ("", f"versions/{version.pk}/"):
        assert "15,00 € → 100,50 €" in said(as_alice.get(f"/policies/{policy.pk}/{page}"))


def test_that_the_brake_would_stop_it_is_said_with_the_reasons(as_alice, book, alice, in_company):
    policy = policies.adopt(book.company, alice, AT)
    address = f"/policies/{policy.pk}/versions/{policies.draft(policy, GENTLE, alice, AT).pk}/simulation/"
    assert "Le frein arrêterait" not in said(as_alice.get(address))
    policies.change_limits(book.company, alice, AT, brake={"volume_max": 1})
    page = said(as_alice.get(address))
    assert "Le frein arrêterait cette liste" in page and "2 relances d’un coup : au plus 1 sans demander" in page
    assert "Avec les scénarios d’aujourd’hui, il arrêterait aussi la liste" in page


def test_what_a_policy_in_force_seems_to_say_and_does_not_do_is_told_wherever_it_is_shown(
    as_alice, book, alice, in_company
):
    policy = policies.adopt(book.company, alice, AT)
    assert "Tout ne se passe pas" not in said(as_alice.get(f"/policies/{policy.pk}/"))
    levels = [
        {"key": "friendly", "days_overdue_min": 7, "channel": "email", "tone": "friendly", "amount_max_cents": 10_000},
        {"key": "firm", "days_overdue_min": 9, "channel": "email", "tone": "firm", "amount_min_cents": 20_000},
    ]
    version = policies.in_force(policy)
    type(version).objects.update(content=version.content | {"levels": levels})  # kept by an earlier version
    assert "pas entièrement suivi" in said(as_alice.get("/policies/"))
    for page in ("", f"versions/{version.pk}/", f"versions/{version.pk}/simulation/"):
        told = said(as_alice.get(f"/policies/{policy.pk}/{page}"))
        assert "Le niveau « Relance ferme » ne peut pas être atteint : il commence à 200,00 €" in told
        assert "mais « Rappel amiable », qui le précède, s’arrête à 100,00 €," in told and "amount_min" not in told


def test_a_large_ledger_is_simulated_by_the_worker_and_told_when_it_is_done(
    as_alice, book, alice, in_company, monkeypatch
):
    monkeypatch.setattr("ardoise.desk.policies.simulation.AT_ONCE", 1)
    policy = policies.adopt(book.company, alice, AT)
    version = policies.draft(policy, GENTLE, alice, AT)
    address = f"/policies/{policy.pk}/versions/{version.pk}/simulation/"
    assert "Calcul de ce que ferait le scénario" in said(as_alice.get(address))
    as_alice.get(address)
    errand = Errand.objects.get(kind="simulate")
    errands.carry_out(errand.pk, clock.now)
    assert "Partiraient 2" in said(as_alice.get(address))


def test_a_customers_file_says_which_policy_and_why_and_takes_an_override(as_alice, book, alice, in_company):
    made = policies.make(book.company, "Doux", GENTLE, alice, AT)
    policies.switch_on(made, alice, AT)
    martin = book.customers["MARTIN"]
    page = said(as_alice.get(f"/customers/{martin.pk}/"))
    assert "Scénario standard" in page and "aucune règle ne vaut pour ce client" in page
    given = {"override-policy": "Doux", "override-about": "", "override-note": "client fragile"}
    assert as_alice.post(f"/customers/{martin.pk}/policy/", given).status_code == 302
    page = said(as_alice.get(f"/customers/{martin.pk}/"))
    assert "Quelqu’un y a placé ce client, ou une de ses pièces, à la main" in page and "client fragile" in page
    standing = PolicyOverride.objects.get()
    as_alice.post(f"/customers/{martin.pk}/policy/{standing.pk}/end/")
    assert "aucune règle ne vaut pour ce client" in said(as_alice.get(f"/customers/{martin.pk}/"))
    as_alice.post(f"/customers/{martin.pk}/policy/", given | {"override-note": ""})
    assert PolicyOverride.objects.count() == 1


def test_the_file_says_how_they_pay_with_the_figures_and_what_else_a_rule_may_ask(as_alice, book):
    martin = book.customers["MARTIN"]
    file = f"/customers/{martin.pk}/"
    assert "Comportement Nouveau : factures réglées en un an : 0." in said(as_alice.get(file))
    with scope(company=book.company):
        for number in range(3):
            owed = invoice(book.company, "MARTIN", 5_000, date(2026, 2, 1), document=f"FP-{number}")
            pay(book.company, "MARTIN", owed, on=date(2026, 2, 21))
        Customer.objects.filter(pk=martin.pk).update(risk_class="C", sector="Bâtiment", is_strategic=True)
    shown = said(as_alice.get(file)).replace("\u202f", " ")
    assert "En retard par habitude : 100 % des 3 factures réglées en un an" in shown
    assert "20 jours de retard en moyenne" in shown
    assert "Client stratégique oui" in shown and "Classe de risque C" in shown and "Secteur Bâtiment" in shown


def test_a_line_break_is_told_of_by_a_name_even_where_its_field_has_no_label():
    form = LevelForm({"level-1-was": "one\u2028two"}, number=1, channels=["email"], templates=[])
    (told,) = form.errors["was"]
    assert "Was" in told and "None" not in told, told
