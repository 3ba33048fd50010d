"use strict";
// Lets a reader explore the page: filter the claims by verdict, walk along the specification curve. Every text is set
// as text, never parsed. Without this script the page shows the same tables and pictures, whole.
(() => {
  const make = (tag, properties = {}, ...children) => {
    const { attributes = {}, ...rest } = properties;
    const element = Object.assign(document.createElement(tag), rest);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  // ---- what is wider or longer than its place can be scrolled with the keyboard too
  const reachable = () => {
    for (const box of document.querySelectorAll(".scroll, .picture")) {
      if (box.scrollWidth <= box.clientWidth + 1 && box.scrollHeight <= box.clientHeight + 1) {
        for (const name of ["tabindex", "role", "aria-label", "data-scrolls"]) box.removeAttribute(name);
        continue;
      }
      const caption = (box.querySelector("caption") || box.parentElement.querySelector("figcaption strong"))?.textContent;
      box.tabIndex = 0;
      box.dataset.scrolls = box.scrollWidth > box.clientWidth + 1 ? "\u2194 scrolls sideways" : "\u2195 scrolls";
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", `${caption || "Table"}, scrolls`);
    }
  };

  // ---- the claims, filtered by verdict
  const claims = () => {
    const rows = [...document.querySelectorAll("tr[data-verdict]")];
    if (rows.length < 2) return;
    const verdicts = new Map();
    for (const { dataset } of rows) verdicts.set(dataset.verdict, (verdicts.get(dataset.verdict) || 0) + 1);
    const choices = [["all", () => true, rows.length]];
    for (const [verdict, number] of verdicts) {
      choices.push([verdict.replaceAll("_", " "), (row) => row.dataset.verdict === verdict, number]);
    }
    const flagged = rows.filter((row) => row.dataset.flagged).length;
    if (flagged) choices.push(["⚑ flagged", (row) => row.dataset.flagged, flagged]);
    const parts = [...new Set(rows.map((row) => row.closest(".scroll")))];
    const status = make("p", { className: "state", attributes: { role: "status" } });
    const show = (chosen, keep) => {
      for (const row of rows) row.hidden = !keep(row);
      for (const part of parts) {
        const empty = [...part.querySelectorAll("tr[data-verdict]")].every((row) => row.hidden);
        part.hidden = empty;
        if (part.previousElementSibling?.matches("h3")) part.previousElementSibling.hidden = empty;
      }
      for (const button of buttons) button.setAttribute("aria-pressed", String(button === chosen));
      const shown = rows.filter((row) => !row.hidden).length;
      status.textContent = shown === rows.length ? `Showing all ${shown} claims.` : `Showing ${shown} of ${rows.length} claims.`;
      reachable();
    };
    const buttons = choices.map(([name, keep, number]) => {
      const button = make("button", { type: "button" }, `${name} `, make("span", { className: "number" }, String(number)));
      button.addEventListener("click", () => show(button, keep));
      return button;
    });
    const attributes = { role: "group", "aria-label": "Show claims by verdict" };
    const bar = make("div", { className: "filter", attributes }, make("div", { className: "buttons" }, ...buttons), status);
    const first = parts[0].previousElementSibling;
    (first?.matches("h3") ? first : parts[0]).before(bar);
    show(buttons[0], () => true);
  };

  // ---- the specification curve: a line that moves with pointer, finger or arrow keys, and its specification in words
  const curve = (figure) => {
    const { names, words, questions } = JSON.parse(figure.dataset.specifications);
    const picture = figure.querySelector(".picture");
    const drawing = figure.querySelector(".drawing");
    if (!drawing || !questions.length) return;
    const size = (question) => question.rows.length / names.length;
    const told = (question, place) =>
      names.map((name, k) => [name, words[question.rows[place * names.length + k]]]).filter(([, word]) => word);
    const published = (question) => {
      const found = [];
      for (let place = 0; place < size(question); place++) {
        const claim = words[question.rows[place * names.length + names.indexOf("published")]];
        if (claim) found.push([claim, place]);
      }
      return found;
    };

    const line = make("div", { className: "cursor", attributes: { "aria-hidden": "true" } });
    const title = make("span", { className: "where" });
    const slider = make("input", { type: "range", min: 1, step: 1, attributes: { "aria-label": "Specification" } });
    const readout = make("dl", { className: "readout" });
    const jump = make("button", { type: "button" });
    let current = questions[0];
    const at = new Map(questions.map((question) => [question, published(question)[0]?.[1] ?? 0]));

    const draw = () => {
      const place = at.get(current);
      const [left, top, right, bottom] = current.box;
      const across = left + ((place + 0.5) / size(current)) * (right - left);
      Object.assign(line.style, { left: `${across * 100}%`, top: `${top * 100}%`, height: `${(bottom - top) * 100}%` });
      const x = across * drawing.clientWidth;
      if (x < picture.scrollLeft + 16 || x > picture.scrollLeft + picture.clientWidth - 16) {
        picture.scrollLeft = x - picture.clientWidth / 2;
      }
      const facts = told(current, place);
      slider.max = size(current);
      slider.value = place + 1;
      slider.setAttribute("aria-valuetext", facts.map(([name, word]) => `${name} ${word}`).join("; "));
      slider.setAttribute("aria-label", `Specification of: ${current.title}`);
      title.textContent = `${(place + 1).toLocaleString("en")} of ${size(current).toLocaleString("en")}`;
      readout.replaceChildren(
        ...facts.map(([name, word]) => make("div", { className: name.split(" ")[0] }, make("dt", {}, name), make("dd", {}, word))),
      );
      for (const tab of tabs) tab.setAttribute("aria-pressed", String(tab.question === current));
    };
    const choose = (question) => {
      current = question;
      const marks = published(question);
      jump.hidden = !marks.length;
      jump.textContent = marks.length > 1 ? "next published" : `published: ${marks[0]?.[0]}`;
      draw();
    };
    const tabs = questions.map((question) => {
      const tab = make("button", { type: "button", question }, question.title);
      tab.addEventListener("click", () => {
        choose(question);
        const { top } = line.getBoundingClientRect();
        if (top < 0 || top > innerHeight / 2) line.scrollIntoView({ block: "start" });
      });
      return tab;
    });
    const point = (event) => {
      const area = drawing.getBoundingClientRect();
      const [x, y] = [(event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height];
      const question = questions.find(({ box: [, top, , bottom] }) => y >= top && y <= bottom);
      if (!question) return;
      const [left, , right] = question.box;
      if (x < left - 0.02 || x > right + 0.02) return;
      const place = Math.floor(((x - left) / (right - left)) * size(question));
      at.set(question, Math.min(size(question) - 1, Math.max(0, place)));
      if (question === current) draw();
      else choose(question);
    };
    drawing.addEventListener("pointermove", (event) => event.pointerType === "mouse" && point(event));
    drawing.addEventListener("click", point);
    jump.addEventListener("click", () => {
      const places = published(current).map(([, place]) => place);
      at.set(current, places.find((place) => place > at.get(current)) ?? places[0]);
      draw();
    });
    slider.addEventListener("input", () => (at.set(current, slider.value - 1), draw()));

    drawing.append(line);
    drawing.classList.add("explored");
    const head = make("div", { className: "buttons" }, ...(tabs.length > 1 ? tabs : []));
    const hint = "Point at the curve or tap it, or move along it with the slider and the arrow keys.";
    picture.after(
      make(
        "div",
        { className: "explorer", attributes: { role: "group", "aria-label": "Explore the specifications" } },
        head,
        make("div", { className: "track" }, slider, title, jump),
        readout,
        make("p", { className: "state" }, hint),
      ),
    );
    choose(current);
  };

  claims();
  document.querySelectorAll("figure[data-specifications]").forEach(curve);
  reachable();
  addEventListener("resize", reachable);
})();
