import type { LocalRecordListItem } from '../storage/records-on-phone.ts'

/** It asks for a correction, and nothing of one is on its way. */
export const isReturned = ({ status, isVoid, isHandedOn, sendState }: LocalRecordListItem): boolean =>
	status === 'returned' && !isVoid && !isHandedOn && sendState === 'at-server'
