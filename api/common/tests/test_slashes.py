"""Routes under two spellings."""

import pytest

from api.common.slashes import EitherSlashPattern


@pytest.mark.parametrize(
    ("route", "path", "kwargs"),
    [
        ("things/", "things/", {}),
        ("things/", "things", {}),
        ("things/", "things//", None),
        ("things", "things", {}),
        ("things", "things/", {}),
        ("things", "things//", None),
        ("things", "/things", None),
        ("things/<str:key>", "things/a", {"key": "a"}),
        ("things/<str:key>", "things/a/", {"key": "a"}),
        ("things/<str:key>", "things/", None),
        ("things/<int:key>/", "things/7", {"key": 7}),
        ("things/<int:key>/", "things/x", None),
    ],
)
def test_a_route_matches_with_and_without_its_last_slash(route, path, kwargs):
    match = EitherSlashPattern(route, is_endpoint=True).match(path)
    assert (match and match[2]) == kwargs


def test_a_route_is_spelled_as_written():
    assert str(EitherSlashPattern("things/", is_endpoint=True)) == "things/"
