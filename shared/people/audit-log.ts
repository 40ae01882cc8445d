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
	'two-factor-enabled': { of: null },
	'two-factor-disabled': { of: null },
	'backup-codes-created': { of: null },
	// by an administrator of the machine, for a user who lost the second factor
	'two-factor-reset': { of: 'person' },
	// outside of the role or the districts of the user; of an endpoint, or of a record
	'permission-denied': { of: 'endpoint' },
	// a signed-in user entered a wrong password or code
	'reauthentication-failed': { of: 'endpoint' },
	// the API key expired, or its person was deactivated
	'api-key-refused': { of: 'endpoint' },
	'records-listed': { of: null, again: false },
	// shows that a caller waits for a call back, and when that is safe
	'call-backs-viewed': { work: 'helpline', of: null, again: false },
	'record-opened': { of: 'record', again: false },
	'attachment-opened': { of: 'record', again: false },
	// each time, with the question
	'identifier-opened': { of: 'record', question: true },
	'record-approved': { of: 'record' },
	'approval-undone': { of: 'record' },
	'record-returned': { of: 'record' },
	'record-edited': { of: 'record' },
	'edit-undone': { of: 'record' },
	'edits-listed': { of: null, again: false },
	// answers to one question in all records of a form
	'answers-previewed': { of: 'form', question: true },
	'rule-saved': { of: 'form' },
	'indicator-saved': { work: 'survey', of: null },
	'weighting-file-uploaded': { work: 'survey', of: null },
	'weights-created': { work: 'survey', of: null },
	'weights-downloaded': { work: 'survey', of: null },
	'violations-listed': { of: 'form', again: false },
	'violation-resolved': { of: 'record' },
	// preview of an imported file with edits
	'edit-file-previewed': { of: 'form', again: false },
	// preview of an import from another tool or an earlier round
	'import-previewed': { of: 'form', again: false },
	'records-imported': { of: 'form' },
	'record-reassigned': { of: 'record' },
	'late-decision-reversed': { of: 'record' },
	'orphan-adopted': { of: 'record' },
	'conflict-resolved': { of: 'record' },
	'withdrawal-searched': { of: null },
	'person-data-exported': { of: 'record' },
	'record-erased': { of: 'record' },
	'erasures-listed': { of: null, again: false },
	'erasure-list-downloaded': { of: null },
	'retention-viewed': { of: null, again: false },
	'quarantine-listed': { of: null, again: false },
	'quarantine-released': { of: 'revision' },
	'quarantine-rejected': { of: 'revision' },
	'export-downloaded': { of: 'form' },
	'release-created': { of: 'form' },
	'release-downloaded': { of: 'form' },
	'release-superseded': { of: 'form' },
	'releases-compared': { of: 'form' },
	'api-key-created': { of: null },
	'api-key-revoked': { of: null },
	'table-viewed': { of: 'form', again: false },
	'results-viewed': { work: 'survey', of: 'form', again: false },
	// transcripts of groups and informants in a round
	'transcripts-viewed': { work: 'survey', of: null, again: false },
	'passage-coded': { work: 'survey', of: 'record' },
	'theme-saved': { work: 'survey', of: null },
	'codings-downloaded': { work: 'survey', of: null },
	// sent to a browser that has the role's key: each time, with the question
	'sealed-answer-opened': { of: 'record', question: true },
	// by a program with an API key
	'data-api-read': { of: 'form', again: false },
	'people-listed': { of: null, again: false },
	'person-added': { of: 'person' },
	'people-imported': { of: null },
	'person-deactivated': { of: 'person' },
	'person-reactivated': { of: 'person' },
	'invitation-created': { of: 'person' },
	'invitation-emailed': { of: 'person' },
	'devices-listed': { of: null, again: false },
	'device-deactivated': { of: 'phone' },
	'device-reactivated': { of: 'phone' },
	'form-published': { of: 'form' },
	// it weakens the sealing of its form, and waits for approval
	'form-proposed': { of: 'form' },
	'form-version-approved': { of: 'form' },
	'form-version-rejected': { of: 'form' },
	'form-opened': { of: 'form' },
	'form-paused': { of: 'form' },
	'form-retired': { of: 'form' },
	'form-assigned': { of: 'form' },
	'audio-saved': { of: 'form' },
	'audio-removed': { of: 'form' },
	'recovery-key-downloaded': { of: null },
	'recovery-key-tested': { of: null },
	'role-key-created': { of: null },
	'clock-confirmed': { of: null },
	'role-key-confirmed': { of: null },
	'role-key-rejected': { of: null },
	// a code for a safeguarding lead, which another lead has to approve
	'lead-access-requested': { of: 'person' },
	'lead-access-approved': { of: 'person' },
	'lead-code-at-server': { of: 'person' },
	'lead-access-rejected': { of: 'person' },
	'field-contacts-changed': { of: null },
	'message-sent': { of: null },
	'sample-listed': { work: 'survey', of: null, again: false },
	'sample-imported': { work: 'survey', of: null },
	'boundaries-imported': { work: 'survey', of: null },
	'households-assigned': { work: 'survey', of: 'person' },
	'cluster-unreachable': { work: 'survey', of: null },
	'cluster-reachable': { work: 'survey', of: null },
	'round-opened': { work: 'survey', of: null },
	'round-closed': { work: 'survey', of: null },
	'round-reset': { work: 'survey', of: null },
	'targets-set': { work: 'survey', of: null },
	'fieldwork-end-set': { work: 'survey', of: null },
	'back-checks-listed': { work: 'survey', of: null, again: false },
	'back-check-assigned': { work: 'survey', of: 'record' },
	'interview-map-viewed': { work: 'survey', of: null, again: false },
	'quality-listed': { of: null, again: false },
	'flags-listed': { work: 'survey', of: null, again: false },
	'enumerator-viewed': { work: 'survey', of: 'person', again: false },
	'interview-flag-resolved': { of: 'record' },
	'enumerator-flag-resolved': { work: 'survey', of: 'person' },
	'quality-limits-viewed': { work: 'survey', of: null, again: false },
	'quality-limits-changed': { work: 'survey', of: null },
	'operator-flag-resolved': { work: 'helpline', of: 'person' },
	'team-flag-resolved': { work: 'survey', of: null },
	'audit-log-read': { of: null, again: false },
	'audit-log-verified': { of: null },
	'audit-log-downloaded': { of: null },
	// by the server itself
	'store-restored': { of: null },
	// after a restore: enrolments from before it, by a certificate of this server
	'enrolment-readmitted': { of: 'phone' },
	'desk-readmitted': { of: 'person' },
	'keys-rotated': { of: null },
	'recovery-key-used': { of: null },
	'retention-applied': { of: 'form' },
	'erasing-postponed': { of: null },
} as const satisfies Record<
	string,
	{
		of: 'record' | 'revision' | 'person' | 'phone' | 'form' | 'endpoint' | null
		again?: false
		question?: true
		/** Only on servers with this kind of work. */
		work?: 'survey' | 'helpline'
	}
>
export type AuditKind = keyof typeof auditKinds
export const auditKindNames = Object.keys(auditKinds) as AuditKind[]

/**
 * Former kinds with their current names. Entries are linked by a hash chain over what was stored, so a stored
 * kind never changes: this table is applied when entries are read, filtered or exported. A renamed kind gets
 * a row here; no row is ever removed.
 */
export const renamedAuditKinds: Readonly<Record<string, AuditKind>> = {
	'second-step-on': 'two-factor-enabled',
	'second-step-off': 'two-factor-disabled',
	'emergency-codes-made': 'backup-codes-created',
	refused: 'permission-denied',
	'proof-refused': 'reauthentication-failed',
	'key-refused': 'api-key-refused',
	'approval-taken-back': 'approval-undone',
	'correction-taken-back': 'edit-undone',
	'record-corrected': 'record-edited',
	'corrections-listed': 'edits-listed',
	'answers-looked-through': 'answers-previewed',
	'file-looked-through': 'edit-file-previewed',
	'older-data-looked-through': 'import-previewed',
	'records-brought-in': 'records-imported',
	'people-brought-in': 'people-imported',
	'sample-brought-in': 'sample-imported',
	'outlines-brought-in': 'boundaries-imported',
	'disagreement-decided': 'conflict-resolved',
	'late-decided-again': 'late-decision-reversed',
	'waiting-taken-over': 'orphan-adopted',
	'record-handed-on': 'record-reassigned',
	'held-back-listed': 'quarantine-listed',
	'held-back-let-in': 'quarantine-released',
	'held-back-kept-out': 'quarantine-rejected',
	'person-looked-for': 'withdrawal-searched',
	'persons-data-taken': 'person-data-exported',
	'record-destroyed': 'record-erased',
	'destructions-listed': 'erasures-listed',
	'destructions-taken': 'erasure-list-downloaded',
	'values-forgotten': 'retention-applied',
	'retention-looked-at': 'retention-viewed',
	'files-taken': 'export-downloaded',
	'release-taken': 'release-downloaded',
	'weights-taken': 'weights-downloaded',
	'codings-taken': 'codings-downloaded',
	'log-taken': 'audit-log-downloaded',
	'recovery-key-taken': 'recovery-key-downloaded',
	'connection-made': 'api-key-created',
	'connection-ended': 'api-key-revoked',
	'live-read': 'data-api-read',
	'table-looked-at': 'table-viewed',
	'figures-looked-at': 'results-viewed',
	'talks-looked-at': 'transcripts-viewed',
	'places-looked-at': 'interview-map-viewed',
	'interviewer-looked-at': 'enumerator-viewed',
	'calls-looked-at': 'call-backs-viewed',
	'quality-limits-looked-at': 'quality-limits-viewed',
	'rule-kept': 'rule-saved',
	'indicator-kept': 'indicator-saved',
	'theme-kept': 'theme-saved',
	'weighing-file-kept': 'weighting-file-uploaded',
	'rule-breaks-listed': 'violations-listed',
	'rule-break-decided': 'violation-resolved',
	'person-switched-off': 'person-deactivated',
	'person-switched-on': 'person-reactivated',
	'phone-switched-off': 'device-deactivated',
	'phone-switched-on': 'device-reactivated',
	'phones-listed': 'devices-listed',
	'code-made': 'invitation-created',
	'role-key-made': 'role-key-created',
	'weights-made': 'weights-created',
	'release-made': 'release-created',
	'text-read-aloud': 'audio-saved',
	'text-read-no-more': 'audio-removed',
	'households-given': 'households-assigned',
	'back-check-given': 'back-check-assigned',
	'last-day-set': 'fieldwork-end-set',
	'round-put-back': 'round-reset',
	'interview-flag-decided': 'interview-flag-resolved',
	'interviewer-flag-decided': 'enumerator-flag-resolved',
	'operator-flag-decided': 'operator-flag-resolved',
	'team-flag-decided': 'team-flag-resolved',
	'help-changed': 'field-contacts-changed',
	'message-written': 'message-sent',
	'store-put-back': 'store-restored',
	'log-read': 'audit-log-read',
	'log-checked': 'audit-log-verified',
	'talk-coded': 'passage-coded',
	'lead-access-asked': 'lead-access-requested',
}

/** Returns the current name of a stored kind; a kind that another version wrote is returned as it is. */
export const currentAuditKind = (stored: string): string =>
	Object.hasOwn(renamedAuditKinds, stored) ? (renamedAuditKinds[stored] as AuditKind) : stored

/** Returns every name under which entries of these kinds may be stored. */
export const storedAuditKinds = (kinds: readonly AuditKind[]): string[] => [
	...kinds,
	...Object.keys(renamedAuditKinds).filter((former) =>
		kinds.includes(renamedAuditKinds[former] as AuditKind),
	),
]

/** Returns the kinds of entries that can occur with the served kinds of work. */
export const listAuditKinds = (served: readonly string[]): AuditKind[] =>
	auditKindNames.filter((name) => {
		const kind = auditKinds[name]
		return !('work' in kind) || served.includes(kind.work)
	})

/** True if entries of this kind name a question. */
export const namesQuestion = (kind: string): boolean =>
	Object.hasOwn(auditKinds, kind) && 'question' in auditKinds[kind as AuditKind]

/**
 * Begins the label of entries by the command `zila`, which stands in the place of the browser; the account of the
 * operating system follows. No user agent leads to such a label.
 */
const commandLineLabel = 'zila'
export const labelOfCommandLine = (account: string): string => `${commandLineLabel} (${account})`

/** True if an administrator of the machine did it with the command `zila`. */
export const isByCommandLine = ({ by, browser }: Pick<AuditEntry, 'by' | 'browser'>): boolean =>
	by === null && browser.startsWith(`${commandLineLabel} (`)

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
	/** Null without a signed-in user, or if the server did it. */
	by: z.nullable(namedSchema),
	/** Role at that time. */
	role: z.nullable(z.enum(roles)),
	/** Any text: another version may have more kinds. */
	kind: z.string(),
	/** Id of the object; for `permission-denied`, also the endpoint. */
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
	/** As `browserLabel` describes it; '' if the browser sent no user agent. */
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
