import { describe, expect, test } from 'vitest'
import { nodesOf } from '#shared/forms/form-nodes'
import { plantRound } from '#shared/testing/planted-round'
import type { TestPhone } from '#shared/testing/test-phone'
import { listingStatements } from '../../tests/helpers/count-statements.ts'
import { serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'

const paths = nodesOf(loadInstrument('household')).map(({ template }) => template)
const pathOf = (name: string) => paths.find((path) => path === name || path.endsWith(`/${name}`)) ?? name
const district = 'PK607'

/** Returns finished household interviews of one district. */
const interviews = (phone: TestPhone, seed: number, count: number) =>
	plantRound({
		seed,
		round: 'endline',
		districts: [district],
		perDistrict: count,
		pathOf,
		habitOf: () => 'plain' as const,
	}).flatMap((each) =>
		each.interviews.map(({ answers }) =>
			phone.edit(phone.newRecord(), { ...Object.fromEntries(answers), $status: 'submitted' } as never),
		),
	)

/** Most statements of a request with new interviews: on PostgreSQL each is a round trip, most of them under one lock. */
const maxStatements = 21

describe.each(engines)('statements of a sync request on %s', (_, freshEngine) => {
	test('a bundle of new interviews takes as few for many as for one', async () => {
		const statements: string[] = []
		const server = await serverForTests(listingStatements(await freshEngine(), statements))
		const { phone, post } = await enrolledPhone(server, { districts: [district] })
		await phone.sync(post)
		const counts: number[] = []
		for (const [i, count] of [1, 1, 6].entries()) {
			const edits = interviews(phone, i + 1, count)
			statements.length = 0
			const { header } = await phone.sync(post, edits)
			expect(header.acks.map(([, code]) => code)).toEqual(edits.map(() => 'stored'))
			counts.push(statements.length)
		}
		expect(counts[2]).toBe(counts[1])
		expect(counts[2]).toBeLessThanOrEqual(maxStatements)
		await server.close()
	})
})
