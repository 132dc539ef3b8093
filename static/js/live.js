// Listens to /ws/updates and tells the page which of its listings changed, and when it may have missed something.

const page = document.querySelector("[data-listings]");
const sign = document.getElementById("live-state");
const listings = new Set(page.dataset.listings.split(",").filter(Boolean).map(Number));
const LONGEST_PAUSE = 30_000;

let attempts = 0;
let wasOpen = false;

function address() {
  const url = new URL("/ws/updates", location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  if (listings.size === 1) url.searchParams.set("product_id", [...listings][0]);
  return url;
}

function show(state, text) {
  sign.hidden = false;
  sign.dataset.state = state;
  if (sign.textContent !== text) sign.textContent = text;
}

function connect() {
  const socket = new WebSocket(address());
  socket.addEventListener("open", () => {
    attempts = 0;
    show("live", "Live");
    if (wasOpen) document.dispatchEvent(new CustomEvent("prices:stale"));
    wasOpen = true;
  });
  socket.addEventListener("message", (message) => {
    const { event, data } = JSON.parse(message.data);
    if (event !== "price_update" || !listings.has(data.listing_id ?? data.product_id)) return;
    document.dispatchEvent(new CustomEvent("prices:stale", { detail: data }));
  });
  socket.addEventListener("close", () => {
    show("reconnecting", "Reconnecting…");
    const pause = Math.min(500 * 2 ** attempts++, LONGEST_PAUSE);
    setTimeout(connect, pause * (0.5 + Math.random() / 2));
  });
}

if (listings.size) connect();
