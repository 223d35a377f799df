import { element, keep, number, setText, showBars, showTerms } from "./elements.js";

const percentiles = ["p50", "p95", "p99"];
let headings = 0;

/** Shows what pipelines have counted by their last summaries, a section for each. */
export function showCounts(parent, pipelines) {
  keep(parent, pipelines, createSection, showSection);
}

function createSection() {
  const section = element("section", "", { class: "counts" });
  section.append(
    headingOf(section, "h2"), element("dl", "", { class: "details" }), element("p", "", { class: "note" }), element("div", "", { class: "lists" }), element("div", ""));
  return section;
}

function showSection(section, { name, analytics }) {
  const [title, figures, note, lists, tables] = section.children;
  section.dataset.pipeline = name;
  setText(title, `Counted by ${name}`);
  showTerms(figures, [
    ["records", number(analytics.records), "records"],
    ["per second", analytics.recordsPerSecond === null ? "–" : inShort(analytics.recordsPerSecond), "recordsPerSecond"],
    ...analytics.distinct.map(field => [
      `different ${field.field}${field.approximate ? `, standard error ${percent(field.standardError)}` : ""}`,
      `${field.approximate ? "about " : ""}${number(field.count)}`,
      `different ${field.field}`,
    ]),
  ]);
  setText(note, `Counted up to ${moment(analytics.writtenAt)}${analytics.records ? `; records are of ${moment(analytics.firstRecordAt)} to ${moment(analytics.lastRecordAt)}` : ""}.`);
  keep(lists, analytics.top, createList, showList);
  keep(tables, analytics.numbers, createNumbers, showNumbers);
}

function createList() {
  const list = element("ol", "", { class: "bars" });
  const part = element("div", "");
  part.append(headingOf(list), list, element("p", "", { class: "note" }));
  return part;
}

function showList(part, top) {
  const [title, list, note] = part.children;
  part.dataset.name = top.name;
  setText(title, `Top ${top.name}`);
  showBars(list, top.values.map(({ value, count }) => ({ name: value, records: count })), name => name);
  setText(note, top.approximate ? `Counts may be up to ${number(top.errorAtMost)} higher; what is missing for want of memory is there no more often than that.` : "");
}

function createNumbers() {
  const part = element("div", "");
  part.append(...createTable("spread"), ...createTable("means"));
  return part;
}

/** A table that is scrolled by itself where it is too wide, its heading before it and a note behind. */
function createTable(kind) {
  const region = element("div", "", { class: "scroll", tabindex: "0", role: "region" });
  const table = element("table", "", { class: kind });
  table.createTHead().insertRow();
  table.createTBody();
  region.append(table);
  return [headingOf(region), region, element("p", "", { class: "note" })];
}

function showNumbers(part, numbers) {
  const [title, spread, spreadNote, groupsTitle, means, meansNote] = part.children;
  part.dataset.name = numbers.name;
  setText(title, numbers.name);
  showTable(spread, ["Field", "Mean", "Least", "Median", "95 of 100", "99 of 100", "Greatest", "Numbers", "Not numbers"], numbers.fields.map(spreadOf));
  const error = Math.max(...numbers.fields.map(field => field.percentileErrorAtMost));
  setText(spreadNote, `Bars go from least to greatest, filled up to the mean, with a mark at the median; median, 95 and 99 of 100 are within ${percent(error)} of the number that they stand for.`);

  for (const element of [groupsTitle, means, meansNote]) {
    element.hidden = numbers.groups.length === 0;
  }

  setText(groupsTitle, `Means by ${numbers.by}`);
  showTable(means, [numbers.by, "Records", ...numbers.fields.map(field => field.field)], meansOf(numbers));
  const most = numbers.groups.length < numbers.groupCount ? `The ${number(numbers.groups.length)} with the most records of ${number(numbers.groupCount)}. ` : "";
  const beyond = numbers.recordsBeyondGroups ? ` ${number(numbers.recordsBeyondGroups)} records are of groups that are not told apart, for there are too many.` : "";
  setText(meansNote, `${most}The stronger the colour, the higher the mean in its column.${beyond}`);
}

function spreadOf(field) {
  const between = key => ({ text: inShort(field[key]), value: field[key] });
  return [
    { text: field.field },
    { ...between("mean"), shares: { mean: shareOf(field.mean, field.min, field.max), median: shareOf(field.p50, field.min, field.max) } },
    between("min"),
    ...percentiles.map(between),
    between("max"),
    { text: number(field.count), value: field.count },
    { text: number(field.notNumbers), value: field.notNumbers },
  ];
}

function meansOf({ fields, groups }) {
  const columns = fields.map((_, i) => groups.map(group => group.means[i]).filter(mean => mean !== null));
  const ends = columns.map(means => [Math.min(...means), Math.max(...means)]);
  return groups.map(({ group, records, means }) => [
    { text: group },
    { text: number(records), value: records },
    ...means.map((mean, i) => ({ text: inShort(mean), value: mean, shares: { share: shareOf(mean, ...ends[i]) } })),
  ]);
}

/** Fills a table: of each cell the text, the value that it stands for, and the shares by which it is coloured. */
function showTable(region, names, rows) {
  const { tHead, tBodies: [body] } = region.firstChild;
  keep(tHead.rows[0], names, () => element("th", "", { scope: "col" }), setText);
  keep(body, rows, () => document.createElement("tr"), (row, cells) => keep(row, cells, () => document.createElement("td"), (cell, { text, value, shares }) => {
    setText(cell, text);
    cell.dataset.value = value ?? "";
    for (const [name, share] of Object.entries(shares ?? {})) {
      cell.style.setProperty(`--${name}`, share.toFixed(4));
    }
  }));
}

/** A heading that names another element, too. */
function headingOf(named, level = "h3") {
  const id = `counts-${++headings}`;
  named.setAttribute("aria-labelledby", id);
  return element(level, "", { id });
}

/** Where a number lies between two others: 0 at the lower, 1 at the higher one. */
function shareOf(value, low, high) {
  return value !== null && high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0;
}

/** Four digits, and more only of whole numbers. */
function inShort(value) {
  if (value === null) {
    return "–";
  }

  const size = Math.abs(value);
  const format = size >= 1e12 || size > 0 && size < 1e-4 ? { notation: "scientific", maximumFractionDigits: 2 }
    : size >= 1000 ? { maximumFractionDigits: 0 }
    : { maximumSignificantDigits: 4 };
  return value.toLocaleString(undefined, format);
}

function percent(share) {
  return share.toLocaleString(undefined, { style: "percent", maximumSignificantDigits: 2 });
}

function moment(time) {
  return new Date(time).toLocaleString();
}
