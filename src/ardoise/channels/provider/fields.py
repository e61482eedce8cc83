"""The form of any provider: where it listens, and the key by which it knows us."""

from __future__ import annotations

from ardoise.channels.provider.line import Place
from ardoise.channels.settings import Field, Setting, Words

FIELDS = (
    Field(
        "host",
        Words("Serveur du prestataire", "Provider’s server"),
        Words("Le seul serveur que ce canal appelle.", "The only server this channel calls."),
        kind="host",
    ),
    Field("port", Words("Port", "Port"), kind="port", default="443"),
    Field(
        "path",
        Words("Chemin", "Path"),
        Words("Ce qui précède /messages dans ses adresses.", "What stands before /messages in its addresses."),
        kind="path",
        default="/v1",
        is_required=False,
    ),
    Field(
        "security",
        Words("Sécurité", "Security"),
        kind="choice",
        default="tls",
        choices=(
            ("tls", Words("TLS, certificat vérifié", "TLS, certificate verified")),
            ("none", Words("aucune (cette machine seulement)", "none (this machine only)")),
        ),
    ),
)


def place_of(setting: Setting) -> Place:
    """Where the provider of a setting listens."""
    port = setting.told("port", FIELDS)
    return Place(
        setting.told("host", FIELDS),
        int(port) if port.isascii() and port.isdigit() else 443,
        setting.told("path", FIELDS),
        setting.told("security", FIELDS) != "none",
        setting.secret,
        setting.hosts,
    )
