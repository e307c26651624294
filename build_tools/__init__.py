"""The tools that read, check and publish the LEO knowledge base."""

__version__ = "0.1.0"
SCHEMA_VERSION = "1"
"""Version of the file formats this package writes; it changes when a reader of them would have to."""
