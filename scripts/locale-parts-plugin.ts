import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

/** Parts of a language file: for a phone at once, for the phone's lazily loaded screens, and for the desk. */
export const localeParts = ['phone', 'later', 'desk'] as const
export type LocalePart = (typeof localeParts)[number]

/** Sections of a language file that only the desk shows. */
const deskSections = [
	'desk',
	'overview',
	'role',
	'restoration',
	'recovery',
	'coverage',
	'charts',
	'results',
	'transcripts',
	'quality',
	'review',
	'cleaning',
	'import',
	'rules',
	'export',
	'releases',
	'integrations',
	'table',
	'privacy',
	'forms',
	'formProblem',
	'people',
	'account',
	'twoFactor',
	'roleKey',
	'stepUp',
	'clock',
	'disk',
	'backgroundWork',
	'approvals',
	'fieldContacts',
	'dayMessage',
	'sample',
	'rounds',
	'backChecks',
	'helpline',
	'auditLog',
	'devices',
]

/** Sections for the phone's lazily loaded screens. */
const laterSections = [
	...[
		'sync',
		'record',
		'storage',
		'locked',
		'offlineTransfer',
		'comments',
		'returned',
		'erased',
		'pin',
		'encryptedAnswer',
	],
	...[
		'controls',
		'transcript',
		'finish',
		'endInterview',
		'formMenu',
		'formSections',
		'decoy',
		'help',
		'faq',
		'practice',
		'dayPlan',
		'backCheckVisits',
		'callBacks',
		'referrals',
		'audio',
		'codeSheet',
		'message',
		'security',
		'records',
		'visit',
		'receipt',
		'settings',
	],
]

/** Errors that can only occur at the desk. */
export const deskProblems = [
	'name-or-password-wrong',
	'password-wrong',
	'two-factor-required',
	'two-factor-wrong',
	'two-factor-locked',
	'two-factor-already-enabled',
	'step-up-needed',
	'code-in-person',
	'email-address-refused',
	'email-not-sent',
	'clock-changed',
	'approval-own',
	'approval-own-device',
	'form-proposal-changed',
	'all-districts-needed',
	'lead-approval-needed',
	'too-many-requests',
	'password-too-short',
	'password-too-weak',
	'not-in-demonstration',
	'public-use-not-allowed',
	'too-few-records-for-public-use',
	'form-belongs-to-other-deployment',
	'assignment-empty',
	'release-name-taken',
	'username-taken',
	'districts-missing',
	'conflict-already-resolved',
	'record-changed',
	'rule-changed',
	'rounds-not-comparable',
	'indicator-changed',
	'too-many-indicators',
	'census-missing',
	'theme-changed',
	'limits-changed',
	'too-many-themes',
	'comment-missing',
	'nothing-to-reverse',
	'reassignment-not-possible',
	'release-from-quarantine-not-possible',
	'code-is-for-a-phone',
	'reason-missing',
	'withdrawal-code-wrong',
	'value-not-allowed',
	'expression-invalid',
	'expression-unreadable',
	'expression-incomplete',
	'not-a-choice',
	'key-ended',
	'pattern-not-allowed',
	'rules-too-slow',
	'releases-differ',
	'file-too-wide',
	'server-stopped',
	'not-offered',
	'too-many-views',
	'identifiers-key-missing',
	'recovery-key-incomplete',
	'restart-needed',
	'identifier-damaged',
	'round-closed',
	'cluster-closed',
	'back-check-own-interview',
	'another-round-open',
	'round-transition-not-allowed',
	'sample-conflicts-with-stored',
	'person-conflicts-with-stored',
	'form-file-unknown',
	'form-file-unreadable',
	'form-file-empty',
	'form-file-decompression-limit',
	'form-file-too-large',
	'form-media-too-large',
	'edit-file-unreadable',
	'edit-file-encoding',
	'edit-file-without-ids',
	'edit-file-too-large',
	'edit-file-no-table',
	'mapping-unreadable',
	'sound-unreadable',
	'sound-too-large',
	'form-too-heavy',
	'form-unreadable',
	'list-unreadable',
]

type Texts = { readonly [name: string]: string | Texts }

/** Keeps the texts whose names match, in all sections. */
const filterTexts = (texts: Texts, matches: (name: string) => boolean): Texts =>
	Object.fromEntries(
		Object.entries(texts).flatMap(([name, value]): [string, string | Texts][] => {
			if (typeof value !== 'string') return [[name, filterTexts(value, matches)]]
			return matches(name) ? [[name, value]] : []
		}),
	)
const helplineSuffix = /_helpline(?=_one$|_other$|$)/
const isForHelpline = (name: string): boolean => helplineSuffix.test(name)

/** Returns one part of the texts; phone and desk each have their own error texts. */
export function partOf(texts: Texts, part: LocalePart): Texts {
	const partOfSection = (name: string): LocalePart =>
		deskSections.includes(name) ? 'desk' : laterSections.includes(name) ? 'later' : 'phone'
	const sectionsOf = (wanted: LocalePart): Texts =>
		Object.fromEntries(
			Object.entries(texts).filter(([name]) => !name.startsWith('_') && partOfSection(name) === wanted),
		)
	const isDeskProblem = (code: string) => deskProblems.includes(code.replace(helplineSuffix, ''))
	const problemsOf = (isDesk: boolean): Texts =>
		Object.fromEntries(Object.entries(texts.problem ?? {}).filter(([code]) => isDeskProblem(code) === isDesk))
	if (part === 'desk') return { ...sectionsOf('desk'), problem: problemsOf(true) }
	const firstScreens = { ...sectionsOf('phone'), problem: problemsOf(false) }
	// a phone shows its first screens before it knows whether it belongs to the helpline
	if (part === 'phone') return filterTexts(firstScreens, (name) => !isForHelpline(name))
	return { ...filterTexts(firstScreens, isForHelpline), ...sectionsOf('later') }
}

/**
 * Splits `en.json` into `en.json?part=phone`, `later` and `desk`: one file per language for translators,
 * three for loading. A phone never fetches the desk's texts, and fetches those of later screens only when
 * needed.
 */
export function localePartsPlugin(): Plugin {
	return {
		name: 'zila-locale-parts',
		enforce: 'pre',
		load(id) {
			const match = /^(.*\.json)\?part=(phone|later|desk)$/.exec(id)
			if (!match) return null
			const [, file = '', part] = match
			this.addWatchFile(file)
			const texts = partOf(JSON.parse(readFileSync(file, 'utf8')) as Texts, part as LocalePart)
			return { code: `export default ${JSON.stringify(texts)}`, moduleType: 'js' }
		},
	}
}
