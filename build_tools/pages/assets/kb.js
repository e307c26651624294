// What every page does beyond reading: the search box, and buttons that copy. Without JavaScript the box leads to the explorer and nothing is missing.
"use strict";

var Kb = (function () {
  var script = document.currentScript.src, assets = script.slice(0, script.lastIndexOf("/") + 1);
  var root = assets.replace(/assets\/$/, "");
  var loaded = {};

  // Data come as scripts, because a page opened from a folder may not fetch. Each is asked for once; `then` runs when it is there, `failed` when it can not be had.
  function load(name, then, failed) {
    var wanted = loaded[name] || (loaded[name] = { waiting: [], done: false });
    if (wanted.done) return then();
    wanted.waiting.push([then, failed]);
    if (wanted.asked) return;
    wanted.asked = true;
    var element = document.createElement("script");
    element.src = assets + name;
    element.onload = function () {
      wanted.done = true;
      wanted.waiting.forEach(function (pair) { pair[0](); });
    };
    element.onerror = function () {
      delete loaded[name]; // the next key stroke asks again
      wanted.waiting.forEach(function (pair) { if (pair[1]) pair[1](); });
    };
    document.head.append(element);
  }

  var searcher = null;
  // The searcher as soon as it knows names and titles.
  function names(then, failed) {
    load("search.js", function () {
      load("search-names.js", function () {
        searcher = searcher || new KbSearch.Searcher(Kb.data.names);
        then(searcher);
      }, failed);
    }, failed);
  }
  // The searcher when it knows codes and descriptions too. The two files belong together: one that a browser kept from an older site is left out.
  function whole(then, failed) {
    names(function () {
      load("search-words.js?" + searcher.names.version, function () {
        if (!searcher.hasWords && Kb.data.words.version === searcher.names.version) searcher.addCodesAndTexts(Kb.data.words);
        then(searcher);
      }, failed);
    }, failed);
  }

  var FOLDERS = { variable: "variables", table: "tables", code_list: "code_lists", source: "sources", family: "families", concept: "concepts", recipe: "recipes", linkage: "linkages", key: "keys" };
  // What a page of a variable shows of a list: all of its codes, or of a long one the first.
  var MOST_CODES = 60, FIRST_CODES = 10;
  // `#code-47110`, as `code_anchor` writes it: where a page shows the code that a hit is for; nothing where it is for none.
  function place(from, hit) {
    var found = hit && from.codeOf(hit);
    if (!found || (hit.record < from.count && found.count > MOST_CODES && found.place >= FIRST_CODES)) return "";
    return "#code-" + Array.from(found.code, function (sign) { return /[A-Za-z0-9_.-]/.test(sign) ? sign : "~" + sign.codePointAt(0).toString(16); }).join("");
  }
  // The page of a record, from the root of the site; with a hit, the place on it that was asked for.
  function address(from, record, hit) {
    var other = record < from.count ? null : from.names.others[record - from.count];
    if (other && other[5]) return other[5];
    return FOLDERS[from.kinds[record]] + "/" + from.ids[record] + ".html" + place(from, hit);
  }
  function yearLabel(year) { return year + "/" + String((year + 1) % 100).padStart(2, "0"); }
  // `2005-2011,2014-2020` in words: `2005/06 to 2011/12 and 2014/15 to 2020/21`.
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
    STATUS: [null, ["not obtainable", "kb-stop"], ["doubtful", "kb-care"]],
    REQUEST: ["default", "by request", "whole table"], TONE: ["good", "care", "good"],
    KIND: { variable: "variable", concept: "concept", recipe: "recipe", linkage: "linkage", table: "table", key: "key", code_list: "code list", family: "family", source: "source", not_held: "not in LEO", page: "guide" }
  };
})();

// The search box of the header: what is found, below it, as one types. A list to be walked with the arrow keys, as screen readers know it.
(function () {
  var box = document.getElementById("kb-search-box");
  if (!box) return;
  var make = Kb.make, list = make("ul", "kb-found"), active = -1, wanted = null;
  list.id = "kb-found";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "What was found");
  list.tabIndex = -1; // a list that scrolls would be a stop of its own
  box.form.append(list);
  Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": "kb-found", "aria-expanded": "false" }).forEach(function (pair) {
    box.setAttribute(pair[0], pair[1]);
  });

  function option(content, address) {
    var item = make("li", "", content);
    item.dataset.address = Kb.root + address;
    item.id = "kb-found-" + list.childElementCount;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    list.append(item);
  }
  function go(item, event) {
    if (event && (event.ctrlKey || event.metaKey || event.button === 1)) window.open(item.dataset.address, "_blank");
    else location.href = item.dataset.address;
  }
  function hitContent(from, hit) {
    var record = hit.record, variable = record < from.count, table = variable && from.names.tables[from.tableOf[record]];
    var first = make("span", "kb-found-name", variable ? make("code", "", from.shown[record]) : from.titles[record]);
    var status = variable ? Kb.STATUS[from.names.statuses[record]] : null;
    var badge = status ? make("span", "kb-badge " + status[1], status[0]) : variable
      ? make("span", "kb-badge kb-" + Kb.TONE[from.names.requests[record]], Kb.REQUEST[from.names.requests[record]])
      : make("span", "kb-badge" + (from.kinds[record] === "not_held" ? " kb-stop" : ""), Kb.KIND[from.kinds[record]]);
    var lines = [make("span", "kb-found-first", [first, badge])];
    if (variable) {
      lines.push(make("span", "kb-found-title", from.titles[record]));
      lines.push(make("span", "kb-found-more", table[1] + " · " + Kb.yearWords(from, record) + (hit.why ? " · " + hit.why : "")));
    } else if (hit.why) lines.push(make("span", "kb-found-more", hit.why));
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
    if (yes) return;
    wanted = null;
    choose(-1);
  }
  function show(from) {
    var chosen = list.children[active] && list.children[active].dataset.address;
    list.replaceChildren();
    active = -1;
    var hits = from.search(wanted, 10), query = wanted;
    hits.forEach(function (hit) { option(hitContent(from, hit), Kb.address(from, hit.record, hit)); });
    var more = hits.length ? "All results, with filters" : "Nothing is found. Browse everything, or see what LEO does not hold";
    option(make("span", "kb-found-all", more), hits.length ? "explore.html?q=" + encodeURIComponent(query) : "not_held/index.html");
    open(true);
    var again = Array.from(list.children).findIndex(function (item) { return item.dataset.address === chosen; });
    choose(Math.max(0, again));
  }
  function fail() {
    list.replaceChildren();
    option(make("span", "kb-found-all", "The search could not be loaded. Browse all lists instead"), "explore.html");
    open(true);
  }
  // `wanted` is what the list answers; null once it is closed, so that data which come late open nothing.
  function update() {
    wanted = box.value.trim() || null;
    if (!wanted) return open(false);
    list.replaceChildren();
    var asked = wanted;
    function still(then) { return function (from) { if (wanted === asked) then(from); }; }
    Kb.names(still(function (from) {
      show(from);
      if (!from.hasWords) Kb.whole(still(show), function () {});
    }), still(fail));
  }
  box.addEventListener("focus", function () { Kb.whole(function () {}, function () {}); });
  list.addEventListener("mousedown", function (event) { event.preventDefault(); }); // the box keeps the focus
  list.addEventListener("click", function (event) { if (event.target.closest("li")) go(event.target.closest("li"), event); });
  list.addEventListener("auxclick", function (event) { if (event.button === 1 && event.target.closest("li")) go(event.target.closest("li"), event); });
  box.addEventListener("input", update);
  box.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !list.hidden) {
      open(false);
      event.preventDefault();
    } else if (event.key === "Tab") {
      open(false);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) update(); else choose(active + (event.key === "ArrowDown" ? 1 : -1));
      event.preventDefault();
    } else if (event.key === "Enter" && !list.hidden && list.children[active]) {
      event.preventDefault();
      go(list.children[active], event);
    }
  });
  document.addEventListener("click", function (event) { if (!box.form.contains(event.target)) open(false); });
  box.form.addEventListener("focusout", function (event) { if (event.relatedTarget && !box.form.contains(event.relatedTarget)) open(false); });
  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      (document.getElementById("kb-x-query") || box).focus(); // the explorer has a box of its own
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
      status.textContent = button.textContent = ok ? "copied" : "could not be copied";
      clearTimeout(button.timer);
      button.timer = setTimeout(function () { button.textContent = button.dataset.label; status.textContent = ""; }, 1500);
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
    made.dataset.label = label;
    made.setAttribute("aria-label", what);
    made.addEventListener("click", function () { copy(typeof text === "function" ? text() : text, made); });
    return made;
  }
  var canonical = document.querySelector("link[rel=canonical]"), address = canonical ? canonical.href : location.href;
  var cite = document.querySelector(".kb-cite"), heading = document.querySelector(".kb-h1");
  if (!cite || !heading) return;
  document.body.append(status);
  var name = heading.textContent, id = address.slice(address.lastIndexOf("/") + 1).replace(/\.html$/, "");
  var title = (document.querySelector(".kb-title") || heading).textContent, version = cite.dataset.version;
  var whole = title === name ? name : name + ": " + title;
  function today(between) { return new Date().toISOString().slice(0, 10).split("-").join(between); }
  function tex(text) { return text.replace(/[\\{}]/g, "").replace(/[&%$#_]/g, "\\$&"); }
  var bar = make("p", "kb-copies", [
    heading.querySelector("code") ? button("Copy name", "Copy the name " + name, name) : "",
    button("Copy link", "Copy the permanent address of this page", address)
  ]);
  heading.after(bar);
  document.querySelector(".kb-tools").append(make("p", "kb-copies", [
    button("Copy citation", "Copy the citation as text", function () { return cite.textContent + " Read on " + today("-") + "."; }),
    button("Copy BibTeX", "Copy the citation as BibTeX", function () {
      return "@misc{leo-kb:" + id + ",\n  title = {" + tex(whole) + "},\n  author = {{LEO knowledge base contributors}},\n  year = {" + today("-").slice(0, 4) + "},\n  howpublished = {LEO knowledge base, version " + version +
        "},\n  url = {" + address + "},\n  urldate = {" + today("-") + "}\n}";
    }),
    button("Copy RIS", "Copy the citation as RIS", function () {
      return ["TY  - ELEC", "TI  - " + whole, "AU  - LEO knowledge base contributors", "T2  - LEO knowledge base, version " + version, "UR  - " + address, "Y2  - " + today("/"), "ER  - "].join("\n");
    })
  ]));
})();

// The language whose code somebody chose is the one shown on every page with code in several.
(function () {
  var sets = document.querySelectorAll(".tabbed-set"), key = "kb-language";
  function kept() { try { return localStorage.getItem(key); } catch (error) { return null; } }
  sets.forEach(function (set) {
    set.querySelectorAll(".tabbed-labels > label").forEach(function (label) {
      var choice = document.getElementById(label.htmlFor);
      if (label.textContent.trim() === kept()) choice.checked = true;
      choice.addEventListener("change", function () { try { localStorage.setItem(key, label.textContent.trim()); } catch (error) { /* then it is not kept */ } });
    });
  });
})();
