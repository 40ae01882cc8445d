# Counts each column of an SPSS or Stata file with haven: a line for each value, with tabs between. Usage: FILE.
path <- commandArgs(trailingOnly = TRUE)[1]
frame <- if (grepl("[.]sav$", path)) haven::read_sav(path, user_na = TRUE) else haven::read_dta(path)
line <- function(name, what, key, count) cat(name, what, gsub("[\t\n]", " ", key), count, sep = "\t", fill = FALSE, "\n")
for (name in names(frame)) {
  x <- frame[[name]]
  labels <- attr(x, "labels")
  values <- unclass(x)
  is_declared <- rep(FALSE, length(values))
  if (is.numeric(values)) {
    for (each in attr(x, "na_values")) is_declared <- is_declared | (!is.na(values) & values == each)
    range <- attr(x, "na_range")
    if (!is.null(range)) is_declared <- is_declared | (!is.na(values) & values >= range[1] & values <= range[2])
  }
  tags <- if (is.double(values)) haven::na_tag(x) else rep(NA_character_, length(values))
  is_blank <- (is.na(values) & is.na(tags)) | (is.character(values) & !is.na(values) & values == "")
  is_missing <- is_declared | !is.na(tags)
  is_valid <- !is_blank & !is_missing
  line(name, "blank", "", sum(is_blank))
  line(name, "valid", "", sum(is_valid))
  if (is.numeric(values) && any(is_valid)) line(name, "mean", "", format(mean(values[is_valid]), digits = 15))
  if (is.null(labels)) next
  label_tags <- if (is.double(labels)) haven::na_tag(labels) else rep(NA_character_, length(labels))
  for (i in seq_along(labels)) {
    is_it <- if (is.na(label_tags[i])) !is.na(values) & values == labels[[i]] else !is.na(tags) & tags == label_tags[i]
    if (any(is_it)) line(name, if (all(is_missing[is_it])) "missing" else "value", names(labels)[i], sum(is_it))
  }
}
