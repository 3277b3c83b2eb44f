"""What the adapter refuses, so that nothing of a template is lost by accident."""


class AdaptError(Exception):
    """A template holds something that no rule here speaks of; the text names it."""
