"""Hugging Face pages of papers: Daily, Weekly, Monthly, Trending and Search, in all their forms."""
