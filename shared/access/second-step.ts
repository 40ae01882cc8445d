import * as z from 'zod/mini'

/** What is typed at the second step: six digits, or an emergency code. */
export const twoFactorCodeSchema = z.string().check(z.maxLength(40))

const passwordSchema = z.string().check(z.maxLength(200))

/** Of who asks: since when it is on, ISO, null if it is off; and how many emergency codes are left. */
export const twoFactorStatusSchema = z.object({ since: z.nullable(z.string()), emergencyCodes: z.int() })
export type TwoFactorStatus = z.infer<typeof twoFactorStatusSchema>

/** 20 bytes, base 32: what an authenticator app is given. */
export const totpSecretSchema = z.object({ secret: z.string().check(z.regex(/^[A-Z2-7]{32}$/)) })

/** What shows that it is the person themself, and not somebody at their open desk. */
export const reauthenticationSchema = z.object({ password: passwordSchema, code: twoFactorCodeSchema })
export type Reauthentication = z.infer<typeof reauthenticationSchema>

/** `code`: the six digits that the app makes of the secret. */
export const enableTwoFactorRequestSchema = z.object({
	...reauthenticationSchema.shape,
	...totpSecretSchema.shape,
})

/** As they are shown once. */
export const backupCodesSchema = z.object({ codes: z.array(z.string()) })
