"""The real recipes, and the languages in which they are run."""

from languages import languages_here, need
from running import ROOT

from build_tools.catalogue import checked_catalogue

CATALOGUE = checked_catalogue(ROOT, ROOT / ".cache")
RECIPES = list(CATALOGUE.recipes)
THEMES = sorted({recipe.theme for recipe in CATALOGUE.recipes.values()})

__all__ = ["CATALOGUE", "RECIPES", "THEMES", "languages_here", "need"]
