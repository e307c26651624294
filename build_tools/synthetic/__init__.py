"""The synthetic extract: tables laid out like the real ones, drawn from the definitions alone, so that code can be written before access.

Nothing in it comes from a record of anybody. Only what keys, years and definitions demand holds between columns; see `DIFFERENCES`.
"""
