"""Step sweep: settings of a clustering tried side by side."""
