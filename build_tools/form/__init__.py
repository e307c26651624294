"""The official variable request form: reading it, deriving records from it, writing them, comparing with it."""
