import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Coverage } from '#shared/coverage/coverage'
import { deployments } from '#shared/study/deployments'
import type { Study } from '#shared/study/study'
import type { TestPhone } from '#shared/testing/test-phone'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { shippedForms } from '../../tests/helpers/shipped-forms.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { setUpServer } from '../set-up.ts'
import { keysInFolder } from '../sync/key-store.ts'

describe.each(routeEngines)('rounds and targets on %s', (_, freshEngine) => {
	let server: ServerForTests
	let administrator: Desk
	let manager: Desk
	let coordinator: Desk
	let phone: TestPhone
	let post: Awaited<ReturnType<typeof enrolledPhone>>['post']
	let engine: Awaited<ReturnType<typeof freshEngine>>
	const keys = keysInFolder(temporaryFolder())
	beforeAll(async () => {
		engine = await freshEngine()
		server = await serverForTests(engine, { keys })
		// 22:30 UTC is the next day in Pakistan.
		server.clock.now = Date.UTC(2026, 0, 15, 22, 30)
		administrator = await server.desk('administrator')
		manager = await server.desk('data-manager')
		coordinator = await server.desk('coordinator', ['PK607'])
		;({ phone, post } = await enrolledPhone(server, { districts: ['PK607'] }))
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const move = (round: string, state: string, by = administrator) => by.post('/api/rounds', { round, state })
	const rounds = async (by = coordinator) => ((await by.get('/api/study')).body as Study).rounds
	const roundCalled = async (code: string, by = coordinator) =>
		(await rounds(by)).find((each) => each.code === code)
	const receivedStudies = async () => {
		const { documents } = await phone.sync(post)
		return documents.filter(({ kind }) => kind === 'campaign').map(({ body }) => body as Study)
	}
	const target = (round: string, targets: object[], by = manager) =>
		by.post('/api/targets', { round, targets })

	test('at most one is open', async () => {
		expect(await move('pilot', 'open')).toMatchObject({
			status: 409,
			body: { problem: 'another-round-open' },
		})
		expect(await move('nowhere', 'open')).toMatchObject({ status: 404 })
		expect(await move('endline', 'open')).toMatchObject({
			status: 409,
			body: { problem: 'round-transition-not-allowed' },
		})
		expect(await move('endline', 'closed', coordinator)).toMatchObject({ status: 403 })
		expect(await roundCalled('endline')).toMatchObject({ state: 'open' })
	})

	test('closed today in the time zone of the study, it is reported to phones, and can be reopened', async () => {
		await receivedStudies()
		expect((await move('endline', 'closed')).status).toBe(204)
		expect(await roundCalled('endline')).toMatchObject({ state: 'closed', closed: '2026-01-16' })
		expect((await move('pilot', 'open')).status).toBe(204)
		const [latest] = (await receivedStudies()).slice(-1)
		const states = latest?.rounds.map(({ code, state }) => `${code} ${state}`)
		expect(states).toEqual(['baseline closed', 'endline closed', 'pilot open'])
		expect((await move('pilot', 'planned')).status).toBe(204)
		expect((await move('endline', 'open')).status).toBe(204)
		expect(await roundCalled('endline')).toMatchObject({ state: 'open' })
		expect(await roundCalled('endline')).not.toHaveProperty('closed')
	})

	test('a closed round accepts no sample', async () => {
		await move('endline', 'closed')
		const clusters = [
			{ cluster: 'PK607-09', area: 'rural', lines: [{ household: 1, line: 9, selection: 0.5 }] },
		]
		expect(await manager.post('/api/sample', { round: 'endline', clusters })).toMatchObject({
			status: 409,
			body: { problem: 'round-closed' },
		})
		await move('endline', 'open')
	})

	test('targets belong to one round; coverage counts against them, and phones do not receive them', async () => {
		await receivedStudies()
		const few = [{ district: 'PK607', interviews: 120, focusGroups: 1 }]
		expect((await target('endline', few)).status).toBe(204)
		const coverage = async (round: string) =>
			((await coordinator.get(`/api/coverage?round=${round}`)).body as Coverage).districts[0]
		expect(await coverage('endline')).toMatchObject({ targetInterviews: 120, targetFocusGroups: 1 })
		expect(await coverage('baseline')).toMatchObject({ targetInterviews: 300, targetFocusGroups: 2 })
		expect(await receivedStudies()).toEqual([])
	})

	test('they are shown to users who work there', async () => {
		const both = ['PK607', 'PK608'].map((district) => ({ district, interviews: 77, focusGroups: 1 }))
		await target('pilot', both)
		await target('baseline', both.slice(1))
		const shownTo = async (desk: Desk, round: string) => (await roundCalled(round, desk))?.targets
		expect(Object.keys((await shownTo(manager, 'pilot')) ?? {})).toEqual(['PK607', 'PK608'])
		expect(await shownTo(coordinator, 'pilot')).toEqual({ PK607: { interviews: 77, focusGroups: 1 } })
		expect(await shownTo(coordinator, 'baseline')).toBeUndefined()
	})
	test('they are set by users who work there', async () => {
		const one = { interviews: 1, focusGroups: 1 }
		const near = await server.desk('data-manager', ['PK607'])
		expect((await target('endline', [{ district: 'PK608', ...one }], near)).status).toBe(403)
		expect((await target('endline', [{ district: 'PK607', ...one }], coordinator)).status).toBe(403)
		expect((await target('endline', [{ district: 'PK999', ...one }])).status).toBe(404)
		expect((await target('nowhere', [{ district: 'PK607', ...one }])).status).toBe(404)
		expect((await target('endline', [{ district: 'PK607', interviews: -1, focusGroups: 1 }])).status).toBe(
			422,
		)
	})

	test('a restarted server keeps all decisions', async () => {
		await move('endline', 'closed')
		const again = await setUpServer({
			engine: engine.again(),
			districtsFile: 'shared/study/pakistan-2023/districts.csv',
			loadForms: shippedForms,
			serves: deployments,
			demonstration: false,
			keys,
			now: () => server.clock.now,
		})
		const { rounds: known } = await again.study.current()
		expect(known.find(({ code }) => code === 'endline')).toMatchObject({ state: 'closed' })
		await again.store.close()
		const received = await receivedStudies()
		expect(received.at(-1)?.rounds.find(({ code }) => code === 'endline')?.state).toBe('closed')
	})
})
