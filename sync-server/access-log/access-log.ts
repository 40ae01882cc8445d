import { auditKinds } from '#shared/access/access-log'
import type { Store } from '../storage/store.ts'
import { type AuditActor, type AuditEvent, appendAuditEntry } from './log-lines.ts'

/** So long a browser that asks for the same again is believed to show what it showed: a desk looks again by itself. */
const sameReadMs = 5 * 60_000
/** Refusals beyond the first are counted for so long, and told by the next line. */
const refusalsMs = 60_000
/** Of what is remembered against repetition. Forgotten too early costs a line more, never one less. */
const mostRemembered = 10_000

export interface AuditLog {
	/** Notes an act by itself, and returns when the line is on the disk. `session`: of the browser, for reads that it repeats. */
	append(by: AuditActor, act: AuditEvent, session: string): Promise<void>
	/** The store, but its first write takes the lines along, one for each act: all are there, or nothing is. */
	createAuditedStore(by: AuditActor, ...acts: readonly AuditEvent[]): Store
	/** Notes that something was refused, once a minute for each `key`, with how often it was since the last time. */
	appendRefusal(by: AuditActor, act: AuditEvent, key: string): Promise<void>
}

/** The log of who did what at the desk. `now`: ms since 1970. */
export function createAuditLog(store: Store, now: () => number): AuditLog {
	const reads = remembering<true>()
	const refusals = remembering<{ count: number }>()
	const write = (by: AuditActor, act: AuditEvent) =>
		store.write((session) => appendAuditEntry(session, store.project, by, act))
	return {
		async append(by, act, session) {
			if (!isRead(act)) return write(by, act)
			const { many: _, ...same } = act
			const key = JSON.stringify([session, same])
			if (reads.recall(key, now() - sameReadMs)) return
			await write(by, act)
			// only now: of a read that was not noted the next one is
			reads.remember(key, true, now())
		},
		createAuditedStore(by, ...acts) {
			let isNoted = false
			return {
				...store,
				async write(work) {
					if (isNoted) return store.write(work)
					const found = await store.write(async (session) => {
						const result = await work(session)
						for (const act of acts) await appendAuditEntry(session, store.project, by, act)
						return result
					})
					isNoted = true
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

/** Keeps what was last remembered under each key; the oldest is forgotten first. */
function remembering<Kept>() {
	const all = new Map<string, { kept: Kept; at: number }>()
	return {
		/** Null if that was longer ago. */
		recall(key: string, since: number): Kept | null {
			const entry = all.get(key)
			return entry && entry.at > since ? entry.kept : null
		},
		remember(key: string, kept: Kept, at: number): void {
			all.delete(key)
			all.set(key, { kept, at })
			for (const oldest of all.keys()) {
				if (all.size <= mostRemembered) break
				all.delete(oldest)
			}
		},
	}
}
