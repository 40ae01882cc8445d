import { randomBytes } from 'node:crypto'

/** Returns a random name by which phones notice that a store was restored. */
export const newEra = (): string => randomBytes(6).toString('base64url')
