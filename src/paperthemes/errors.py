"""Exceptions for problems that the user can fix, as opposed to bugs."""


class UserError(ValueError):
    """Raised if something outside the program is wrong: a dump, a model file, a setting.

    The message names the problem, its place and the fix. The terminal shows it without a traceback,
    which is in the log of the step.
    """


class ConfigError(UserError):
    """Raised if the config does not fit a dump; the dump is not skipped."""
