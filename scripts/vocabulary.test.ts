import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

/** Texts by key, without the synonyms that only the search of the help reads. */
function readTexts(language: string): ReadonlyMap<string, string> {
	const found = new Map<string, string>()
	const walk = (node: unknown, path: readonly string[]): void => {
		if (typeof node === 'string') found.set(path.join('.'), node)
		else if (node && typeof node === 'object')
			for (const [name, value] of Object.entries(node)) walk(value, [...path, name])
	}
	walk(JSON.parse(readFileSync(`web/locales/${language}.json`, 'utf8')), [])
	for (const [key, text] of found)
		if (/\.synonyms$|^faq\.statusSynonyms\.|^_/.test(key)) found.delete(key)
		else found.set(key, text.replace(/\{\{[^}]*\}\}/g, '…'))
	return found
}

interface Term {
	/** Wording that no text uses. */
	readonly instead: RegExp
	/** The term of the glossary. */
	readonly use: string
}

/** One concept, one word: the term of each language, and the wording that it replaced. */
const terms: Readonly<Record<'en' | 'ur', readonly Term[]>> = {
	en: [
		{ instead: /\b(somebody|nobody|whoever)\b/i, use: 'user, enumerator, respondent …: the noun' },
		{ instead: /\binterviewers?\b/i, use: 'enumerator' },
		{ instead: /\bone-time codes?\b/i, use: 'enrolment code' },
		{ instead: /\bsquare codes?\b/i, use: 'QR code' },
		{ instead: /\bemergency codes?\b/i, use: 'backup code' },
		{ instead: /\bname codes?\b/i, use: 'username' },
		{ instead: /\bsecond step\b/i, use: 'two-factor authentication' },
		{ instead: /\bswitch(ed|es)? (\S+ )?(off|on)\b/i, use: 'deactivate, reactivate; turn on, turn off' },
		{
			instead: /\b(held back|set apart|kept apart|let in|keep out|kept out)\b/i,
			use: 'quarantined; accept, reject',
		},
		{ instead: /\bdisagreements?\b|\bto decide\b/i, use: 'conflict; resolve' },
		{ instead: /\b(bring|brought|brings) (\S+ )?in\b|\bolder data\b/i, use: 'import' },
		{ instead: /\btake the files?\b|\btaken out\b/i, use: 'export, download' },
		{ instead: /\boutlines?\b/i, use: 'boundaries' },
		{ instead: /\bmiddle of the cluster\b/i, use: 'cluster centre' },
		{ instead: /\b(withheld|untold|not told)\b/i, use: 'suppressed' },
		{ instead: /\b(reckoned|worked out)\b/i, use: 'estimated, calculated' },
		{ instead: /\bset right\b|\bmade so far\b/i, use: 'edit; history' },
		{ instead: /\blook again\b/i, use: 'refresh' },
		{ instead: /\bdestroy(ed|s)?\b/i, use: 'erase' },
		{ instead: /\bhand(ed)? (on|back)\b/i, use: 'reassign; return to office' },
		{ instead: /\bby hand\b/i, use: 'manually; offline transfer' },
		{ instead: /\bread aloud\b/i, use: 'audio question' },
		{ instead: /\bwords of the key\b/i, use: 'secret key' },
		{ instead: /\breserve (household|cluster)s?\b/i, use: 'replacement' },
	],
	ur: [
		{ instead: /رابطہ کار/, use: 'کوآرڈینیٹر' },
		{ instead: /تحفظ (کا|کے) نگران/, use: 'تحفظ کے فوکل پرسن' },
		{ instead: /کردار/, use: 'عہدہ' },
		{ instead: /نسخ[ہےو]/, use: 'ورژن' },
		{ instead: /آلہ|ایک بار کا کوڈ/, use: 'ڈیوائس؛ رجسٹریشن کوڈ' },
		{ instead: /ہنگامی کوڈ|مربع کوڈ/, use: 'بیک اپ کوڈ؛ کیو آر کوڈ' },
	],
}

describe.each(['en', 'ur'] as const)('texts of the app (%s)', (language) => {
	test.each(terms[language])('say “$use”', ({ instead }) => {
		const wrong = [...readTexts(language)].filter(([, text]) => instead.test(text))
		expect(wrong).toEqual([])
	})
})

const folders = ['shared', 'sync-server', 'web', 'scripts', 'tests']
const sources = folders.flatMap((folder) =>
	readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => /\.tsx?$/.test(name) && !name.includes('migrations'))
		.map((name) => ({ path: join(folder, name), text: readFileSync(join(folder, name), 'utf8') })),
)

/** Names of the pages of the desk. */
const pageNames = [...readTexts('en')].flatMap(([key, text]) =>
	/^desk\.page\.|^account\.title$/.test(key) ? [text] : [],
)

test('texts of the server name pages as the app does', () => {
	const wrong = sources
		.filter(({ path }) => path.startsWith('sync-server') && !path.endsWith('.test.ts'))
		.flatMap(({ path, text }) =>
			[...withoutComments(text).matchAll(/\bunder \**([A-Z].*)/g)]
				.filter(([, named = '']) => !pageNames.some((page) => named.startsWith(page)))
				.map(([place]) => `${path}: ${place.slice(0, 60)}`),
		)
	expect(wrong).toEqual([])
})

const withoutComments = (source: string) => source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')

/** Verbs and adverbs without a precise meaning: a reader has to open the file to understand the name. */
const emptyWords = new Set([
	...[
		'told',
		'tell',
		'tells',
		'said',
		'say',
		'says',
		'heard',
		'hear',
		'asked',
		'stood',
		'stands',
		'stand',
		'lies',
	],
	...[
		'beside',
		'apart',
		'kept',
		'keep',
		'brought',
		'bring',
		'taken',
		'carried',
		'look',
		'looks',
		'looked',
		'looking',
	],
	...[
		'pace',
		'brake',
		'braked',
		'noted',
		'aloud',
		'weather',
		'destroy',
		'destroyed',
		'somebody',
		'nobody',
		'whoever',
	],
])
/**
 * Words that are clear in the name of a local value: `keep` of a button, `taken` of names in use, `looks` of
 * a control.
 */
const plainLocally = new Set(['keep', 'taken', 'looks', 'look'])
/**
 * Names that use such a word in its ordinary sense, or for a value that has this name on the wire or on the
 * disk.
 */
const plainSense: Readonly<Record<string, string>> = {
	wasAsked: 'whether a question was put in a round',
	wasQuestionAsked: 'whether an enumerator put a question',
	wasIndicatorAsked: 'whether the questions of an indicator were put',
	notAsked: 'an estimate of a question that was not put',
	notAskedEstimate: 'the same',
	nobody: 'a group without people',
	notAskedMark: 'the mark of a passage that was not put, in forms',
	pace: 'interviews per day, as on the screen: “recent pace”',
	paceDay: 'the same',
	PaceChart: 'the chart of these',
}

test('declared names use the terms of the glossary', () => {
	const declared = /^\s*(?:export )?(?:async )?(?:function\*?|const|let|class|interface|type) (\w+)/gm
	const isProduct = (path: string) => !/\.test\.tsx?$|^tests\/|\/testing\//.test(path)
	const wrong = sources
		.filter(({ path }) => isProduct(path))
		.flatMap(({ path, text }) =>
			[...text.matchAll(declared)]
				.filter(([line, name = '']) => {
					if (name in plainSense) return false
					const isExported = line.startsWith('export')
					const words = name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? []
					return words
						.map((word) => word.toLowerCase())
						.some((word) => emptyWords.has(word) && (isExported || !plainLocally.has(word)))
				})
				.map(([, name = '']) => `${path}: ${name}`),
		)
	expect(wrong).toEqual([])
})

test('a comment on a declaration begins with its subject or its verb', () => {
	const wrong = sources.flatMap(({ path, text }) =>
		[...text.matchAll(/\/\*\*\s+(?:\* )?((?:What|Who|Whose|Whom|Whoever|Whatever|Of|So|Whether) .*)/g)].map(
			([, comment = '']) => `${path}: ${comment.slice(0, 60)}`,
		),
	)
	expect(wrong).toEqual([])
})
