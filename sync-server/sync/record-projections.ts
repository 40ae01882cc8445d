import { callFactsVersion } from '#shared/helpline/call-facts'
import { factsVersion } from '#shared/quality/household-facts'
import { passOverRecords } from '../background/pass-over-records.ts'
import type { Projection } from '../background/projection.ts'
import type { FormRepository } from '../forms/form-repository.ts'
import { callsWithoutFacts } from '../storage/helpline/calls.ts'
import { withoutFacts } from '../storage/quality/interviews.ts'
import { bumpProjectionStamp, listRecordIds } from '../storage/records/records.ts'
import { reprojectRecords } from './reproject-records.ts'

const pageSize = 100
const pageOf = (ids: readonly string[]) => ({
	ids,
	next: ids.length < pageSize ? null : (ids.at(-1) ?? null),
})

/**
 * Rows of records, and facts of interviews and calls. Nothing is sent to phones, and quality checks of a
 * district run again when something in it has changed.
 */
export function recordProjections(forms: FormRepository): readonly Projection[] {
	const compute = (session: Parameters<typeof reprojectRecords>[0], ids: readonly string[]) =>
		reprojectRecords(session, forms, ids)
	return [
		passOverRecords({
			name: 'record-rows',
			// 2 and 3: names are built from masked locations, 3 also where they have no three decimals
			version: 3,
			isFirstComplete: true,
			page: async (session, after) => pageOf(await listRecordIds(session, after, pageSize)),
			compute,
			// once for all records: each time the columns of tables are written anew
			finish: bumpProjectionStamp,
		}),
		passOverRecords({
			name: 'interview-facts',
			version: factsVersion,
			isFirstComplete: false,
			async page(session, after) {
				const { ids, last } = await withoutFacts(session, after)
				return { ids, next: last }
			},
			compute,
		}),
		passOverRecords({
			name: 'call-facts',
			version: callFactsVersion,
			isFirstComplete: false,
			page: async (session, after) => pageOf(await callsWithoutFacts(session, after, pageSize)),
			compute,
		}),
	]
}
