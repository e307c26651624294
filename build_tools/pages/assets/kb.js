// The box on the home page opens the search of the header; without JavaScript it is a link to all variables.
document.addEventListener("click", function (event) {
  var box = event.target.closest && event.target.closest(".kb-find-box");
  var field = document.querySelector(".md-search__input");
  if (!box || !field) return;
  event.preventDefault();
  var toggle = document.getElementById("__search");
  if (toggle) toggle.checked = true;
  field.focus();
});
