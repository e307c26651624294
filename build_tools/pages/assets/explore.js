// The explorer: all variables on one page, sifted by words and facets. The address holds the whole view, so that it can be linked to.
// Without JavaScript the page shows plain links; they are hidden only once the data are here.
"use strict";

(function () {
  var box = document.getElementById("kb-explore");
  if (!box) return;

  var PAGE = 50, AT_ONCE = 20, MOST_OTHERS = 6, LONG = 14, TYPING = 30, SPEAKING = 700, RESTING = 120;
  var WIDE = matchMedia("(min-width: 60em)");
  var TYPES = [["flag", "Yes or no, or two codes"], ["category", "One of a list of codes"], ["number", "Number"], ["date", "Date"], ["text", "Text"],
    ["identifier", "Identifier"], ["unknown", "Not stated on the form"]];
  var REQUESTS = [["default", "Default: comes with its table"], ["by-request", "By request: justify the variable"], ["whole-table", "Whole table: justify the table"]];
  var REQUEST_LOOKS = ["kb-good", "kb-care", "kb-good"];
  var SENSITIVITIES = [["A", "A (highest)"], ["B", "B"], ["C", "C"], ["D", "D"], ["E", "E (lowest)"], ["not-given", "Not given"]];
  var STATUSES = [["listed", "Listed"], ["not-obtainable", "Not obtainable"], ["doubtful", "Doubtful"], ["withdrawn", "Withdrawn"]];
  var STATUS_LOOKS = ["", "kb-stop", "kb-care", "kb-stop"], WITHDRAWN = 3;
  var COLUMNS = [["name", "Name"], ["title", "What it is"], ["table", "Table"], ["years", "Years"], ["request", "Request"]];
  var ORDERS = [["", ""], ["name", "Name, A to Z"], ["-name", "Name, Z to A"], ["title", "What it is, A to Z"], ["-title", "What it is, Z to A"],
    ["table", "Table, A to Z"], ["-table", "Table, Z to A"], ["years", "Earliest years first"], ["-years", "Latest years first"],
    ["request", "Default first"], ["-request", "Whole table first"]];

  var searcher, facets, status, parts = {}, timers = {};
  var query = "", sort = "", shown = PAGE;
  var list = [];      // the records that pass everything, in the order shown
  var matches = null; // what the query alone finds
  var rankings = {};

  var grouped = new Intl.NumberFormat("en-GB"), collator = new Intl.Collator("en-GB", { numeric: true });
  function number(count) { return grouped.format(count); }
  function variables(count) { return number(count) + (count === 1 ? " variable" : " variables"); }
  function later(name, wait, run) {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(run, wait);
  }

  function make(tag, attributes) {
    var element = document.createElement(tag);
    Object.entries(attributes || {}).forEach(function (pair) {
      if (typeof pair[1] === "function") element.addEventListener(pair[0], pair[1]);
      else if (pair[1] !== false) element.setAttribute(pair[0], pair[1] === true ? "" : pair[1]);
    });
    element.append.apply(element, Array.prototype.slice.call(arguments, 2));
    return element;
  }
  // A long name with the places where a narrow column may break it.
  function breakable(name) {
    var code = make("code");
    name.replace(/[a-z](?=[A-Z])|_+(?=[^_])|.(?=\[)/g, "$&\n").split("\n").forEach(function (part, place) { code.append(place ? make("wbr") : "", part); });
    return code;
  }
  function write(element, text) { if (element.textContent !== text) element.textContent = text; }
  function button(text, press, look) { return make("button", { type: "button", class: "kb-x-button " + (look || ""), click: press }, text); }

  // What all facets share: a folded fieldset whose heading says how much is chosen.
  class Facet {
    constructor(id, title, open) {
      this.id = id;
      this.title = title;
      this.chosenCount = make("span", { class: "kb-x-chosen" });
      this.fields = make("fieldset", {}, make("legend", { class: "kb-x-unseen" }, title));
      this.element = make("details", { class: "kb-x-facet", open: !!open && WIDE.matches },
        make("summary", {}, title, this.chosenCount), this.fields);
    }
    paintHead(count) { write(this.chosenCount, count ? " (" + count + " chosen)" : ""); }
  }

  // A facet of which every variable has one value. `of[record]` is the place of that value in `values`.
  class ListFacet extends Facet {
    constructor(id, title, values, of, open) {
      super(id, title, open);
      this.values = values;
      this.of = of;
      this.chosen = new Set();
      this.counts = new Uint32Array(values.length);
      this.offers = function () { return true; };
      this.rows = values.map(this.row, this);
      var words = "Find in this list", rows = make("div", { class: values.length > LONG ? "kb-x-long" : "" });
      this.filter = make("input", { type: "search", class: "kb-x-field", placeholder: words, "aria-label": words + ": " + title, input: this.paint.bind(this), hidden: values.length <= LONG });
      this.rows.forEach(function (row) { rows.append(row.label); });
      this.fields.append(this.filter, rows);
    }
    row(value, place) {
      var self = this, count = make("span", { class: "kb-x-number" });
      var tick = make("input", { type: "checkbox", change: function () { self.chosen[tick.checked ? "add" : "delete"](place); changed(); } });
      return { tick: tick, count: count, label: make("label", { class: "kb-x-value" }, tick, make("span", {}, value[1]), count) };
    }
    passes(record) { return !this.chosen.size || this.chosen.has(this.of[record]); }
    tally(record) { this.counts[this.of[record]]++; }
    clear() { this.chosen.clear(); }
    read(given) {
      var wanted = (given.get(this.id) || "").split(","), chosen = this.chosen = new Set();
      this.values.forEach(function (value, place) { if (wanted.includes(value[0])) chosen.add(place); });
    }
    said() {
      var chosen = this.values.filter(function (value, place) { return this.chosen.has(place); }, this);
      return chosen.length ? [[this.id, chosen.map(function (value) { return value[0]; }).join(",")]] : [];
    }
    chips() {
      var self = this;
      return Array.from(this.chosen, function (place) {
        var words = self.values[place][1];
        return { text: self.title + ": " + (self.values === REQUESTS ? words.replace(/: .*/, "") : words), drop: function () { self.chosen.delete(place); } };
      });
    }
    paint() {
      var typed = this.filter.value.trim().toLowerCase();
      this.rows.forEach(function (row, place) {
        var chosen = this.chosen.has(place), fits = !typed || this.values[place].join(" ").toLowerCase().includes(typed);
        row.label.hidden = !chosen && !(fits && this.offers(place));
        row.tick.checked = chosen;
        write(row.count, number(this.counts[place]));
        row.label.classList.toggle("kb-x-zero", !this.counts[place]);
      }, this);
      this.paintHead(this.chosen.size);
    }
  }

  // The years in which a variable is held: any year of a range, or every one.
  class YearFacet extends Facet {
    constructor(ranges) {
      super("years", "Years", false);
      var years = ranges.join(",").match(/\d+/g).map(Number);
      this.first = Math.min.apply(null, years);
      this.last = Math.max.apply(null, years);
      this.span = this.last - this.first + 1;
      this.from = this.to = null;
      this.every = false;
      this.counts = new Uint32Array(this.span);
      this.unknown = ranges.filter(function (range) { return !range; }).length;
      this.before = this.countBefore(ranges);
      this.build();
    }
    // before[record][year] = in how many earlier years it is held: any range is then one subtraction.
    countBefore(ranges) {
      var width = this.span + 1, before = new Uint8Array(width * ranges.length);
      ranges.forEach(function (text, record) {
        var held = new Uint8Array(width), start = record * width;
        if (text) text.split(",").forEach(function (range) {
          var ends = range.split("-").map(Number);
          held.fill(1, ends[0] - this.first, (ends[1] || this.last) - this.first + 1);
        }, this);
        for (var year = 0; year < this.span; year++) before[start + year + 1] = before[start + year] + held[year];
      }, this);
      return before;
    }
    build() {
      var self = this;
      function select(name, none) {
        var element = make("select", { class: "kb-x-field", change: function () { self.choose(name, Number(element.value) || null); } }, new Option(none, ""));
        for (var year = self.first; year <= self.last; year++) element.append(new Option("", year));
        self[name + "Field"] = element;
        return element;
      }
      this.everyField = make("input", { type: "checkbox", change: function () { self.every = self.everyField.checked; changed(); } });
      this.fields.append(
        make("label", { class: "kb-x-line" }, "Held in any year from", select("from", "the first")),
        make("label", { class: "kb-x-line" }, "to", select("to", "the last")),
        make("label", { class: "kb-x-value" }, this.everyField, make("span", {}, "in every one of these years")),
        make("p", { class: "kb-x-small" }, "2005/06 is the year that starts in 2005. Behind a year: how many are held in it." +
          (this.unknown ? " A choice leaves out " + variables(this.unknown) + " whose years are not known." : "")));
    }
    choose(name, year) {
      this[name] = year;
      if (this.from && this.to && this.from > this.to) this[name === "from" ? "to" : "from"] = year;
      changed();
    }
    active() { return this.from !== null || this.to !== null; }
    heldBetween(record, from, to) {
      var start = record * (this.span + 1) - this.first;
      return this.before[start + to + 1] - this.before[start + from];
    }
    passes(record) {
      if (!this.active()) return true;
      var from = this.from || this.first, to = this.to || this.last, held = this.heldBetween(record, from, to);
      return this.every ? held === to - from + 1 : held > 0;
    }
    tally(record) {
      var start = record * (this.span + 1);
      for (var year = 0; year < this.span; year++) this.counts[year] += this.before[start + year + 1] - this.before[start + year];
    }
    clear() {
      this.from = this.to = null;
      this.every = false;
    }
    read(given) {
      var self = this;
      ["from", "to"].forEach(function (name) {
        var year = Number(given.get(name));
        self[name] = Number.isInteger(year) && year >= self.first && year <= self.last ? year : null;
      });
      if (this.from && this.to && this.from > this.to) this.to = this.from;
      this.every = this.active() && given.get("every") === "1";
    }
    said() { return [["from", this.from], ["to", this.to], ["every", this.active() && this.every && 1]].filter(function (pair) { return pair[1]; }); }
    chips() {
      if (!this.active()) return [];
      var range = this.from === this.to ? Kb.yearLabel(this.from) :
        (this.from ? Kb.yearLabel(this.from) : "the first") + " to " + (this.to ? Kb.yearLabel(this.to) : "the last");
      return [{ text: "Years: " + range + (this.every ? ", every year" : ""), drop: this.clear.bind(this) }];
    }
    paint() {
      [this.fromField, this.toField].forEach(function (field) {
        for (var place = 0; place < this.span; place++)
          write(field.options[place + 1], Kb.yearLabel(this.first + place) + " (" + number(this.counts[place]) + ")");
      }, this);
      this.fromField.value = this.from || "";
      this.toField.value = this.to || "";
      this.everyField.checked = this.every;
      this.everyField.disabled = !this.active();
      this.paintHead(this.active() ? 1 : 0);
    }
  }

  function makeFacets() {
    var names = searcher.names, found = [];
    function digits(text) { return Uint8Array.from(text, Number); }
    var sourceOf = searcher.tableOf.map(function (table) { return names.tables[table][2]; });
    var source = new ListFacet("source", "Source", names.sources, sourceOf, true);
    var table = new ListFacet("table", "Table", names.tables, searcher.tableOf);
    table.offers = function (place) { return !source.chosen.size || source.chosen.has(names.tables[place][2]); };
    found.push(source, table);
    if (searcher.first.concept !== undefined) found.push(conceptFacet());
    status = digits(names.statuses);
    names.withdrawn.forEach(function (record) { status[record] = WITHDRAWN; });
    found.push(
      new ListFacet("type", "Kind of value", TYPES, digits(names.types), true),
      new ListFacet("request", "How to request", REQUESTS, digits(names.requests), true),
      new ListFacet("sensitivity", "Sensitivity", SENSITIVITIES, Uint8Array.from(names.sensitivities, function (sign) { return "ABCDE-".indexOf(sign); })),
      new ListFacet("status", "Status", STATUSES, status));
    if (/\d/.test(names.years.join(""))) found.push(new YearFacet(names.years));
    return found;
  }
  // Concepts in the order of the alphabet, those variables that have none at the end.
  function conceptFacet() {
    var start = searcher.first.concept, places = [], values = [];
    searcher.kinds.forEach(function (kind, record) { if (kind === "concept") values.push([searcher.ids[record], searcher.shown[record], record - start]); });
    values.sort(function (one, other) { return collator.compare(one[1], other[1]); });
    values.forEach(function (value, place) { places[value[2]] = place; });
    values = values.map(function (value) { return value.slice(0, 2); }).concat([["none", "No concept yet"]]);
    return new ListFacet("concept", "Concept", values, searcher.names.concepts.map(function (concept) { return concept < 0 ? values.length - 1 : places[concept]; }));
  }

  // What the words alone find, kept for as long as they stay the same.
  function find() {
    if (matches && matches.query === query && matches.hadWords === searcher.hasWords) return matches;
    var found = { query: query, hadWords: searcher.hasWords, records: [], why: [], others: [] };
    if (!query) for (var record = 0; record < searcher.count; record++) found.records.push(record);
    else searcher.search(query, Infinity).forEach(function (hit) {
      if (hit.record >= searcher.count) return found.others.push(hit);
      found.records.push(hit.record);
      found.why[hit.record] = hit; // which says why when it is asked
    });
    return matches = found;
  }
  // A facet counts the variables that pass all the others, so that each number says what choosing it would give.
  function sift(records) {
    var kept = [];
    facets.forEach(function (facet) { facet.counts.fill(0); });
    records.forEach(function (record) {
      var stopped = null;
      for (var facet of facets) {
        if (facet.passes(record)) continue;
        if (stopped) return;
        stopped = facet;
      }
      if (stopped) return stopped.tally(record);
      kept.push(record);
      for (var each of facets) each.tally(record);
    });
    return kept;
  }

  // By the first year or by the last; what has no known years stands at the end either way.
  function yearKey(range, latest) {
    var years = (range.match(/\d+/g) || []).map(Number), first = years[0], last = years[years.length - 1];
    if (!years.length) return latest ? -1 : Infinity;
    return latest ? last * 10000 + first : first * 10000 + last;
  }
  function rank(texts) {
    var order = Array.from(new Set(texts)).sort(collator.compare), places = new Map();
    order.forEach(function (text, place) { places.set(text, place); });
    return texts.map(function (text) { return places.get(text); });
  }
  function ranking(order) {
    var names = searcher.names;
    if (order.endsWith("name")) return rank(searcher.shown.slice(0, searcher.count));
    if (order.endsWith("title")) return rank(searcher.titles.slice(0, searcher.count));
    if (order.endsWith("table")) return rank(searcher.tableOf.map(function (table) { return names.tables[table][1]; }));
    if (order.endsWith("years")) return names.years.map(function (range) { return yearKey(range, order[0] === "-"); });
    return Array.from(names.requests, Number);
  }
  function sorted(records) {
    if (!sort) return records;
    var ranks = rankings[sort] || (rankings[sort] = ranking(sort)), sign = sort[0] === "-" ? -1 : 1;
    return records.sort(function (one, other) { return ranks[one] === ranks[other] ? 0 : sign * (ranks[one] < ranks[other] ? -1 : 1); });
  }

  // The address of the view: ids as they stand in the catalogue, and only what differs from the plain page.
  function said() {
    var pairs = query ? [["q", query]] : [];
    facets.forEach(function (facet) { pairs = pairs.concat(facet.said()); });
    if (sort) pairs.push(["sort", sort]);
    return pairs.map(function (pair) { return pair[0] + "=" + encodeURIComponent(pair[1]).replace(/%2C/g, ",").replace(/%20/g, "+"); }).join("&");
  }
  // A page opened from a folder may not change its query, only what follows the `#`.
  function address() {
    var text = said();
    return new URL(location.protocol === "file:" ? "#?" + text : location.pathname + (text ? "?" + text : ""), location.href).href;
  }
  function remember(how) {
    if (address() === location.href) return;
    // Browsers refuse when it is done very often; the view works without.
    try { history[how](null, "", address()); } catch (refused) { return; }
  }
  function recall() {
    var given = new URLSearchParams(location.hash.startsWith("#?") ? location.hash.slice(2) : location.search);
    query = (given.get("q") || "").trim();
    sort = given.get("sort") || "";
    if (!ORDERS.some(function (order) { return order[0] === sort; })) sort = "";
    facets.forEach(function (facet) { facet.read(given); });
    parts.field.value = query;
    shown = PAGE;
    update();
  }

  // In a page opened from a folder a link to a place on it, such as the one past the header, takes the place of the view in the address: it is put back.
  function arrive() {
    if (location.protocol === "file:" && location.hash && !location.hash.startsWith("#?")) remember("replaceState"); else recall();
  }

  function changed(how) {
    shown = PAGE;
    remember(how || "pushState");
    update();
  }
  function typed() {
    if (parts.field.value.trim() === query) return;
    query = parts.field.value.trim();
    changed("replaceState");
  }
  function clearFilters() {
    facets.forEach(function (facet) { facet.clear(); });
    changed();
    parts.count.focus();
  }
  function clearQuery() {
    parts.field.value = "";
    typed();
    parts.field.focus();
  }

  function update() {
    var drawn = rowsAtOnce(), found = find();
    list = sorted(sift(found.records));
    facets.forEach(function (facet) { facet.paint(); });
    paintChips();
    paintOthers(found.others);
    paintHead();
    paintRows(drawn);
    say(list.length ? variables(list.length) : "No variable fits");
  }
  function say(text) { later("speech", SPEAKING, function () { write(parts.live, text); }); }

  function paintChips() {
    var chips = [];
    facets.forEach(function (facet) { chips = chips.concat(facet.chips()); });
    var elements = chips.map(function (chip, place) {
      return make("li", {}, make("button", { type: "button", class: "kb-x-chip", "aria-label": "Remove " + chip.text, click: function () {
        chip.drop();
        changed();
        var left = parts.chips.querySelectorAll(".kb-x-chip");
        (left[Math.min(place, left.length - 1)] || parts.count).focus();
      } }, chip.text, make("span", { "aria-hidden": "true" }, " ×")));
    });
    if (chips.length) elements.push(make("li", {}, button("Clear all", clearFilters, "kb-x-quiet")));
    parts.chips.replaceChildren.apply(parts.chips, elements);
    parts.chips.hidden = !chips.length;
    write(parts.fold, chips.length ? "Filters (" + chips.length + ")" : "Filters");
  }
  function paintOthers(others) {
    var none = others.length && others.every(function (hit) { return searcher.kinds[hit.record] === "not_held"; });
    write(parts.othersTitle, none ? "Not in LEO" : "Also found");
    parts.others.hidden = !others.length;
    // what LEO does not hold can be many names of one thing
    var away = 0, few = others.filter(function (hit) { return none || searcher.kinds[hit.record] !== "not_held" || ++away <= 2; });
    parts.othersList.replaceChildren.apply(parts.othersList, few.slice(0, MOST_OTHERS).map(function (hit) {
      var kind = searcher.kinds[hit.record], words = Kb.KIND[kind] || kind;
      var item = make("li", {}, make("span", { class: "kb-badge " + (kind === "not_held" ? "kb-stop" : "kb-plain") }, words), " ",
        make("a", { href: Kb.root + Kb.address(searcher, hit.record, hit) }, searcher.shown[hit.record]));
      if (hit.why && hit.why !== words) item.append(make("span", { class: "kb-x-small" }, " " + hit.why));
      return item;
    }));
  }
  function paintHead() {
    write(parts.count, variables(list.length));
    write(parts.done, "Show " + variables(list.length));
    write(parts.order.options[0], query ? "Best match first" : "Catalogue order");
    parts.order.value = sort;
    COLUMNS.forEach(function (column) {
      parts.heads[column[0]].setAttribute("aria-sort", sort === column[0] ? "ascending" : sort === "-" + column[0] ? "descending" : "none");
    });
    parts.table.hidden = !list.length;
    parts.empty.hidden = !!list.length;
    parts.csv.disabled = !list.length;
    parts.given.hidden = true;
    if (!list.length) paintEmpty();
  }
  function paintEmpty() {
    var filtered = parts.chips.childElementCount > 0, alone = matches.records.length;
    var words = alone ? "No variable fits both the words and the filters. The words alone find " + variables(alone) + "."
      : "No variable is found for “" + query + "”." + (parts.others.hidden ? "" : " What else is found stands above.");
    parts.empty.replaceChildren(make("p", {}, query ? words : "No variable fits these filters together."));
    if (filtered) parts.empty.append(button("Clear the filters", clearFilters), " ");
    if (query) parts.empty.append(button("Clear the words", clearQuery));
  }

  // Roles are said again because the table turns into cards on narrow screens and some browsers then forget that it is one.
  function row(record) {
    var names = searcher.names, request = Number(names.requests[record]), hit = matches.why[record], why = hit && hit.why, state = status[record];
    var title = make("td", { role: "cell", class: "kb-x-title" }, searcher.titles[record]);
    if (state) title.append(" ", make("span", { class: "kb-badge " + STATUS_LOOKS[state] }, STATUSES[state][1].toLowerCase()));
    if (why) title.append(make("span", { class: "kb-x-why" }, why));
    function cell(label, content) { return make("td", { role: "cell" }, make("span", { class: "kb-x-label" }, label + " "), content); }
    return make("tr", { role: "row" },
      make("th", { role: "rowheader", scope: "row" }, make("a", { href: Kb.root + Kb.address(searcher, record, hit) }, breakable(searcher.shown[record]))),
      title, cell("Table", names.tables[searcher.tableOf[record]][1]), cell("Years", Kb.yearWords(searcher, record)),
      cell("Request", make("span", { class: "kb-badge " + REQUEST_LOOKS[request] }, Kb.REQUEST[request])));
  }
  // To lay the rows out takes longest, so those that are out of sight come a moment later. Asked before anything is written, or it would lay out twice.
  function rowsAtOnce() {
    var last = parts.rows.rows[AT_ONCE - 1];
    return last && last.getBoundingClientRect().bottom > innerHeight ? AT_ONCE : shown;
  }
  function paintRows(drawn) {
    parts.rows.replaceChildren.apply(parts.rows, list.slice(0, drawn).map(row));
    paintMore();
    later("rows", RESTING, addRows);
  }
  function addRows() { parts.rows.append.apply(parts.rows, list.slice(parts.rows.rows.length, shown).map(row)); }
  function paintMore() {
    var left = list.length - shown;
    parts.more.hidden = left <= 0;
    write(parts.more, "Show " + Math.min(PAGE, left) + " more of " + number(list.length));
  }
  function showMore() {
    var first = shown;
    shown += PAGE;
    addRows();
    paintMore();
    parts.rows.rows[first].querySelector("a").focus();
    say("Rows " + (first + 1) + " to " + Math.min(shown, list.length) + " of " + number(list.length));
  }
  // The codes have come: the same words may find more. Who stands in the table stays there.
  function refresh() {
    if (!query) return;
    var here = parts.rows.contains(document.activeElement) ? document.activeElement.href : null;
    update();
    var again = here && Array.from(parts.rows.querySelectorAll("a")).find(function (link) { return link.href === here; });
    if (again) again.focus({ preventScroll: true });
  }

  // The address of the view on the web, also where the page is read on one's own computer.
  function lasting() {
    var own = location.protocol === "file:" || /^(localhost|127\.|\[::1\])/.test(location.hostname), canonical = document.querySelector("link[rel=canonical]");
    return own && canonical ? canonical.href + (said() ? "?" + said() : "") : address();
  }
  function copyLink() {
    function offer() {
      parts.given.hidden = false;
      parts.link.value = lasting();
      parts.link.select();
      say("Copy the link from the field");
    }
    function copied() {
      write(parts.copy, "Link copied");
      say("Link copied");
      setTimeout(function () { write(parts.copy, "Copy link to this view"); }, 2500);
    }
    if (navigator.clipboard) navigator.clipboard.writeText(lasting()).then(copied, offer); else offer();
  }
  function csv() {
    var names = searcher.names, rows = [["id", "name", "title", "table", "years", "request", "sensitivity", "kind"]];
    list.forEach(function (record) {
      rows.push([searcher.ids[record], searcher.shown[record], searcher.titles[record], names.tables[searcher.tableOf[record]][1], Kb.yearWords(searcher, record),
        Kb.REQUEST[names.requests[record]], names.sensitivities[record].replace("-", ""), TYPES[names.types[record]][0]]);
    });
    return rows.map(function (cells) { return cells.map(function (cell) { return '"' + cell.replace(/"/g, '""') + '"'; }).join(",") + "\r\n"; }).join("");
  }
  function download() {
    // The sign at the start tells Excel that the file is UTF-8.
    var url = URL.createObjectURL(new Blob(["\ufeff", csv()], { type: "text/csv;charset=utf-8" }));
    var link = make("a", { href: url, download: "leo-variables.csv", hidden: true });
    box.append(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(url); }, 10000);
  }

  function headCell(column) {
    var up = column[0], press = button(column[1], function () { sort = sort === up ? "-" + up : sort === "-" + up ? "" : up; changed(); }, "kb-x-sort");
    return parts.heads[column[0]] = make("th", { role: "columnheader", scope: "col", class: "kb-x-col-" + column[0] }, press);
  }
  function makeTable() {
    parts.heads = {};
    var heads = make("tr", { role: "row" });
    COLUMNS.forEach(function (column) { heads.append(headCell(column)); });
    parts.rows = make("tbody", { role: "rowgroup" });
    parts.table = make("table", { class: "kb-x-table", role: "table", "aria-label": "Variables" }, make("thead", { role: "rowgroup" }, heads), parts.rows);
    return parts.table;
  }
  function makeTools() {
    parts.count = make("h2", { class: "kb-x-count", tabindex: "-1" });
    parts.order = make("select", { class: "kb-x-field", change: function () { sort = parts.order.value; changed(); } });
    ORDERS.forEach(function (order) { parts.order.append(new Option(order[1], order[0])); });
    parts.copy = button("Copy link to this view", copyLink);
    parts.csv = button("Download as CSV", download);
    parts.link = make("input", { class: "kb-x-field", readonly: true });
    parts.given = make("label", { class: "kb-x-line", hidden: true }, "Link to this view", parts.link);
    return make("div", { class: "kb-x-tools" }, parts.count, make("label", { class: "kb-x-line kb-x-order" }, "Order", parts.order), parts.copy, parts.csv, parts.given);
  }
  function makeFilters() {
    var panel = make("section", { class: "kb-x-filters", id: "kb-x-filters", "aria-label": "Filters" });
    facets.forEach(function (facet) { panel.append(facet.element); });
    parts.done = button("", function () {
      parts.fold.click();
      parts.count.focus();
      parts.count.scrollIntoView();
    }, "kb-x-done");
    panel.append(parts.done);
    parts.fold = make("button", { type: "button", class: "kb-x-button kb-x-fold", "aria-expanded": "false", "aria-controls": "kb-x-filters", click: function () {
      parts.fold.setAttribute("aria-expanded", String(panel.classList.toggle("kb-x-open")));
    } });
    return panel;
  }
  function makePage() {
    parts.field = make("input", { type: "search", class: "kb-x-field kb-x-query", id: "kb-x-query", autocomplete: "off", autocapitalize: "off", spellcheck: "false", input: function () { later("typing", TYPING, typed); } });
    parts.live = make("p", { class: "kb-x-unseen", role: "status" });
    parts.chips = make("ul", { class: "kb-x-chips", "aria-label": "Chosen filters" });
    parts.othersTitle = make("h3", {});
    parts.othersList = make("ul", {});
    parts.others = make("section", { class: "kb-x-others", "aria-label": "Other pages" }, parts.othersTitle, parts.othersList);
    parts.empty = make("div", { class: "kb-x-empty" });
    var filters = makeFilters(), tools = makeTools();
    parts.more = button("", showMore, "kb-x-more");
    box.append(
      make("form", { role: "search", "aria-label": "Variables", class: "kb-x-search", submit: function (event) { event.preventDefault(); typed(); } }, make("label", { for: "kb-x-query" }, "Name, words, code or label"), parts.field),
      parts.live,
      make("div", { class: "kb-x-layout" }, parts.fold, filters,
        make("section", { class: "kb-x-results", "aria-label": "Results" }, parts.chips, tools, parts.others, parts.empty, makeTable(), parts.more)));
  }

  function start(ready) {
    if (searcher) return;
    searcher = ready;
    facets = makeFacets();
    makePage();
    recall();
    box.hidden = false;
    document.querySelectorAll(".kb-explore-plain").forEach(function (plain) { plain.hidden = true; });
    if (WIDE.matches && document.activeElement === document.body) parts.field.focus({ preventScroll: true });
    addEventListener("popstate", arrive);
    setTimeout(function () { Kb.whole(refresh); }, 50);
  }
  Kb.names(start);
})();
