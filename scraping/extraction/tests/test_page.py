"""What is taken out of a page before it is parsed, and what its head says."""

from scraping.extraction.page import Page, without_scripts


def _page(html: str) -> Page:
    return Page(html, "https://shop.example/kettle", content_type=None, expected_currency=None, country=None)


def test_menu_is_left_out_unless_it_holds_content():
    assert without_scripts(b"<nav><a>All for 9,99</a></nav><p>1") == b"<p>1"
    assert without_scripts(b"<nav><h1>Kettle</h1></nav><p>1") == b"<nav><h1>Kettle</h1></nav><p>1"
    assert without_scripts(b'<nav><img itemprop="image"></nav>') == b'<nav><img itemprop="image"></nav>'


def test_what_has_no_end_stays():
    assert without_scripts(b"<p>1<script>2<p>3<style>4</style>5") == b"<p>1<script>2<p>3" + b"5"


def test_script_in_a_comment_and_comment_in_a_script_end_with_the_outer():
    assert without_scripts(b"<!-- <script> --><p>1") == b"<p>1"
    assert without_scripts(b"<script>a = '<!--'</script><p>1") == b"<p>1"


def test_head_is_read_up_to_its_end():
    page = _page(
        '<head><meta property="og:title" content="Kettle"><link rel="canonical" href="/k"><title>Kettle | Shop</title></head>'
        '<body><meta property="og:price:amount" content="1"><link rel="canonical" href="/other"></body>'
    )
    assert page.metas == {"og:title": "Kettle"}
    assert page.canonical_url == "https://shop.example/k"
    assert page.title_tag == "Kettle | Shop"


def test_language_is_what_the_page_says_it_is():
    assert _page('<html lang="de">').language == "de"
    assert _page("<html>").language is None
