import type { LocalRecordListItem } from './records.ts'

/** True if the record was returned for correction, and no correction is unsent. */
export const needsCorrection = ({ status, isVoid, isHandedOn, sendState }: LocalRecordListItem): boolean =>
	status === 'returned' && !isVoid && !isHandedOn && sendState === 'at-server'
