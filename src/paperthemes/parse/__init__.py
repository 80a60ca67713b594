"""The parse step: one dump file in, its records and its parse report out."""
