"""What can go wrong on a person's machine, said in one sentence."""


class LocalError(Exception):
    """The text is shown as it is, without a traceback: it says what to do."""
