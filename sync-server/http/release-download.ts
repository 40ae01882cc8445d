import type { Release } from '#shared/export/release'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { isDemonstrationRound, roundsFor } from '#shared/study/study'
import { isForOthers, type Pinned, pinnedBy, writeRelease } from '../export/releases.ts'
import { findRelease, type ReleaseRow } from '../storage/exports/releases.ts'
import type { Deps } from './deps.ts'
import { type Download, fileName } from './export-download.ts'

/**
 * Requires all districts: releases cover the whole project, and others cannot see them. @throws Problem
 * `not-found`
 */
export function demandAllDistricts(person: Person): void {
	if (person.districts !== 'all') throw new Problem('not-found')
}

export const isDemonstrationRoundFor = (person: Person, round: string): boolean =>
	person.demonstration || isDemonstrationRound(round)

/** Audience in the log entry, for external audiences only. */
export const getAuditAudience = (kind: Release['kind']) => (isForOthers(kind) ? [`for-${kind}` as const] : [])

/** @throws Problem `not-found` */
export async function findReleaseFor(
	{ store, study }: Deps,
	person: Person,
	id: string,
): Promise<{ row: ReleaseRow; pinned: Pinned }> {
	const row = await findRelease(store.reading, id)
	const rounds = roundsFor(person, await study.current())
	if (!row || !rounds.some(({ code }) => code === row.round)) throw new Problem('not-found')
	return { row, pinned: pinnedBy(row, isDemonstrationRoundFor(person, row.round)) }
}

/** @throws Problem `not-found` */
export async function prepareReleaseDownload(
	deps: Deps,
	person: Person,
	id: string,
): Promise<Download<'release-downloaded'>> {
	const { store, forms } = deps
	const { row, pinned } = await findReleaseFor(deps, person, id)
	const records = Number(row.records)
	// Urdu names would lose all letters in a portable file name, so the id distinguishes them.
	const called = /^[\w. -]+$/.test(row.name) ? row.name : `${row.name}-${row.id.slice(0, 6)}`
	const prefix = pinned.isDemonstration ? 'DEMONSTRATION-' : ''
	return {
		name: fileName(`${prefix}${row.form}-${row.round}-${pinned.kind}-${called}.zip`),
		type: 'application/zip',
		records,
		auditEvent: {
			kind: 'release-downloaded',
			of: row.form,
			round: row.round,
			many: records,
			fields: getAuditAudience(pinned.kind),
		},
		write: (reading, onFailure) =>
			writeRelease({ store, forms, onFailure }, ...([pinned, person, reading] as const)),
	}
}
