import * as z from 'zod/mini'
import { type Bytes, utf8 } from '#shared/kernel/bytes'
import { idSchema } from '#shared/revisions/revision'
import { enrolRequestSchema } from './messages.ts'

/*
 * Messages of a phone that is enrolled already: another number for it, and another PIN.
 */

/** Request of a phone to replace a shared enrolment by its own; signed by the key of the old one. */
export const replaceRequestSchema = z.object({
	device: idSchema,
	publicKey: enrolRequestSchema.shape.publicKey,
	phone: idSchema,
	label: enrolRequestSchema.shape.label,
	/** r‖s over `replacementToSign`, base64url. */
	signature: z.string().check(z.maxLength(100), z.regex(/^[\w-]+$/)),
})
export type ReplaceRequest = z.infer<typeof replaceRequestSchema>

/** Returns the bytes that the key of an enrolment signs for its replacement. */
export const replacementToSign = ({
	device,
	publicKey,
	phone,
}: Omit<ReplaceRequest, 'signature' | 'label'>): Bytes =>
	utf8(`ZILA replacement\n${device}\n${publicKey}\n${phone}`)

/**
 * Escrowed key of the data on a phone, which the phone seals to the project: only the server opens it, and
 * returns it to a user who forgot the PIN.
 */
export const escrowedKeySchema = z.object({
	v: z.literal(1),
	/** Id of the person whose data it decrypts. */
	person: idSchema,
	/** 32 bytes, base64url. */
	key: z.string().check(z.regex(/^[\w-]{43}$/)),
})
export const pinResetRequestSchema = z.object({
	device: idSchema,
	/** Enrolment code of the person. */
	code: enrolRequestSchema.shape.code,
	/** A sealed frame with an `escrowedKeySchema`, base64url. */
	sealed: z.string().check(z.maxLength(1000), z.regex(/^[\w-]+$/)),
	/** r‖s over `pinResetToSign`, base64url. */
	signature: replaceRequestSchema.shape.signature,
})
export type PinResetRequest = z.infer<typeof pinResetRequestSchema>
export const pinResetResponseSchema = z.object({ key: escrowedKeySchema.shape.key })
export type PinResetResponse = z.infer<typeof pinResetResponseSchema>

/** Returns the bytes that a phone signs to get its escrowed key back. */
export const pinResetToSign = ({ device, code, sealed }: Omit<PinResetRequest, 'signature'>): Bytes =>
	utf8(`ZILA spare key\n${device}\n${code}\n${sealed}`)
