"""A rendered page, read as a reader or a screen reader would."""

from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse


def soup(response: HttpResponse) -> BeautifulSoup:
    """The page as a tree."""
    return BeautifulSoup(response.content, "html.parser")


def words(element: Tag) -> str:
    """The text of an element, with single blanks."""
    return " ".join(element.get_text(" ").split())


def table(element: Tag) -> list[list[str]]:
    """The rows of a table's body, each with the text of its cells."""
    return [[words(cell) for cell in row.find_all(["th", "td"])] for row in element.tbody.find_all("tr")]
