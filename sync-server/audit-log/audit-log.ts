import { auditKinds } from '#shared/people/audit-log'
import type { Store } from '../storage/store.ts'
import { type AuditActor, type AuditEvent, appendAuditEntry } from './entries.ts'

/** Time in which a repeated read by a browser is not logged again: the desk refreshes by itself. */
const sameReadMs = 5 * 60_000
/** Interval in which repeated refusals are counted; the next entry has the count. */
const refusalsMs = 60_000
/**
 * Maximum keys in memory for deduplication. Dropping one too early writes an extra entry, never omits one.
 */
const maxRemembered = 10_000

export interface AuditLog {
	/**
	 * Writes a log entry, and resolves when it is on disk. `session`: of the browser, to recognise repeated
	 * reads.
	 */
	append(by: AuditActor, act: AuditEvent, session: string): Promise<void>
	/** Returns a store whose first write also writes the log entries, one per act, in the same transaction. */
	createAuditedStore(by: AuditActor, ...acts: readonly AuditEvent[]): Store
	/** Logs a refusal, once a minute for each `key`, with the number since the last entry. */
	appendRefusal(by: AuditActor, act: AuditEvent, key: string): Promise<void>
}

/** The audit log of the desk. `now`: ms since 1970. */
export function createAuditLog(store: Store, now: () => number): AuditLog {
	const reads = createValueCache<true>()
	const refusals = createValueCache<{ count: number }>()
	const write = (by: AuditActor, act: AuditEvent) =>
		store.write((session) => appendAuditEntry(session, by, act))
	return {
		async append(by, act, session) {
			if (!isRead(act)) return write(by, act)
			const { many: _, ...same } = act
			const key = JSON.stringify([session, same])
			if (reads.recall(key, now() - sameReadMs)) return
			await write(by, act)
			// Remembered after the write, so that a read that failed to be logged is logged next time.
			reads.remember(key, true, now())
		},
		createAuditedStore(by, ...acts) {
			let isLogged = false
			return {
				...store,
				async write(work) {
					if (isLogged) return store.write(work)
					const found = await store.write(async (session) => {
						const result = await work(session)
						for (const act of acts) await appendAuditEntry(session, by, act)
						return result
					})
					isLogged = true
					return found
				},
			}
		},
		async appendRefusal(by, act, key) {
			const before = refusals.recall(key, now() - refusalsMs)
			if (before) {
				before.count++
				return
			}
			const many = 1 + (refusals.recall(key, 0)?.count ?? 0)
			refusals.remember(key, { count: 0 }, now())
			await write(by, { ...act, many })
		},
	}
}

const isRead = ({ kind }: AuditEvent): boolean => 'again' in auditKinds[kind]

/** Creates a cache of the last value per key; the oldest is dropped first. */
function createValueCache<Value>() {
	const all = new Map<string, { value: Value; at: number }>()
	return {
		/** Null if the value is older than `since`. */
		recall(key: string, since: number): Value | null {
			const entry = all.get(key)
			return entry && entry.at > since ? entry.value : null
		},
		remember(key: string, value: Value, at: number): void {
			all.delete(key)
			all.set(key, { value, at })
			for (const oldest of all.keys()) {
				if (all.size <= maxRemembered) break
				all.delete(oldest)
			}
		},
	}
}
