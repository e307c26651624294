# Runs recipe.R on every case and compares the result with the expected rows. Needs R with dplyr, and no network: Rscript check.R
options(scipen = 999, digits = 15, dplyr.summarise.inform = FALSE)
suppressPackageStartupMessages(library(dplyr))

arguments <- commandArgs(FALSE)
file <- sub("^--file=", "", arguments[grepl("^--file=", arguments)])
here <- if (length(file)) dirname(file[1]) else "."
read_all <- function(name) read.csv(file.path(here, name), colClasses = "character", na.strings = character(0), check.names = FALSE)
classes <- c(text = "character", integer = "numeric", number = "numeric", date = "Date", flag = "numeric")

recipe <- read_all("recipe.csv")$recipe
columns <- read_all("columns.csv")
parameters <- read_all("parameters.csv")
source(file.path(here, "recipe.R"), encoding = "UTF-8")

read_table <- function(case, table) {
  own <- columns[columns$table == table, ]
  read <- read.csv(file.path(here, "cases", case, paste0(table, ".csv")), colClasses = setNames(classes[own$kind], own$column), na.strings = "",
                   blank.lines.skip = FALSE, check.names = FALSE, encoding = "UTF-8")
  # whole numbers are integer, as a database gives them, where they are not too large for it
  for (name in own$column[own$kind %in% c("integer", "flag")]) {
    if (all(abs(read[[name]]) <= .Machine$integer.max, na.rm = TRUE)) read[[name]] <- as.integer(read[[name]])
  }
  read
}
plain <- function(value, kind) {
  shown <- if (kind %in% c("text", "date")) as.character(value) else formatC(as.numeric(value), digits = 9, format = "g")
  ifelse(is.na(value) | shown == "", "", shown)
}
compared <- function(table) {
  own <- columns[columns$table == "expected", ]
  if (!identical(names(table), own$column)) stop("the columns are ", toString(names(table)), ", and should be ", toString(own$column))
  lines <- mapply(function(name, kind) plain(table[[name]], kind), own$column, own$kind, SIMPLIFY = FALSE)
  if (nrow(table) == 0) character(0) else sort(do.call(paste, c(unname(lines), sep = ",")), method = "radix")
}

wrong <- 0
cases <- read_all("cases.csv")$case
for (case in cases) {
  inputs <- setdiff(unique(columns$table), "expected")
  given <- setNames(lapply(inputs, function(table) read_table(case, table)), inputs)
  own <- parameters[parameters$case == case, ]
  values <- setNames(lapply(seq_len(nrow(own)), function(i) if (own$kind[i] %in% c("text", "date")) own$value[i] else as.numeric(own$value[i])), own$name)
  found <- compared(as.data.frame(do.call(recipe, c(given, values))))
  expected <- compared(read_table(case, "expected"))
  right <- identical(found, expected)
  cat(if (right) "ok    " else "WRONG ", case, "\n", sep = "")
  if (!right) {
    wrong <- wrong + 1
    cat("   expected ", paste(expected, collapse = " | "), "\n   found    ", paste(found, collapse = " | "), "\n", sep = "")
  }
}
cat(length(cases) - wrong, " of ", length(cases), " cases are as expected\n", sep = "")
quit(status = if (wrong > 0 || length(cases) == 0) 1 else 0)
