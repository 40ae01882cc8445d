import * as z from 'zod/mini'
import { personSchema } from '#shared/people/people'
import { deviceInventorySchema } from './device-inventory.ts'

/** A range of counters of revisions that never arrived, both ends included. */
export const gapSchema = z.object({ first: z.int(), last: z.int() })
export type Gap = z.infer<typeof gapSchema>

/** One phone of one person, as the server knows it. */
export const deviceListItemSchema = z.object({
	/** Id of the enrolment. */
	id: z.string(),
	person: personSchema,
	/** Name of the person's team. */
	team: z.nullable(z.string()),
	/** Label of the device: browser and operating system. */
	label: z.string(),
	app: z.nullable(z.string()),
	/** ISO, UTC */
	enrolled: z.string(),
	lastSeen: z.nullable(z.string()),
	/** Last inventory that the phone reported; null from apps that report none. `inventoryAt`: its time. */
	inventory: z.nullable(deviceInventorySchema),
	inventoryAt: z.nullable(z.string()),
	/** Changed forms that the phone has not received. Null if its feed cursor is unknown. */
	formsBehind: z.nullable(z.int()),
	/** The first gaps; `missing`: how many counters are missing in all. */
	gaps: z.array(gapSchema),
	missing: z.int(),
	/** Counters used by two revisions: the phone, or a copy of it, continued from an old state. */
	reusedCounters: z.array(z.int()),
	/** Number of phones that shared this enrolment and have replaced it by their own since. */
	replacedBy: z.int(),
	/** Quarantined revisions from this phone. */
	quarantined: z.int(),
	isRevoked: z.boolean(),
	/** Last deactivation of the phone or its person; null while both are active. */
	deactivation: z.nullable(z.object({ by: z.string(), at: z.string() })),
})
export type DeviceListItem = z.infer<typeof deviceListItemSchema>

/** Marks of a phone that needs attention, most urgent first. */
export const phoneMarks = [
	...(['twice', 'missing', 'stuck', 'held-back', 'silent', 'waiting', 'full', 'clock', 'off'] as const),
] as const
export type PhoneMark = (typeof phoneMarks)[number]

const dayMs = 86_400_000
const silentAfterMs = 7 * dayMs
/** Unsent work of this age, on a phone that reports in, will not get through by itself. */
const longWaitDays = 2
/** Percentage of free reserved storage from which the phone is nearly full. */
const littleRoom = 50
/** Clock error from which times of visits and durations are wrong. */
const wrongClockMinutes = 10

/** Returns the marks of a phone, most urgent first. */
export function marksOf(phone: DeviceListItem, now: number): PhoneMark[] {
	const isOff = phone.isRevoked || !phone.person.isActive
	const { inventory } = phone
	const isOn: Record<PhoneMark, boolean> = {
		// a deactivated phone has been dealt with; its missing revisions are still shown
		twice: phone.reusedCounters.length > 0 && !isOff,
		missing: phone.missing > 0 && !isOff,
		stuck: (inventory?.stuck ?? 0) > 0,
		'held-back': phone.quarantined > 0,
		// a deactivated phone need not report in, unless it has unsent work
		silent:
			Date.parse(phone.lastSeen ?? phone.enrolled) + silentAfterMs < now &&
			(!isOff || (inventory?.waiting ?? 0) > 0),
		waiting: (inventory?.waiting ?? 0) > 0 && (inventory?.days ?? 0) >= longWaitDays,
		full: (inventory?.room ?? 100) <= littleRoom && !isOff,
		clock: Math.abs(inventory?.clock ?? 0) >= wrongClockMinutes && !isOff,
		off: isOff,
	}
	return phoneMarks.filter((mark) => isOn[mark])
}

/**
 * Sorts phones by urgency: by the most urgent mark, then by the number of marks, then the longest silent
 * first. Phones for practice come last.
 */
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
		const byDemonstration = Number(a.person.demonstration) - Number(b.person.demonstration)
		return byDemonstration || markA - markB || countA - countB || (seenA < seenB ? -1 : seenA > seenB ? 1 : 0)
	})
}
