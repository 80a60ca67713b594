"""Base of all settings: strict pydantic models; attribute docstrings document the settings."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """One section of the config.

    Unknown keys are errors, and so are values of another type. The docstrings of the attributes
    become the descriptions in `workflow/schemas/` and in `docs/configuration.md`.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        regex_engine="python-re",  # the default has no look-ahead
    )
