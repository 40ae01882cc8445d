import * as z from 'zod/mini'
import { roles } from './roles.ts'

/**
 * All kinds of audit log entries, with the kind of object whose id they contain. `again: false`: a read that
 * the same browser repeats at once is the same act.
 */
export const auditKinds = {
	'signed-in': { of: null },
	'signed-in-with-code': { of: null },
	'sign-in-refused': { of: null },
	'sessions-ended': { of: null },
	'password-changed': { of: null },
	// password and second factor, requested again before keys and codes are handed out
	'stepped-up': { of: null },
	'second-step-on': { of: null },
	'second-step-off': { of: null },
	'emergency-codes-made': { of: null },
	// outside of the role or the districts of the user; of an endpoint, or of a record
	refused: { of: 'door' },
	// a signed-in user entered a wrong password or code
	'proof-refused': { of: 'door' },
	// the API key expired, or its person was deactivated
	'key-refused': { of: 'door' },
	'records-listed': { of: null, again: false },
	// shows that a caller waits for a call back, and when that is safe
	'calls-looked-at': { work: 'helpline', of: null, again: false },
	'record-opened': { of: 'record', again: false },
	'attachment-opened': { of: 'record', again: false },
	// each time, with the question
	'identifier-opened': { of: 'record', question: true },
	'record-approved': { of: 'record' },
	'approval-taken-back': { of: 'record' },
	'record-returned': { of: 'record' },
	'record-corrected': { of: 'record' },
	'correction-taken-back': { of: 'record' },
	'corrections-listed': { of: null, again: false },
	// answers to one question in all records of a form
	'answers-looked-through': { of: 'form', question: true },
	'rule-kept': { of: 'form' },
	'indicator-kept': { work: 'survey', of: null },
	'weighing-file-kept': { work: 'survey', of: null },
	'weights-made': { work: 'survey', of: null },
	'weights-taken': { work: 'survey', of: null },
	'rule-breaks-listed': { of: 'form', again: false },
	'rule-break-decided': { of: 'record' },
	// preview of an imported file with edits
	'file-looked-through': { of: 'form', again: false },
	// preview of an import from another tool or an earlier round
	'older-data-looked-through': { of: 'form', again: false },
	'records-brought-in': { of: 'form' },
	'record-handed-on': { of: 'record' },
	'late-decided-again': { of: 'record' },
	'waiting-taken-over': { of: 'record' },
	'disagreement-decided': { of: 'record' },
	'person-looked-for': { of: null },
	'persons-data-taken': { of: 'record' },
	'record-destroyed': { of: 'record' },
	'destructions-listed': { of: null, again: false },
	'destructions-taken': { of: null },
	'retention-looked-at': { of: null, again: false },
	'held-back-listed': { of: null, again: false },
	'held-back-let-in': { of: 'revision' },
	'held-back-kept-out': { of: 'revision' },
	'files-taken': { of: 'form' },
	'release-made': { of: 'form' },
	'release-taken': { of: 'form' },
	'release-superseded': { of: 'form' },
	'releases-compared': { of: 'form' },
	'connection-made': { of: null },
	'connection-ended': { of: null },
	'table-looked-at': { of: 'form', again: false },
	'figures-looked-at': { work: 'survey', of: 'form', again: false },
	// transcripts of groups and informants in a round
	'talks-looked-at': { work: 'survey', of: null, again: false },
	'talk-coded': { work: 'survey', of: 'record' },
	'theme-kept': { work: 'survey', of: null },
	'codings-taken': { work: 'survey', of: null },
	// sent to a browser that has the role's key: each time, with the question
	'sealed-answer-opened': { of: 'record', question: true },
	// by a program with an API key
	'live-read': { of: 'form', again: false },
	'people-listed': { of: null, again: false },
	'person-added': { of: 'person' },
	'people-brought-in': { of: null },
	'person-switched-off': { of: 'person' },
	'person-switched-on': { of: 'person' },
	'code-made': { of: 'person' },
	'phones-listed': { of: null, again: false },
	'phone-switched-off': { of: 'phone' },
	'phone-switched-on': { of: 'phone' },
	'form-published': { of: 'form' },
	// it weakens the sealing of its form, and waits for approval
	'form-proposed': { of: 'form' },
	'form-version-approved': { of: 'form' },
	'form-version-rejected': { of: 'form' },
	'form-opened': { of: 'form' },
	'form-paused': { of: 'form' },
	'form-retired': { of: 'form' },
	'form-assigned': { of: 'form' },
	'text-read-aloud': { of: 'form' },
	'text-read-no-more': { of: 'form' },
	'recovery-key-taken': { of: null },
	'recovery-key-tested': { of: null },
	'role-key-made': { of: null },
	'clock-confirmed': { of: null },
	'role-key-confirmed': { of: null },
	'role-key-rejected': { of: null },
	// a code for a safeguarding lead, which another lead has to approve
	'lead-access-asked': { of: 'person' },
	'lead-access-approved': { of: 'person' },
	'lead-code-at-server': { of: 'person' },
	'lead-access-rejected': { of: 'person' },
	'help-changed': { of: null },
	'message-written': { of: null },
	'sample-listed': { work: 'survey', of: null, again: false },
	'sample-brought-in': { work: 'survey', of: null },
	'outlines-brought-in': { work: 'survey', of: null },
	'households-given': { work: 'survey', of: 'person' },
	'cluster-unreachable': { work: 'survey', of: null },
	'cluster-reachable': { work: 'survey', of: null },
	'round-opened': { work: 'survey', of: null },
	'round-closed': { work: 'survey', of: null },
	'round-put-back': { work: 'survey', of: null },
	'targets-set': { work: 'survey', of: null },
	'last-day-set': { work: 'survey', of: null },
	'back-checks-listed': { work: 'survey', of: null, again: false },
	'back-check-given': { work: 'survey', of: 'record' },
	'places-looked-at': { work: 'survey', of: null, again: false },
	'quality-listed': { of: null, again: false },
	'flags-listed': { work: 'survey', of: null, again: false },
	'interviewer-looked-at': { work: 'survey', of: 'person', again: false },
	'interview-flag-decided': { of: 'record' },
	'interviewer-flag-decided': { work: 'survey', of: 'person' },
	'quality-limits-looked-at': { work: 'survey', of: null, again: false },
	'quality-limits-changed': { work: 'survey', of: null },
	'operator-flag-decided': { work: 'helpline', of: 'person' },
	'team-flag-decided': { work: 'survey', of: null },
	'log-read': { of: null, again: false },
	'log-checked': { of: null },
	'log-taken': { of: null },
	// by the server itself
	'store-put-back': { of: null },
	// after a restore: enrolments from before it, by a certificate of this server
	'enrolment-readmitted': { of: 'phone' },
	'desk-readmitted': { of: 'person' },
	'keys-rotated': { of: null },
	'recovery-key-used': { of: null },
	'values-forgotten': { of: 'form' },
	'erasing-postponed': { of: null },
} as const satisfies Record<
	string,
	{
		of: 'record' | 'revision' | 'person' | 'phone' | 'form' | 'door' | null
		again?: false
		question?: true
		/** Only on servers with this kind of work. */
		work?: 'survey' | 'helpline'
	}
>
export type AuditKind = keyof typeof auditKinds
export const auditKindNames = Object.keys(auditKinds) as AuditKind[]

/** Returns the kinds of entries that can occur with the served kinds of work. */
export const listAuditKinds = (served: readonly string[]): AuditKind[] =>
	auditKindNames.filter((name) => {
		const kind = auditKinds[name]
		return !('work' in kind) || served.includes(kind.work)
	})

/** True if entries of this kind name a question. */
export const namesQuestion = (kind: string): boolean =>
	Object.hasOwn(auditKinds, kind) && 'question' in auditKinds[kind as AuditKind]

/** Fields of filters and options that an entry can name: only that they were set, never their text. */
export const auditFilterFields = [
	...['round', 'district', 'form', 'owner', 'status', 'disputed', 'search'],
	...['person', 'kind', 'day', 'id', 'media', 'places'],
	...['for-researchers', 'for-anybody'],
	...[
		'counted',
		'cluster',
		'sex',
		'outcome',
		'disposition',
		'finishedAfter',
		'changedAfter',
		'disputedAfter',
	],
] as const
export type AuditFilterField = (typeof auditFilterFields)[number]

/** Returns the fields of a query that are set. */
export const fieldsOf = (query: Readonly<Record<string, unknown>>): AuditFilterField[] =>
	auditFilterFields.filter((name) => query[name] !== undefined)

const namedSchema = z.object({ id: z.string(), name: z.string(), code: z.string() })

/** An entry of the audit log, as administrators see it. */
export const auditEntrySchema = z.object({
	/** 1, 2, 3 … without gaps. */
	n: z.int(),
	/** ISO, UTC */
	at: z.string(),
	/** Null if nobody was signed in, or the server did it. */
	by: z.nullable(namedSchema),
	/** Role at that time. */
	role: z.nullable(z.enum(roles)),
	/** Any text: another version may have more kinds. */
	kind: z.string(),
	/** Id of the object; for `refused`, also the endpoint. */
	of: z.nullable(z.string()),
	/** The person who is the object, or who uses the phone that is. */
	about: z.nullable(namedSchema),
	district: z.nullable(z.string()),
	round: z.nullable(z.string()),
	/** Number of items in the list or file, or of decisions; for refusals, how many since the last entry. */
	many: z.nullable(z.int()),
	fields: z.array(z.enum(auditFilterFields)),
	/** Path of the question in the form. */
	question: z.nullable(z.string()),
	/** As `deviceLabel` describes it; '' if the browser sent no user agent. */
	browser: z.string(),
})
export type AuditEntry = z.infer<typeof auditEntrySchema>

/** Newest first; `more`: there are older ones. */
export const auditPageSchema = z.object({ lines: z.array(auditEntrySchema), more: z.boolean() })
export type AuditPage = z.infer<typeof auditPageSchema>

const idSchema = z.string().check(z.maxLength(80))

/** Filters of the audit log; absent means all. */
export const auditQuerySchema = z.object({
	person: z.optional(idSchema),
	kind: z.optional(z.enum(auditKindNames)),
	/** Day in Pakistan's time zone. */
	day: z.optional(z.iso.date()),
	/** Id of the object. */
	id: z.optional(idSchema),
})
export type AuditQuery = z.infer<typeof auditQuerySchema>

/**
 * Result of verifying the hash chain; `broken`: the first entry that does not follow from the previous one,
 * or is missing.
 */
export const auditVerificationSchema = z.object({ lines: z.int(), broken: z.nullable(z.int()) })
export type AuditVerification = z.infer<typeof auditVerificationSchema>
