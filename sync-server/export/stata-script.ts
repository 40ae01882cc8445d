import { studyOffsetMinutes } from '#shared/study/study-day'
import { mayBeMoments } from './dta-variables.ts'
import { measurePattern, numberPattern } from './plain-number.ts'
import type { ColumnToRead, ScriptTable } from './script-table.ts'
import { stataLabel, tickCodes } from './stata-words.ts'
import { calculationKinds } from './variables.ts'

/** Script that reads the tables into Stata and saves each as a .dta file. */
export const stataScript = (tables: readonly ScriptTable[]): string =>
	`${[howToRead, ...tables.map(readTable)].join('\n')}`

function readTable({ file, columns }: ScriptTable): string {
	// File names have no other characters.
	const name = file.replace(/[^\p{L}\p{N}_.:/-]/gu, '_')
	if (columns.length === 0)
		return lines([`* ${name}.csv`, `quietly zila_texts "${name}.csv"`, `save "${name}.dta", replace`])
	return lines([
		`* ${name}.csv`,
		`quietly zila_open "${name}.csv"`,
		...columns.flatMap(({ header, inStata }) => [
			`scalar zila_header = ${expression(header)}`,
			`quietly zila_name ${inStata.name}`,
		]),
		`quietly drop in 1`,
		...columns.flatMap(readColumn),
		`save "${name}.dta", replace`,
	])
}

function readColumn(column: ColumnToRead): string[] {
	const { kind, choices, inStata, tick } = column
	const { name } = inStata
	return [
		...(choices.length > 0 ? readChoices(column) : kind === 'text' ? [] : [readKind(column)]),
		...(tick ? labelTicks(name, tick) : []),
		labelVariable(name, inStata.label),
		...(mayBeMoments(column) ? labelClock(column) : []),
	]
}

const labelVariable = (name: string, label: string): string =>
	labelled(`label variable ${name}`, label, (text) => `st_varlabel("${name}", ${text})`)

function readKind({ kind, inStata: { name, local, offset }, isStoredInUtc }: ColumnToRead): string {
	const words = [`quietly zila_${kind} ${name}`]
	if (mayBeMoments({ kind })) words.push(local, offset)
	if (isStoredInUtc) words.push(String(studyOffsetMinutes))
	return words.join(' ')
}

/** A local time exists only if the values are times. */
function labelClock({ clock, label, inStata: { local, offset } }: ColumnToRead): string[] {
	if (!clock) return []
	return [
		`capture ${labelVariable(local, stataLabel(`${clock.local}: ${label}`))}`,
		`capture ${labelVariable(offset, stataLabel(`${clock.offset}: ${label}`))}`,
	]
}

const labelTicks = (name: string, tick: NonNullable<ColumnToRead['tick']>): string[] => [
	...tickCodes(tick).map(({ value, label }) => `label define ${name} ${value} "${label}", modify`),
	`capture label values ${name} ${name}`,
]

const readChoices = ({ inStata: { name }, choices }: ColumnToRead): string[] => [
	'quietly generate long __value = .',
	...choices.flatMap(({ cell, label, value }) => [
		`quietly replace __value = ${value} if ${name} == ${expression(cell)}`,
		labelled(
			`label define ${name} ${value}`,
			label,
			(text) => `st_vlmodify("${name}", ${value}, ${text})`,
			', modify',
		),
	]),
	`quietly zila_take ${name} %12.0g`,
	`capture label values ${name} ${name}`,
]

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('')

/**
 * A character that is safe in a quoted Stata string. Backticks and dollars are expanded, slashes may begin a
 * comment, and invisible characters are rejected.
 */
const plainLetter = /^(?:[^"`$\\/\p{C}\p{Zl}\p{Zp}]|[\u200c\u200d])$/u
const isPlain = (text: string): boolean =>
	[...text].every((letter) => plainLetter.test(letter) || letter === '/') && !/\/[*/]/.test(text)

/**
 * Stata expression for a text: a literal, or a concatenation of character codes, so that no text can be code.
 */
function expression(text: string): string {
	if (isPlain(text)) return `"${text}"`
	const parts = text.match(/[^"`$\\/\p{C}\p{Zl}\p{Zp}]+|./gsu) ?? []
	return parts
		.map((part) => (plainLetter.test([...part][0] ?? '') ? `"${part}"` : `uchar(${part.codePointAt(0)})`))
		.join(' + ')
}

/** Commands accept literals only; other texts are passed by a Mata function. */
const labelled = (command: string, text: string, byMata: (text: string) => string, ending = ''): string =>
	isPlain(text) ? `${command} "${text}"${ending}` : `mata: ${byMata(expression(text))}`

const asTexts =
	'stringcols(_all) delimiters(",") bindquotes(strict) maxquotedrows(unlimited) encoding("UTF-8")'

const howToRead = `* Reads the tables beside this file into Stata (14 or later):
*
*   cd "the folder of this file"
*   do read.do
*
* and keeps each as a .dta file of its name, over one that is there. Numbers are numbers, days are %td, times are %tc (UTC), with the local
* time and its minutes east of UTC in variables of their own (_local, _offset), choices are numbers with labels, yes is 1 and no is 0, and the question is the label of its variable. "Does not know" is .a and a refusal .b, what else is no answer
* another letter. A variable with a value of another kind than it should have stays text; what the form works out, as start and end, is
* numbers, times or days where all of its values are such.
* The same files are made by the export as Stata (.dta). The script reads the tables of a release of the same form too: what a table
* does not have is blank.

version 14

capture program drop zila_open
program define zila_open
	args file
	import delimited using "\`file'", clear varnames(nonames) ${asTexts}
	foreach column of varlist _all {
		rename \`column' __\`column'
	}
	* a byte order mark
	replace __v1 = usubinstr(__v1, uchar(65279), "", 1) in 1
	* an apostrophe that keeps spreadsheets from running a text
	foreach column of varlist _all {
		replace \`column' = usubstr(\`column', 2, .) if ustrregexm(\`column', "^'[-=+@" + char(9) + char(13) + "]")
	}
end

* a table of texts alone, with the names that it has
capture program drop zila_texts
program define zila_texts
	args file
	import delimited using "\`file'", clear varnames(1) case(preserve) ${asTexts}
end

* the column whose first line is the scalar zila_header gets this name
capture program drop zila_name
program define zila_name
	args name
	* none may be left without a name
	capture unab left : __v*
	foreach column of local left {
		if \`column'[1] == scalar(zila_header) {
			rename \`column' \`name'
			exit
		}
	}
	generate str1 \`name' = ""
end

* __value takes the place of a text, unless it stands for none
capture program drop zila_take
program define zila_take
	args name shown
	count if \`name' != "" & __value == .
	if r(N) > 0 {
		drop __value
		exit
	}
	order __value, after(\`name')
	drop \`name'
	rename __value \`name'
	format \`name' \`shown'
end

capture program drop zila_number
program define zila_number
	args name
	generate double __value = real(\`name') if ustrregexm(\`name', "^(${numberPattern})" + char(36))
	zila_take \`name' %12.0g
end

capture program drop zila_whole
program define zila_whole
	zila_number \`0'
end

capture program drop zila_measure
program define zila_measure
	args name
	generate double __value = real(\`name') if ustrregexm(\`name', "^(${measurePattern})" + char(36))
	zila_take \`name' %12.0g
end

capture program drop zila_day
program define zila_day
	args name
	generate long __value = daily(\`name', "YMD") if ustrregexm(\`name', "^[0-9]{4}-[0-9]{2}-[0-9]{2}" + char(36))
	zila_take \`name' %td
end

capture program drop zila_moment
program define zila_moment
	* zone: minutes east of UTC of times that are kept in UTC
	args name clock minutes zone
	if "\`zone'" == "" local zone 0
	generate double __value = clock(ustrregexs(1) + " " + ustrregexs(2) + cond(ustrregexs(3) == "", ":00", ustrregexs(3)), "YMDhms") if ustrregexm(\`name', "^([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2})(:[0-9]{2}[.0-9]*)?(Z|[+-][0-9]{2}:[0-9]{2})" + char(36))
	replace __value = __value - 60000 * cond(substr(\`name', -6, 1) == "-", -1, 1) * (60 * real(substr(\`name', -5, 2)) + real(substr(\`name', -2, 2))) if substr(\`name', -1, 1) != "Z"
	generate double __minutes = cond(substr(\`name', -1, 1) == "Z", \`zone', cond(substr(\`name', -6, 1) == "-", -1, 1) * (60 * real(substr(\`name', -5, 2)) + real(substr(\`name', -2, 2)))) if __value < .
	generate double __clock = __value + 60000 * __minutes
	zila_take \`name' %tc
	capture confirm string variable \`name'
	if !_rc {
		drop __minutes __clock
		exit
	}
	order __clock __minutes, after(\`name')
	rename __clock \`clock'
	rename __minutes \`minutes'
	format \`clock' %tc
end

* the first that takes all of its values; a text where none does
capture program drop zila_calculation
program define zila_calculation
	args name clock minutes
	foreach kind in ${calculationKinds.join(' ')} {
		zila_\`kind' \`name' \`clock' \`minutes'
		capture confirm string variable \`name'
		if _rc {
			exit
		}
	}
end
`
