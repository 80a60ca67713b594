"""What all HTML pages share: assembly, colours, wording, templates."""
