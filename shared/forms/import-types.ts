import type { Preset } from './form-definition.ts'
import type { QuestionType } from './question-types.ts'

/** What the column `type` says in a row. */
export type SheetType =
	| { readonly kind: 'begin' | 'end'; readonly of: 'group' | 'repeat' }
	| { readonly kind: 'question'; readonly type: QuestionType }
	| {
			readonly kind: 'select'
			readonly type: 'select-one' | 'select-many' | 'rank'
			/** A list of the sheet `choices`, or the name of an attached file. */
			readonly list: string
			readonly isFile: boolean
			readonly hasOther: boolean
	  }
	/** Filled by the app; `calculation` where it is made from the clock, `preset` where the app knows it. */
	| { readonly kind: 'metadata'; readonly calculation?: string; readonly preset?: Preset }
	/** XLSForm has it, and this engine does not run it yet. */
	| { readonly kind: 'not-yet' }
	/** Nothing that a form asks: a comment, or a switch of another app. */
	| { readonly kind: 'nothing' }
	| { readonly kind: 'unknown' }

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
	audio: 'audio',
	acknowledge: 'acknowledge',
	trigger: 'acknowledge',
	note: 'note',
	tel: 'text',
	range: 'range',
	barcode: 'barcode',
	calculate: 'calculate',
	'calculate here': 'calculate',
	hidden: 'calculate',
}

const metadata: Readonly<Record<string, { calculation?: string; preset?: Preset }>> = {
	start: { calculation: 'once(now())' },
	today: { calculation: 'once(today())' },
	end: {},
	deviceid: { preset: 'phone' },
	imei: { preset: 'phone' },
	username: { preset: 'person' },
	phonenumber: {},
	email: {},
	subscriberid: {},
	simserial: {},
	caseid: {},
	'start geopoint': {},
}

/** Switches of other apps for what every revision carries anyway: who, when, on which phone, how long. */
const switches = new Set(['audit', 'text audit', 'audio audit', 'comments'])

const notYet =
	/^(image|photo|picture|video|file|geotrace|geoshape|(xml|csv) external|osm|background (audio|geopoint)|select one external)\b/

const begins = /^(begin|end) (group|repeat|loop|lgroup|looped group)\b/
const selects =
	/^(?<head>rank|select[ _]one|select1|select[ _]multiple|select all that apply)(?<file>[ _]from[ _]file)?(?: from)? (?<list>.+?)(?<other> or[ _](?:specify[ _])?other)?$/i

/** Reads a cell of the column `type`: any case, spaces or underscores, as forms in use have them. */
export function readType(cell: string): SheetType {
	const written = cell.trim().replace(/\s+/g, ' ')
	if (written === '' || written.startsWith('#')) return { kind: 'nothing' }
	const plain = written.toLowerCase().replace(/[_-]/g, ' ')
	const bracket = begins.exec(plain)
	if (bracket)
		return {
			kind: bracket[1] as 'begin' | 'end',
			of: bracket[2]?.endsWith('group') && bracket[2] !== 'looped group' ? 'group' : 'repeat',
		}
	const question = questions[plain] ?? questions[plain.replace(/^hidden (string|int|geopoint)$/, 'hidden')]
	if (question) return { kind: 'question', type: question }
	// CHT: the id of another record
	if (plain.startsWith('db:')) return { kind: 'question', type: 'text' }
	if (Object.hasOwn(metadata, plain)) return { kind: 'metadata', ...metadata[plain] }
	if (switches.has(plain)) return { kind: 'nothing' }
	if (notYet.test(plain)) return { kind: 'not-yet' }
	const select = selects.exec(written)?.groups
	if (!select?.head || !select.list) return { kind: 'unknown' }
	return {
		kind: 'select',
		type: /multiple|all/i.test(select.head)
			? 'select-many'
			: /rank/i.test(select.head)
				? 'rank'
				: 'select-one',
		list: select.list,
		isFile: select.file !== undefined,
		hasOther: select.other !== undefined,
	}
}
