import type { HelplineShift } from '#shared/helpline/call-backs'
import type { UnlockedSession } from '../storage/people-on-phone.ts'

/** As it was heard last, in memory alone and until the phone locks: what is agreed with callers lies on no phone. */
export const shiftCache = new WeakMap<UnlockedSession, HelplineShift>()
