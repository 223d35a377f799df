import { createChart } from "./charts.js";
import { createMap } from "./countries.js";
import { showCounts } from "./counts.js";
import { element, number, setText, showBars, showRows, showTerms } from "./elements.js";

const byId = id => document.getElementById(id);
const secondsKept = 300;
const silenceMs = 5000;
const retryMs = 1000;
const partitionsShown = 64;

const regionNames = new Intl.DisplayNames(undefined, { type: "region", fallback: "none" });

let status = null;
const histories = new Map();
const restarted = new Set();
let chosen = null;
let source = null;
let lastHeard = 0;

const drawThroughput = createChart(byId("throughput"), "Records landed per second", "per second");
const drawLag = createChart(byId("lag-chart"), "Lag in records", "records");
const drawMap = createMap(byId("map"), countryName);

connect();
setInterval(() => {
  if (source && Date.now() - lastHeard > silenceMs) {
    lose();
  }
}, retryMs);

/** Takes the past first, then what is new each second; when the program goes away, tries again until it is back. */
async function connect() {
  try {
    const response = await fetch("api/status", { cache: "no-store", signal: AbortSignal.timeout(silenceMs) });
    if (!response.ok) {
      throw new Error(response.statusText);
    }

    take(await response.json());
  } catch {
    lose();
    return;
  }

  lastHeard = Date.now();
  source = new EventSource("api/events");
  source.addEventListener("status", event => take(JSON.parse(event.data)));
  source.addEventListener("error", lose);
}

function lose() {
  source?.close();
  source = null;
  showConnection("lost", "no answer; trying again");
  setTimeout(connect, retryMs);
}

function take(report) {
  lastHeard = Date.now();
  if (status !== null && status.startedAt !== report.startedAt) {
    report.pipelines.forEach(pipeline => restarted.add(pipeline.name));
  }

  status = report;
  for (const pipeline of report.pipelines) {
    const known = histories.get(pipeline.name) ?? [];
    const last = known.length ? known[known.length - 1].time : 0;
    const added = pipeline.history.filter(point => point.time > last);
    if (added.length && restarted.delete(pipeline.name)) {
      added[0].begins = true;
    }

    const whole = known.concat(added);
    const oldest = whole.length ? whole[whole.length - 1].time - secondsKept : 0;
    histories.set(pipeline.name, whole.filter(point => point.time > oldest));
  }

  showConnection("live", `live · running for ${duration((Date.parse(report.now) - Date.parse(report.startedAt)) / 1000)}`);
  show();
}

function show() {
  const shown = status.pipelines.filter(pipeline => chosen === null || pipeline.name === chosen);
  showChoice();
  showTrouble();
  showFigures(shown);
  showCharts(shown);
  showDetails(shown);
  showPlaces(shown);
  showCounts(byId("counts"), shown.filter(pipeline => pipeline.analytics));
  showLetters(shown);
  showPipelines();
  showPartitions(shown);
  byId("version").textContent = `HdfsConsumer ${status.version}`;
}

function showConnection(state, text) {
  byId("connection").dataset.state = state;
  setText(byId("connection-text"), text);
}

function showChoice() {
  const choice = byId("choice");
  const names = [null, ...status.pipelines.map(pipeline => pipeline.name)];
  if (status.pipelines.length > 1 && choice.childElementCount !== names.length) {
    choice.replaceChildren(...names.map(name => {
      const button = element("button", name ?? "All pipelines", { type: "button" });
      button.addEventListener("click", () => {
        chosen = name;
        show();
      });
      return button;
    }));
  }

  choice.hidden = status.pipelines.length < 2;
  [...choice.children].forEach((button, i) => button.setAttribute("aria-pressed", String(names[i] === chosen)));
}

function showTrouble() {
  const trouble = byId("trouble");
  const starting = status.pipelines.every(pipeline => pipeline.state === "starting");
  trouble.hidden = status.notReady.length === 0 || starting;
  setText(trouble, status.notReady.join(" · "));
}

function showFigures(shown) {
  setFigure("landed", sum(shown, "recordsLanded"));
  setFigure("rate", sum(shown, "recordsPerSecond"), value => number(Math.round(value)));
  setFigure("lag", sum(shown, "lagRecords"));
  setFigure("dead", sum(shown, "deadLetters"));
  byId("dead").parentElement.classList.toggle("is-bad", sum(shown, "deadLetters") > 0);
}

function showCharts(shown) {
  const byTime = new Map();
  for (const pipeline of shown) {
    for (const point of histories.get(pipeline.name) ?? []) {
      const whole = byTime.get(point.time) ?? { time: point.time, rate: 0, lag: 0, begins: false };
      whole.rate += point.recordsPerSecond;
      whole.lag += point.lagRecords;
      whole.begins ||= point.begins === true;
      byTime.set(point.time, whole);
    }
  }

  const points = [...byTime.values()].sort((a, b) => a.time - b.time);
  drawThroughput(points.map(point => ({ time: point.time, value: point.rate, begins: point.begins })));
  drawLag(points.map(point => ({ time: point.time, value: point.lag, begins: point.begins })));
}

function showDetails(shown) {
  const latencies = shown.map(pipeline => pipeline.latency).filter(latency => latency);
  const slowest = share => latencies.length ? seconds(Math.max(...latencies.map(latency => latency[share]))) : "–";
  const details = [
    ["half landed within", slowest("p50"), "p50"],
    ["90 of 100 within", slowest("p90"), "p90"],
    ["99 of 100 within", slowest("p99"), "p99"],
    ["lag in time", seconds(Math.max(0, ...shown.map(pipeline => pipeline.lagSeconds))), "lagSeconds"],
    ["flushes", number(sum(shown, "flushes")), "flushes"],
    ["checkpoints", number(sum(shown, "checkpoints")), "checkpoints"],
    ["written", bytes(sum(shown, "bytesLanded")), "bytesLanded"],
    ["records in memory", number(sum(shown, "bufferedRecords")), "bufferedRecords"],
    ["open files", number(sum(shown, "openFiles")), "openFiles"],
    ["files closed", number(sum(shown, "rotations")), "rotations"],
    ["duplicates skipped", number(sum(shown, "duplicatesSkipped")), "duplicatesSkipped"],
    ["left out by a rule", number(sum(shown, "recordsDropped")), "recordsDropped"],
    ["lost to retention", number(sum(shown, "recordsLost")), "recordsLost"],
    ["errors got over", number(sum(shown, "errors")), "errors"],
    ["steps tried again", number(sum(shown, "retries")), "retries"],
    ["rebalances", number(sum(shown, "rebalances")), "rebalances"],
  ];
  showTerms(byId("details"), details);
}

function showPlaces(shown) {
  const countries = merged(shown.flatMap(pipeline => pipeline.countries));
  byId("places").hidden = countries.length === 0;
  if (countries.length > 0) {
    drawMap(countries);
    showBars(byId("countries"), countries.slice(0, 12), countryName);
  }

  const byPlace = shown.length > 0 && shown.every(pipeline => pipeline.countries.length > 0);
  const destinations = merged(shown.flatMap(pipeline => pipeline.destinations)).slice(0, 24);
  const count = sum(shown, "destinationCount");
  setText(byId("destinations-title"), byPlace ? "Cities" : "Destinations");
  showBars(byId("destinations"), destinations, name => byPlace ? name.slice(name.indexOf("/") + 1) : name, name => byPlace ? name.slice(0, name.indexOf("/")) : "");
  setText(byId("destinations-note"), count === 0 ? "Nothing has landed yet." : count > destinations.length ? `and ${number(count - destinations.length)} more` : "");
}

function showLetters(shown) {
  const letters = shown.flatMap(pipeline => pipeline.recentDeadLetters).sort((a, b) => b.time < a.time ? -1 : 1).slice(0, 10);
  byId("letters-region").hidden = letters.length === 0;
  byId("no-letters").hidden = letters.length > 0;
  showRows(byId("letters"), letters, letter => [new Date(letter.time).toLocaleTimeString(), letter.position, letter.reason], ["", "", "wide"]);
}

function showPipelines() {
  showRows(byId("pipelines"), status.pipelines, pipeline => [
    pipeline.name,
    pipeline.stateDetail ? `${pipeline.state}: ${pipeline.stateDetail}` : pipeline.state,
    pipeline.topics.join(", "),
    pipeline.sink,
    number(pipeline.recordsLanded),
    number(Math.round(pipeline.recordsPerSecond)),
    number(pipeline.lagRecords),
  ], ["", "state", "wide", "", "number", "number", "number"]);
  [...byId("pipelines").rows].forEach((row, i) => row.cells[1].dataset.state = status.pipelines[i].state);
}

function showPartitions(shown) {
  const partitions = shown.flatMap(pipeline => pipeline.partitions);
  showRows(byId("partitions"), partitions.slice(0, partitionsShown), partition => [
    `${partition.topic}[${partition.partition}]`, number(partition.landed), number(partition.position), number(partition.end), number(partition.lagRecords),
  ], ["", "number", "number", "number", "number"]);
  setText(byId("partitions-note"), partitions.length === 0 ? "None is held."
    : partitions.length > partitionsShown ? `and ${number(partitions.length - partitionsShown)} more` : "");
}

function setFigure(id, value, format = number) {
  const figure = byId(id);
  figure.dataset.value = value;
  setText(figure, format(value));
}

function merged(counts) {
  const byName = new Map();
  for (const { name, records } of counts) {
    byName.set(name, (byName.get(name) ?? 0) + records);
  }

  return [...byName].map(([name, records]) => ({ name, records })).sort((a, b) => b.records - a.records || (a.name < b.name ? -1 : 1));
}

function sum(pipelines, key) {
  return pipelines.reduce((total, pipeline) => total + pipeline[key], 0);
}

function countryName(code) {
  try {
    return (code === "UNKNOWN" ? "not recognised" : regionNames.of(code)) ?? code;
  } catch {
    return code;
  }
}

function seconds(value) {
  return value < 1 ? `${Math.round(value * 1000)} ms` : value < 100 ? `${value.toFixed(1)} s` : duration(value);
}

function duration(value) {
  const whole = Math.floor(value);
  const parts = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
  const first = parts.findIndex(([size]) => whole >= size);
  const at = first < 0 ? 3 : first;
  const [size, unit] = parts[at];
  const rest = at < 3 ? Math.floor(whole % size / parts[at + 1][0]) : 0;
  return `${Math.floor(whole / size)} ${unit}${rest ? ` ${rest} ${parts[at + 1][1]}` : ""}`;
}

function bytes(value) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const step = value < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  return `${(value / 1000 ** step).toLocaleString(undefined, { maximumFractionDigits: step ? 1 : 0 })} ${units[step]}`;
}
