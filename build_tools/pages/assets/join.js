// The join finder: two lists of tables, and a link to the way from one to the other. The tables come from the plain list of links, which
// is what a reader without JavaScript uses.
"use strict";

(function () {
  var box = document.getElementById("kb-join"), plain = document.querySelector(".kb-join-plain");
  if (!box || !plain) return;

  var tables = Array.from(plain.querySelectorAll("a")).map(function (link) {
    return { title: link.textContent, address: link.getAttribute("href"), id: link.getAttribute("href").replace(/^.*\/|\.html$/g, "") };
  });

  function make(tag, attributes, text) {
    var element = document.createElement(tag);
    Object.entries(attributes || {}).forEach(function (pair) { element.setAttribute(pair[0], pair[1]); });
    if (text) element.textContent = text;
    return element;
  }

  function choice(name, label) {
    var holder = make("label", { class: "kb-join-side" }), list = make("select", { name: name });
    holder.append(make("span", {}, label), list);
    list.append(make("option", { value: "" }, "Choose a table"));
    tables.forEach(function (table) { list.append(make("option", { value: table.id }, table.title + " (" + table.id + ")")); });
    list.addEventListener("change", show);
    form.append(holder);
    return list;
  }

  var form = make("form", { class: "kb-join-form" });
  var from = choice("from", "Keep every row of"), to = choice("to", "and add what belongs to it from");
  var swap = make("button", { type: "button" }, "Swap"), go = make("button", { type: "submit" }, "Show the way");
  var said = make("p", { role: "status" });
  form.append(swap, go);

  function table(id) { return tables.find(function (one) { return one.id === id; }); }

  function goal() {
    if (!from.value || !to.value || from.value === to.value) return null;
    return table(from.value).address + "#to-" + to.value.replace(/_/g, "-");
  }

  function show() {
    var address = goal();
    said.textContent = "";
    if (from.value && from.value === to.value) {
      said.textContent = "These are the same table. To join it with itself, choose rows by year first.";
    } else if (address) {
      said.append("The way ", make("a", { href: address }, "from " + table(from.value).title + " to " + table(to.value).title), ".");
    }
    go.disabled = !address;
    swap.disabled = !from.value && !to.value;
    var query = new URLSearchParams();
    if (from.value) query.set("from", from.value);
    if (to.value) query.set("to", to.value);
    try { history.replaceState(null, "", (String(query) ? "?" + query : location.pathname.replace(/^.*\//, "")) + location.hash); } catch (error) { /* a page opened as a file may not */ }
  }

  swap.addEventListener("click", function () {
    var first = from.value;
    from.value = to.value;
    to.value = first;
    show();
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (goal()) location.href = goal();
  });

  var asked = new URLSearchParams(location.search);
  if (table(asked.get("from"))) from.value = asked.get("from");
  if (table(asked.get("to"))) to.value = asked.get("to");
  box.append(form, said);
  box.hidden = false;
  plain.classList.add("kb-join-list");
  var fold = make("details", {}), list = plain.querySelector("ul");
  fold.append(make("summary", {}, "All tables"), list);
  plain.append(fold);
  show();
})();
