"""Helpers of the tests: builders of papers, runs of the workflow, stand-ins for servers."""
