# Rscript read_labelled.R OUT.json FILE...
# Reads Stata and SPSS files with haven and writes as JSON what R sees in them, numbers as text with all their digits.

suppressPackageStartupMessages({
  library(haven)
  library(jsonlite)
})

as_text <- function(x) {
  text <- if (is.character(x)) as.vector(unclass(x))
          else if (inherits(x, "Date")) format(x, "%Y-%m-%d")
          else sprintf("%.17g", as.numeric(x))
  text[is.na(x)] <- NA
  I(unname(text))
}

column <- function(name, x) {
  codes <- attr(x, "labels", exact = TRUE)
  list(
    name = name,
    label = attr(x, "label", exact = TRUE),
    kind = if (is.character(x)) "text" else if (inherits(x, "Date")) "date" else "number",
    values = as_text(x),
    codes = if (is.null(codes)) I(character()) else as_text(codes),
    labels = I(as.character(names(codes))),
    shown = if (is.labelled(x)) I(as.character(as_factor(x))) else I(character())
  )
}

seen <- function(path) {
  data <- if (endsWith(path, ".dta")) read_dta(path) else read_sav(path)
  list(label = attr(data, "label", exact = TRUE), columns = unname(Map(column, names(data), data)))
}

arguments <- commandArgs(trailingOnly = TRUE)
paths <- arguments[-1]
write_json(setNames(lapply(paths, seen), paths), arguments[1], auto_unbox = TRUE, na = "null", null = "null")
