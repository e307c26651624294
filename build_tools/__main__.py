"""`python -m build_tools` is the same as the console script `leo-kb`."""

from build_tools.cli import run

if __name__ == "__main__":
    run()
