import { defaultLockMinutes, type Study } from '#shared/study/study'

/** Returns after how many minutes without input an open form locks, by the office's policy. */
export const lockMinutesOf = (study: Study | null): number => study?.lockMinutes ?? defaultLockMinutes
