import * as z from 'zod/mini'
import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import { idSchema, referralActSchemas, referralSchema } from './referrals.ts'

/** Time after which a promised call-back is overdue, whatever time was agreed on. */
export const overdueAfterMs = 24 * 3_600_000
/** Time for which a claimed call-back cannot be claimed by another operator. */
export const claimLeaseMs = 3_600_000
/** Maximum letters of a handover note. */
export const longestHandover = 300

/** Matches a telephone or identity card number, in whatever digits. */
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
	/** When it was promised; null if unknown. */
	since: z.nullable(z.string()),
	category: z.string(),
	/**
	 * Main matter, language and district in the words of the form, as far as they were asked; absent from an
	 * earlier server.
	 */
	about: z._default(z.array(z.record(z.string(), z.string())), []),
	/** Agreed time and way of the call-back, as they were written down. */
	agreed: z.string(),
	/** Operator who has claimed it; null if it is unclaimed. */
	takenBy: z.nullable(z.string()),
	/** True if the requesting operator has claimed it. */
	isMine: z.boolean(),
	isOverdue: z.boolean(),
})
export type CallBack = z.infer<typeof callBackSchema>

const handoverSchema = z.object({
	id: z.int(),
	by: z.string(),
	at: z.string(),
	/** Calls begun since the last handover, as far as they had arrived; and call-backs that were open then. */
	calls: z.int(),
	open: z.int(),
	/** Referrals that were open then; null if they were not followed up yet. */
	referrals: z.nullable(z.int()),
	note: z.string(),
	confirmedBy: z.nullable(z.string()),
	/** True if the requesting operator wrote it. */
	isMine: z.boolean(),
})

const doneSchema = z.object({
	record: z._default(z.string(), ''),
	name: z.string(),
	by: z.string(),
	at: z.string(),
})

/** Information for the next operator. */
export const helplineShiftSchema = z.object({
	/** Server time, ISO. */
	at: z.string(),
	/** Open call-backs, the oldest first. */
	open: z.array(callBackSchema),
	/** Call-backs completed most recently, the newest first. */
	done: z.array(doneSchema),
	/**
	 * Open referrals, those in danger first, then the oldest, up to some hundreds; then those closed most
	 * recently, the newest first.
	 */
	referrals: z.array(referralSchema),
	/** Number of all open referrals. */
	openReferrals: z._default(z.int(), 0),
	/** Handovers, the newest first. */
	handovers: z.array(handoverSchema),
})
export type HelplineShift = z.infer<typeof helplineShiftSchema>

/** Action of an operator; the response to each is the new state. */
export const shiftActSchema = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('look') }),
	// `again`: it was marked as done, and the caller still waits
	z.object({ kind: z.enum(['take', 'leave', 'done', 'again']), record: idSchema }),
	...referralActSchemas,
	z.object({ kind: z.literal('hand-over'), note: handoverNote }),
	z.object({ kind: z.literal('confirm'), handover: z.int() }),
])
export type ShiftAct = z.infer<typeof shiftActSchema>

/**
 * Request from an operator's phone, signed by the key that its PIN decrypts, over `readingToSign` of
 * `shiftAddress`.
 */
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

/** Returns the signed address of a request: the action is part of it. */
export const shiftAddress = (act: ShiftAct): string => `/api/helpline/shift ${canonicalJson(act as Json)}`

/** New state (`helplineShiftSchema` as JSON), sealed to the phone, base64url. */
export const shiftReplySchema = z.object({ sealed: z.string() })
