"""Whatever a page tries, no packet leaves for an address that `fetch` would not contact."""

import socket

import pytest

from lib.vocabulary import Outcome
from scraping.fetching import FetchPolicy
from scraping.fetching.browser import render
from scraping.fetching.browser.tests.conftest import SETTINGS, html, was_contacted
from scraping.fetching.tests.hostile import redirect, reply

#: Each tries to reach the bystander in its own way and says "reached" or "refused".
_ATTEMPTS = """
const tries = {
  number: () => fetch('http://127.0.0.1:PORT/', {mode: 'no-cors'}),
  name: () => fetch('http://localhost:PORT/', {mode: 'no-cors'}),
  ipv6: () => fetch('http://[::ffff:127.0.0.1]:PORT/', {mode: 'no-cors'}),
  tls: () => fetch('https://127.0.0.1:PORT/', {mode: 'no-cors'}),
  post: () => fetch('http://127.0.0.1:PORT/', {mode: 'no-cors', method: 'POST', body: 'x'}),
  metadata: () => fetch('http://169.254.169.254/latest/meta-data/', {mode: 'no-cors'}),
  redirected: () => fetch('/to-bystander', {mode: 'no-cors'}),
  file: () => fetch('file://SECRET'),
  script: () => new Promise((ok, no) => {
    const it = document.createElement('script'); it.src = 'http://127.0.0.1:PORT/a.js'; it.onload = ok; it.onerror = no;
    document.head.append(it) }),
  socket: () => new Promise((ok, no) => {
    const it = new WebSocket('ws://127.0.0.1:PORT/'); it.onopen = ok; it.onerror = no }),
  events: () => new Promise((ok, no) => {
    const it = new EventSource('http://127.0.0.1:PORT/'); it.onopen = ok; it.onerror = no }),
  worker: () => new Promise((ok, no) => {
    const it = new Worker(URL.createObjectURL(new Blob([
      "fetch('http://127.0.0.1:PORT/', {mode: 'no-cors'}).then(() => postMessage(1), () => postMessage(0))"])));
    it.onmessage = event => event.data ? ok() : no() }),
  service: () => navigator.serviceWorker.register('/sw.js').then(it => { if (!it) throw 0 }),
  transport: () => new WebTransport('https://127.0.0.1:PORT/').ready,
};
navigator.sendBeacon('http://127.0.0.1:PORT/beacon', 'x');
const peer = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:UDP'}]});
peer.createDataChannel('x'); peer.createOffer().then(it => peer.setLocalDescription(it));
window.open('http://127.0.0.1:PORT/popup');
const said = {};
for (const [name, attempt] of Object.entries(tries)) {
  said[name] = 'waiting';
  const say = word => { said[name] = word; price.textContent = JSON.stringify(said) };
  try { attempt().then(() => say('reached'), () => say('refused')) } catch { say('refused') }
}
"""
_MARKUP = """<p id="price"></p>
<link rel="preconnect" href="http://127.0.0.1:PORT/"><link rel="prefetch" href="http://127.0.0.1:PORT/prefetched">
<link rel="stylesheet" href="http://127.0.0.1:PORT/style"><img src="http://127.0.0.1:PORT/image">
<iframe src="http://127.0.0.1:PORT/frame"></iframe><iframe src="file://SECRET"></iframe>"""
_NAMES = ("number name ipv6 tls post metadata redirected file script socket events worker service transport").split()


def test_nothing_in_a_page_reaches_another_service_of_this_machine(read, shop, bystander, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("hunter2")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stun:
        stun.bind(("127.0.0.1", 0))
        stun.setblocking(False)
        values = {"PORT": str(bystander.getsockname()[1]), "UDP": str(stun.getsockname()[1]), "SECRET": str(secret)}
        script, markup = _ATTEMPTS, _MARKUP
        for name, value in values.items():
            script, markup = script.replace(name, value), markup.replace(name, value)
        shop.answers["/to-bystander"] = redirect(f"http://127.0.0.1:{values['PORT']}/")
        shop.answers["/sw.js"] = reply(b"", "Content-Type: text/javascript")
        shop.answers["/p"] = html(script, markup)
        page = read("/p")
        with pytest.raises(BlockingIOError):
            stun.recv(1)
    assert (page.outcome, page.detail) == (Outcome.OK, "The page was read.")
    said = page.body.decode().partition('<p id="price">')[2].partition("</p>")[0]
    assert said == "{" + ",".join(f'"{name}":"refused"' for name in _NAMES) + "}"
    assert b"hunter2" not in page.body
    assert was_contacted(bystander) is False


@pytest.mark.parametrize("way", ["by the server", "by a script", "by a refresh"])
def test_a_page_that_goes_to_a_private_address_is_refused(read, shop, bystander, way):
    target = f"http://127.0.0.1:{bystander.getsockname()[1]}/"
    shop.answers["/p"] = {
        "by the server": redirect(target),
        "by a script": html(f"location.href = '{target}'"),
        "by a refresh": html("", f'<meta http-equiv="refresh" content="0;url={target}">'),
    }[way]
    page = read("/p")
    assert (page.outcome, page.body, page.redirects, was_contacted(bystander)) == (
        Outcome.REFUSED_ADDRESS,
        b"",
        (target,),
        False,
    )


def test_a_page_that_goes_to_a_file_stays_where_it_is(read, shop, tmp_path):
    secret = tmp_path / "secret.html"
    secret.write_text("<p>hunter2")
    shop.answers["/p"] = html(f"location.href = 'file://{secret}'; price.textContent = 'still here'")
    page = read("/p")
    assert (page.outcome, b"still here" in page.body, b"hunter2" in page.body) == (Outcome.OK, True, False)


@pytest.mark.parametrize(
    "url",
    ["file:///etc/hostname", "http://127.0.0.1:1/", "http://169.254.169.254/", "chrome://version", "data:text/html,x", ""],
)
def test_an_address_that_is_not_a_public_shop_starts_no_browser(url):
    page = render(url, policy=FetchPolicy(), settings=SETTINGS)
    assert (page.outcome, page.body) == (Outcome.REFUSED_ADDRESS, b"")
