"""The addresses of policies."""

from django.urls import path

from ardoise.desk.policies import brakes, designer, limits, rules, simulation, views

urlpatterns = [
    path("", views.policies, name="policies"),
    path("new/", views.new, name="make_policy"),
    path("adoption/", views.adopt, name="adopt_policy"),
    path("rules/", rules.rules, name="rules"),
    path("rules/new/", rules.add, name="add_rule"),
    path("rules/<int:rule_id>/", rules.change, name="change_rule"),
    path("rules/<int:rule_id>/move/", rules.move, name="move_rule"),
    path("rules/<int:rule_id>/removal/", rules.delete, name="delete_rule"),
    path("limits/", limits.limits, name="dunning_limits"),
    path("brakes/<int:brake_id>/", brakes.brake, name="brake"),
    path("brakes/<int:brake_id>/release/", brakes.release, name="release_brake"),
    path("<int:policy_id>/", views.policy, name="policy"),
    path("<int:policy_id>/design/", designer.design, name="design_policy"),
    path("<int:policy_id>/default/", views.make_default, name="make_default_policy"),
    path("<int:policy_id>/retirement/", views.retire, name="retire_policy"),
    path("<int:policy_id>/versions/<int:version_id>/", views.version, name="policy_version"),
    path("<int:policy_id>/versions/<int:version_id>/simulation/", simulation.simulate, name="simulate_policy"),
    path("<int:policy_id>/versions/<int:version_id>/activation/", views.switch_on, name="switch_on_policy"),
]
