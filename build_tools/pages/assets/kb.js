// The box on the home page opens the search of the header; without JavaScript its links still lead to every page.
document.addEventListener("click", function (event) {
  var box = event.target.closest && event.target.closest(".kb-find-box");
  if (!box) return;
  var field = document.querySelector(".md-search__input");
  if (field) window.setTimeout(function () { field.focus(); }, 50);
});
