"""How a message leaves. One folder a channel."""
