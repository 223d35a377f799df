import { svgElement } from "./elements.js";

const height = 176;
const top = 14;
const bottom = 20;
const secondsMin = 60;
const secondsMax = 300;

/** A chart of the last minutes, five at most, read by pointer or with the arrow keys. `points` are {time, value, begins}, seconds since 1970, the oldest first. */
export function createChart(parent, name, unit) {
  let points = [];
  let read = null;
  let width = 400;
  let secondsShown = secondsMin;

  const svg = svgElement("svg");
  const grid = svgElement("g");
  const area = svgElement("path", { class: "area" });
  const line = svgElement("path", { class: "line" });
  const cursor = svgElement("line", { class: "cursor", y1: top, y2: height - bottom });
  const point = svgElement("circle", { class: "point", r: 4.5 });
  const reading = svgElement("text", { class: "reading", y: 9 });
  svg.append(grid, area, line, cursor, point, reading);
  parent.append(svg);

  const end = () => points.length ? points[points.length - 1].time : 0;
  const xOf = time => width - (end() - time) / secondsShown * width;

  function draw() {
    width = Math.max(200, parent.clientWidth);
    const span = points.length ? end() - points[0].time : 0;
    secondsShown = Math.min(secondsMax, Math.max(secondsMin, Math.ceil(span / 60) * 60));
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const most = niceAbove(Math.max(1, ...points.map(item => item.value)));
    const yOf = value => height - bottom - value / most * (height - top - bottom);
    drawGrid(most, yOf);

    // Where another process begins, the line is broken.
    const runs = [];
    points.forEach((item, i) => {
      if (i === 0 || item.begins) {
        runs.push([]);
      }

      runs[runs.length - 1].push(`${xOf(item.time).toFixed(1)} ${yOf(item.value).toFixed(1)}`);
    });
    line.setAttribute("d", runs.map(run => `M${run.join("L")}`).join(""));
    area.setAttribute("d", runs.map(run => `M${run[0].split(" ")[0]} ${height - bottom}L${run.join("L")}V${height - bottom}Z`).join(""));
    drawReading(yOf);
  }

  function drawGrid(most, yOf) {
    grid.replaceChildren();
    for (const value of [0, most / 2, most]) {
      const y = Math.round(yOf(value)) + .5;
      grid.append(svgElement("line", { class: "grid", x1: 0, x2: width, y1: y, y2: y }));
      if (value > 0) {
        const label = svgElement("text", { x: 0, y: y - 4 });
        label.textContent = short(value);
        grid.append(label);
      }
    }

    const minutesShown = secondsShown / 60;
    for (let minutes = 0; minutes <= minutesShown; minutes++) {
      const anchor = minutes === 0 ? "end" : minutes === minutesShown ? "start" : "middle";
      const label = svgElement("text", { x: width * (1 - minutes / minutesShown), y: height - 5, "text-anchor": anchor });
      label.textContent = minutes === 0 ? "now" : `${minutes} min`;
      grid.append(label);
    }
  }

  function drawReading(yOf) {
    const item = read === null ? null : points[Math.min(read, points.length - 1)];
    for (const element of [cursor, point, reading]) {
      element.style.display = item ? "" : "none";
    }

    const last = points[points.length - 1];
    const said = item ?? last;
    parent.setAttribute("aria-label", said ? `${name}: ${inWords(said)}. Arrow keys read other moments.` : `${name}: nothing yet.`);
    if (!item) {
      return;
    }

    const x = xOf(item.time);
    cursor.setAttribute("x1", x);
    cursor.setAttribute("x2", x);
    point.setAttribute("cx", x);
    point.setAttribute("cy", yOf(item.value));
    reading.textContent = inWords(item);
    reading.setAttribute("text-anchor", x > width / 2 ? "end" : "start");
    reading.setAttribute("x", x + (x > width / 2 ? -8 : 8));
  }

  const inWords = item => `${item.value.toLocaleString(undefined, { maximumFractionDigits: 1 })} ${unit} at ${new Date(item.time * 1000).toLocaleTimeString()}`;

  svg.addEventListener("pointermove", event => {
    const box = svg.getBoundingClientRect();
    const time = end() - (box.right - event.clientX) / box.width * secondsShown;
    read = points.length ? points.reduce((best, item, i) => Math.abs(item.time - time) < Math.abs(points[best].time - time) ? i : best, 0) : null;
    draw();
  });
  const leave = () => {
    read = null;
    draw();
  };
  svg.addEventListener("pointerleave", leave);
  parent.addEventListener("blur", leave);
  parent.addEventListener("keydown", event => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -secondsMax, End: secondsMax }[event.key];
    if (step !== undefined && points.length) {
      read = Math.max(0, Math.min(points.length - 1, (read ?? points.length - 1) + step));
      event.preventDefault();
      draw();
    }
  });
  new ResizeObserver(draw).observe(parent);

  return newPoints => {
    if (read !== null && points.length && newPoints.length) {
      // The moment that is read stays, while the chart moves on.
      const time = points[Math.min(read, points.length - 1)].time;
      read = Math.max(0, newPoints.findIndex(item => item.time >= time));
    }

    points = newPoints;
    draw();
  };
}

/** A round number that is not less, and not much more. */
function niceAbove(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10].map(step => step * power).find(step => step >= value);
}

function short(value) {
  return new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 }).format(value);
}
