import type { FieldworkDates } from '#shared/coverage/fieldwork-dates'
import type { Round } from '#shared/study/study'
import { firstDoneDay } from '../storage/records/coverage.ts'
import { plannedDaysOf } from '../storage/sample/rounds-and-targets.ts'
import type { Store } from '../storage/store.ts'

/** Returns the dates of a round, which are the same for every user. */
export async function findFieldworkDates(
	{ reading, project }: Pick<Store, 'reading' | 'project'>,
	{ code: round, demonstration }: Pick<Round, 'code' | 'demonstration'>,
): Promise<FieldworkDates> {
	const everywhere = { project, round, demonstration, districts: 'all' as const }
	return {
		...(await plannedDaysOf(reading, round)),
		startedOn: await firstDoneDay(reading, everywhere),
	}
}
