"""Report step: HTML pages of one clustering."""
