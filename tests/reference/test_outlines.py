"""The map of the regions can be drawn inline, and names its source."""

import re

from grappe.reference import france_map, regions


def test_the_map_draws_the_18_regions_each_once():
    drawn = [outline.code for outline in france_map().regions]
    assert len(drawn) == 18
    assert sorted(drawn) == sorted(regions.codes)


def test_the_paths_are_path_data_and_nothing_else():
    for outline in france_map().regions:
        assert re.fullmatch(r"M[MLZHVmlzhv0-9 .,\-]+[Zz]", outline.path)


def test_every_label_stands_inside_of_the_picture():
    left, top, width, height = (float(number) for number in france_map().view_box.split())
    for outline in france_map().regions:
        assert left < outline.label_x < left + width
        assert top < outline.label_y < top + height


def test_the_overseas_regions_and_only_they_are_drawn_in_insets():
    inset = {outline.code for outline in france_map().regions if outline.is_inset}
    assert inset == {region.code for region in regions if region.is_overseas}
    assert inset == {frame.code for frame in france_map().insets}
    assert len(inset) == 5


def test_the_label_of_an_inset_stands_in_its_frame():
    frames = {frame.code: frame for frame in france_map().insets}
    for outline in france_map().regions:
        if frame := frames.get(outline.code):
            assert frame.x < outline.label_x < frame.x + frame.width
            assert frame.y < outline.label_y < frame.y + frame.height


def test_the_attribution_names_the_maker_and_the_licence_in_both_languages():
    for locale, start in (("fr", "Contours des régions"), ("en", "Region outlines")):
        sentence = france_map().attribution(locale)
        assert sentence.startswith(start)
        assert "IGN" in sentence
        assert "Licence Ouverte" in sentence


def test_a_region_on_the_map_is_called_as_everywhere_else():
    names = {outline.code: outline.name("en") for outline in france_map().regions}
    assert names["53"] == regions["53"].name("en") == "Brittany"
