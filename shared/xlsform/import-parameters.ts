import { typeWord } from '../forms/appearance-words.ts'
import type { QuestionType } from '../forms/question-types.ts'
import { rangeOf } from '../forms/range.ts'
import { isPossibleName } from './import-context.ts'
import type { FormSwitch } from './import-types.ts'

/** Possible values of a parameter, and the words for them in a message. */
interface Kind {
	readonly isPossible: (value: string) => boolean
	readonly words: string
}
const truth: Kind = { isPossible: (value) => /^(true|false)$/i.test(value), words: 'true, false' }
const number: Kind = { isPossible: (value) => /^-?\d+(\.\d+)?$/.test(value), words: '1, 2.5' }
const whole: Kind = { isPossible: (value) => /^\d+$/.test(value), words: '3' }
const reference: Kind = {
	isPossible: (value) => number.isPossible(value) || /^\$\{[^{}]+\}$/.test(value),
	words: '42, a question in braces after a dollar sign',
}
const name: Kind = { isPossible: isPossibleName, words: 'code' }
const quality: Kind = {
	isPossible: (value) => /^(voice-only|low|normal|external)$/.test(value),
	words: 'voice-only, low, normal, external',
}
const recordedQuality: Kind = {
	isPossible: (value) => /^(voice-only|low|normal)$/.test(value),
	words: 'voice-only, low, normal',
}
const priority: Kind = {
	isPossible: (value) => /^(no-power|low-power|balanced|high-accuracy)$/.test(value),
	words: 'no-power, low-power, balanced, high-accuracy',
}
const anything: Kind = { isPossible: () => true, words: '' }

const ofChoices = { randomize: truth, seed: reference, value: name, label: name }
/** Every point of a line is saved at once, with or without `incremental`. */
const ofLines = {
	'allow-mock-accuracy': truth,
	incremental: { isPossible: (value: string) => /^true(\(\))?$/i.test(value), words: 'true' },
	'reference-geometry': anything,
}
/** Parameters by type. A type without an entry has none that we know, and its parameters are left alone. */
const parametersOfType: { readonly [Type in QuestionType]?: Readonly<Record<string, Kind>> } = {
	text: { rows: whole },
	'select-one': ofChoices,
	'select-many': ofChoices,
	rank: ofChoices,
	range: {
		start: number,
		end: number,
		step: number,
		tick_interval: number,
		placeholder: number,
		tick_labelset: name,
	},
	geopoint: {
		'allow-mock-accuracy': truth,
		'capture-accuracy': number,
		'warning-accuracy': number,
		'reference-geometry': anything,
		decimals: whole,
	},
	geotrace: ofLines,
	geoshape: ofLines,
	image: {
		'max-pixels': whole,
		location: { isPossible: (value) => value === 'keep', words: 'keep' },
		app: { isPossible: (value) => /^[a-z]\w*(\.[a-z]\w*)+$/i.test(value), words: 'org.example.camera' },
	},
	audio: { quality, 'max-minutes': whole },
	audit: {
		'location-priority': priority,
		'location-min-interval': whole,
		'location-max-age': whole,
		'track-changes': truth,
		'identify-user': truth,
		'track-changes-reasons': { isPossible: (value) => value === 'on-form-edit', words: 'on-form-edit' },
	},
}

/**
 * Parameters of rows that switch something on in other apps; a switch without an entry has none that we know.
 */
const parametersOfSwitch: { readonly [Name in FormSwitch]?: Readonly<Record<string, Kind>> } = {
	'background-audio': { quality: recordedQuality },
}

/** Parameters that are read and have no effect here, with the code of the message. */
const ineffective: { readonly [Type in QuestionType]?: Readonly<Record<string, IgnoredCode>> } = {
	text: { rows: 'parameter-rows' },
	image: { app: 'parameter-app' },
	audio: { quality: 'parameter-quality' },
	geopoint: { 'allow-mock-accuracy': 'parameter-ignored', 'reference-geometry': 'appearance-map-location' },
	geotrace: { 'allow-mock-accuracy': 'parameter-ignored', 'reference-geometry': 'appearance-map-location' },
	geoshape: { 'allow-mock-accuracy': 'parameter-ignored', 'reference-geometry': 'appearance-map-location' },
	audit: {
		'track-changes': 'parameter-ignored',
		'identify-user': 'parameter-ignored',
		'track-changes-reasons': 'parameter-ignored',
	},
}
type IgnoredCode =
	| 'parameter-rows'
	| 'parameter-app'
	| 'parameter-quality'
	| 'parameter-ignored'
	| 'appearance-map-location'

export type ParameterProblem =
	| { readonly code: IgnoredCode; readonly found: string }
	| { readonly code: 'parameter-without-use'; readonly found: string; readonly type: string }
	| { readonly code: 'parameters-unreadable'; readonly found: string }
	| { readonly code: 'parameter-unknown'; readonly found: string; readonly possible: string }
	| {
			readonly code: 'parameter-not-possible'
			readonly found: string
			readonly key: string
			readonly possible: string
	  }
	| { readonly code: 'range-not-possible'; readonly found: string }
	| { readonly code: 'audit-place-incomplete' }

type Report = (problem: ParameterProblem) => void

/** Severity of a problem: a parameter that is only ignored stops no form. */
export const severityOf = (code: ParameterProblem['code']): 'error' | 'warning' =>
	code === 'parameter-without-use' ||
	code === 'appearance-map-location' ||
	/^parameter-(rows|app|quality|ignored)$/.test(code)
		? 'warning'
		: 'error'

/**
 * Parses `start=1 end=7` to pairs; undefined for none, or if they cannot be read. All problems go to
 * `report`.
 */
export function readParameters(
	cell: string,
	type: QuestionType,
	report: Report,
): Record<string, string> | undefined {
	const parameters = pairsOf(cell, report)
	if (!parameters) return undefined
	check(parameters, parametersOfType[type], report)
	if (!parametersOfType[type] && type !== 'calculate')
		report({ code: 'parameter-without-use', found: cell, type: typeWord(type) })
	for (const key of Object.keys(parameters)) {
		const code = ineffective[type]?.[key]
		if (code && parameters[key] !== 'false') report({ code, found: `${key}=${parameters[key]}` })
	}
	if (type === 'range' && !isRange(parameters)) report({ code: 'range-not-possible', found: cell })
	const places = type === 'audit' ? placeParameters.filter((key) => key in parameters).length : 0
	if (places > 0 && places < placeParameters.length) report({ code: 'audit-place-incomplete' })
	return parameters
}

/** Checks the parameters of a switch, which have no other use. */
export function checkSwitch(cell: string, of: FormSwitch, report: Report): void {
	const parameters = pairsOf(cell, report) ?? {}
	check(parameters, parametersOfSwitch[of], report)
}

/** Parameters of an audit that would record locations. */
export const placeParameters = ['location-priority', 'location-min-interval', 'location-max-age'] as const

/** Parses `start=1 end=7` to pairs; undefined for none, or if they cannot be read. */
function pairsOf(cell: string, report: Report): Record<string, string> | undefined {
	if (cell === '') return undefined
	// spaces around an equals sign are allowed, and so are all separators that authors think of
	const parts = cell
		.replace(/\s*=\s*/g, '=')
		.split(/[\s,;]+/)
		.filter(Boolean)
	if (!parts.every((part) => /^[^=]+=[^=]+$/.test(part))) {
		report({ code: 'parameters-unreadable', found: cell })
		return undefined
	}
	return Object.fromEntries(
		parts.map((part) => {
			const at = part.indexOf('=')
			return [part.slice(0, at).toLowerCase(), part.slice(at + 1)]
		}),
	)
}

function check(
	parameters: Readonly<Record<string, string>>,
	known: Readonly<Record<string, Kind>> | undefined,
	report: Report,
): void {
	if (!known) return
	for (const [key, value] of Object.entries(parameters)) {
		const kind = known[key]
		if (!kind) report({ code: 'parameter-unknown', found: key, possible: Object.keys(known).join(', ') })
		else if (!kind.isPossible(value))
			report({ code: 'parameter-not-possible', found: value, key, possible: kind.words })
	}
}

function isRange(parameters: Readonly<Record<string, string>>): boolean {
	const { start, end, step } = rangeOf(parameters)
	if (![start, end, step].every(Number.isFinite)) return true // already reported as not possible
	return step !== 0 && start !== end && Math.abs(step) <= Math.abs(end - start)
}
