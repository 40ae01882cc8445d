import type { ListedRecord } from '../storage/records-on-phone.ts'

/** It asks for a correction, and nothing of one is on its way. */
export const isReturned = ({ status, isVoid, isHandedOn, whereabouts }: ListedRecord): boolean =>
	status === 'returned' && !isVoid && !isHandedOn && whereabouts === 'at-server'
