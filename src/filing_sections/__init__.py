"""Which lines of a corporate filing are cover, signature, exhibit, boilerplate or body, and who signed."""

__version__ = "0.1.0"
