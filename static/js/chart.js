// Draws the history: a step line for each shop, on an axis for each currency, from the document in #chart-data.

const place = document.getElementById("chart");
const ranges = document.getElementById("ranges");
const DAY = 86400;
const COLOURS = 6;
const DASHES = [[], [8, 4], [2, 4]];

let chart = null;
let days = 365;

function source() {
  return JSON.parse(document.getElementById("chart-data").textContent);
}

/** The colour that a class gives to text: canvases know no custom properties. */
function colour(name) {
  const probe = document.createElement("span");
  probe.className = name;
  place.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** The steps of a series from `start` on, beginning with the price that held then. Amounts in major units, for the axis. */
function steps(series, start) {
  const times = [];
  const values = [];
  series.times.forEach((time, index) => {
    const value = series.amounts[index] === null ? null : series.amounts[index] / 10 ** series.digits;
    const next = series.times[index + 1];
    if (time >= start) {
      times.push(time);
      values.push(value);
    } else if (next > start) {
      times.push(start);
      values.push(value);
    }
  });
  return [times, values];
}

function money(currency, digits) {
  const locale = currency === "INR" ? "en-IN" : "en";
  return new Intl.NumberFormat(locale, { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function options(series) {
  const currencies = [...new Set(series.map((line) => line.currency))];
  const axisInk = colour("axis-ink");
  const grid = { stroke: colour("grid-ink"), width: 1 };
  const font = `12px ${getComputedStyle(place).fontFamily}`;
  const day = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "UTC" });
  return {
    width: place.clientWidth,
    height: 320,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
    cursor: { drag: { x: true, y: false }, points: { size: 7 } },
    scales: {
      x: { time: true },
      ...Object.fromEntries(currencies.map((code) => [code, { range: (_, low, high) => padded(low, high) }])),
    },
    series: [
      { label: "Time", value: (_, time) => (time === null ? "–" : `${day.format(time * 1000)} UTC`) },
      ...series.map((line, index) => ({
        label: currencies.length > 1 ? `${line.name} (${line.currency})` : line.name,
        scale: line.currency,
        stroke: colour(`key-${(index % COLOURS) + 1}`),
        dash: DASHES[Math.floor(index / COLOURS) % DASHES.length],
        width: 2,
        paths: uPlot.paths.stepped({ align: 1 }),
        value: (_, value) => (value == null ? "–" : money(line.currency, line.digits).format(value)),
        points: { show: line.times.length < 2 },
      })),
    ],
    axes: [
      { stroke: axisInk, grid, ticks: grid, font },
      ...currencies.slice(0, 2).map((code, index) => ({
        scale: code,
        side: index ? 1 : 3,
        stroke: axisInk,
        grid: index ? { show: false } : grid,
        ticks: grid,
        font,
        size: axisSize,
        values: (_, splits) => splits.map((value) => axisLabel(value, code, splits)),
      })),
    ],
  };
}

/** Some room above and below; a flat line lies in the middle. */
function padded(low, high) {
  if (low === null) return [0, 1];
  const room = (high - low) * 0.12 || high * 0.05 || 1;
  return [Math.max(0, low - room), high + room];
}

function axisLabel(value, currency, splits) {
  const whole = splits.every((split) => Number.isInteger(split));
  const locale = currency === "INR" ? "en-IN" : "en";
  const digits = whole ? { maximumFractionDigits: 0 } : {};
  return new Intl.NumberFormat(locale, { style: "currency", currency, ...digits }).format(value);
}

function axisSize(self, values, axis) {
  const longest = Math.max(0, ...(values ?? []).map((text) => text.length));
  return Math.max(40, longest * 7 + 16);
}

/** As many marks are skipped by uPlot's join as a series lacks at the times of the others; its null stays a gap. */
function data(document) {
  const start = document.until - days * DAY;
  return uPlot.join(document.series.map((line) => steps(line, start)));
}

function draw() {
  const document = source();
  chart?.destroy();
  chart = null;
  place.replaceChildren();
  const hasPrices = document.series.some((line) => line.amounts.some((amount) => amount !== null));
  ranges.hidden = !hasPrices;
  if (!hasPrices) return;
  chart = new uPlot(options(document.series), data(document), place);
}

ranges.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || !chart) return;
  days = Number(button.dataset.days);
  for (const other of ranges.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
  chart.setData(data(source()));
});

document.addEventListener("prices:fresh", draw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
new ResizeObserver(() => chart && chart.width !== place.clientWidth && chart.setSize({ width: place.clientWidth, height: 320 })).observe(place);

draw();
