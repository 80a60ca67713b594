"""Tables: CSV and its kin, Arrow, JSON, and the exports of databases."""
