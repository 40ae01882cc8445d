import * as z from 'zod/mini'

/** A text of a form that must not be blank. */
export const requiredText = z.string().check(z.trim(), z.minLength(1))
