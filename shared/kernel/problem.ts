/** Action that resolves a problem. Every code has exactly one. */
export type Recovery = 'retry-later' | 'sign-in' | 'fix-answers' | 'ask-coordinator' | 'report-bug'

type ProblemCatalogueRow = { readonly status: number; readonly recovery: Recovery }

/**
 * The one catalogue. `status` is the HTTP status if the server reports it; problems that only a phone can
 * have carry the status they would have had. Each code has a sentence under `problem.<code>` in every file of
 * `web/locales`, and a test compares both lists.
 */
const catalogue = {
	// cured by waiting
	'no-connection': { status: 503, recovery: 'retry-later' },
	'not-our-server': { status: 502, recovery: 'retry-later' },
	'server-busy': { status: 503, recovery: 'retry-later' },
	'server-disk-full': { status: 507, recovery: 'retry-later' },
	'store-damaged': { status: 500, recovery: 'retry-later' },
	'server-stopped': { status: 503, recovery: 'retry-later' },

	// authentication and authorisation
	'signed-out': { status: 401, recovery: 'sign-in' },
	'key-ended': { status: 401, recovery: 'sign-in' },
	'name-or-password-wrong': { status: 401, recovery: 'fix-answers' },
	'password-wrong': { status: 401, recovery: 'fix-answers' },
	'two-factor-required': { status: 401, recovery: 'fix-answers' },
	'two-factor-wrong': { status: 401, recovery: 'fix-answers' },
	'two-factor-locked': { status: 401, recovery: 'ask-coordinator' },
	'step-up-needed': { status: 401, recovery: 'fix-answers' },
	'two-factor-already-enabled': { status: 409, recovery: 'fix-answers' },
	'too-many-tries': { status: 429, recovery: 'retry-later' },
	'too-many-requests': { status: 429, recovery: 'retry-later' },
	'password-too-short': { status: 422, recovery: 'fix-answers' },
	'password-too-weak': { status: 422, recovery: 'fix-answers' },
	'code-unknown': { status: 404, recovery: 'ask-coordinator' },
	'code-used': { status: 410, recovery: 'ask-coordinator' },
	'code-expired': { status: 410, recovery: 'ask-coordinator' },
	'code-in-person': { status: 409, recovery: 'fix-answers' },
	'email-address-refused': { status: 422, recovery: 'fix-answers' },
	'email-not-sent': { status: 502, recovery: 'ask-coordinator' },
	'device-not-confirmed': { status: 409, recovery: 'ask-coordinator' },
	'code-is-for-the-desk': { status: 409, recovery: 'fix-answers' },
	'code-is-for-a-phone': { status: 409, recovery: 'fix-answers' },
	'tls-needed': { status: 426, recovery: 'retry-later' },
	'phone-unknown': { status: 401, recovery: 'ask-coordinator' },
	'access-keys-differ': { status: 409, recovery: 'ask-coordinator' },
	'not-allowed': { status: 403, recovery: 'ask-coordinator' },
	'not-in-demonstration': { status: 403, recovery: 'ask-coordinator' },
	'person-inactive': { status: 403, recovery: 'ask-coordinator' },
	'release-name-taken': { status: 409, recovery: 'fix-answers' },
	'lead-approval-needed': { status: 409, recovery: 'ask-coordinator' },
	'approval-own-device': { status: 403, recovery: 'ask-coordinator' },
	'approval-own': { status: 403, recovery: 'ask-coordinator' },
	'form-proposal-changed': { status: 409, recovery: 'fix-answers' },
	'all-districts-needed': { status: 403, recovery: 'ask-coordinator' },
	'assignment-empty': { status: 422, recovery: 'fix-answers' },
	'form-belongs-to-other-deployment': { status: 409, recovery: 'fix-answers' },
	'username-taken': { status: 409, recovery: 'fix-answers' },
	'districts-missing': { status: 422, recovery: 'fix-answers' },

	// content of a request
	'input-invalid': { status: 422, recovery: 'fix-answers' },
	'public-use-not-allowed': { status: 422, recovery: 'fix-answers' },
	'too-few-records-for-public-use': { status: 422, recovery: 'fix-answers' },
	'not-found': { status: 404, recovery: 'fix-answers' },
	'too-many-views': { status: 409, recovery: 'fix-answers' },
	'not-offered': { status: 501, recovery: 'fix-answers' },
	'conflict-already-resolved': { status: 409, recovery: 'fix-answers' },
	'record-changed': { status: 409, recovery: 'fix-answers' },
	'rule-changed': { status: 409, recovery: 'fix-answers' },
	'rounds-not-comparable': { status: 409, recovery: 'fix-answers' },
	'indicator-changed': { status: 409, recovery: 'fix-answers' },
	'too-many-indicators': { status: 409, recovery: 'fix-answers' },
	'census-missing': { status: 409, recovery: 'fix-answers' },
	'theme-changed': { status: 409, recovery: 'fix-answers' },
	'limits-changed': { status: 409, recovery: 'fix-answers' },
	'too-many-themes': { status: 409, recovery: 'fix-answers' },
	'reassignment-not-possible': { status: 409, recovery: 'fix-answers' },
	'nothing-to-reverse': { status: 409, recovery: 'fix-answers' },
	'comment-missing': { status: 422, recovery: 'fix-answers' },
	'release-from-quarantine-not-possible': { status: 409, recovery: 'ask-coordinator' },
	'reason-missing': { status: 422, recovery: 'fix-answers' },
	'clock-changed': { status: 409, recovery: 'fix-answers' },
	'withdrawal-code-wrong': { status: 422, recovery: 'fix-answers' },
	'identifiers-key-missing': { status: 409, recovery: 'ask-coordinator' },
	'recovery-key-incomplete': { status: 409, recovery: 'ask-coordinator' },
	'restart-needed': { status: 409, recovery: 'ask-coordinator' },
	'identifier-damaged': { status: 409, recovery: 'report-bug' },
	'value-not-allowed': { status: 422, recovery: 'fix-answers' },
	'expression-invalid': { status: 422, recovery: 'fix-answers' },
	'expression-unreadable': { status: 422, recovery: 'fix-answers' },
	'expression-incomplete': { status: 422, recovery: 'fix-answers' },
	'not-a-choice': { status: 422, recovery: 'fix-answers' },
	'file-too-wide': { status: 422, recovery: 'fix-answers' },
	'pattern-not-allowed': { status: 422, recovery: 'fix-answers' },
	'rules-too-slow': { status: 422, recovery: 'fix-answers' },
	'releases-differ': { status: 422, recovery: 'fix-answers' },
	'round-closed': { status: 409, recovery: 'fix-answers' },
	'cluster-closed': { status: 409, recovery: 'fix-answers' },
	'call-back-taken': { status: 409, recovery: 'fix-answers' },
	'referral-changed': { status: 409, recovery: 'fix-answers' },
	'back-check-own-interview': { status: 409, recovery: 'fix-answers' },
	'another-round-open': { status: 409, recovery: 'fix-answers' },
	'round-transition-not-allowed': { status: 409, recovery: 'fix-answers' },
	'sample-conflicts-with-stored': { status: 409, recovery: 'fix-answers' },
	'person-conflicts-with-stored': { status: 409, recovery: 'fix-answers' },
	'form-file-unknown': { status: 422, recovery: 'fix-answers' },
	'form-file-unreadable': { status: 422, recovery: 'fix-answers' },
	'form-file-empty': { status: 422, recovery: 'fix-answers' },
	'form-file-decompression-limit': { status: 413, recovery: 'fix-answers' },
	'form-file-too-large': { status: 413, recovery: 'fix-answers' },
	'form-media-too-large': { status: 413, recovery: 'fix-answers' },
	'edit-file-unreadable': { status: 422, recovery: 'fix-answers' },
	'edit-file-encoding': { status: 422, recovery: 'fix-answers' },
	'edit-file-without-ids': { status: 422, recovery: 'fix-answers' },
	'edit-file-no-table': { status: 422, recovery: 'fix-answers' },
	'mapping-unreadable': { status: 422, recovery: 'fix-answers' },
	'edit-file-too-large': { status: 413, recovery: 'fix-answers' },
	'sound-unreadable': { status: 422, recovery: 'fix-answers' },
	'sound-too-large': { status: 413, recovery: 'fix-answers' },
	'form-too-heavy': { status: 413, recovery: 'fix-answers' },
	'form-unreadable': { status: 422, recovery: 'fix-answers' },
	'list-unreadable': { status: 422, recovery: 'fix-answers' },

	// protocol
	'bundle-unreadable': { status: 400, recovery: 'report-bug' },
	'request-outdated': { status: 409, recovery: 'retry-later' },
	'request-repeated': { status: 409, recovery: 'retry-later' },
	'body-too-large': { status: 413, recovery: 'report-bug' },
	'attachment-unknown': { status: 404, recovery: 'ask-coordinator' },
	'attachment-too-large': { status: 413, recovery: 'ask-coordinator' },
	// not 507: other parts of an offline bundle are still accepted
	'attachment-quota': { status: 413, recovery: 'ask-coordinator' },
	'attachment-damaged': { status: 422, recovery: 'retry-later' },
	'attachment-differs': { status: 409, recovery: 'report-bug' },
	'offset-wrong': { status: 409, recovery: 'retry-later' },
	'key-unknown': { status: 409, recovery: 'retry-later' },

	// only on a phone
	'phone-full': { status: 507, recovery: 'fix-answers' },
	'phone-nearly-full': { status: 507, recovery: 'fix-answers' },
	'app-too-old': { status: 409, recovery: 'ask-coordinator' },
	'phone-storage-broken': { status: 500, recovery: 'ask-coordinator' },
	'pin-wrong': { status: 401, recovery: 'fix-answers' },
	'pin-wrong-again': { status: 401, recovery: 'fix-answers' },
	'pin-wait': { status: 429, recovery: 'retry-later' },
	'pin-gone': { status: 410, recovery: 'ask-coordinator' },
	'enrolment-gone': { status: 410, recovery: 'fix-answers' },
	'spare-key-missing': { status: 410, recovery: 'ask-coordinator' },
	'camera-unavailable': { status: 500, recovery: 'fix-answers' },
	'microphone-unavailable': { status: 500, recovery: 'fix-answers' },
	'place-unavailable': { status: 500, recovery: 'fix-answers' },
	'picture-unreadable': { status: 422, recovery: 'fix-answers' },
	'file-too-large': { status: 413, recovery: 'fix-answers' },
	'draft-gone': { status: 410, recovery: 'fix-answers' },
	'answers-too-long': { status: 413, recovery: 'fix-answers' },
	'form-missing': { status: 404, recovery: 'retry-later' },
	'no-role-key': { status: 409, recovery: 'ask-coordinator' },

	unexpected: { status: 500, recovery: 'report-bug' },
} as const satisfies Record<string, ProblemCatalogueRow>

export type ProblemCode = keyof typeof catalogue
export const problemCodes = Object.keys(catalogue) as ProblemCode[]

/** Values for the sentence: counts, codes, cells. Never an answer. */
export type ProblemDetails = Readonly<Record<string, string | number>>

/** A broken promise, with a code from the catalogue. Decide by `code` or `recovery`, never by the message. */
export class Problem extends Error {
	readonly code: ProblemCode
	readonly details: ProblemDetails

	constructor(code: ProblemCode, details: ProblemDetails = {}, cause?: unknown) {
		super(code, cause === undefined ? undefined : { cause })
		this.name = 'Problem'
		this.code = code
		this.details = details
	}
	get status(): number {
		return catalogue[this.code].status
	}
	get recovery(): Recovery {
		return catalogue[this.code].recovery
	}
	/** Returns the shape on the wire: `{ problem, details }`. */
	toJSON(): { problem: ProblemCode; details: ProblemDetails } {
		return { problem: this.code, details: this.details }
	}
}

/** Parses `{ problem, details }` from another program; null if it is something else. */
export function readProblem(body: unknown): Problem | null {
	if (typeof body !== 'object' || body === null || !('problem' in body)) return null
	const { problem } = body
	if (typeof problem !== 'string' || !Object.hasOwn(catalogue, problem)) return null
	const details: Record<string, string | number> = {}
	if ('details' in body && typeof body.details === 'object' && body.details !== null)
		for (const [key, value] of Object.entries(body.details))
			if (typeof value === 'string' || typeof value === 'number') details[key] = value
	return new Problem(problem as ProblemCode, details)
}

/**
 * Returns any caught value as a `Problem`; any other error becomes `unexpected` with the error as its cause.
 */
export const asProblem = (thrown: unknown): Problem =>
	thrown instanceof Problem ? thrown : new Problem('unexpected', {}, thrown)
