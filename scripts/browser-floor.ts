/** Oldest browser of a phone: Chrome for Android of January 2023. */
export const oldestChrome = 109

interface Feature {
	readonly name: string
	/** First version of Chrome that has it. */
	readonly since: number
	readonly pattern: RegExp
}

/**
 * Features that came after the oldest browser, as they are called without a look whether they exist: a call by `?.(` passes.
 * Versions from caniuse.com and developer.mozilla.org. Syntax is translated by the build (`build.target`).
 */
const scriptFeatures: readonly Feature[] = [
	{ name: 'Array.prototype.toSorted', since: 110, pattern: /\.toSorted\(/ },
	{ name: 'Array.prototype.toReversed', since: 110, pattern: /\.toReversed\(/ },
	{ name: 'Array.prototype.toSpliced', since: 110, pattern: /\.toSpliced\(/ },
	{ name: 'String.prototype.isWellFormed', since: 111, pattern: /\.(is|to)WellFormed\(/ },
	{
		name: 'flag v of regular expressions',
		since: 112,
		pattern: /RegExp\([^()]*,\s*["'`][dgimsuy]*v[dgimsuy]*["'`]\)/,
	},
	{ name: 'Element.prototype.showPopover', since: 114, pattern: /\.(show|hide|toggle)Popover\(/ },
	{ name: 'AbortSignal.any', since: 116, pattern: /\bAbortSignal\.any\(/ },
	{ name: 'Object.groupBy', since: 117, pattern: /\b(Object|Map)\.groupBy\(/ },
	{ name: 'Promise.withResolvers', since: 119, pattern: /\bPromise\.withResolvers\(/ },
	{ name: 'URL.canParse', since: 120, pattern: /\bURL\.canParse\(/ },
	{ name: 'Array.fromAsync', since: 121, pattern: /\bArray\.fromAsync\(/ },
	{
		name: 'methods of two sets',
		since: 122,
		pattern: /\.(isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference)\(/,
	},
	{
		name: 'methods of iterators',
		since: 122,
		pattern:
			/\.(values|keys|entries)\(\)\.(map|filter|some|every|find|reduce|toArray|flatMap|take|drop|forEach)\(/,
	},
	{ name: 'URL.parse', since: 126, pattern: /\bURL\.parse\(/ },
	{ name: 'Promise.try', since: 128, pattern: /\bPromise\.try\(/ },
	{ name: 'Uint8Array.fromBase64', since: 140, pattern: /\bUint8Array\.from(Base64|Hex)\(/ },
	{ name: 'RegExp.escape', since: 136, pattern: /\bRegExp\.escape\(/ },
]

const styleFeatures: readonly Feature[] = [
	{ name: 'color-mix()', since: 111, pattern: /color-mix\(/ },
	{ name: 'nested rules', since: 112, pattern: /[{;]\s*&[\s.:[>+~]/ },
	{ name: 'text-wrap', since: 114, pattern: /[;{]text-wrap:/ },
	{ name: 'subgrid', since: 117, pattern: /:subgrid/ },
	{ name: '@starting-style', since: 117, pattern: /@starting-style/ },
	{ name: '@scope', since: 118, pattern: /@scope/ },
	{ name: ':user-invalid', since: 119, pattern: /:user-(in)?valid/ },
	{ name: 'light-dark()', since: 123, pattern: /light-dark\(/ },
	{ name: 'field-sizing', since: 123, pattern: /field-sizing:/ },
	{ name: 'anchors', since: 125, pattern: /anchor-name:|position-anchor:/ },
	{ name: 'interpolate-size', since: 129, pattern: /interpolate-size:/ },
]

/** Returns the features of a built file that the oldest browser lacks. */
export function findNewerFeatures(file: string, content: string): string[] {
	// a block of @supports asks first
	const unconditional = file.endsWith('.css') ? withoutSupports(content) : content
	return (file.endsWith('.css') ? styleFeatures : scriptFeatures)
		.filter(({ since, pattern }) => since > oldestChrome && pattern.test(unconditional))
		.map(({ name, since }) => `${name} (Chrome ${since})`)
}

/** Returns a style sheet without its blocks that are used only where the browser supports something. */
function withoutSupports(css: string): string {
	let rest = css
	for (let at = rest.indexOf('@supports'); at >= 0; at = rest.indexOf('@supports')) {
		let end = rest.indexOf('{', at)
		for (let depth = 1; depth > 0 && ++end < rest.length; )
			depth += rest[end] === '{' ? 1 : rest[end] === '}' ? -1 : 0
		rest = rest.slice(0, at) + rest.slice(end + 1)
	}
	return rest
}

/** @throws Error that names each file and feature */
export function demandOldestBrowser(
	files: readonly { readonly file: string; readonly content: string }[],
): void {
	const newer = files.flatMap(({ file, content }) =>
		findNewerFeatures(file, content).map((feature) => `${file}: ${feature}`),
	)
	if (newer.length === 0) return
	throw new Error(
		`Phones with Chrome ${oldestChrome} lack what these files use: ${newer.join('; ')}. Ask for it at run time (?.( or @supports), or do without.`,
	)
}
