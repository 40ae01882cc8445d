import { measurePattern, numberPattern } from './plain-number.ts'
import type { ColumnToRead, ScriptTable } from './script-table.ts'
import { calculationKinds } from './variables.ts'

/** Script that reads the tables into a list of data frames, in base R. */
export const rScript = (tables: readonly ScriptTable[]): string =>
	[howToRead, ...tables.map(readTable)].join('\n')

function readTable({ file, columns }: ScriptTable): string {
	const columnCalls = columns.map(
		(column) => `\n  ${call('list', [column.header, column.label, column.kind], column)}`,
	)
	return `tables[[${quoted(file)}]] <- zila_table(${quoted(`${file}.csv`)}, list(${columnCalls.join(',')}\n))\n`
}

function call(name: string, texts: readonly string[], { choices }: ColumnToRead): string {
	const vector = (all: readonly string[]) => `c(${all.map(quoted).join(', ')})`
	const parts =
		choices.length === 0
			? []
			: [
					vector(choices.map(({ cell }) => cell)),
					vector(choices.map(({ label }) => label)),
					vector(choices.filter(({ isMissing }) => isMissing).map(({ cell }) => cell)),
				]
	return `${name}(${[...texts.map(quoted), ...parts].join(', ')})`
}

/** R string literal in ASCII, with all else escaped, so that no text can be code. */
function quoted(text: string): string {
	const letters = [...text].map((letter) => {
		if (/^[ !#-[\]-~]$/.test(letter)) return letter
		if (letter === '"' || letter === '\\') return `\\${letter}`
		const code = letter.codePointAt(0) ?? 0
		// A lone surrogate is not a character.
		if (code >= 0xd800 && code <= 0xdfff) return '\\ufffd'
		const digits = code.toString(16)
		return code > 0xffff ? `\\U${digits.padStart(8, '0')}` : `\\u${digits.padStart(4, '0')}`
	})
	return `"${letters.join('')}"`
}

const howToRead = `# Reads the tables beside this file into R:
#
#   source("read.R", chdir = TRUE)
#
# gives the list "tables" with a data frame for each: tables[["..."]]. Numbers are numbers, days are Date, times are POSIXct (UTC), a choice
# is a factor, and attr(column, "label") is its question. Choices that the form declares as missing, as "does not know", are NA;
# attr(column, "no_answer") has what they are called. To have them as levels:
#
#   no_answer_is_missing <- FALSE
#   source("read.R", chdir = TRUE)
#
# A column with a value of another kind than it should have stays text; what the form works out, as start and end, is numbers, times or days
# where all of its values are such. No package is needed. The script reads the tables of a
# release of the same form too: what a table does not have is left out.

if (!exists("no_answer_is_missing")) no_answer_is_missing <- TRUE

zila_fits <- function(x, pattern) all(is.na(x) | grepl(paste0("^(", pattern, ")$"), x))
zila_kinds <- list(
  text = function(x) x,
  number = function(x) if (zila_fits(x, ${quoted(numberPattern)})) as.numeric(x) else x,
  whole = function(x) zila_kinds$number(x),
  measure = function(x) if (zila_fits(x, ${quoted(measurePattern)})) as.numeric(x) else x,
  day = function(x) {
    day <- as.Date(x, format = "%Y-%m-%d")
    if (zila_fits(x, "[0-9]{4}-[0-9]{2}-[0-9]{2}") && !any(is.na(day) & !is.na(x))) day else x
  },
  moment = function(x) {
    clock <- "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,3})?)?"
    if (!zila_fits(x, paste0(clock, "(Z|[+-][0-9]{2}:[0-9]{2})"))) return(x)
    zone <- sub(paste0("^", clock), "", x)
    zone[zone == "Z"] <- "+00:00"
    minutes <- 60 * as.numeric(substr(zone, 2, 3)) + as.numeric(substr(zone, 5, 6))
    told <- sub("(Z|[+-][0-9]{2}:[0-9]{2})$", "", x)
    told <- ifelse(nchar(told) == 16, paste0(told, ":00"), told)
    local <- as.POSIXct(told, format = "%Y-%m-%dT%H:%M:%OS", tz = "UTC")
    # a day that there is not
    if (any(is.na(local) & !is.na(x))) return(x)
    local - 60 * ifelse(substr(zone, 1, 1) == "-", -minutes, minutes)
  },
  calculation = function(x) {
    for (kind in c(${calculationKinds.map(quoted).join(', ')})) {
      told <- zila_kinds[[kind]](x)
      if (!is.character(told)) return(told)
    }
    x
  }
)
zila_choice <- function(x, cells, labels, no_answer) {
  if (!all(is.na(x) | x %in% cells)) return(x)
  twice <- labels %in% labels[duplicated(labels)]
  labels[twice] <- paste0(labels[twice], " (", cells[twice], ")")
  missing <- cells %in% no_answer
  kept <- if (no_answer_is_missing) !missing else rep(TRUE, length(cells))
  choice <- factor(x, levels = cells[kept], labels = labels[kept])
  if (any(missing)) attr(choice, "no_answer") <- labels[missing]
  choice
}
zila_table <- function(file, columns) {
  table <- read.csv(file, colClasses = "character", na.strings = "", check.names = FALSE, encoding = "UTF-8")
  # a byte order mark
  names(table)[1] <- sub("^\\xef\\xbb\\xbf", "", names(table)[1], useBytes = TRUE)
  # an apostrophe that keeps spreadsheets from running a text
  table[] <- lapply(table, function(x) sub("^'([-=+@\\t\\r])", "\\\\1", x))
  for (column in columns) {
    name <- column[[1]]
    if (!(name %in% names(table))) next
    told <- table[[name]]
    told <- if (length(column) > 3) zila_choice(told, column[[4]], column[[5]], column[[6]])
            else zila_kinds[[column[[3]]]](told)
    attr(told, "label") <- column[[2]]
    table[[name]] <- told
  }
  table
}

tables <- list()
`
