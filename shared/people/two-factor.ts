import * as z from 'zod/mini'

/** Second factor: six digits, or a backup code. */
export const twoFactorCodeSchema = z.string().check(z.maxLength(40))

const passwordSchema = z.string().check(z.maxLength(200))

/**
 * Two-factor status of the current user: since when it is on, ISO, null if it is off; and the number of
 * unused backup codes.
 */
export const twoFactorStatusSchema = z.object({ since: z.nullable(z.string()), backupCodes: z.int() })
export type TwoFactorStatus = z.infer<typeof twoFactorStatusSchema>

/** 20 bytes, base 32: the secret for an authenticator app. */
export const totpSecretSchema = z.object({ secret: z.string().check(z.regex(/^[A-Z2-7]{32}$/)) })

/** Re-authentication, so that an unattended desk cannot be misused. */
export const reauthenticationSchema = z.object({ password: passwordSchema, code: twoFactorCodeSchema })
export type Reauthentication = z.infer<typeof reauthenticationSchema>

/** `code`: the six digits that the app generates from the secret. */
export const enableTwoFactorRequestSchema = z.object({
	...reauthenticationSchema.shape,
	...totpSecretSchema.shape,
})

/** Backup codes, shown once. */
export const backupCodesSchema = z.object({ codes: z.array(z.string()) })
