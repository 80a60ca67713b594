"""The error that is the user's to mend, as against a fault of the program."""


class UserError(ValueError):
    """Something outside the program is wrong: a dump, a model file, a setting.

    The message says what was wrong, where, and what to do; it is shown without a traceback on the
    terminal (the stage's log has the traceback).
    """


class ConfigError(UserError):
    """The config says something of a dump that is not so: to mend, not to skip the dump for."""
