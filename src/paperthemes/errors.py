"""Exceptions for problems that the user can fix; bugs have other exceptions."""


class UserError(ValueError):
    """Raised when something outside the program is wrong: a dump, a model file, a setting.

    The message says what is wrong, where, and what to do. The terminal shows it without a
    traceback; the log of the step has the traceback.
    """


class ConfigError(UserError):
    """Raised when the config is wrong about a dump, such as its columns.

    It ends the run even if bad dumps are to be skipped, because the dump itself may be good.
    """
