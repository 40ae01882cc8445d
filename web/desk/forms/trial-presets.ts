import type { Presets } from '#shared/forms/form-definition'
import { openRoundFor, type Study } from '#shared/study/study'
import type { DeskValue } from '../kit/desk-context.ts'

/** Returns the presets of a preview: those of an enumerator who works in every district. */
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
		// so that questions on the distance from the cluster centre can be previewed
		centre: '30.05 70.63 0 0',
	}
}
