"""The subcommands of `paperthemes`: each module declares its command in `add`, and runs it."""
