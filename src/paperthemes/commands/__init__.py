"""The subcommands of `paperthemes`; each module has `add`, which declares one, and runs it."""
