import type { StoredAnswers } from '#shared/export/table-plan'
import { byKey } from '#shared/kernel/by-key'
import { materialFacts, materialFlags } from '#shared/quality/material-flags'
import type { RoundThresholds } from '#shared/quality/round-thresholds'
import type { QualityCheckResult } from '#shared/quality/run-checks'
import type { Round } from '#shared/study/study'
import { materialIn, samePhotos } from '../storage/records/material.ts'
import type { Store } from '../storage/store.ts'

/**
 * Computes the flags of the material log by district, on every request: there are few entries, and photos
 * arrive later than their entries.
 */
export async function checkMaterial(
	{ reading }: Pick<Store, 'reading' | 'project'>,
	{
		round,
		isRequested,
		limits,
	}: {
		readonly round: Round
		readonly isRequested: (district: string) => boolean
		readonly limits: RoundThresholds
	},
): Promise<Map<string, Pick<QualityCheckResult, 'flags' | 'material'>>> {
	const rows = await materialIn(reading, round, isRequested)
	const photos = await samePhotos(
		reading,
		round,
		rows.map(({ id }) => id),
	)
	const same = photos.map(({ started, district, ...photo }) => ({
		...photo,
		otherMadeAt: Date.parse(started),
		otherDistrict: district,
	}))
	return new Map(
		[...byKey(rows, ({ district }) => district)].map(([district, own]) => {
			const material = own.map(({ id, owner, started, answers }) => ({
				record: id,
				person: owner,
				madeAt: Date.parse(started),
				...materialFacts((JSON.parse(answers) as StoredAnswers).answers),
			}))
			return [district, { material, flags: materialFlags(material, same, { district, limits }) }]
		}),
	)
}
