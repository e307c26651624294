"""How any two tables join: the path over keys, the code in three languages, and what became of it on synthetic people."""
