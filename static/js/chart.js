// Draws the history from the document in #chart-data: a step line for each shop, one currency at a time.

const place = document.getElementById("chart");
const legend = document.getElementById("chart-legend");
const ranges = document.getElementById("ranges");
const currencies = document.getElementById("currencies");
const DAY = 86400;
const HEIGHT = 320;
const COLOURS = 6;
const DASHES = [[], [8, 4], [2, 4]];

let chart = null;
/** What is drawn: the document with the lines of one currency. */
let current = null;
let days = 365;
let currency = null;

/** The document, with the lines of the chosen currency only: two currencies on one chart would cross where nothing crosses. */
function source() {
  const history = JSON.parse(document.getElementById("chart-data").textContent);
  const codes = [...new Set(history.series.map((line) => line.currency))];
  if (!codes.includes(currency)) currency = codes[0] ?? null; // the best offer's: the first series is its
  offerCurrencies(codes);
  return { ...history, series: history.series.filter((line) => line.currency === currency) };
}

function offerCurrencies(codes) {
  currencies.hidden = codes.length < 2;
  if ([...currencies.children].map((button) => button.dataset.currency).join() !== codes.join()) {
    currencies.replaceChildren(...codes.map((code) => Object.assign(document.createElement("button"), { type: "button", textContent: code })));
    codes.forEach((code, index) => (currencies.children[index].dataset.currency = code));
  }
  for (const button of currencies.children) button.setAttribute("aria-pressed", String(button.dataset.currency === currency));
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

/** One list of times for all series. A price holds until the series' next step, its null is a gap, and it ends with its last. */
function data(history) {
  const start = history.until - days * DAY;
  const drawn = history.series.map((line) => steps(line, start));
  const [times, ...prices] = uPlot.join(drawn);
  prices.forEach((values, index) => {
    const end = drawn[index][0].at(-1);
    let held = null;
    times.forEach((time, at) => {
      if (values[at] !== undefined) held = values[at];
      values[at] = time <= end ? held : null;
    });
  });
  return [times, ...prices];
}

function words(options) {
  return new Intl.NumberFormat(currency === "INR" ? "en-IN" : "en", { style: "currency", currency, ...options });
}

function seriesOptions(series) {
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
  const prices = series.map((line, index) => {
    const money = words({ minimumFractionDigits: line.digits, maximumFractionDigits: line.digits });
    return {
      label: line.name,
      stroke: colour(`key-${(index % COLOURS) + 1}`),
      dash: DASHES[Math.floor(index / COLOURS) % DASHES.length],
      width: index ? 1.75 : 2.5, // the best offer is the first series
      paths: uPlot.paths.stepped({ align: 1 }),
      points: { show: line.times.length < 2 },
      value: (_, value, __, at) => {
        const latest = current.series[index].amounts.at(-1);
        const shown = at == null && latest !== null ? latest / 10 ** line.digits : value;
        return shown == null ? "no price" : money.format(shown);
      },
    };
  });
  const time = { label: "Prices", value: (_, seconds) => (seconds == null ? "latest" : `on ${day.format(seconds * 1000)} UTC`) };
  return [time, ...prices];
}

/** Some room above and below; a flat line lies in the middle. */
function padded(_, low, high) {
  if (low === null) return [0, 1];
  const room = (high - low) * 0.12 || high * 0.05 || 1;
  return [Math.max(0, low - room), high + room];
}

function axes() {
  const grid = { stroke: colour("grid-ink"), width: 1 };
  const common = { stroke: colour("axis-ink"), ticks: grid, grid, font: `12px ${getComputedStyle(place).fontFamily}` };
  const prices = {
    size: (_, labels) => Math.max(40, ...(labels ?? []).map((label) => label.length * 7 + 16)),
    values: (_, splits) => {
      const money = words(splits.every(Number.isInteger) ? { maximumFractionDigits: 0 } : {});
      return splits.map((value) => money.format(value));
    },
  };
  return [common, { ...common, ...prices }];
}

function options(history) {
  return {
    width: place.clientWidth,
    height: HEIGHT,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
    cursor: { drag: { x: true, y: false }, focus: { prox: 24 } },
    focus: { alpha: 0.3 },
    legend: { mount: (_, table) => legend.replaceChildren(table) },
    scales: { x: { time: true }, y: { range: padded } },
    series: seriesOptions(history.series),
    axes: axes(),
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
  current = source();
  const hasPrices = current.series.some((line) => line.amounts.some((amount) => amount !== null));
  place.hidden = legend.hidden = ranges.hidden = !hasPrices;
  if (!hasPrices) return;
  chart = new uPlot(options(current), data(current), place);
  openLegend();
}

function lines(history) {
  return history.series.map((line) => `${line.id} ${line.currency}`).join();
}

/** Take in what is new, and keep what the reader has hidden. */
function update() {
  const history = source();
  if (!chart || lines(history) !== lines(current)) return draw();
  current = history;
  chart.setData(data(current));
}

currencies.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  currency = button.dataset.currency;
  draw();
});

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
