import * as z from 'zod/mini'

export const longestMessage = 300
/** Written one evening, it may stand over some days. */
export const mostMessageDays = 7

/** The message by language, in those in which somebody wrote it; none: it was taken back. */
const messageTextsSchema = z.record(
	z.string().check(z.regex(/^[a-z]{2,3}$/)),
	z.string().check(z.trim(), z.minLength(1), z.maxLength(longestMessage)),
)

/** Body of a `message` document, ref = `messageRef`: what the office says to who works in a district. A later one replaces it. */
export const messageDocumentSchema = z.object({
	district: z.string(),
	text: messageTextsSchema,
	/** The last day on which it is shown, by the campaign's clock. */
	until: z.iso.date(),
	/** Name of who wrote it. */
	by: z.string(),
})
export type MessageDocument = z.infer<typeof messageDocumentSchema>

export const messageRef = (district: string): string => `message:${district}`

/** Body of the request that puts a message in place of those before, in each of these districts. */
export const newMessageSchema = z.object({
	districts: z.array(z.string().check(z.maxLength(20))).check(z.minLength(1), z.maxLength(500)),
	text: messageTextsSchema,
	until: messageDocumentSchema.shape.until,
})
export type NewMessage = z.infer<typeof newMessageSchema>

/** The day that it is there, where days are counted so many minutes east of UTC. */
export const dayAt = (time: number, offsetMinutes: number): string =>
	new Date(time + offsetMinutes * 60_000).toISOString().slice(0, 10)

/** Whether anything of it is shown on that day. */
export const isMessageActive = (
	{ text, until }: Pick<MessageDocument, 'text' | 'until'>,
	day: string,
): boolean => Object.keys(text).length > 0 && until >= day

/** What is said alike in several districts is one message. */
export function groupIdenticalMessages(
	messages: readonly MessageDocument[],
): (Omit<MessageDocument, 'district'> & { readonly districts: readonly string[] })[] {
	const found = new Map<string, { said: Omit<MessageDocument, 'district'>; districts: string[] }>()
	for (const { district, ...said } of messages) {
		const key = JSON.stringify([Object.entries(said.text).sort(), said.until, said.by])
		const known = found.get(key) ?? { said, districts: [] }
		known.districts.push(district)
		found.set(key, known)
	}
	return [...found.values()].map(({ said, districts }) => ({ ...said, districts }))
}
