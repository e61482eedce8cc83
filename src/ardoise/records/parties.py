"""Companies, the people who work for them, their customers and those customers' contacts."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django_scopes import ScopedManager


class User(AbstractUser):
    """A person on our side; what they may do is told by their memberships, company by company."""

    language = models.CharField(max_length=2, default="fr")
    theme = models.CharField(max_length=5, default="auto")  # auto | light | dark


class Company(models.Model):
    """The firm to which money is owed; every other row belongs to one."""

    name = models.CharField(max_length=200)
    siren = models.CharField(max_length=9, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    time_zone = models.CharField(max_length=40, default="Europe/Paris")
    language = models.CharField(max_length=2, default="fr")
    terms = models.CharField(max_length=60, default="30 days")  # where a customer has none of its own
    buckets = models.CharField(max_length=60, default="30,60,90")  # upper bounds of the aged balance, in days
    address = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    bic = models.CharField(max_length=11, blank=True)
    sender_name = models.CharField(max_length=100, blank=True)
    sender_email = models.EmailField(blank=True)
    is_demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What a user may do in a company: see actions/rights.py."""

    ROLES = [(r, r) for r in ("administrator", "credit_manager", "collector", "salesperson", "reader")]

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=ROLES)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "company"], name="one_role_per_company")]


class Customer(models.Model):
    """Who owes: one auxiliary account of one company."""

    KINDS = [(k, k) for k in ("unknown", "professional", "consumer", "public_body")]

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    code = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=14, choices=KINDS, default="unknown")
    siren = models.CharField(max_length=9, blank=True)
    segment = models.CharField(max_length=60, blank=True)
    group = models.CharField(max_length=100, blank=True)  # the parent's code
    collector = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    salesperson = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    terms = models.CharField(max_length=60, blank=True)  # empty: the company's
    language = models.CharField(max_length=2, blank=True)  # empty: the company's
    address = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, default="FR")
    note = models.TextField(blank=True)
    sector = models.CharField(max_length=60, blank=True)
    risk_class = models.CharField(max_length=10, blank=True)
    is_strategic = models.BooleanField(default=False)
    pays_by_debit = models.BooleanField(default=False)  # by direct debit: the bank fetches the money
    parent_receives = models.BooleanField(default=False)  # its group's parent is written to in its place

    objects = ScopedManager(company="company")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "code"], name="one_customer_per_code")]
        indexes = [models.Index(fields=["siren"], name="customers_of_a_debtor")]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Contact(models.Model):
    """A person at the customer."""

    ROLES = [(r, r) for r in ("reminders", "accounting", "management", "billing", "legal", "other")]

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=12, choices=ROLES, default="accounting")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    fax = models.CharField(max_length=40, blank=True)
    email_refused_at = models.DateTimeField(
        null=True, blank=True
    )  # the address bounced for good: nothing more is sent to it
    email_refused = models.CharField(max_length=300, blank=True)  # in the words of the mail server

    objects = ScopedManager(company="company")
