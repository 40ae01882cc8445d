import type { HelplineShift } from '#shared/helpline/call-backs'
import type { UnlockedSession } from '../storage/people-on-phone.ts'

/**
 * Last known shift, in memory only and until the phone is locked: arrangements with callers are stored on
 * no phone.
 */
export const shiftCache = new WeakMap<UnlockedSession, HelplineShift>()
