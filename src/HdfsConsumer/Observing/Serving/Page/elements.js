// What several parts of the page are made of. Whatever comes from records is set as text, never as markup.

export const number = value => value.toLocaleString();

/** Makes the children of a list as many as the items, and fills each; those that are there stay, so that nothing flickers. */
export function keep(parent, items, create, fill) {
  while (parent.childElementCount > items.length) {
    parent.lastElementChild.remove();
  }

  while (parent.childElementCount < items.length) {
    parent.append(create());
  }

  items.forEach((item, i) => fill(parent.children[i], item));
}

export function showRows(body, items, textsOf, classes) {
  keep(body, items, () => {
    const row = document.createElement("tr");
    row.append(...classes.map(name => element("td", "", name ? { class: name } : {})));
    return row;
  }, (row, item) => textsOf(item).forEach((text, i) => setText(row.cells[i], text)));
}

/** A list of terms: of each the label, the figure, and a key that names it. */
export function showTerms(list, terms) {
  keep(list, terms, () => {
    const item = document.createElement("div");
    item.append(document.createElement("dt"), document.createElement("dd"));
    return item;
  }, (item, [label, value, key]) => {
    setText(item.firstChild, label);
    setText(item.lastChild, value);
    item.lastChild.dataset.key = key;
  });
}

export function showBars(list, counts, nameOf, codeOf = () => "") {
  const most = Math.max(1, ...counts.map(count => count.records));
  keep(list, counts, () => {
    const item = document.createElement("li");
    const name = element("span", "", { class: "name" });
    name.append(document.createElement("span"), element("span", "", { class: "code" }));
    item.append(name, element("span", "", { class: "value" }), element("span", "", { class: "bar", "aria-hidden": "true" }));
    return item;
  }, (item, count) => {
    const [name, value, bar] = item.children;
    setText(name.firstChild, nameOf(count.name));
    setText(name.lastChild, codeOf(count.name));
    setText(value, number(count.records));
    item.dataset.name = count.name;
    bar.style.setProperty("--share", (count.records / most).toFixed(4));
  });
}

// Setting the same text again would make screen readers speak and drop what is selected.
export function setText(target, text) {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}

export function element(name, text, attributes = {}) {
  const created = withAttributes(document.createElement(name), attributes);
  created.textContent = text;
  return created;
}

export function svgElement(name, attributes = {}) {
  return withAttributes(document.createElementNS("http://www.w3.org/2000/svg", name), attributes);
}

function withAttributes(created, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    created.setAttribute(key, value);
  }

  return created;
}
