import * as z from 'zod/mini'

/** A whole number of 0 or more in an address. */
export const wholeNumberSchema = z.pipe(z.coerce.number<number>(), z.int().check(z.nonnegative()))
