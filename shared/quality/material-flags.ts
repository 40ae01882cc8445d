import type { Answer } from '#shared/forms/answers'
import { isSealed } from '#shared/forms/sealed-answer-text'
import { byKey } from '#shared/kernel/by-key'
import type { FlagKind, QualityFlag } from './flags.ts'
import { type GeoPoint, parseLocation } from './household-facts.ts'
import { metresBetween } from './interview-flags.ts'
import type { RoundThresholds } from './round-thresholds.ts'

/** An entry of the material log, reduced to the fields that quality checks use. */
export interface MaterialEntry {
	readonly record: string
	readonly person: string
	/** ms since 1970. */
	readonly madeAt: number
	/**
	 * Code on a streamer, which hangs in one place. Null for other material, which is carried about, and if a
	 * site refused.
	 */
	readonly streamer: string | null
	/** Status in the entry: `placed`, `verified`, `removed`, … */
	readonly status: string
	readonly place: GeoPoint | null
}

/** A photo that is attached to two records. */
export interface SamePhoto {
	readonly record: string
	readonly other: string
	readonly otherMadeAt: number
	readonly otherDistrict: string | null
}

const wanted = ['entry_type', 'material', 'item_ref', 'gps'] as const

export function materialFacts(
	answers: Iterable<readonly [path: string, answer: Answer]>,
): Pick<MaterialEntry, 'streamer' | 'status' | 'place'> {
	const facts: Partial<Record<(typeof wanted)[number], string>> = {}
	for (const [path, answer] of answers) {
		const name = wanted.find((each) => path.endsWith(`/${each}`))
		if (name && !isSealed(answer)) facts[name] = String(answer)
	}
	const code = facts.item_ref?.trim() ?? ''
	const status = facts.entry_type ?? ''
	const hangs = facts.material === 'streamer' && status !== 'refused'
	return {
		streamer: hangs && code !== '' ? code : null,
		status,
		place: parseLocation(facts.gps ?? ''),
	}
}

/**
 * Returns the flags of one district's material log (Q22). The later use of a photo is flagged, not the first
 * one. A record of another district is not disclosed: the reader may have no access to it.
 */
export function materialFlags(
	entries: readonly MaterialEntry[],
	photos: readonly SamePhoto[],
	{
		district,
		limits,
	}: { readonly district: string; readonly limits: Pick<RoundThresholds, 'q22MovedMetres'> },
): QualityFlag[] {
	type Found = Pick<QualityFlag, 'found' | 'limit' | 'other'>
	const flag = (kind: FlagKind, { record, person }: MaterialEntry, found: Found): QualityFlag => ({
		kind,
		subject: record,
		person,
		district,
		item: '',
		many: 1,
		strength: 1,
		reason: '',
		words: '',
		...found,
	})
	const photosOf = byKey(photos, ({ record }) => record)
	const again = entries.flatMap((entry) => {
		const others = (photosOf.get(entry.record) ?? [])
			.filter(({ other, otherMadeAt }) => isBefore([otherMadeAt, other], [entry.madeAt, entry.record]))
			.sort((a, b) => a.otherMadeAt - b.otherMadeAt)
		const [first] = others
		return first
			? [
					flag('same-photo', entry, {
						found: others.length + 1,
						limit: 1,
						other: first.otherDistrict === district ? first.other : null,
					}),
				]
			: []
	})
	const streamers = entries.filter(({ streamer }) => streamer !== null)
	const moved = [...byKey(streamers, ({ streamer }) => streamer ?? '').values()].flatMap((own) =>
		hangings(own).flatMap((hanging) => {
			const [first, ...later] = hanging.filter(({ place }) => place !== null)
			return later.flatMap((entry) => {
				const metres = first?.place && entry.place ? metresBetween(first.place, entry.place) : 0
				const found = {
					found: Math.round(metres),
					limit: limits.q22MovedMetres,
					other: first?.record ?? null,
				}
				return metres > limits.q22MovedMetres ? [flag('moved-material', entry, found)] : []
			})
		}),
	)
	return [...again, ...moved]
}

/** Groups the entries about one streamer by where it hung: after its removal it may be placed elsewhere. */
function hangings(entries: readonly MaterialEntry[]): MaterialEntry[][] {
	const found: MaterialEntry[][] = []
	let isDown = false
	for (const entry of [...entries].sort(byMaking)) {
		const last = found.at(-1)
		if (!last || (isDown && entry.status === 'placed')) found.push([entry])
		else last.push(entry)
		if (entry.status === 'removed') isDown = true
		else if (entry.status === 'placed') isDown = false
	}
	return found
}

const byMaking = (a: MaterialEntry, b: MaterialEntry): number =>
	isBefore([a.madeAt, a.record], [b.madeAt, b.record]) ? -1 : 1
type Made = readonly [at: number, record: string]
const isBefore = ([at, record]: Made, [otherAt, other]: Made): boolean =>
	at === otherAt ? record < other : at < otherAt
