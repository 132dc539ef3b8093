// Keeps "3 minutes ago" true while a page stays open.

const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60]];

/** The words for an instant, as the server writes them; null where the server's date stays right. */
function words(instant) {
  const seconds = Math.max(0, Math.floor((Date.now() - instant) / 1000));
  if (seconds >= 30 * 86400) return null;
  for (const [name, length] of UNITS) {
    const count = Math.floor(seconds / length);
    if (count) return `${count} ${name}${count > 1 ? "s" : ""} ago`;
  }
  return "just now";
}

setInterval(() => {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const text = words(Date.parse(time.dateTime));
    if (text && text !== time.textContent) time.textContent = text;
  }
}, 30_000);
