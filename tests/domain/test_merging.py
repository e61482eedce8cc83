"""The language of letters: what it writes, what it refuses, and that no attack on a template engine has any effect."""

from __future__ import annotations

import itertools
import time

import pytest

from ardoise.domain.correspondence.merging import (
    ITEM_FIELDS,
    TEXT_MAX,
    WRITTEN_MAX,
    Unmergeable,
    merge,
    mistakes,
)

FIELDS = {"total": "1 234,56 €", "customer_name": "Martin & Fils", "charges": "", "address": "3 place\n69002 Lyon"}
ITEMS = [
    dict(zip(ITEM_FIELDS, (f"FA-{n}", "01/08/2026", "15/09/2026", "69 j", f"{n},00 €"), strict=True)) for n in (1, 2)
]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Dû : {{total}}.", "Dû : 1 234,56 €."),
        ("{{ total }}{{total}}", "1 234,56 €1 234,56 €"),
        ("{{customer_name|upper}}", "MARTIN & FILS"),
        ("{{ address | one_line | lower }}", "3 place, 69002 lyon"),
        ("{% if charges %}avec{% else %}sans{% endif %} frais", "sans frais"),
        ("{% if not charges %}sans frais{% endif %}", "sans frais"),
        ("{% if total %}{% if charges %}a{% else %}b{% endif %}{% endif %}c", "bc"),
        (
            "{% for item in items %}{{item_document}} : {{item_amount}} ; {% endfor %}",
            "FA-1 : 1,00 € ; FA-2 : 2,00 € ; ",
        ),
        ("{% for item in items %}{% if item_due_on %}{{total}}{% endif %}{% endfor %}", "1 234,56 €1 234,56 €"),
        ("Aucun champ, } } % } { et 100 %", "Aucun champ, } } % } { et 100 %"),
        ("", ""),
    ],
)
def test_what_it_writes(text, written):
    assert merge(text, FIELDS, ITEMS) == written
    assert mistakes(text, FIELDS) == []


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("Bonjour,\n\nvous devez {{totl}}", "unknown_field", 3, 12),
        ("{{total", "never_closed", 1, 1),
        ("a\n{% if total", "never_closed", 2, 1),
        ("{% if total %}a", "if_never_ends", 1, 1),
        ("a{% endif %}", "closes_nothing", 1, 2),
        ("{% else %}", "closes_nothing", 1, 1),
        ("{% for item in items %}a", "loop_never_ends", 1, 1),
        ("{{item_document}}", "unknown_field", 1, 1),
        ("{% for item in items %}{% for item in items %}{% endfor %}{% endfor %}", "loop_in_loop", 1, 24),
        ("{{total|shout}}", "unknown_filter", 1, 1),
        ("{{total.real}}", "no_meaning", 1, 1),
        ("{% include 'x' %}", "no_meaning", 1, 1),
        ("{% if nobody %}{% endif %}", "unknown_field", 1, 1),
        ("{% if total %}" * 6 + "{% endif %}" * 6, "too_deep", 1, 71),
        ("a" * (TEXT_MAX + 1), "too_long", 1, 1),
    ],
)
def test_a_mistake_is_told_at_its_place_and_in_both_languages_and_nothing_is_written(text, code, line, column):
    first = mistakes(text, FIELDS)[0]
    assert (first.code, first.line, first.column) == (code, line, column)
    assert first.told("fr") != first.told("en") and "{mark}" not in first.told("fr")
    with pytest.raises(Unmergeable):
        merge(text, FIELDS, ITEMS)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("{% for item in items %}\n\n{{items}}\n\n{% endfor %}", "table_in_loop", 3, 1),
        ("{% for item in items %}{% if total %}{{items}}{% endif %}{% endfor %}", "table_in_loop", 1, 38),
        ("{{items}}\n\n" * 5_000, "many_tables", 9, 1),
    ],
)
def test_the_table_of_items_is_drawn_a_few_times_at_most(text, code, line, column):
    fields = FIELDS | {"items": "table"}
    (told,) = mistakes(text, fields)
    assert (told.code, told.line, told.column) == (code, line, column)
    with pytest.raises(Unmergeable):
        merge(text, fields, ITEMS)


@pytest.mark.parametrize(
    "text",
    [
        "{% for item in items %}{% for item in items %}{% if total %}{% endif %}{% endfor %}{% endfor %}",
        "{% if total %}" * 900 + "{% else %}" + "{% endif %}" * 900,
    ],
)
def test_what_lies_too_deep_is_one_mistake(text):
    assert len(mistakes(text, FIELDS)) == 1


def test_a_value_that_looks_like_a_field_stays_text():
    assert merge("{{customer_name}}", {"customer_name": "{{total}}{% if x %}", "total": "1"}) == "{{total}}{% if x %}"


# What attackers send to template engines: probes and escapes, for each engine in its own brackets.

EXPRESSIONS = (
    "7*7", "7*'7'", "''.__class__", "''.__class__.__mro__[1].__subclasses__()", "total.__class__", "self",
    "self.__init__.__globals__", "config", "config.items()", "request", "request.application.__globals__",
    "settings.SECRET_KEY", "debug", "messages.storages.0.signer.key", "customer.delete", "user.password",
    "cycler.__init__.__globals__.os.popen('id').read()", "lipsum.__globals__['os'].system('id')",
    "namespace.__init__.__globals__", "get_flashed_messages.__globals__", "joiner", "range(10**9)", "'a'*10**9",
    "open('/etc/passwd').read()", "__import__('os').system('id')",
    "_self.env.registerUndefinedFilterCallback('exec')", "_self.env.getFilter('id')", "['id']|filter('system')",
    "['id',0]|sort('passthru')", "app.request.server.all|join(',')", "dump(app)", "file_excerpt('/etc/passwd',1,30)",
    "T(java.lang.Runtime).getRuntime().exec('id')", "#{T(java.lang.System).getenv()}",
    "''.getClass().forName('java.lang.Runtime')", "class.getResource('').getPath()",
    "constructor.constructor('return process')()", "this.constructor.constructor('return 1')()", "process.env",
    "global.process.mainModule.require('child_process').execSync('id')", "system('id')", "`id`", "phpinfo()",
    "context['os']", "local.module.cache.util.os.system('id')", "self.module.cache.util.os",
    "total|attr('__class__')", "total|safe", "total|raw", "total|join", "total|map('system')",
    "total|default(request)", "total|first", "0.__class__", "0.__init__.__globals__", "!r", "total!r:>1000000000",
    "%s%s%s", "total.real.imag", "total[0]", "total()", "_", "__class__", "None", "True and False", "1 if 1 else 2",
    "lambda: 0", "[x for x in ().__class__.__base__]",
)  # fmt: skip
BRACKETS = (
    "{{%s}}", "{{ %s }}", "{{- %s -}}", "{{{%s}}}", "${%s}", "$ {%s}", "#{%s}", "<%%= %s %%>", "<%% %s %%>", "{%s}",
    "*{%s}", "@(%s)", "[[%s]]", "{php}%s{/php}", "<#assign x=%s>", "#set($x=%s)",
)  # fmt: skip
TAGS = (
    "{% debug %}", "{% load log %}", "{% include '/etc/passwd' %}", "{% include total %}",
    "{% extends 'base.html' %}", "{% import 'os' as os %}", "{% from 'os' import system %}", "{% set x = 7*7 %}",
    "{% assign x = 7 %}", "{% macro a() %}{% endmacro %}", "{% for x in (1..100000000) %}a{% endfor %}",
    "{% for x in ().__class__ %}{% endfor %}", "{% for item in items.all %}{% endfor %}",
    "{% for item in customer %}{% endfor %}", "{% csrf_token %}", "{% ssi '/etc/passwd' %}",
    "{% with x=request %}{{x}}{% endwith %}", "{% if total.delete %}{% endif %}", "{% if 1 == 1 %}a{% endif %}",
    "{% if total() %}{% endif %}", "{% if total or nobody %}{% endif %}",
    "{% autoescape off %}{{total}}{% endautoescape %}", "{% raw %}{{total}}{% endraw %}",
    "{% verbatim %}{{7*7}}{% endverbatim %}", "{% call total() %}{% endcall %}", "{% render 'x' %}",
    "{% capture x %}{% endcapture %}", "{% increment x %}", "{% cycle 'a','b' %}", "{%print(7*7)%}",
    "{% do x.append(1) %}", "{% sandbox %}{% endsandbox %}", "{% use 'x' %}", "{% embed 'x' %}{% endembed %}",
    "{% apply system %}id{% endapply %}", "{% python %}import os{% endpython %}", "{%", "{{", "{% if %}", "{{}}",
    "{{|}}", "{{total|}}",
)  # fmt: skip
LITERAL = (
    "<%! import os %>", "<%block>x</%block>", "% for x in range(10):\nx\n% endfor", "## comment",
    "#include('/etc/passwd')", "%(total)s", "%x%x%n", "$total", "#if(1)a#end", "{0}", "{total}", "{total.__class__}",
    "<?php system('id'); ?>", "<script>alert(1)</script>", "\u007b\u007btotal)", "&#123;&#123;7*7&#125;&#125;",
    "\\{\\{7*7\\}\\}", "{ {7*7} }", "{#7*7#}", "=cmd|' /C calc'!A0", "${jndi:ldap://x}",
)  # fmt: skip
CORPUS = [bracket % expression for bracket, expression in itertools.product(BRACKETS, EXPRESSIONS)]
CORPUS += [*TAGS, *LITERAL, *(f"{tag} {{{{total}}}}" for tag in LITERAL)]


class Watched(dict):
    """Fields that would notice if anything but a known name were asked of them."""

    def __getitem__(self, name):
        assert name in FIELDS, f"“{name}” was reached for"
        return super().__getitem__(name)


def test_the_corpus_is_large_and_speaks_to_every_engine():
    assert len(set(CORPUS)) >= 300
    for engine in (
        "__mro__",
        "settings.SECRET_KEY",
        "_self.env",
        "<%",
        "${",
        "%(total)s",
        "{% assign",
        "{0.__class__}",
    ):
        assert any(engine in payload for payload in CORPUS), engine


def test_every_attack_is_written_as_it_stands_or_refused_with_a_sentence_and_does_nothing():
    fields = Watched(FIELDS)
    for payload in CORPUS:
        if told := mistakes(payload, FIELDS):
            assert all(found.fr and found.en for found in told), payload
            with pytest.raises(Unmergeable):
                merge(payload, fields, ITEMS)
        else:
            assert merge(payload, fields, ITEMS) == payload.replace("{{total}}", FIELDS["total"]), payload


def test_an_attack_in_a_value_is_text_wherever_it_is_written():
    for payload in CORPUS:
        assert merge("Cher {{customer_name}} !", {"customer_name": payload}) == f"Cher {payload} !"


HEAVY = [
    "{{" * 32_000,
    "{%" * 32_000,
    "{% if total %}" * 4_000,
    "{% for item in items %}" * 2_000,
    "{{total|" + "upper|" * 10_000 + "}}",
    "{{ " + " " * 60_000 + "}}",
    "{{" + "a|" * 30_000,
    "{% for item in items %}" + "{{total}}" * 5_000 + "{% endfor %}",
    "{% for item in items %}" + "a" * 60_000 + "{% endfor %}",
    "{{customer_name}}" * 3_000,
]


@pytest.mark.parametrize("text", HEAVY)
def test_a_text_made_to_be_slow_or_large_is_over_soon_and_in_256_kilobytes(text):
    fields = FIELDS | {"customer_name": "x" * 1_000}
    items = ITEMS * 500
    began = time.process_time()
    written, told = "", ""
    try:
        written = merge(text, fields, items)
    except Unmergeable as refused:
        told = str(refused)
    assert time.process_time() - began < 10, "a fifth where nobody else works; an endless one would take for ever"
    assert len(written) <= WRITTEN_MAX and len(told) < 20_000
