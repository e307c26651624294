"""The tools that read, check and publish the LEO knowledge base."""

__version__ = "0.1.0"
SITE_URL = "https://leo-knowledge-base.github.io/leo-kb/"
REPOSITORY_URL = "https://github.com/leo-knowledge-base/leo-kb"
"""Where the site and the files are on the web, as mkdocs.yml and CITATION.cff say too."""
SCHEMA_VERSION = "1"
"""Version of the file formats this package writes; it changes when a reader of them would have to."""
