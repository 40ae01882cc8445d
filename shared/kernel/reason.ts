import * as z from 'zod/mini'

/** Longest reason of a decision, in UTF-16 code units. */
export const maxReasonLength = 1000

/** The reason of a decision, as it is stored with it; '' where a decision needs none. */
export const reasonSchema = z.string().check(z.maxLength(maxReasonLength))

/** A reason that must be given. */
export const requiredReasonSchema = z.string().check(z.trim(), z.minLength(1), z.maxLength(maxReasonLength))
