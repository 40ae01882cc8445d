import { csvLine, guarded } from '#shared/kernel/csv'
import { type DeviceListItem, marksOf } from '#shared/sync/device-list'

const columns = [
	...(['name', 'code', 'role', 'districts', 'team', 'phone', 'app', 'forms_behind', 'enrolled'] as const),
	...([
		'last_seen',
		'said_at',
		'waiting',
		'records',
		'days',
		'drafts',
		'stuck',
		'files',
		'room_percent',
	] as const),
	...(['second_copy_days', 'clock_minutes_ahead', 'missing', 'held_back', 'marks'] as const),
] as const

/** Returns the listed devices as CSV; a value that a phone did not report is empty. */
export const devicesFile = (phones: readonly DeviceListItem[], now: number): string =>
	[
		[...columns],
		...phones.map((phone) => {
			const { person, inventory } = phone
			return [
				...[person.name, person.code, person.role],
				...[person.districts === 'all' ? 'all' : person.districts.join(' '), phone.team, phone.label],
				...[phone.app, phone.formsBehind, phone.enrolled, phone.lastSeen, phone.inventoryAt],
				...[
					inventory?.waiting,
					inventory?.records,
					inventory?.days,
					inventory?.drafts,
					inventory?.stuck,
					inventory?.files?.count,
				],
				...[inventory?.room, inventory?.copyDays, inventory?.clock],
				...[phone.missing, phone.quarantined, marksOf(phone, now).join(' ')],
			].map((cell) => guarded(String(cell ?? '')))
		}),
	]
		.map(csvLine)
		.join('')
