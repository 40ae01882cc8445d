import { expect, test } from 'vitest'
import { nodesOf } from '#shared/forms/form-nodes'
import type { EstimatesResponse } from '#shared/results/estimates-response'
import { publishedBaseline } from '#shared/results/shipped-indicators'
import { serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import { inParts } from '../storage/engine/chunks.ts'

/** Yes answers of 9,300 people, in the middle of what rounds to the published figures (methods §1). */
const yes = { heard_tip: 5115, heard_som: 5580, law_ptpa: 837, help_any: 465 }
const [people, perDistrict, perCluster] = [9300, 300, 15]

test('the published baseline is reproduced from 9,300 interviews digit for digit', async () => {
	const [engine] = engines
	if (!engine) throw new Error('there is no engine')
	const server = await serverForTests(await engine[1]())
	const paths = nodesOf(loadInstrument('household')).map(({ template }) => template)
	const pathOf = (name: string) => paths.find((path) => path.endsWith(`/${name}`)) ?? name
	const { districts } = await server.study.current()
	const record = (i: number) => {
		const district = districts[Math.floor(i / perDistrict)]?.code ?? ''
		const cluster = `${district}-${String(1 + Math.floor((i % perDistrict) / perCluster)).padStart(2, '0')}`
		const items = Object.entries(yes).map(([name, many]) => {
			// Spread evenly over all districts.
			const isYes = Math.floor(((i + 1) * many) / people) > Math.floor((i * many) / people)
			return [pathOf(name), isYes ? 'yes' : i % 7 === 0 ? 'dk' : 'no'] as const
		})
		const answers = [
			[pathOf('district'), district],
			[pathOf('cluster_id'), cluster],
			[pathOf('result'), 'complete'],
			[pathOf('consent'), 'yes'],
			[pathOf('law_psma'), 'no'],
			...items,
		]
		return {
			id: `record-${i}`,
			project: server.store.project,
			form: 'household',
			form_version: 1,
			owner: 'a',
			demonstration: 0 as const,
			name: '',
			round: 'baseline',
			cluster: null,
			outcome: null,
			district,
			sex: null,
			status: 'approved',
			void: 0 as const,
			open_conflicts: 0,
			open_flags: 0,
			open_kinds: '',
			readers: '',
			answers: JSON.stringify({ answers, leftOver: [] }),
			projection_error: null,
			first_seq: 10_000 + i,
			last_seq: 10_000 + i,
			started: '',
			changed: '',
		}
	}
	await server.store.write(async (session) => {
		for (const part of inParts(Array.from({ length: people }, (_, i) => i)))
			await session.db.insertInto('record').values(part.map(record)).execute()
		await session.db.updateTable('head').set({ seq: 20_000 }).execute()
	})
	const manager = await server.desk('data-manager')
	const { body } = await manager.get('/api/results/estimates?round=baseline&by=district')
	const { indicators } = body as EstimatesResponse
	const estimates = Object.keys(publishedBaseline).map((id) => {
		const { whole } = indicators.find((each) => each.id === id) ?? {}
		return [id, whole?.n, `${Math.round(100 * (whole?.value ?? 0))} %`, whole?.value]
	})
	expect(estimates).toEqual([
		['H1', 9300, '55 %', 5115 / 9300],
		['H2', 9300, '60 %', 5580 / 9300],
		['H3', 9300, '9 %', 837 / 9300],
		['H4', 9300, '5 %', 465 / 9300],
	])
	await server.close()
})
