/**
 * Functions that the phone loads only with a form that calls them; a test compares the list with the table.
 */
export const rareNames: readonly string[] = [
	'area',
	'enclosed-area',
	'distance',
	'geofence',
	'count-items',
	'item-at',
	'item-index',
	'item-present',
	'de-duplicate',
	'sqrt',
	'exp',
	'exp10',
	'log',
	'log10',
	'sin',
	'cos',
	'tan',
	'asin',
	'acos',
	'atan',
	'atan2',
	'pi',
	'checklist',
	'weighted-checklist',
	'difference-in-months',
	'add-date',
]
const calls = new RegExp(`(?:^|[^\\w-])(?:${rareNames.join('|')})\\s*\\(`)

/** True if any expression in the text of a form calls one of them. */
export const needsRare = (formText: string): boolean => calls.test(formText)

/** True if the text of a form names an algorithm of `digest` other than SHA-256. */
export const needsDigests = (formText: string): boolean => /MD5|SHA-(?:1|384|512)/.test(formText)
