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

/** True if `digest` may be called with an algorithm other than SHA-256; one that is calculated may be any. */
export function needsDigests(formText: string): boolean {
	const count = (pattern: RegExp) => formText.match(pattern)?.length ?? 0
	const callCount = count(/(?:^|[^\w-])digest\s*\(/g)
	return /MD5|SHA-(?:1|384|512)/.test(formText) || callCount > count(/['"]SHA-256\\?['"]/g)
}
