import * as z from 'zod/mini'

export const idParameter = z.object({ id: z.string() })
export const districtParameter = z.object({ district: z.string() })
export const roundQuery = z.object({ round: z.string() })
export const districtQuery = z.object({ round: z.string(), district: z.string() })
/** Without a district: all districts of the user. */
export const scopeQuery = z.object({ round: z.string(), district: z.optional(z.string()) })
