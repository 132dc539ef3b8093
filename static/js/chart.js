// Draws the history: a step line for each shop, on an axis for each currency, from the document in #chart-data.

const place = document.getElementById("chart");
const legend = document.getElementById("chart-legend");
const ranges = document.getElementById("ranges");
const DAY = 86400;
const HEIGHT = 320;
const COLOURS = 6;
const DASHES = [[], [8, 4], [2, 4]];

let chart = null;
let shown = "";
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
    if (time >= start) {
      times.push(time);
      values.push(value);
    } else if (series.times[index + 1] > start) {
      times.push(start);
      values.push(value);
    }
  });
  return [times, values];
}

/** One list of times for all series: where a series says nothing its last price holds, and its null stays a gap. */
function data(history) {
  const start = history.until - days * DAY;
  return uPlot.join(history.series.map((line) => steps(line, start)));
}

function money(currency, options) {
  return new Intl.NumberFormat(currency === "INR" ? "en-IN" : "en", { style: "currency", currency, ...options });
}

/** The price that held at a place of the time line: the last one the series names up to there. */
function held(self, seriesIndex, index) {
  const values = self.data[seriesIndex];
  let at = index ?? values.length - 1;
  while (at >= 0 && values[at] === undefined) at -= 1;
  return at < 0 ? null : values[at];
}

function seriesOptions(lines) {
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
  const several = new Set(lines.map((line) => line.currency)).size > 1;
  const prices = lines.map((line, index) => {
    const words = money(line.currency, { minimumFractionDigits: line.digits, maximumFractionDigits: line.digits });
    return {
      label: several ? `${line.name} (${line.currency})` : line.name,
      scale: line.currency,
      stroke: colour(`key-${(index % COLOURS) + 1}`),
      dash: DASHES[Math.floor(index / COLOURS) % DASHES.length],
      width: index ? 1.75 : 2.5, // the best offer is the first series
      paths: uPlot.paths.stepped({ align: 1 }),
      points: { show: line.times.length < 2 },
      value: (self, _, seriesIndex, at) => {
        const value = held(self, seriesIndex, at);
        return value === null ? "no price" : words.format(value);
      },
    };
  });
  const time = { label: "Prices", value: (self, seconds) => (seconds == null ? "latest" : `on ${day.format(seconds * 1000)} UTC`) };
  return [time, ...prices];
}

/** Some room above and below; a flat line lies in the middle. */
function padded(_, low, high) {
  if (low === null) return [0, 1];
  const room = (high - low) * 0.12 || high * 0.05 || 1;
  return [Math.max(0, low - room), high + room];
}

function axes(currencies) {
  const grid = { stroke: colour("grid-ink"), width: 1 };
  const common = { stroke: colour("axis-ink"), ticks: grid, font: `12px ${getComputedStyle(place).fontFamily}` };
  const prices = currencies.slice(0, 2).map((currency, index) => ({
    ...common,
    scale: currency,
    side: index ? 1 : 3,
    grid: index ? { show: false } : grid,
    size: (_, labels) => Math.max(40, ...(labels ?? []).map((label) => label.length * 7 + 16)),
    values: (_, splits) => {
      const words = money(currency, splits.every(Number.isInteger) ? { maximumFractionDigits: 0 } : {});
      return splits.map((value) => words.format(value));
    },
  }));
  return [{ ...common, grid }, ...prices];
}

function options(history) {
  const currencies = [...new Set(history.series.map((line) => line.currency))];
  return {
    width: place.clientWidth,
    height: HEIGHT,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
    cursor: { drag: { x: true, y: false }, focus: { prox: 24 } },
    focus: { alpha: 0.3 },
    legend: { mount: (_, table) => legend.replaceChildren(table) },
    scales: { x: { time: true }, ...Object.fromEntries(currencies.map((code) => [code, { range: padded }])) },
    series: seriesOptions(history.series),
    axes: axes(currencies),
  };
}

/** Let the keyboard hide and show series, which uPlot leaves to the mouse. */
function openLegend() {
  legend.querySelectorAll(".u-series:not(:first-child) > th").forEach((label, index) => {
    label.tabIndex = 0;
    label.setAttribute("role", "button");
    label.setAttribute("aria-pressed", "true");
    label.addEventListener("click", () => label.setAttribute("aria-pressed", String(chart.series[index + 1].show)));
    label.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      label.click();
    });
  });
}

function draw() {
  chart?.destroy();
  chart = null;
  const history = source();
  shown = history.series.map((line) => `${line.id} ${line.currency}`).join();
  const hasPrices = history.series.some((line) => line.amounts.some((amount) => amount !== null));
  place.hidden = ranges.hidden = !hasPrices;
  if (!hasPrices) return;
  chart = new uPlot(options(history), data(history), place);
  openLegend();
}

/** Take in what is new, and keep what the reader has hidden. */
function update() {
  const history = source();
  if (chart && history.series.map((line) => `${line.id} ${line.currency}`).join() === shown) chart.setData(data(history));
  else draw();
}

ranges.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  days = Number(button.dataset.days);
  for (const other of ranges.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
  update();
});

document.addEventListener("prices:fresh", update);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
new ResizeObserver(() => {
  if (chart && place.clientWidth && chart.width !== place.clientWidth) chart.setSize({ width: place.clientWidth, height: HEIGHT });
}).observe(place);

draw();
