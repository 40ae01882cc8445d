import type { QuestionType } from './question-types.ts'

/** Kind of a row of the sheet `survey`, as far as appearances and columns depend on it. */
export type RowKind = QuestionType | 'group' | 'repeat'

/** Key of the sentence that is shown for an appearance that this app does not have. */
export type AppearanceCode =
	| 'appearance-map'
	| 'appearance-map-location'
	| 'appearance-image-map'
	| 'appearance-other-app'
	| 'appearance-calendar'
	| 'appearance-date-field'
	| 'appearance-width'
	| 'appearance-print'
	| 'appearance-compass'
	| 'appearance-masked'
	| 'appearance-link'
	| 'appearance-typed'
	| 'appearance-plug-in'
	| 'appearance-camera'
	| 'appearance-scanner'
	| 'appearance-layout'
	| 'appearance-range'
	| 'appearance-label-row'
	| 'appearance-hidden'
	| 'appearance-group'
	| 'appearance-cht'

const selects: readonly RowKind[] = ['select-one', 'select-many']
const places: readonly RowKind[] = ['geopoint', 'geotrace', 'geoshape']
const groups: readonly RowKind[] = ['group', 'repeat']

/** Appearances with an effect in `web/fill`, and the kinds of rows that they work on. */
const effective: Readonly<Record<string, readonly RowKind[]>> = {
	multiline: ['text'],
	// a number field shows the numeric keyboard anyway
	numbers: ['text', 'integer', 'decimal'],
	'thousands-sep': ['integer', 'decimal'],
	minimal: ['select-one'],
	autocomplete: selects,
	search: selects,
	likert: selects,
	columns: selects,
	'columns-pack': selects,
	'list-nolabel': selects,
	quick: ['select-one'],
	'month-year': ['date'],
	year: ['date'],
	signature: ['image'],
	draw: ['image'],
	annotate: ['image'],
	inside: ['image'],
	new: ['image', 'video'],
	vertical: ['range'],
	'no-ticks': ['range'],
	// how a text is read: see `reading-styles.ts`
	spoken: ['note'],
	card: ['note'],
	'spoken-hint': [...selects, 'acknowledge', 'text', 'integer', 'note'],
	'read-out': selects,
	'not-read-out': selects,
	picker: ['range'],
	rating: ['range'],
	'table-list': ['group'],
	// a group is a page of its own, and rows of a repeat are shown together
	'field-list': groups,
}

interface Ineffective {
	/** Kinds of rows for which the sentence is true. Absent if it is true for all. */
	readonly on?: readonly RowKind[]
	readonly code: AppearanceCode
}

const words = (list: string, row: Ineffective): readonly (readonly [string, Ineffective])[] =>
	list.split(' ').map((word) => [word, row] as const)

/** Appearances that other apps have and this one has not. A word may mean something else on another row. */
const ineffective: readonly (readonly [string, Ineffective])[] = [
	...words('map', { on: selects, code: 'appearance-map' }),
	...words('map maps placement-map hide-input', { on: places, code: 'appearance-map-location' }),
	...words('image-map', { on: selects, code: 'appearance-image-map' }),
	...words('bikram-sambat buddhist coptic ethiopian islamic myanmar persian', {
		on: ['date', 'datetime'],
		code: 'appearance-calendar',
	}),
	...words('no-calendar spinner', { on: ['date', 'datetime', 'time'], code: 'appearance-date-field' }),
	...words('w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 w12', { code: 'appearance-width' }),
	...words('printer', { code: 'appearance-print' }),
	...words('bearing', { code: 'appearance-compass' }),
	...words('masked', { code: 'appearance-masked' }),
	...words('url', { code: 'appearance-link' }),
	...words('counter ticker noticker', { code: 'appearance-typed' }),
	...words('numbers_phone numbers_decimal show_formatted', { code: 'appearance-typed' }),
	...words('new-front new-rear selfie front rear', { on: ['image', 'video'], code: 'appearance-camera' }),
	...words('front hidden-answer', { on: ['barcode'], code: 'appearance-scanner' }),
	...words('minimal', { on: ['select-many', 'rank'], code: 'appearance-layout' }),
	...words(
		'compact horizontal horizontal-compact quickcompact no-buttons list columns-flex vertical image-only side-by-side',
		{ on: [...selects, 'rank'], code: 'appearance-layout' },
	),
	...words('distress analog-scale', { code: 'appearance-range' }),
	...words('label', { on: selects, code: 'appearance-label-row' }),
	...words('hidden', { code: 'appearance-hidden' }),
	...words('compact accordion no-collapse pages horizontal', { on: groups, code: 'appearance-group' }),
	...words(
		'android-app-launcher android-app-inputs android-app-outputs android-app-object bind-id-only black blue center countdown-timer db-object ' +
			'descendant-of-current-contact display-base64-image green h1 h2 h3 h4 h5 h6 li lime mrdt-verify red select-contact select-medicine ' +
			'simprints-register summary type-clinic type-district_hospital type-health_center type-person underline yellow',
		{ code: 'appearance-cht' },
	),
]

/** Appearances of a family that share their beginning: `ex:org.example.app(x=1)`, `columns-3`. */
const families: readonly { readonly begins: RegExp; readonly code: AppearanceCode }[] = [
	{ begins: /^ex:/, code: 'appearance-other-app' },
	{ begins: /^printer:/, code: 'appearance-print' },
	{ begins: /^custom-/, code: 'appearance-plug-in' },
	{ begins: /^compact-\d+$/, code: 'appearance-layout' },
	{ begins: /^(type|contact|select)-[a-z_]+$/, code: 'appearance-cht' },
]

/** Known appearances, as suggestions for a misspelt one. */
export const appearanceWords: readonly string[] = [
	...Object.keys(effective),
	...new Set(ineffective.map(([word]) => word)),
]

export type AppearanceFinding =
	| { readonly code: 'appearance-cht' }
	| {
			readonly code: Exclude<AppearanceCode, 'appearance-cht'> | 'appearance-unknown'
			readonly found: string
	  }
	| { readonly code: 'appearance-not-for-type'; readonly found: string; readonly possible: string }

/** A cell with more unknown words is a sentence in the wrong column. */
const maxUnknown = 2

/** Returns a finding for each word of an appearance that has no effect on this kind of row. */
export function ignoredAppearances(cell: string, kind: RowKind): AppearanceFinding[] {
	const found = wordsOf(cell).flatMap((word) => findingOf(word, kind) ?? [])
	const unknown = found.filter(({ code }) => code === 'appearance-unknown')
	if (unknown.length <= maxUnknown) return found
	return [
		...found.filter(({ code }) => code !== 'appearance-unknown'),
		{ code: 'appearance-unknown', found: cell },
	]
}

function findingOf(word: string, kind: RowKind): AppearanceFinding | null {
	const plain = /^columns-\d+$/.test(word) ? 'columns' : word
	const worksOn = Object.hasOwn(effective, plain) ? effective[plain] : undefined
	// `field-list` is read nowhere, so its spelling makes no difference
	if (worksOn?.includes(kind) || word.toLowerCase() === 'field-list') return null
	const meanings = ineffective.filter(([each]) => each === word).map(([, row]) => row)
	const meaning = meanings.find(({ on }) => on === undefined || on.includes(kind))
	if (meaning) return ignored(meaning.code, word)
	const family = families.find(({ begins }) => begins.test(word))
	if (family) return ignored(family.code, word)
	const possible = worksOn ?? meanings.flatMap(({ on = [] }) => on)
	if (possible.length === 0) return { code: 'appearance-unknown', found: word }
	return { code: 'appearance-not-for-type', found: word, possible: possible.map(typeWord).join(', ') }
}

/** The toolkit has dozens of appearances, and one sentence explains all of them. */
const ignored = (code: AppearanceCode, found: string): AppearanceFinding =>
	code === 'appearance-cht' ? { code } : { code, found }

/** Splits an appearance into words. Brackets belong to their word; `search(…)` is parsed elsewhere. */
const wordsOf = (cell: string): string[] =>
	cell
		.replace(/\bsearch\s*\(.*\)/i, ' ')
		.match(/(?:ex:|printer:|custom-)[^\s(]*(?:\s*\(.*\))?\S*|[^\s,;]+/g)
		?.map((word) => word.trim()) ?? []

/** Type of a row as an author writes it in the sheet. */
export const typeWord = (kind: RowKind): string =>
	kind === 'select-many'
		? 'select_multiple'
		: kind === 'group' || kind === 'repeat'
			? `begin_${kind}`
			: kind.replace('-', '_')
