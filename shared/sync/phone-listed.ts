import * as z from 'zod/mini'
import { personSchema } from '#shared/access/people'
import { deviceInventorySchema } from './holds.ts'

/** Numbers that never arrived, from the first to the last. */
export const gapSchema = z.object({ first: z.int(), last: z.int() })
export type Gap = z.infer<typeof gapSchema>

/** One phone of one person, as the server knows it. */
export const deviceListItemSchema = z.object({
	/** The enrolment. */
	id: z.string(),
	person: personSchema,
	/** Of the person, by its name. */
	team: z.nullable(z.string()),
	/** What the phone calls itself. */
	label: z.string(),
	app: z.nullable(z.string()),
	/** ISO, UTC */
	enrolled: z.string(),
	lastSeen: z.nullable(z.string()),
	/** What it said last that it holds, and when; null from apps that do not say. */
	holds: z.nullable(deviceInventorySchema),
	holdsAt: z.nullable(z.string()),
	/** So many forms changed, and the phone has not heard of it; null where nobody noted what it heard. */
	formsBehind: z.nullable(z.int()),
	/** The first ones, and how many numbers are missing in all. */
	gaps: z.array(gapSchema),
	missing: z.int(),
	/** Numbers that were used for two revisions: the phone, or a copy of it, went on from an old state. */
	twice: z.array(z.int()),
	/** So many phones that worked under it have taken an enrolment of their own since. */
	replacedBy: z.int(),
	/** Of what it brought, so much waits for a decision. */
	heldBack: z.int(),
	isRevoked: z.boolean(),
	/** Who switched it or its person off last, and when; null while both are on. */
	switchedOff: z.nullable(z.object({ by: z.string(), at: z.string() })),
})
export type DeviceListItem = z.infer<typeof deviceListItemSchema>

/** What a person should look at, most urgent first. */
export const phoneMarks = [
	...(['twice', 'missing', 'stuck', 'held-back', 'silent', 'waiting', 'full', 'clock', 'off'] as const),
] as const
export type PhoneMark = (typeof phoneMarks)[number]

const dayMs = 86_400_000
const silentAfterMs = 7 * dayMs
/** Work that waits so long although the phone was heard of does not get through by itself. */
const longWaitDays = 2
/** From here on the room that it keeps for its work runs out. */
const littleRoom = 50
/** Beyond, visits and durations are written down wrong. */
const wrongClockMinutes = 10

/** The marks of a phone, the most urgent first. */
export function marksOf(phone: DeviceListItem, now: number): PhoneMark[] {
	const isOff = phone.isRevoked || !phone.person.isActive
	const { holds } = phone
	const isOn: Record<PhoneMark, boolean> = {
		// of one that was switched off somebody has seen to that; what is missing is still said beside it
		twice: phone.twice.length > 0 && !isOff,
		missing: phone.missing > 0 && !isOff,
		stuck: (holds?.stuck ?? 0) > 0,
		'held-back': phone.heldBack > 0,
		// one that was switched off need not come, unless it has something to bring
		silent:
			Date.parse(phone.lastSeen ?? phone.enrolled) + silentAfterMs < now &&
			(!isOff || (holds?.waiting ?? 0) > 0),
		waiting: (holds?.waiting ?? 0) > 0 && (holds?.days ?? 0) >= longWaitDays,
		full: (holds?.room ?? 100) <= littleRoom && !isOff,
		clock: Math.abs(holds?.clock ?? 0) >= wrongClockMinutes && !isOff,
		off: isOff,
	}
	return phoneMarks.filter((mark) => isOn[mark])
}

/** What needs a person today on top: by the most urgent mark, then by how many, then who was not heard of for longest. Made-up ones come last. */
export function inOrderOfUrgency(phones: readonly DeviceListItem[], now: number): DeviceListItem[] {
	const urgency = (phone: DeviceListItem) => {
		const marks = marksOf(phone, now)
		const [first] = marks
		return [first ? phoneMarks.indexOf(first) : phoneMarks.length, -marks.length] as const
	}
	return [...phones].sort((a, b) => {
		const [markA, countA] = urgency(a)
		const [markB, countB] = urgency(b)
		const [seenA, seenB] = [a.lastSeen ?? '', b.lastSeen ?? '']
		const apart = Number(a.person.demonstration) - Number(b.person.demonstration)
		return apart || markA - markB || countA - countB || (seenA < seenB ? -1 : seenA > seenB ? 1 : 0)
	})
}
