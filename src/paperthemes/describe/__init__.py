"""Step describe: names, keywords and exemplars of topics and themes, and all metrics."""
