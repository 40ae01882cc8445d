import { randomBytes } from 'node:crypto'

/** A name by which phones know that a store was put back: another one each time. */
export const newEra = (): string => randomBytes(6).toString('base64url')
