"""Step changes: archive a run in `history/` and compare it with an earlier one."""
