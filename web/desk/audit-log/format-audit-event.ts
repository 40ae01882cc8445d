import {
	type AuditEntry,
	type AuditKind,
	auditKindNames,
	auditKinds,
	isByCommandLine,
} from '#shared/people/audit-log'
import type { Translate } from '../../ui/i18n.ts'

const isKnown = (kind: string): kind is AuditKind => (auditKindNames as readonly string[]).includes(kind)

const actsOfServer: ReadonlySet<string> = new Set<AuditKind>([
	'desk-readmitted',
	'enrolment-readmitted',
	'erasing-postponed',
	'keys-rotated',
	'lead-code-at-server',
	'recovery-key-used',
	'store-restored',
	'retention-applied',
])

/** `Rabia opened a record.` Returns one sentence for an entry: who did what, and to whom or how many. */
export function actText(t: Translate, entry: AuditEntry): string {
	const { kind, of, about, many, question } = entry
	const who = actorName(t, entry)
	if (!isKnown(kind)) return t('auditLog.unknownEntry', { who, kind })
	return t(`auditLog.event.${kind}`, {
		who,
		of: about?.name ?? of ?? '',
		count: many ?? 1,
		question: question === null ? '' : `\u2068${question}\u2069`,
	})
}

function actorName(t: Translate, { kind, by, browser }: AuditEntry): string {
	if (by) return by.name
	if (isByCommandLine({ by, browser })) return t('auditLog.commandLine')
	return t(actsOfServer.has(kind) ? 'auditLog.server' : 'auditLog.unknownUser')
}

/** Returns the id by which an entry can be searched; null if its sentence names it. */
export const getSearchableId = ({ kind, of }: AuditEntry): string | null =>
	isKnown(kind) && auditKinds[kind].of !== null && auditKinds[kind].of !== 'form' ? of : null
