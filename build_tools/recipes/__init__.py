"""Recipes: derived variables as T-SQL for SQL Server 2016, checked and tested without one."""
