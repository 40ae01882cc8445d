import * as z from 'zod/mini'

export const longestMessage = 300
/** Maximum days for which a message is shown: one that is written in the evening may stay for some days. */
export const maxMessageDays = 7

/** Text by language; empty if the message was withdrawn. */
const messageTextsSchema = z.record(
	z.string().check(z.regex(/^[a-z]{2,3}$/)),
	z.string().check(z.trim(), z.minLength(1), z.maxLength(longestMessage)),
)

/**
 * Body of a `message` document, ref = `messageRef`: a message of the office to all who work in a district. A
 * later one replaces it.
 */
export const messageDocumentSchema = z.object({
	district: z.string(),
	text: messageTextsSchema,
	/** Last day on which it is shown, in the study's time. */
	until: z.iso.date(),
	/** Name of its author. */
	by: z.string(),
})
export type MessageDocument = z.infer<typeof messageDocumentSchema>

export const messageRef = (district: string): string => `message:${district}`

/** Body of the request that replaces the messages of each of these districts. */
export const newMessageSchema = z.object({
	districts: z.array(z.string().check(z.maxLength(20))).check(z.minLength(1), z.maxLength(500)),
	text: messageTextsSchema,
	until: messageDocumentSchema.shape.until,
})

/** Returns the day at a time, by a clock this many minutes east of UTC. */
export const dayAt = (time: number, offsetMinutes: number): string =>
	new Date(time + offsetMinutes * 60_000).toISOString().slice(0, 10)

/** True if the message is shown on that day. */
export const isMessageActive = (
	{ text, until }: Pick<MessageDocument, 'text' | 'until'>,
	day: string,
): boolean => Object.keys(text).length > 0 && until >= day

/** Merges identical messages of several districts into one. */
export function groupIdenticalMessages(
	messages: readonly MessageDocument[],
): (Omit<MessageDocument, 'district'> & { readonly districts: readonly string[] })[] {
	const found = new Map<string, { message: Omit<MessageDocument, 'district'>; districts: string[] }>()
	for (const { district, ...message } of messages) {
		const key = JSON.stringify([Object.entries(message.text).sort(), message.until, message.by])
		const known = found.get(key) ?? { message, districts: [] }
		known.districts.push(district)
		found.set(key, known)
	}
	return [...found.values()].map(({ message, districts }) => ({ ...message, districts }))
}
