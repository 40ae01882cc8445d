import type { Preset } from '../forms/form-definition.ts'
import type { QuestionType } from '../forms/question-types.ts'

/** Parsed cell of the column `type`. */
export type SheetType =
	| { readonly kind: 'begin' | 'end'; readonly of: 'group' | 'repeat' }
	/** A group for every choice of the list, with the same questions in each. */
	| { readonly kind: 'begin'; readonly of: 'loop'; readonly list: string }
	| { readonly kind: 'end'; readonly of: 'loop' }
	/** `constraint`: from the type, if the row has none. */
	| { readonly kind: 'question'; readonly type: QuestionType; readonly constraint?: string }
	| {
			readonly kind: 'select'
			readonly type: 'select-one' | 'select-many' | 'rank'
			/**
			 * A list of the sheet `choices` or `external_choices`, the name of an attached file, or `${question}`
			 * of a repeat.
			 */
			readonly list: string
			readonly from: 'choices' | 'file' | 'external' | 'rows'
			readonly hasOther: boolean
	  }
	/** Filled in by the app: `calculation` if it is made from the clock, `preset` if the app knows it. */
	| {
			readonly kind: 'metadata'
			readonly calculation?: string
			readonly atEnd?: true
			readonly preset?: Preset
	  }
	/** The row's name is an attached file, which expressions can read. */
	| { readonly kind: 'table'; readonly ending: 'csv' | 'xml' }
	/**
	 * A switch of other apps: for data that every revision has anyway, for something that this app does not do
	 * unseen, or for a setting that is elsewhere now.
	 */
	| { readonly kind: 'switch'; readonly of: FormSwitch }
	/** A comment. */
	| { readonly kind: 'nothing' }
	/** `bracket`: the row begins or ends something, and the rows in between are read as a group. */
	| { readonly kind: 'unknown'; readonly bracket?: 'begin' | 'end' }

const questions: Readonly<Record<string, QuestionType>> = {
	text: 'text',
	string: 'text',
	integer: 'integer',
	int: 'integer',
	decimal: 'decimal',
	date: 'date',
	time: 'time',
	datetime: 'datetime',
	'date time': 'datetime',
	geopoint: 'geopoint',
	location: 'geopoint',
	gps: 'geopoint',
	geotrace: 'geotrace',
	geoshape: 'geoshape',
	audio: 'audio',
	image: 'image',
	photo: 'image',
	picture: 'image',
	video: 'video',
	file: 'file',
	acknowledge: 'acknowledge',
	trigger: 'acknowledge',
	note: 'note',
	tel: 'text',
	// its tags belong to an app that no longer exists
	osm: 'text',
	range: 'range',
	barcode: 'barcode',
	calculate: 'calculate',
	'calculate here': 'calculate',
	hidden: 'calculate',
	audit: 'audit',
	'text audit': 'audit',
}

/** Types of the first XLSForms that include a constraint. */
const constrained: Readonly<Record<string, { readonly type: QuestionType; readonly constraint: string }>> = {
	'phone number': { type: 'text', constraint: "regex(., '^\\d*$')" },
	percentage: { type: 'integer', constraint: '0 <= . and . <= 100' },
	'number of days in last month': { type: 'integer', constraint: '0 <= . and . <= 31' },
	'number of days in last six months': { type: 'integer', constraint: '0 <= . and . <= 183' },
	'number of days in last year': { type: 'integer', constraint: '0 <= . and . <= 365' },
}

const metadata: Readonly<Record<string, { calculation?: string; atEnd?: true; preset?: Preset }>> = {
	start: { calculation: 'once(now())' },
	today: { calculation: 'once(today())' },
	end: { calculation: 'now()', atEnd: true },
	deviceid: { preset: 'phone' },
	imei: { preset: 'phone' },
	username: { preset: 'person' },
	phonenumber: {},
	email: {},
	subscriberid: {},
	simserial: {},
	caseid: {},
	'sensor statistic': {},
	'sensor stream': {},
	'speed violations count': {},
	'speed violations list': {},
	'speed violations audit': {},
}

const switches: Readonly<Record<string, FormSwitch>> = {
	'audio audit': 'background-audio',
	'background audio': 'background-audio',
	'background geopoint': 'background-geopoint',
	'start geopoint': 'background-geopoint',
	comments: 'comments',
	'set form title': 'old-settings',
	'set form id': 'old-settings',
	'set default language': 'old-settings',
}
export type FormSwitch = 'comments' | 'background-audio' | 'background-geopoint' | 'old-settings'

const begins = /^(begin|end) (group|repeat|lgroup|looped group)\b/
const loops = /^(?<bracket>begin|end)[ _-]loop(?: over (?<list>.+))?$/i
const selects =
	/^(?<head>rank|(?:add )?select[ _]one|select1|(?:add )?select[ _]multiple|select all that apply)(?<source>[ _]from[ _]file|[ _]external)?(?: prompt(?= (?!or[ _](?:specify[ _])?other$)))?(?: from| using)? (?<list>.+?)(?<other> or[ _](?:specify[ _])?other)?$/i
/**
 * Types as the first XLSForms wrote them, which pyxform still accepts: `q text`, `add text prompt`, `get
 * start time`, `uri:deviceid`.
 */
const oldQuestions = /^(?:q (.+)|add (.+) prompt)$/
const oldMetadata = /^(?:get |uri:)(.+)$/
/** Earlier names of metadata types. */
const oldNames: Readonly<Record<string, string>> = {
	'start time': 'start',
	'end time': 'end',
	'device id': 'deviceid',
	'sim id': 'simserial',
	'subscriber id': 'subscriberid',
	'phone number': 'phonenumber',
}

/** Words for the column `type`, as sheets write them; a select is followed by its list. */
export const typeWords: readonly string[] = [
	...Object.keys({ ...questions, ...metadata }).map((word) => word.replaceAll(' ', '_')),
	...['select_one', 'select_multiple', 'rank', 'select_one_from_file', 'select_multiple_from_file'],
	...['begin_group', 'end_group', 'begin_repeat', 'end_repeat'],
]

/**
 * True for question types of KoboToolbox's own form builder, which converts them before a form is filled in.
 */
export const isOfKobo = (cell: string): boolean =>
	/^(begin|end)[ _-](kobomatrix|score|rank)\b|^(score__row|rank__level)\b/i.test(cell.trim())

/** Reads a cell of the column `type`: any case, spaces or underscores, as forms in use have them. */
export function readType(cell: string): SheetType {
	const written = cell.trim().replace(/\s+/g, ' ')
	if (written === '' || written.startsWith('#')) return { kind: 'nothing' }
	const plain = currentType(written.toLowerCase().replace(/[_-]/g, ' '))
	return (
		readLoop(written) ??
		readBracket(plain) ??
		readQuestion(plain) ??
		readFilledByDevice(plain) ??
		readSwitchOrTable(plain) ??
		readSelect(written) ??
		unknownType(plain)
	)
}

function readLoop(written: string): SheetType | null {
	const loop = loops.exec(written)?.groups
	if (!loop) return null
	return loop.bracket?.toLowerCase() === 'end'
		? { kind: 'end', of: 'loop' }
		: { kind: 'begin', of: 'loop', list: loop.list ?? '' }
}

function readBracket(plain: string): SheetType | null {
	const [, kind, what = ''] = begins.exec(plain) ?? []
	if (!kind) return null
	const isGroup = what.endsWith('group') && what !== 'looped group'
	return { kind: kind as 'begin' | 'end', of: isGroup ? 'group' : 'repeat' }
}

function readQuestion(plain: string): SheetType | null {
	const type =
		own(questions, plain.startsWith('osm ') ? 'osm' : plain) ??
		own(questions, plain.replace(/^hidden (string|int|geopoint)$/, 'hidden'))
	if (type) return { kind: 'question', type }
	const withConstraint = own(constrained, plain)
	if (withConstraint) return { kind: 'question', ...withConstraint }
	// CHT: the id of another record
	return plain.startsWith('db:') ? { kind: 'question', type: 'text' } : null
}

function readFilledByDevice(plain: string): SheetType | null {
	const sensor = /^(sensor (?:statistic|stream)|speed violations (?:count|list|audit))\b/.exec(plain)?.[1]
	const filled = own(metadata, sensor ?? plain)
	return filled ? { kind: 'metadata', ...filled } : null
}

function readSwitchOrTable(plain: string): SheetType | null {
	const switchKind = own(switches, plain)
	if (switchKind) return { kind: 'switch', of: switchKind }
	const table = /^(csv|xml) external$/.exec(plain)
	return table ? { kind: 'table', ending: table[1] as 'csv' | 'xml' } : null
}

function readSelect(written: string): SheetType | null {
	const select = selects.exec(written)?.groups
	if (!select?.head || !select.list) return null
	return {
		kind: 'select',
		type: selectType(select.head),
		list: select.list,
		from: sourceOf(select.source, select.list),
		hasOther: select.other !== undefined,
	}
}

function selectType(head: string): 'select-one' | 'select-many' | 'rank' {
	if (/multiple|all/i.test(head)) return 'select-many'
	return /rank/i.test(head) ? 'rank' : 'select-one'
}

function unknownType(plain: string): SheetType {
	const bracket = /^(begin|end) /.exec(plain)?.[1] as 'begin' | 'end' | undefined
	return { kind: 'unknown', ...(bracket ? { bracket } : {}) }
}

/** The current name of a type that is written in an earlier way; other types are returned unchanged. */
function currentType(plain: string): string {
	const [, q, prompt] = oldQuestions.exec(plain) ?? []
	const questionWord = q ?? prompt
	if (questionWord !== undefined) return own(questions, questionWord) ? questionWord : plain
	const filled = oldMetadata.exec(plain)?.[1]
	const named = filled === undefined ? undefined : (own(oldNames, filled) ?? filled)
	if (named !== undefined) return own(metadata, named) ? named : plain
	// `phone number` is a question, `get phone number` is metadata
	return own(constrained, plain) ? plain : (own(oldNames, plain) ?? plain)
}

/** Only the table's own keys: `constructor` in a cell is not a type. */
const own = <Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined =>
	Object.hasOwn(table, key) ? table[key] : undefined

function sourceOf(written: string | undefined, list: string): 'choices' | 'file' | 'external' | 'rows' {
	if (written) return /file/i.test(written) ? 'file' : 'external'
	return list.startsWith('${') ? 'rows' : 'choices'
}
