"""Why the system does not start."""


class CannotStart(Exception):
    """Something that the person who started us can change; the message is one line that says what and how."""
