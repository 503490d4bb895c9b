"""Styles and brand kits: reading them from files, and laying what a brief asks for over them."""

from vidpipe.styles.brands import BrandFile, BrandKit, Brands, ListedBrand
from vidpipe.styles.choosing import Looks, look_for, picture_words
from vidpipe.styles.library import BUILT_IN, Listed, Styles, built_in

__all__ = [
    "BUILT_IN",
    "BrandFile",
    "BrandKit",
    "Brands",
    "Listed",
    "ListedBrand",
    "Looks",
    "Styles",
    "built_in",
    "look_for",
    "picture_words",
]
