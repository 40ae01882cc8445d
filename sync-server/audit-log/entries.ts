import { userInfo } from 'node:os'
import { setImmediate as yieldToEventLoop } from 'node:timers/promises'
import { canonicalJson } from '#shared/kernel/canonical-json'
import { shortDigest } from '#shared/kernel/digest'
import {
	type AuditFilterField,
	type AuditKind,
	type AuditVerification,
	labelOfCommandLine,
} from '#shared/people/audit-log'
import type { Person } from '#shared/people/people'
import { type AuditRow, auditHead, auditRowsAfter, insertAuditRow } from '../storage/log/audit-log.ts'
import type { Session } from '../storage/session.ts'
import type { WriteSession } from '../storage/store.ts'

/** An act, without any text that was read or typed. */
export interface AuditEvent {
	readonly kind: AuditKind
	/** Id of the object. */
	readonly of?: string | null
	readonly district?: string | null
	readonly round?: string | null
	readonly many?: number | null
	/** Names of filtered fields only: `fieldsOf`. */
	readonly fields?: readonly AuditFilterField[]
	/** Path of the question, for kinds that have one; stored in the column of `fields`. */
	readonly question?: string
}

/**
 * The actor. `person` is null without a session, or for the server itself. `browser`: as `browserLabel` names
 * it.
 */
export interface AuditActor {
	readonly person: Pick<Person, 'id' | 'role'> | null
	readonly browser: string
}

/** The server as actor. */
export const byServer: AuditActor = { person: null, browser: '' }

/** The command `zila` as actor, with the account of the operating system that runs it. */
export const byCommandLine = (): AuditActor => ({ person: null, browser: labelOfCommandLine(accountName()) })

function accountName(): string {
	try {
		return userInfo().username
	} catch {
		// in a container the account may have no name
		return String(process.getuid?.() ?? '')
	}
}

const chainOf = (before: string, { chain: _, project: __, ...content }: AuditRow): string =>
	shortDigest(before + canonicalJson(content))

/**
 * Appends a log entry. The caller must hold the project's write lock, so that numbers have no gaps and the
 * chain has no forks with several servers.
 */
export async function appendAuditEntry(
	session: Pick<WriteSession, 'at' | 'db' | 'project'>,
	{ person, browser }: AuditActor,
	{ kind, of, district, round, many, fields, question }: AuditEvent,
): Promise<void> {
	const { audit_n, audit_chain } = await auditHead(session)
	const line: AuditRow = {
		project: session.project,
		n: audit_n + 1,
		chain: '',
		at: session.at,
		kind,
		browser,
		person: person?.id ?? null,
		role: person?.role ?? null,
		of: of ?? null,
		district: district ?? null,
		round: round ?? null,
		many: many ?? null,
		fields: question ?? (fields ?? []).join(' '),
	}
	const chain = chainOf(audit_chain, line)
	await insertAuditRow(session, { ...line, chain })
}

const lineBatchSize = 1000

/** Verifies the chain of the log from its first entry to the head. The store must not change meanwhile. */
export async function checkLog(session: Session): Promise<AuditVerification> {
	const { audit_n: last, audit_chain: lastChain } = await auditHead(session)
	let chain = ''
	let lines = 0
	for (;;) {
		const page = await auditRowsAfter(session, lines, lineBatchSize)
		for (const line of page) {
			if (line.n !== lines + 1 || chainOf(chain, line) !== line.chain) return { lines, broken: lines + 1 }
			chain = line.chain
			lines++
		}
		if (page.length < lineBatchSize) break
		// A page takes some milliseconds, in which no request is answered.
		await yieldToEventLoop()
	}
	return { lines, broken: lines === last && chain === lastChain ? null : Math.min(lines, last) + 1 }
}
