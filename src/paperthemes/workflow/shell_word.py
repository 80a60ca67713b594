"""Text that is one word in commands of a shell."""

import shlex


class ShellWord(str):
    """A text that is quoted for a shell when it is formatted, as by `"{}".format`."""

    __slots__ = ()

    def __format__(self, specification: str) -> str:
        return format(shlex.quote(str(self)), specification)
