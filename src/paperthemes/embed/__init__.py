"""Step embed: one vector per paper."""
