"""Step dedupe: group the records of all dumps by work, and merge each group into one paper."""
