import type { HelplineShift } from '#shared/helpline/call-backs'
import type { VaultSession } from '../../storage/enrolment/enrolments.ts'

/**
 * Last known shift, in memory only and until the phone is locked: arrangements with callers are stored on
 * no phone.
 */
export const shiftCache = new WeakMap<VaultSession, HelplineShift>()
