import type { Answer } from '#shared/forms/answers'
import { isSealed } from '#shared/forms/sealed-text'
import type { Flag, FlagKind } from './flags.ts'
import { type Place, placeOf } from './household-facts.ts'
import { metresBetween } from './interview-flags.ts'
import type { RoundThresholds } from './round-thresholds.ts'
import { byKey } from './seen-interview.ts'

/** An entry of the material log, as its checks see it. */
export interface MaterialEntry {
	readonly record: string
	readonly person: string
	/** ms since 1970. */
	readonly madeAt: number
	/** The code on a streamer, which hangs in one place; null of other material: cartons are carried about. */
	readonly streamer: string | null
	readonly place: Place | null
}

/** A picture that lies in two records. */
export interface SamePhoto {
	readonly record: string
	readonly other: string
	readonly otherMadeAt: number
}

const wanted = ['material', 'item_ref', 'gps'] as const

export function materialFacts(
	answers: Iterable<readonly [path: string, answer: Answer]>,
): Pick<MaterialEntry, 'streamer' | 'place'> {
	const said: Partial<Record<(typeof wanted)[number], string>> = {}
	for (const [path, answer] of answers) {
		const name = wanted.find((each) => path.endsWith(`/${each}`))
		if (name && !isSealed(answer)) said[name] = String(answer)
	}
	const code = said.item_ref?.trim() ?? ''
	return {
		streamer: said.material === 'streamer' && code !== '' ? code : null,
		place: placeOf(said.gps ?? ''),
	}
}

/** What is found about the entries of one district (Q22). Whoever uses a picture again does so later: the first one is asked nothing. */
export function materialFlags(
	entries: readonly MaterialEntry[],
	photos: readonly SamePhoto[],
	{
		district,
		limits,
	}: { readonly district: string; readonly limits: Pick<RoundThresholds, 'q22MovedMetres'> },
): Flag[] {
	type Found = Pick<Flag, 'found' | 'limit' | 'other'>
	const flag = (kind: FlagKind, { record, person }: MaterialEntry, found: Found): Flag => ({
		...{ kind, subject: record, person, district, item: '', many: 1, strength: 1, reason: '', words: '' },
		...found,
	})
	const photosOf = byKey(photos, ({ record }) => record)
	const again = entries.flatMap((entry) => {
		const others = (photosOf.get(entry.record) ?? [])
			.filter(({ other, otherMadeAt }) => isBefore([otherMadeAt, other], [entry.madeAt, entry.record]))
			.sort((a, b) => a.otherMadeAt - b.otherMadeAt)
		const [first] = others
		return first
			? [flag('same-photo', entry, { found: others.length + 1, limit: 1, other: first.other })]
			: []
	})
	const hung = entries.filter(({ streamer, place }) => streamer !== null && place !== null)
	const moved = [...byKey(hung, ({ streamer }) => streamer ?? '').values()].flatMap((own) => {
		const [first, ...later] = [...own].sort((a, b) =>
			isBefore([a.madeAt, a.record], [b.madeAt, b.record]) ? -1 : 1,
		)
		return later.flatMap((entry) => {
			const metres = first?.place && entry.place ? metresBetween(first.place, entry.place) : 0
			const found = { found: Math.round(metres), limit: limits.q22MovedMetres, other: first?.record ?? null }
			return metres > limits.q22MovedMetres ? [flag('moved-material', entry, found)] : []
		})
	})
	return [...again, ...moved]
}

type Made = readonly [at: number, record: string]
const isBefore = ([at, record]: Made, [otherAt, other]: Made): boolean =>
	at === otherAt ? record < other : at < otherAt
