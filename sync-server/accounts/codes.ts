import { createHash, randomBytes } from 'node:crypto'
import { type RandomBytes, randomCode } from '#shared/kernel/ids'

/** Random bytes of this process. */
export const serverRandom: RandomBytes = (length) => randomBytes(length)

/** What is kept of a code or a session token: enough to recognise it, not to use it. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

export const newCode = (): string => randomCode(serverRandom)
