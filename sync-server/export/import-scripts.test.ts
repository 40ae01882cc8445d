import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formOf } from '#shared/testing/scenario'
import type { Desk, ServerForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { recordsOf } from '../../tests/helpers/one-form.ts'
import { testWith } from '../../tests/helpers/reader.ts'
import { unzip } from '../../tests/walks/unzip.ts'
import type { ColumnDescription } from './describe-columns.ts'
import { importScripts } from './import-scripts.ts'

const form = formOf(`
	type                name    label::English (en)  label::اردو (ur)  calculation
	start               start   -                    -                  -
	text                round   Round                مرحلہ              -
	integer             age     Age                  عمر                -
	text                said    Said                 کہا                -
	date                day     Day                  دن                 -
	datetime            at      At                   وقت                -
	select_one yn       using   Know it?             جانتے ہیں؟         -
	select_multiple yn  ticks   Ticks                نشان               -
	calculate           code    -                    -                  concat('0', \${age})
	calculate           share   -                    -                  \${age} div 3
	calculate           dated   -                    -                  \${day}
	calculate           mixed   -                    -                  if(\${at} = '', \${start}, \${day})
	calculate           never   -                    -                  ''
	end                 end     -                    -                  -
	begin_repeat        r       R                    ق                  -
	decimal             weight  Weight               وزن                -
	end_repeat          -       -                    -                  -
	choices
	list_name  name  label::English (en)  label::اردو (ur)
	yn         yes   Yes                  ہاں
	yn         no    No                   نہیں
	yn         dk    Does not know        نہیں جانتے
`)
const longText = 'کیا "لمبی"\nبات, ہے؟ \\n'

describe.each(routeEngines)('import scripts next to the tables on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	beforeAll(async () => {
		const made = await recordsOf(await freshEngine(), form, [
			{
				age: 41,
				said: longText,
				day: '2026-01-10',
				at: '2026-01-10T05:30:00.250+05:00',
				using: 'yes',
				ticks: ['yes'],
				'r/@a': 0,
				'r/@a/weight': 2.5,
				'r/@b': 1,
				'r/@b/weight': -3,
				start: '2026-01-09T23:50:00.000+05:00',
				end: '2026-01-10T00:20:30.000+05:00',
			},
			{
				age: 7,
				said: '=cmd',
				using: 'dk',
				ticks: ['no', 'yes'],
				// The phone arrived from another time zone in between.
				start: '2026-01-11T10:00:00.000+05:00',
				end: '2026-01-11T06:00:00.000Z',
			},
			{ said: 'NA', start: '2026-01-12T10:00:00.000+05:00' },
		])
		server = made.server
		manager = made.manager
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const download = async (values: string, mark: 0 | 1) => {
		const { raw } = await manager.get(
			`/api/export?form=${form.id}&round=endline&values=${values}&mark=${mark}`,
		)
		return unzip(raw)
	}
	test('the Stata script names, converts and labels each column as Stata files do', async () => {
		const script = (await download('codes', 0)).get('read.do')?.toString('utf8') ?? ''
		// A variable list that matches nothing is an error in Stata, so lists come after all columns are named.
		expect(script).not.toMatch(/varlist __/)
		const part = script.slice(script.indexOf('* scenario.csv'), script.indexOf('* disagreements.csv'))
		expect(part).toContain(
			lines(`
				quietly zila_open "scenario.csv"
				scalar zila_header = "record_id"
				quietly zila_name record_id
			`),
		)
		expect(part).toContain(
			lines(`
			scalar zila_header = "using"
			quietly zila_name using_
			scalar zila_header = "ticks"
		`),
		)
		expect(part).toContain(
			lines(`
				quietly generate long __value = .
				quietly replace __value = 1 if using_ == "yes"
				label define using_ 1 "Yes", modify
				quietly replace __value = 0 if using_ == "no"
				label define using_ 0 "No", modify
				quietly replace __value = .a if using_ == "dk"
				label define using_ .a "Does not know", modify
				quietly zila_take using_ %12.0g
				capture label values using_ using_
				label variable using_ "Know it?"
			`),
		)
		expect(part).toContain(
			lines(`
			quietly zila_whole age
			label variable age "Age"
			label variable said "Said"
			quietly zila_day day
			label variable day "Day"
			quietly zila_moment at at_local at_offset
			label variable at "At"
			capture label variable at_local "Local time: At"
			capture label variable at_offset "Minutes east of UTC: At"
		`),
		)
		expect(part).toContain('quietly zila_calculation start start_local start_offset\n')
		expect(part).toContain('quietly zila_moment started started_local started_offset 300\n')
		expect(part).toContain(
			lines(`
			quietly zila_whole ticks_no
			label define ticks_no 0 "No", modify
			label define ticks_no 1 "Yes", modify
			capture label values ticks_no ticks_no
			label variable ticks_no "No: Ticks"
		`),
		)
		// Each kind is tried in turn until the variable is not text any more.
		expect(script).toMatch(
			/foreach kind in number moment day \{\s+zila_`kind' `name' `clock' `minutes'\s+capture confirm string variable `name'\s+if _rc \{\s+exit\s/,
		)
		expect(part).toContain('save "scenario.dta", replace\n')
		expect(part).toContain('quietly zila_open "scenario-r.csv"\n')
		expect(script).toContain('quietly zila_texts "corrections.csv"\n')
	})
	test('where cells have labels, the scripts expect them', async () => {
		const files = await download('ur', 0)
		expect(files.get('read.do')?.toString('utf8')).toContain(
			lines(`
			quietly replace __value = .a if using_ == "نہیں جانتے"
			label define using_ .a "نہیں جانتے", modify
		`),
		)
		expect(files.get('scenario.csv')?.toString('utf8')).toContain(',"نہیں جانتے",')
	})
	/** Runs R on the tables that its script has read, in an English locale and in the C locale. */
	function inR(files: ReadonlyMap<string, Buffer>, code: string, before = ''): string {
		const folder = mkdtempSync(join(tmpdir(), 'zila-r-'))
		try {
			for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes)
			const program = `${before}\nsource("read.R", chdir = TRUE)\nd <- tables[["scenario"]]\n${code}`
			writeFileSync(join(folder, 'try.R'), program)
			const [first, second] = ['C.UTF-8', 'C'].map((language) =>
				execFileSync('Rscript', ['--vanilla', 'try.R'], {
					cwd: folder,
					env: { ...process.env, LC_ALL: language, TZ: 'Asia/Karachi' },
					encoding: 'utf8',
				}),
			)
			expect(second).toBe(first)
			return first ?? ''
		} finally {
			rmSync(folder, { recursive: true })
		}
	}
	const nonResponse = { codes: 'Does not know', ur: 'نہیں جانتے' }
	testWith('r').each(['codes', 'ur'] as const)(
		'R itself finds types, labels, missing values, dates and times where cells have %s',
		async (values) => {
			for (const mark of [0, 1] as const) {
				const output = inR(
					await download(values, mark),
					`
					numbers <- function(text) paste(utf8ToInt(enc2utf8(text)), collapse = " ")
					cat(sapply(d[c("age", "share", "day", "at", "using", "ticks/yes", "code", "said")], function(x) class(x)[1]), sep = "\\n")
					cat(d$age, "\\n")
					cat(d$share == d$age / 3, "\\n")
					cat(format(d$day), "\\n")
					cat(format(d$at, "%Y-%m-%d %H:%M:%OS2", tz = "UTC"), "\\n")
					cat(as.integer(d$using), nlevels(d$using), "\\n")
					cat(numbers(attr(d$using, "no_answer")), "\\n")
					cat(numbers(attr(d$day, "label")), "\\n")
					cat(sapply(d$said, numbers), sep = "\\n")
					cat(tables[["scenario-r"]]$weight, nrow(tables$corrections), "\\n")
					`,
				)
				const numbers = (text: string) => [...text].map((letter) => letter.codePointAt(0)).join(' ')
				expect(output.split('\n').map((line) => line.trim())).toEqual([
					...['numeric', 'numeric', 'Date', 'POSIXct', 'factor', 'numeric', 'character', 'character'],
					...['41 7 NA', 'TRUE TRUE NA'],
					...['2026-01-10 NA NA', '2026-01-10 00:30:00.25 NA NA', '1 NA NA 2'],
					numbers(nonResponse[values]),
					numbers(values === 'codes' ? 'Day' : 'دن'),
					...[longText, '=cmd', 'NA'].map(numbers),
					...['2.5 -3 0', ''],
				])
			}
			const output = inR(
				await download(values, 0),
				'cat(as.integer(d$using), nlevels(d$using))',
				'no_answer_is_missing <- FALSE',
			)
			expect(output).toBe('1 3 NA 3')
		},
	)
	testWith('r')(
		'in R calculations are times, dates or numbers where all values are such, and the duration is end minus start',
		async () => {
			const output = inR(
				await download('codes', 0),
				`
				cat(sapply(d[c("start", "end", "dated", "never", "share", "mixed", "code")], function(x) class(x)[1]), "\n")
				cat(as.numeric(difftime(d$end, d$start, units = "mins")), "\n")
				cat(format(d$dated), d$mixed, "\n")
				`,
			)
			expect(output.split('\n').map((line) => line.trim())).toEqual([
				'POSIXct POSIXct Date numeric numeric character character',
				'30.5 60 NA',
				'2026-01-10 NA NA 2026-01-10 2026-01-11T10:00:00.000+05:00 2026-01-12T10:00:00.000+05:00',
				'',
			])
		},
	)
	testWith('r')(
		'a missing column, and values of another type than their column, change nothing else',
		async () => {
			const files = await download('codes', 0)
			const table = files.get('scenario.csv')?.toString('utf8') ?? ''
			const without = table
				.replace('using', 'gone')
				.replace(',41,', ',forty-one,')
				.replace('2026-01-11T06', '2026-02-30T06')
			const output = inR(
				new Map([...files, ['scenario.csv', Buffer.from(without)]]),
				'cat(class(d$age), d$age, class(d$gone), d$gone, class(d$day), class(d$end), d$end[2])',
			)
			expect(output).toBe(
				'character forty-one 7 NA character yes dk NA Date character 2026-02-30T06:00:00.000Z',
			)
		},
	)
})

test('any text in a question, a choice or a code is quoted in the scripts, never executed', () => {
	const attacks = [
		'"); system("echo struck") #',
		'\\"); system("echo struck")',
		"'; shell echo struck",
		'"\'\n!echo struck\n',
		"`=1+1' `struck' $struck ${struck} \\`struck' \"'",
		'a /* b // c /// d */ http://e',
		'\r\nstruck\u2028struck\u0085struck\u0000',
		'\u202estruck\ud800',
		'%s {struck} #delimit ;',
		'',
	]
	const column = (text: string, i: number): ColumnDescription => ({
		header: `c${i}/${text}`,
		label: text,
		kind: 'text',
		codes: [{ code: `${text}.`, label: text, isMissing: false }],
	})
	const scriptsFor = (texts: readonly string[]) =>
		importScripts([{ name: 'f.csv', columns: texts.map(column) }], 'codes').map(({ text }) => text)
	const [r = '', stata = ''] = scriptsFor(attacks)
	const [plainR = '', plainStata = ''] = scriptsFor(attacks.map(() => 'x'))
	// Without string literals, by each language's own rules, the script equals that for harmless texts.
	const rWithout = (script: string) => script.replace(/"(?:[^"\\]|\\.)*"/gs, '""')
	expect(rWithout(r)).toBe(rWithout(plainR))
	expect(r.slice(r.indexOf('tables <- list()'))).toMatch(/^[\n -~]*$/)
	const stataWithout = (script: string) =>
		script
			.slice(script.indexOf('* f.csv'))
			.replace(
				/\b(?:"[^"\n]*"|uchar\(\d+\))(?: \+ (?:"[^"\n]*"|uchar\(\d+\)))*|(?:"[^"\n]*"|uchar\(\d+\))(?: \+ (?:"[^"\n]*"|uchar\(\d+\)))*/g,
				'""',
			)
			.replace(/^mata: st_varlabel\("", ""\)$/gm, 'label variable ""')
			.replace(/^mata: st_vlmodify\("", 1, ""\)$/gm, 'label define "" 1 "", modify')
			.replace(/^label variable c\w+ ""$/gm, 'label variable ""')
			.replace(/^label define c\w+ 1 "", modify$/gm, 'label define "" 1 "", modify')
			.replace(/\bc\d\w*/g, 'c')
	expect(stataWithout(stata)).toBe(stataWithout(plainStata))
	// Quoted strings contain nothing that Stata expands before it reads them.
	for (const [text] of stata.slice(stata.indexOf('* f.csv')).matchAll(/"[^"\n]*"/g))
		expect(text).not.toMatch(/[`$\\\p{Cc}\u2028\u202e\ud800]|\/[*/]/u)
	// All texts are present.
	for (const attack of attacks) {
		const textsIn = (script: string) =>
			[...script.matchAll(/(?:"[^"\n]*"|uchar\(\d+\))(?: \+ (?:"[^"\n]*"|uchar\(\d+\)))*/g)].map(([text]) =>
				text
					.split(/ \+ (?=["u])/)
					.map((part) =>
						part.startsWith('"') ? part.slice(1, -1) : String.fromCodePoint(Number(part.slice(6, -1))),
					)
					.join(''),
			)
		expect(textsIn(stata)).toContain(`${attack}.`)
	}
})

/** Removes the indentation of template strings. */
const lines = (text: string): string => `${text.trim().replace(/^\t+/gm, '')}\n`
