"""The site: blocks, views that fill them, writers, the frame of the theme, and the build."""
