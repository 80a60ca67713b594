"""Base of all settings: strict pydantic models whose attribute docstrings are the documentation."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """One section of the config.

    Unknown keys and values of another type are errors. The docstrings of the attributes become the
    descriptions in `workflow/schemas/` and in `docs/configuration.md`.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        regex_engine="python-re",  # the default has no look-ahead
    )
