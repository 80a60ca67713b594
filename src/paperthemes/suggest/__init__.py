"""Step suggest: advice on what to change after a run, from its measured results."""
