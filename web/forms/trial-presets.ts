import { openRoundFor, type Study } from '#shared/campaign/campaign'
import type { Presets } from '#shared/forms/form-definition'
import type { DeskValue } from '../desk/desk-context.ts'

/** What the app would tell a form: as for an enumerator who works in every district. */
export function buildTrialPresets(
	{ rounds, districts }: Study,
	{ code, demonstration }: DeskValue['person'],
): Presets {
	const round = openRoundFor(rounds, demonstration)
	return {
		...(round ? { round: round.code } : {}),
		districts: districts.map((district) => district.code).join(' '),
		person: code,
		phone: 'trial',
		// what hangs on the middle of a cluster is to be seen as well
		centre: '30.05 70.63 0 0',
	}
}
