// What every page does beyond reading: the search box, and buttons that copy. Without JavaScript the box leads to the explorer and nothing is missing.
"use strict";

var Kb = (function () {
  var script = document.currentScript.src, assets = script.slice(0, script.lastIndexOf("/") + 1);
  var root = assets.replace(/assets\/$/, "");
  var loaded = {};

  // Data come as scripts, because a page opened from a folder may not fetch. Each is asked for once; `then` runs when it is there.
  function load(name, then) {
    var wanted = loaded[name] || (loaded[name] = { waiting: [], done: false });
    if (wanted.done) return then();
    wanted.waiting.push(then);
    if (wanted.asked) return;
    wanted.asked = true;
    var element = document.createElement("script");
    element.src = assets + name;
    element.onload = function () {
      wanted.done = true;
      wanted.waiting.forEach(function (each) { each(); });
    };
    document.head.append(element);
  }

  var searcher = null;
  // The searcher as soon as it knows names and titles.
  function names(then) {
    load("search.js", function () {
      load("search-names.js", function () {
        searcher = searcher || new KbSearch.Searcher(Kb.data.names);
        then(searcher);
      });
    });
  }
  // The searcher when it knows codes and descriptions too.
  function whole(then) {
    names(function () {
      load("search-words.js", function () {
        if (!searcher.hasWords) searcher.addCodesAndTexts(Kb.data.words);
        then(searcher);
      });
    });
  }

  var FOLDERS = { variable: "variables", table: "tables", code_list: "code_lists", source: "sources", family: "families", concept: "concepts" };
  // The page of a record, from the root of the site.
  function address(from, record) {
    var other = record < from.count ? null : from.names.others[record - from.count];
    if (other && other[5]) return other[5];
    return FOLDERS[from.kinds[record]] + "/" + from.ids[record] + ".html";
  }
  function yearLabel(year) { return year + "/" + String((year + 1) % 100).padStart(2, "0"); }
  // `2005-2011,2014-2020` in words: `2005/06 to 2011/12 and 2014/15 to 2020/21`. An open end is `2014-None`.
  function yearWords(from, record) {
    var ranges = from.names.years[record];
    if (!ranges) return "years not known";
    var parts = ranges.split(",").map(function (range) {
      var ends = range.split("-").map(Number);
      return ends[0] === ends[1] ? yearLabel(ends[0]) : yearLabel(ends[0]) + " to " + yearLabel(ends[1]);
    });
    return parts.length < 2 ? parts[0] : parts.slice(0, -1).join(", ") + " and " + parts[parts.length - 1];
  }

  // The element `name` with a class and text or children.
  function make(name, className, inside) {
    var element = document.createElement(name);
    if (className) element.className = className;
    [].concat(inside === undefined ? [] : inside).forEach(function (each) { element.append(each); });
    return element;
  }

  return {
    root: root, data: {}, names: names, whole: whole, address: address, yearLabel: yearLabel, yearWords: yearWords, make: make,
    REQUEST: ["default", "by request", "whole table"], TONE: ["good", "care", "good"],
    KIND: { variable: "variable", concept: "concept", table: "table", code_list: "code list", family: "family", source: "source", not_held: "not in LEO", page: "guide" }
  };
})();

// The search box of the header: what is found, below it, as one types. A list to be walked with the arrow keys, as screen readers know it.
(function () {
  var box = document.getElementById("kb-search-box");
  if (!box) return;
  var make = Kb.make, list = make("ul", "kb-found"), active = -1, shownFor = null;
  list.id = "kb-found";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "What was found");
  box.form.append(list);
  Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": "kb-found", "aria-expanded": "false" }).forEach(function (pair) {
    box.setAttribute(pair[0], pair[1]);
  });

  function option(content, address) {
    var link = make("a", "", content), item = make("li", "", link);
    link.href = Kb.root + address;
    link.tabIndex = -1;
    item.id = "kb-found-" + list.childElementCount;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    list.append(item);
  }
  function hitContent(from, hit) {
    var record = hit.record, variable = record < from.count, table = variable && from.names.tables[from.tableOf[record]];
    var first = make("span", "kb-found-name", variable ? make("code", "", from.shown[record]) : from.titles[record]);
    var badge = variable
      ? make("span", "kb-badge kb-" + Kb.TONE[from.names.requests[record]], Kb.REQUEST[from.names.requests[record]])
      : make("span", "kb-badge" + (from.kinds[record] === "not_held" ? " kb-stop" : ""), Kb.KIND[from.kinds[record]]);
    var lines = [make("span", "kb-found-first", [first, badge])];
    if (variable) {
      lines.push(make("span", "kb-found-title", from.titles[record]));
      lines.push(make("span", "kb-found-more", table[1] + " · " + Kb.yearWords(from, record) + (hit.why ? " · " + hit.why : "")));
    } else if (hit.why && from.kinds[record] !== "not_held") lines.push(make("span", "kb-found-more", hit.why));
    return lines;
  }
  function choose(index) {
    var items = list.children;
    if (items[active]) items[active].setAttribute("aria-selected", "false");
    active = items.length ? (index + items.length) % items.length : -1;
    if (active < 0) return box.removeAttribute("aria-activedescendant");
    items[active].setAttribute("aria-selected", "true");
    items[active].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", items[active].id);
  }
  function open(yes) {
    list.hidden = !yes;
    box.setAttribute("aria-expanded", String(yes));
    if (!yes) choose(-1);
  }
  function show(from) {
    var query = box.value.trim();
    list.replaceChildren();
    active = -1;
    shownFor = query;
    if (!query) return open(false);
    var hits = from.search(query, 10);
    hits.forEach(function (hit) { option(hitContent(from, hit), Kb.address(from, hit.record)); });
    var more = hits.length ? "All results, with filters" : "Nothing is found. Browse everything, or see what LEO does not hold";
    option(make("span", "kb-found-all", more), hits.length ? "explore.html?q=" + encodeURIComponent(query) : "not_held/index.html");
    open(true);
    if (hits.length) choose(0);
  }
  function update() {
    if (!box.value.trim()) return open(false);
    Kb.names(show);
    Kb.whole(function (from) { if (!from.shownWhole || shownFor !== box.value.trim()) { from.shownWhole = true; show(from); } });
  }
  box.addEventListener("focus", function () { Kb.whole(function () {}); });
  box.addEventListener("input", update);
  box.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !list.hidden) {
      open(false);
      event.preventDefault();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) update(); else choose(active + (event.key === "ArrowDown" ? 1 : -1));
      event.preventDefault();
    } else if (event.key === "Enter" && !list.hidden && list.children[active]) {
      event.preventDefault();
      list.children[active].firstElementChild.click();
    }
  });
  document.addEventListener("click", function (event) { if (!box.form.contains(event.target)) open(false); });
  box.form.addEventListener("focusout", function (event) { if (event.relatedTarget && !box.form.contains(event.relatedTarget)) open(false); });
  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      box.focus();
    }
  });
  // The box on the home page is this one, shown large.
  document.addEventListener("click", function (event) {
    if (!event.target.closest || !event.target.closest(".kb-find-box")) return;
    event.preventDefault();
    box.focus();
  });
})();

// Buttons that copy: names, the permanent address, and the citation in the forms that reference managers read.
(function () {
  var make = Kb.make, status = make("span", "kb-said");
  status.setAttribute("role", "status");
  function copy(text, button) {
    function said(ok) {
      var before = button.textContent;
      status.textContent = button.textContent = ok ? "copied" : "press Ctrl+C";
      setTimeout(function () { button.textContent = before; status.textContent = ""; }, 1500);
    }
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text).then(function () { said(true); }, function () { said(false); });
    var field = make("textarea", "kb-said");
    field.value = text;
    document.body.append(field);
    field.select();
    var ok = document.execCommand("copy"); // the only way in a page that is opened from a folder
    field.remove();
    button.focus();
    said(ok);
  }
  function button(label, what, text) {
    var made = make("button", "kb-copy", label);
    made.type = "button";
    made.setAttribute("aria-label", what);
    made.addEventListener("click", function () { copy(typeof text === "function" ? text() : text, made); });
    return made;
  }
  var canonical = document.querySelector("link[rel=canonical]"), address = canonical ? canonical.href : location.href;
  var cite = document.querySelector(".kb-cite"), heading = document.querySelector(".kb-h1");
  if (!cite || !heading) return;
  document.body.append(status);
  var name = heading.textContent, id = address.slice(address.lastIndexOf("/") + 1).replace(/\.html$/, "");
  var title = (document.querySelector(".kb-title") || heading).textContent, version = (cite.textContent.match(/Version (\S+?)\./) || ["", ""])[1];
  var bar = make("p", "kb-copies", [
    heading.querySelector("code") ? button("Copy name", "Copy the name " + name, name) : "",
    button("Copy link", "Copy the permanent address of this page", address)
  ]);
  heading.after(bar);
  document.querySelector(".kb-tools").append(make("p", "kb-copies", [
    button("Copy citation", "Copy the citation as text", function () { return cite.textContent + " Read on " + new Date().toISOString().slice(0, 10) + "."; }),
    button("Copy BibTeX", "Copy the citation as BibTeX", function () {
      return "@misc{leo-kb:" + id + ",\n  title = {" + (title === name ? name : name + ": " + title) + "},\n  author = {{LEO knowledge base contributors}},\n  howpublished = {LEO knowledge base, version " + version +
        "},\n  url = {" + address + "},\n  urldate = {" + new Date().toISOString().slice(0, 10) + "}\n}";
    }),
    button("Copy RIS", "Copy the citation as RIS", function () {
      return ["TY  - ELEC", "TI  - " + (title === name ? name : name + ": " + title), "AU  - LEO knowledge base contributors", "T2  - LEO knowledge base, version " + version, "UR  - " + address, "Y2  - " + new Date().toISOString().slice(0, 10), "ER  - "].join("\n");
    })
  ]));
  document.querySelectorAll("[data-copy]").forEach(function (code) { code.after(button("Copy", "Copy " + code.textContent, code.textContent)); });
})();
