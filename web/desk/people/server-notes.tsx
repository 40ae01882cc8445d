import { BackgroundNote } from '../shell/background-note.tsx'
import { ClockNote } from '../shell/clock-note.tsx'
import { DiskNote } from '../shell/disk-note.tsx'
import { LeadNote } from '../shell/lead-note.tsx'
import { RecoveryNote } from './recovery-note.tsx'
import { RestorationNote } from './restoration-note.tsx'

/** Notes on the health of the server, each only while there is something to do. */
export function ServerNotes() {
	return (
		<>
			<ClockNote />
			<DiskNote />
			<BackgroundNote />
			<RestorationNote />
			<RecoveryNote />
			<LeadNote />
		</>
	)
}
