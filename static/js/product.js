// Keeps an open product page true: swaps the parts that the server renders anew, says what changed, and sends "check now".

const page = document.querySelector("[data-live-url]");
const voice = document.getElementById("price-voice");
const CHECK_PATIENCE = 45_000;
/** Unchanged checks are no news and make no message, but "last checked" should stay true. */
const QUIET_REFRESH = 120_000;

let running = null;
let again = false;
/** Listings being checked: id -> what `data-checked` said before. */
const checking = new Map();

function rows() {
  return new Map([...document.querySelectorAll("tr[data-listing]")].map((row) => [row.dataset.listing, { ...row.dataset }]));
}

function swap(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const focused = document.activeElement?.id;
  const scrolled = document.getElementById("changes").scrollTop;
  for (const part of fresh.querySelectorAll("[data-live]")) {
    document.getElementById(part.id)?.replaceWith(document.adoptNode(part));
  }
  document.getElementById("changes").scrollTop = scrolled;
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function tell(before) {
  const news = [];
  for (const [id, now] of rows()) {
    const old = before.get(id);
    const row = document.getElementById(`listing-${id}`);
    if (!old || (old.price === now.price && old.stock === now.stock)) continue;
    row.classList.add("flash");
    if (Number(now.amount) > Number(old.amount)) row.classList.add("rose");
    news.push(`${now.shop}: now ${now.price}, ${now.stock.toLowerCase()}; was ${old.price}, ${old.stock.toLowerCase()}.`);
  }
  if (news.length) voice.textContent = news.join(" ");
}

function markChecking() {
  for (const [id, before] of checking) {
    const row = document.getElementById(`listing-${id}`);
    const button = document.getElementById(`check-${id}`);
    if (!row || row.dataset.checked !== before) {
      checking.delete(id);
      if (row && !row.classList.contains("flash")) voice.textContent = `${row.dataset.shop}: checked just now, no change.`;
    } else {
      button.setAttribute("aria-disabled", "true");
      button.firstChild.textContent = "Checking…";
    }
  }
}

async function load() {
  const before = rows();
  const answer = await fetch(page.dataset.liveUrl, { headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok) return;
  swap(await answer.text());
  tell(before);
  markChecking();
  document.dispatchEvent(new CustomEvent("prices:fresh"));
}

/** Load once now; calls that come meanwhile share one more load afterwards. */
function refresh() {
  if (running) {
    again = true;
    return running;
  }
  running = load()
    .catch(() => {}) // offline: the socket reconnects and asks again
    .finally(() => {
      running = null;
      if (again) {
        again = false;
        refresh();
      }
    });
  return running;
}

async function follow(id, until) {
  while (checking.has(id) && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await refresh();
  }
  if (checking.delete(id)) {
    voice.textContent = "The shop has not answered yet; the page changes when it does.";
    await refresh();
  }
}

document.addEventListener("prices:stale", refresh);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
setInterval(() => document.hidden || refresh(), QUIET_REFRESH);

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-check]");
  if (!form) return;
  event.preventDefault();
  const id = form.dataset.check;
  if (checking.has(id)) return;
  checking.set(id, document.getElementById(`listing-${id}`).dataset.checked);
  markChecking();
  const headers = { "X-Requested-With": "fetch" };
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers }).catch(() => null);
  if (answer?.status === 202) {
    voice.textContent = "Checking now.";
    follow(id, Date.now() + CHECK_PATIENCE);
    return;
  }
  checking.delete(id);
  const wait = answer?.headers.get("Retry-After");
  const reason = answer?.status === 409 ? "checks of this page are paused" : wait ? `too many requests; try again in ${wait} seconds` : "the site did not answer";
  voice.textContent = `Not checked: ${reason}.`;
  await refresh();
});
