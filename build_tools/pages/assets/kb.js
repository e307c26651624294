// The box on the home page opens the search of the header. Without JavaScript, or opened as a file, where the theme has no search, it is a link to all variables.
document.addEventListener("click", function (event) {
  var box = event.target.closest && event.target.closest(".kb-find-box");
  var search = document.querySelector(".md-search");
  var field = document.querySelector(".md-search__input");
  if (!box || !field || search.hidden) return;
  event.preventDefault();
  var toggle = document.getElementById("__search");
  if (toggle && !toggle.checked) toggle.click(); // the theme listens for the change
  field.focus();
});
