import {
	type Choice,
	type Group,
	type Part,
	type Preset,
	presets,
	type Question,
	type Repeat,
} from './form-definition.ts'
import type { Columns } from './import-columns.ts'
import type { ImportCode, ImportProblem } from './import-problems.ts'
import type { QuestionType } from './question-types.ts'
import type { SheetRow } from './sheets.ts'

/** Where a part of the form came from, so that a fault found later has its cell. */
export type Origins = Map<string, SheetRow>

const orOther = /\s+or[ _]other$/i

interface OpenPart {
	readonly row: SheetRow
	readonly kind: 'group' | 'repeat'
	readonly common: Omit<Group, 'kind' | 'parts'> & { count?: string }
	readonly parts: Part[]
	readonly template: string
}

const typeNames: Readonly<Record<string, QuestionType>> = {
	text: 'text',
	string: 'text',
	integer: 'integer',
	int: 'integer',
	decimal: 'decimal',
	date: 'date',
	time: 'time',
	datetime: 'datetime',
	geopoint: 'geopoint',
	location: 'geopoint',
	gps: 'geopoint',
	audio: 'audio',
	acknowledge: 'acknowledge',
	trigger: 'acknowledge',
	note: 'note',
	calculate: 'calculate',
}
const selects =
	/^(select[ _]one|select1|select[ _]multiple|select all that apply)(?:[ _]from[ _]file)?(?:\s+from)?\s+(.+)$/i
const fromFile = /from[ _]file/i
/** When the record was begun: nobody is asked, and it is kept as an answer. */
const beginnings: Readonly<Record<string, string>> = { start: 'once(now())', today: 'once(today())' }
/** Metadata that every revision carries anyway (who, when, which phone): accepted and not asked. */
const metadata = new Set([
	'end',
	'deviceid',
	'phonenumber',
	'username',
	'email',
	'audit',
	'subscriberid',
	'simserial',
])
/** Types that XLSForm has and this engine does not run yet. */
const notYet =
	/^(range|rank|image|photo|video|file|barcode|geotrace|geoshape|hidden|xml-external|csv-external|osm|background-audio|select_one_external)\b/i

const isOne = (select: RegExpExecArray): boolean => /one|1/i.test(select[1] as string)

const truth = (cell: string): string | undefined =>
	cell === '' || /^(no|false|false\(\)|0)$/i.test(cell)
		? undefined
		: /^(yes|true|true\(\)|1|required)$/i.test(cell)
			? 'true()'
			: cell

/** The rows of the survey sheet as a tree of parts. */
export function bodyOf(
	survey: Columns,
	lists: ReadonlyMap<string, readonly Choice[]>,
	files: ReadonlySet<string>,
	report: (problem: ImportProblem) => void,
): { body: Part[]; origins: Origins } {
	const body: Part[] = []
	const open: OpenPart[] = []
	const origins: Origins = new Map()
	const say = (
		row: SheetRow,
		column: string,
		code: ImportCode,
		details: Record<string, string> = {},
		severity: ImportProblem['severity'] = 'error',
	) => report({ severity, sheet: 'survey', cell: survey.cell(row, column), code, details })
	const here = () => open.at(-1)?.parts ?? body
	const above = () => {
		const parent = open.at(-1)
		return parent ? `${parent.template}/${parent.kind === 'repeat' ? '@/' : ''}` : ''
	}
	const add = (part: Part, row: SheetRow) => {
		if (here().some((other) => other.name === part.name)) say(row, 'name', 'name-twice', { found: part.name })
		else here().push(part)
	}

	for (const row of survey.sheet.rows) {
		const type = survey.text(row, 'type').replace(/\s+/g, ' ')
		if (type === '' || type.startsWith('#')) continue
		const begins = /^begin[ _](group|repeat|loop)$/i.exec(type)
		const ends = /^end[ _](group|repeat|loop)$/i.exec(type)
		if (ends) {
			const kind = /repeat|loop/i.test(ends[1] as string) ? 'repeat' : 'group'
			const closing = open.at(-1)
			if (closing?.kind !== kind) {
				say(row, 'type', 'end-without-begin', { found: type })
				continue
			}
			open.pop()
			add(closed(closing), closing.row)
			continue
		}
		if (metadata.has(type.toLowerCase())) continue
		const name = survey.text(row, 'name')
		if (!isPossibleName(name, row)) continue
		origins.set(`${above()}${name}`, row)
		if (begins) {
			const kind = /repeat|loop/i.test(begins[1] as string) ? 'repeat' : 'group'
			if (kind === 'repeat' && survey.text(row, 'repeat_count') !== '')
				say(row, 'repeat_count', 'not-yet', { what: 'repeat_count' })
			const count = kind === 'repeat' ? optional('count', survey.text(row, 'repeat_count')) : {}
			const order = kind === 'group' ? optional('order', survey.text(row, 'bind::zila:order')) : {}
			open.push({
				row,
				kind,
				common: { ...commonOf(row, name), ...count, ...order },
				parts: [],
				template: `${above()}${name}`,
			})
			continue
		}
		const question = questionOf(row, name, type)
		if (question) add(question, row)
	}
	for (const left of open) say(left.row, 'type', 'begin-without-end', { found: left.common.name })
	return { body, origins }

	function isPossibleName(name: string, row: SheetRow): boolean {
		if (name === '') say(row, 'name', 'name-missing')
		else if (!/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(name)) say(row, 'name', 'name-not-possible', { found: name })
		else return true
		return false
	}
	function commonOf(row: SheetRow, name: string) {
		const label = survey.texts(row, 'label')
		return {
			name,
			...(label ? { label } : {}),
			...optional('relevant', survey.text(row, 'relevant')),
			...optional('appearance', survey.text(row, 'appearance')),
		}
	}
	function questionOf(row: SheetRow, name: string, type: string): Question | null {
		const select = selects.exec(type)
		const beginning = beginnings[type.toLowerCase()]
		const plain = beginning === undefined ? typeNames[type.toLowerCase()] : 'calculate'
		if (!select && !plain) {
			say(row, 'type', notYet.test(type) ? 'type-not-yet' : 'type-unknown', { found: type })
			return null
		}
		let list: string | undefined
		if (select) {
			list = (select[2] as string).replace(orOther, '').trim()
			if (orOther.test(select[2] as string)) say(row, 'type', 'not-yet', { what: '"or_other"' })
			const known = fromFile.test(type) ? files.has(list) : lists.has(list)
			if (!known) say(row, 'type', fromFile.test(type) ? 'file-missing' : 'list-missing', { found: list })
			const spaced = isOne(select) ? undefined : lists.get(list)?.find(({ name }) => /\s/.test(name))
			if (spaced) say(row, 'type', 'choice-name-not-possible', { found: spaced.name, list })
		}
		const preset = survey.text(row, 'bind::zila:preset')
		if (preset !== '' && !(presets as readonly string[]).includes(preset))
			say(row, 'bind::zila:preset', 'preset-unknown', { found: preset, possible: presets.join(', ') })
		const texts = (
			column: string,
			key: 'hint' | 'requiredMessage' | 'constraintMessage' | 'warningMessage',
		) => {
			const found = survey.texts(row, column)
			return found ? { [key]: found } : {}
		}
		const parameters = parametersOf(survey.text(row, 'parameters'))
		const questionType: QuestionType = select
			? isOne(select)
				? 'select-one'
				: 'select-many'
			: (plain as QuestionType)
		const question: Question = {
			kind: 'question',
			type: questionType,
			...commonOf(row, name),
			...(list === undefined ? {} : { list }),
			...texts('hint', 'hint'),
			...optional('required', truth(survey.text(row, 'required'))),
			...texts('required_message', 'requiredMessage'),
			...optional('constraint', survey.text(row, 'constraint')),
			...texts('constraint_message', 'constraintMessage'),
			...optional('warning', survey.text(row, 'bind::zila:warning')),
			...texts('bind::zila:warning_message', 'warningMessage'),
			...optional('calculation', beginning ?? survey.text(row, 'calculation')),
			...optional('default', survey.text(row, 'default')),
			...optional('readOnly', truth(survey.text(row, 'read_only'))),
			...optional('choiceFilter', survey.text(row, 'choice_filter')),
			...(parameters ? { parameters } : {}),
			...(preset === '' ? {} : { preset: preset as Preset }),
			...(truth(survey.text(row, 'bind::zila:on_phone_only')) ? { onPhoneOnly: true as const } : {}),
			...(truth(survey.text(row, 'bind::zila:personal')) ? { personal: true as const } : {}),
			...(truth(survey.text(row, 'bind::zila:gate')) ? { gate: true as const } : {}),
		}
		if (!question.label && question.type !== 'calculate') say(row, 'label', 'label-missing', {}, 'warning')
		return question
	}
}

const optional = <Key extends string>(key: Key, value: string | undefined): { [K in Key]?: string } =>
	value === undefined || value === '' ? {} : ({ [key]: value } as { [K in Key]?: string })

const closed = (part: OpenPart): Group | Repeat => {
	const { parts } = part
	return part.kind === 'group'
		? { kind: 'group', ...part.common, parts }
		: { kind: 'repeat', ...part.common, parts }
}

const parametersOf = (cell: string): Record<string, string> | undefined =>
	cell === ''
		? undefined
		: Object.fromEntries(
				cell
					.split(/[\s,;]+/)
					.filter((pair) => pair.includes('='))
					.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
			)
