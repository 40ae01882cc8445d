import { type AccessKind, type AccessLine, accessKindNames, accessKinds } from '#shared/access/access-log'
import type { Translate } from '../ui/i18n.ts'

const isKnown = (kind: string): kind is AccessKind => (accessKindNames as readonly string[]).includes(kind)

const actsOfServer: ReadonlySet<string> = new Set<AccessKind>([
	'desk-readmitted',
	'enrolment-readmitted',
	'erasing-postponed',
	'keys-rotated',
	'lead-code-at-server',
	'recovery-key-used',
	'store-put-back',
	'values-forgotten',
])

/** `Rabia opened a record.` One sentence for a line: who did what, and to whom or how many. */
export function actText(t: Translate, { kind, by, of, about, many, question }: AccessLine): string {
	const isOfServer = actsOfServer.has(kind)
	const who = by?.name ?? t(isOfServer ? 'log.server' : 'log.nobody')
	if (!isKnown(kind)) return t('log.unknown', { who, kind })
	return t(`log.act.${kind}`, {
		who,
		of: about?.name ?? of ?? '',
		count: many ?? 1,
		question: question === null ? '' : `\u2068${question}\u2069`,
	})
}

/** The id that a line can be looked for by, where its sentence does not say it. */
export const idBeside = ({ kind, of }: AccessLine): string | null =>
	isKnown(kind) && accessKinds[kind].of !== null && accessKinds[kind].of !== 'form' ? of : null
