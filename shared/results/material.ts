import * as z from 'zod/mini'
import { dayAfter } from '../study/study-day.ts'

/**
 * Materials, with the unit in which each is counted and the plan: copies put up or handed out, people
 * reached, times played, or posts.
 */
export const materials = {
	streamer: { counts: 'copies', plan: 6000 },
	brochure: { counts: 'copies', plan: 1_000_000 },
	sms: { counts: 'reached', plan: 2_000_000 },
	session: { counts: 'reached', plan: null },
	documentary: { counts: 'reached', plan: null },
	radio: { counts: 'times', plan: null },
	video: { counts: 'times', plan: null },
	social: { counts: 'entries', plan: null },
} as const
export type Material = keyof typeof materials
export const materialNames = Object.keys(materials) as Material[]
const isMaterial = (name: string): name is Material => Object.hasOwn(materials, name)

/** An entry of the material log. */
export interface LoggedMaterial {
	readonly material: string
	/** `placed`, `verified`, `damaged`, `removed`, `replaced`, `refused` */
	readonly status: string
	/** Code of the streamer or carton; '' for none. */
	readonly code: string
	readonly district: string
	/** Day, ISO; '' for none. */
	readonly day: string
	readonly copies: number
	readonly reached: number
	readonly times: number
}

const countSchema = z.object({
	entries: z.int(),
	copies: z.int(),
	reached: z.int(),
	times: z.int(),
})
export type MaterialCount = z.infer<typeof countSchema>
const counts = z.record(z.string(), countSchema)

export const materialResponseSchema = z.object({
	/** ISO, UTC */
	at: z.string(),
	demonstration: z.boolean(),
	/** By material. */
	totals: counts,
	/** Copies of streamers that are still up, as far as the sites were verified. */
	displayedCopies: z.int(),
	districts: z.array(
		z.object({
			code: z.string(),
			people: z.nullable(z.int()),
			counts,
			displayedCopies: z.int(),
			flaggedEntries: z.int(),
		}),
	),
	/** Weeks by their Monday, in order, without a gap. */
	weeks: z.array(z.object({ week: z.string(), counts })),
	/** The newest photos, with the open quality flags of their entry. */
	photos: z.array(
		z.object({
			record: z.string(),
			attachment: z.string(),
			district: z.string(),
			day: z.string(),
			status: z.string(),
			/** Kinds of open quality flags, as in `quality`. */
			flags: z.array(z.string()),
		}),
	),
})
export type MaterialResponse = z.infer<typeof materialResponseSchema>

/**
 * Counts the copies, people and times of entries that put something up, handed it out, sent or played it. A
 * verification, or a site that refused, adds nothing.
 */
export function countMaterial(entries: readonly LoggedMaterial[]): Record<string, MaterialCount> {
	const found: Record<string, MaterialCount> = {}
	for (const { material, status, copies, reached, times } of entries) {
		if (!isMaterial(material) || (status !== 'placed' && status !== 'replaced')) continue
		const before = found[material] ?? { entries: 0, copies: 0, reached: 0, times: 0 }
		found[material] = {
			entries: before.entries + 1,
			copies: before.copies + copies,
			reached: before.reached + reached,
			times: before.times + times,
		}
	}
	return found
}

/** Returns the number of a material in its own unit. */
export const amountOf = (material: Material, count: MaterialCount | undefined): number =>
	count?.[materials[material].counts] ?? 0

/**
 * Counts the copies of streamers that are up, by the last entry for each district and code; of two entries of
 * a day the later in the list counts.
 */
export function countDisplayedCopies(entries: readonly LoggedMaterial[]): number {
	const last = new Map<string, LoggedMaterial>()
	for (const entry of entries) {
		if (entry.material !== 'streamer' || entry.status === 'refused') continue
		const place = `${entry.district} ${entry.code}`
		const before = last.get(place) ?? entry
		// a verification may count fewer copies than were put up, and phones send in any order
		const copies = Math.max(entry.copies, before.copies)
		last.set(place, { ...(before.day <= entry.day ? entry : before), copies })
	}
	return [...last.values()]
		.filter(({ status }) => status !== 'removed' && status !== 'damaged')
		.reduce((sum, { copies }) => sum + copies, 0)
}

/** Returns the Monday of the week of a day. */
export const weekOf = (day: string): string => dayAfter(day, -((new Date(day).getUTCDay() + 6) % 7))

const maxWeeks = 130
/**
 * Counts week by week from the first to the last, also those without any; the newest if there are very many.
 */
export function countByWeek(entries: readonly LoggedMaterial[]): MaterialResponse['weeks'] {
	const byWeek = new Map<string, LoggedMaterial[]>()
	for (const entry of entries) {
		if (entry.day === '') continue
		const week = weekOf(entry.day)
		const others = byWeek.get(week)
		if (others) others.push(entry)
		else byWeek.set(week, [entry])
	}
	const weeks = [...byWeek.keys()].sort()
	const last = weeks.at(-1)
	if (last === undefined) return []
	const first = [weeks[0] ?? last, dayAfter(last, -7 * (maxWeeks - 1))].sort()[1] ?? last
	const all: MaterialResponse['weeks'] = []
	for (let week = first; week <= last; week = dayAfter(week, 7))
		all.push({ week, counts: countMaterial(byWeek.get(week) ?? []) })
	return all
}

/** Amount of a material per a number of people. */
export interface MaterialPerCapita {
	readonly people: number
	/** By code of the district; null if its population is unknown. */
	readonly byDistrict: ReadonlyMap<string, number | null>
}

const usualPeople = 100_000
const fewerPeople = 1000
/** From here on the number per 100,000 people is too long for a tile, and no easier to understand. */
const muchForUsual = 1000
/**
 * Computes the amount per 100,000 people, since there are few streamers where millions live; per 1,000 if a
 * district has 10 and more for each 1,000, as of brochures. All districts have the same base for one
 * material, on every screen and in every file.
 */
export function computeMaterialPerCapita(
	districts: MaterialResponse['districts'],
	material: Material,
): MaterialPerCapita {
	const perPerson = districts.map(({ code, people, counts }) => ({
		code,
		much: people ? amountOf(material, counts[material]) / people : null,
	}))
	const most = Math.max(0, ...perPerson.map(({ much }) => much ?? 0))
	const people = most * usualPeople < muchForUsual ? usualPeople : fewerPeople
	return {
		people,
		byDistrict: new Map(perPerson.map(({ code, much }) => [code, much === null ? null : much * people])),
	}
}
