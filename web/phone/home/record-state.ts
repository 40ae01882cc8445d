import type { LocalRecordListItem } from '../../storage/records/records.ts'
import type { MarkedState } from '../../ui/record-state-badge.tsx'

/** Returns the one status that lists show of a record: one that needs action comes first. */
export function stateOf(record: LocalRecordListItem): MarkedState {
	if (record.isUnreadable || record.sendState === 'refused') return 'refused'
	if (record.sendState === 'only-here') return 'only-here'
	if (record.isEvicted) return 'kept'
	if (record.isVoid) return 'void'
	if (record.isHandedOn) return 'handed-on'
	if (record.status === 'returned') return 'returned'
	if (record.openCases > 0) return 'needs-decision'
	return record.status === 'submitted' ? 'at-server' : record.status
}
