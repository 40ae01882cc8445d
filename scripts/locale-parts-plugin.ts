import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

/** Parts of a language file: for a phone at once, for the phone's lazily loaded screens, and for the desk. */
export const localeParts = ['phone', 'later', 'desk'] as const
export type LocalePart = (typeof localeParts)[number]

/** Sections of a language file that only the desk shows. */
const deskSections = [
	'desk',
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

/** Texts that the helpline words differently, under the same names. */
export const helplineSection = 'atHelpline'

type Texts = Readonly<Record<string, unknown>>

/** Returns one part of the texts; phone and desk each have their own error texts. */
export function partOf(texts: Texts, part: LocalePart): Texts {
	const choose = (all: unknown, which: (name: string) => boolean): Texts =>
		Object.fromEntries(Object.entries(all as Texts).filter(([name]) => which(name)))
	const partOfSection = (name: string) =>
		deskSections.includes(name) ? 'desk' : laterSections.includes(name) ? 'later' : 'phone'
	const sections = choose(
		texts,
		(name) => !name.startsWith('_') && name !== helplineSection && partOfSection(name) === part,
	)
	const ofHelpline = texts[helplineSection] as Texts | undefined
	// a phone shows its first screens before it knows whether it belongs to the helpline
	const parts = part === 'phone' ? [] : part === 'later' ? (['phone', 'later'] as const) : (['desk'] as const)
	const spoken = ofHelpline
		? { [helplineSection]: Object.assign({}, ...parts.map((each) => partOf(ofHelpline, each))) }
		: {}
	if (part === 'later') return { ...sections, ...spoken }
	const problem = choose(texts.problem ?? {}, (code) => deskProblems.includes(code) === (part === 'desk'))
	return { ...sections, ...(part === 'desk' ? spoken : {}), problem }
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
