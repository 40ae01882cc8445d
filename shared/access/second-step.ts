import * as z from 'zod/mini'

/** What is typed at the second step: six digits, or an emergency code. */
export const secondStepCodeSchema = z.string().check(z.maxLength(40))

const passwordSchema = z.string().check(z.maxLength(200))

/** Of who asks: since when it is on, ISO, null if it is off; and how many emergency codes are left. */
export const secondStepSchema = z.object({ since: z.nullable(z.string()), emergencyCodes: z.int() })
export type SecondStep = z.infer<typeof secondStepSchema>

/** 20 bytes, base 32: what an authenticator app is given. */
export const secretSchema = z.object({ secret: z.string().check(z.regex(/^[A-Z2-7]{32}$/)) })

/** What shows that it is the person themself, and not somebody at their open desk. */
export const proofSchema = z.object({ password: passwordSchema, code: secondStepCodeSchema })
export type Proof = z.infer<typeof proofSchema>

/** `code`: the six digits that the app makes of the secret. */
export const turnOnSchema = z.object({ ...proofSchema.shape, ...secretSchema.shape })

/** As they are shown once. */
export const emergencyCodesSchema = z.object({ codes: z.array(z.string()) })
