import { expect, test } from 'vitest'
import { factsVersion } from '#shared/quality/household-facts'
import { engines } from '../../../tests/helpers/fresh-engines.ts'
import { interviewRow } from '../../../tests/helpers/interview-row.ts'
import { recordRow } from '../../../tests/helpers/record-row.ts'
import { openStore } from '../open-store.ts'
import { withoutFacts } from './interviews.ts'

const project = 'test'
const idOf = (n: number) => `record-${String(n).padStart(5, '0')}`

test.each(engines)(
	'records extracted by an earlier version are found among many, in batches, on %s',
	async (_, freshEngine) => {
		const store = await openStore({ engine: await freshEngine(), project, now: () => 0 })
		try {
			const ids = Array.from({ length: 2300 }, (_each, n) => idOf(n))
			const [old, none] = [idOf(2100), idOf(2200)]
			await store.write(async (session) => {
				await session.saveRecords([
					...ids.map((id) => recordRow(id)),
					recordRow('record-draft', { status: 'draft' }),
					recordRow('a-talk', { form: 'focus-group' }),
				])
				await session.saveInterviews(
					ids
						.filter((id) => id !== none)
						.map((id) => interviewRow(id, { facts_version: id === old ? factsVersion - 1 : factsVersion })),
					[],
				)
			})
			const found: string[][] = []
			for (let after: string | null = ''; after !== null; ) {
				const page: Awaited<ReturnType<typeof withoutFacts>> = await withoutFacts(store.reading, after)
				found.push(page.ids)
				after = page.last
			}
			expect(found).toEqual([[], [], [old, none]])
		} finally {
			await store.close()
		}
	},
)
