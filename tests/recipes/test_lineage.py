"""The drawing of what a recipe is made of and what uses it, for every real recipe."""

import pytest

from build_tools.pages.views.recipe import lineage

from .real import CATALOGUE, RECIPES


@pytest.mark.parametrize("id", RECIPES)
def test_a_line_for_each_input_and_each_user(id):
    """Those of the recipe and of the recipes that it builds on, also where a box has a line already."""
    recipe = CATALOGUE.recipes[id]
    graph = lineage(CATALOGUE, recipe)
    users = {user.id for user in CATALOGUE.recipes.values() if id in user.builds_on}
    wanted = sum(len(CATALOGUE.recipes[one].inputs) for one in (id, *recipe.builds_on)) + len(users)
    assert len(set(graph.edges)) == len(graph.edges) == wanted
    assert all(graph.nodes[start].column < graph.nodes[end].column for start, end in graph.edges), "a line goes from left to right"
