import * as z from 'zod/mini'
import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import { idSchema, referralActSchemas, referralSchema } from './referrals.ts'

/** Who was promised a call back has waited long enough by then, whatever time was agreed on. */
export const overdueAfterMs = 24 * 3_600_000
/** Nobody else takes on a call back that somebody has taken on so lately. */
export const claimLeaseMs = 3_600_000
/** Letters of what a shift leaves to the next. */
export const longestHandover = 300

/** A telephone or identity card number, whatever digits it is written in. */
const longNumber = /(?:[0-9۰-۹٠-٩][ -]?){7}/
export const hasLongNumber = (text: string): boolean => longNumber.test(text)

const handoverNote = z.string().check(
	z.trim(),
	z.maxLength(longestHandover),
	z.refine((text) => !hasLongNumber(text)),
)

const callBackSchema = z.object({
	record: idSchema,
	/** The number of the call. */
	name: z.string(),
	/** When it was promised; null where nobody knows. */
	since: z.nullable(z.string()),
	category: z.string(),
	/** Main matter, language and district in the words of the form, as far as they were asked; absent: a server from before. */
	about: z._default(z.array(z.record(z.string(), z.string())), []),
	/** The time and the way that were agreed on, as they were written down. */
	agreed: z.string(),
	/** Who has taken it on; null while nobody has. */
	takenBy: z.nullable(z.string()),
	/** By who asks. */
	isMine: z.boolean(),
	isOverdue: z.boolean(),
})
export type CallBack = z.infer<typeof callBackSchema>

const handoverSchema = z.object({
	id: z.int(),
	by: z.string(),
	at: z.string(),
	/** Begun since the handover before, as far as they had come; and call-backs that were open then. */
	calls: z.int(),
	open: z.int(),
	/** Referrals that were not closed then; null where they were not followed up yet. */
	referrals: z.nullable(z.int()),
	note: z.string(),
	confirmedBy: z.nullable(z.string()),
	/** It was written by who asks. */
	isMine: z.boolean(),
})

const doneSchema = z.object({
	record: z._default(z.string(), ''),
	name: z.string(),
	by: z.string(),
	at: z.string(),
})

/** What the next operator has to know. */
export const helplineShiftSchema = z.object({
	/** Server time, ISO. */
	at: z.string(),
	/** The oldest first. */
	open: z.array(callBackSchema),
	/** Those that were done last, the newest first. */
	done: z.array(doneSchema),
	/** Those that are not closed, in danger first, then the oldest, up to some hundreds; then those that were closed last, the newest first. */
	referrals: z.array(referralSchema),
	/** How many are open in all. */
	openReferrals: z._default(z.int(), 0),
	/** The newest first. */
	handovers: z.array(handoverSchema),
})
export type HelplineShift = z.infer<typeof helplineShiftSchema>

/** What an operator does; whatever it is, the answer is how things stand then. */
export const shiftActSchema = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('look') }),
	// again: it was said to be done, and the caller waits after all
	z.object({ kind: z.enum(['take', 'leave', 'done', 'again']), record: idSchema }),
	...referralActSchemas,
	z.object({ kind: z.literal('hand-over'), note: handoverNote }),
	z.object({ kind: z.literal('confirm'), handover: z.int() }),
])
export type ShiftAct = z.infer<typeof shiftActSchema>

/** From an operator's phone; signed by the key that its PIN opens, over `readingToSign` of `shiftAddress`. */
export const shiftRequestSchema = z.object({
	device: idSchema,
	act: shiftActSchema,
	/** Server time, ms since 1970. */
	sentAt: z.int(),
	nonce: idSchema,
	/** r‖s, base64url */
	signature: z.string().check(z.maxLength(100), z.regex(/^[\w-]+$/)),
})
export type ShiftRequest = z.infer<typeof shiftRequestSchema>

/** What is asked, in one line: an act is part of the address that is signed. */
export const shiftAddress = (act: ShiftAct): string => `/api/helpline/shift ${canonicalJson(act as Json)}`

/** How things stand then (`helplineShiftSchema` as JSON), sealed to the phone, base64url. */
export const shiftReplySchema = z.object({ sealed: z.string() })
