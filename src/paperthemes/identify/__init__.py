"""Topics keep their ids, names and places from run to run."""
