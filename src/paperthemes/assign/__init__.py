"""New papers get a place in the topics of an accepted run."""
