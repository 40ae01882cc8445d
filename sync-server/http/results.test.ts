import readWorkbook from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from '#shared/forms/answers'
import { readCsv } from '#shared/kernel/csv'
import type { AnswersResponse, ChangeResponse, EstimatesResponse } from '#shared/results/estimates-response'
import type { IndicatorListItem, TryIndicatorResponse } from '#shared/results/indicators-api'
import type { MaterialResponse } from '#shared/results/material'
import { formOf } from '#shared/testing/scenario'
import type { TestPhone } from '#shared/testing/test-phone'
import { approveWaitingForms } from '../../tests/helpers/approve.ts'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { folderOf, runRScript, testWith } from '../../tests/helpers/reader.ts'
import { unzip } from '../../tests/walks/unzip.ts'
import { publishForms } from '../sync/publish-form.ts'

/** The part of the household survey that four of its indicators read. */
const form = {
	...formOf(`
	type                  name        label
	text                  round       Round
	text                  district    District
	text                  cluster_id  Cluster
	select_one area       area        Area
	select_one gender     gender      Gender
	integer               age         Age
	select_one yndk       consent     Consent
	text                  result      Result
	select_one yndk       heard_tip   Heard
	select_multiple tip   def_tip     What
	text                  secret      Secret
	choices
	list_name  name    label
	area       urban   Urban
	area       rural   Rural
	gender     male    Man
	gender     female  Woman
	gender     transgender  Transgender person
	yndk       yes     Yes
	yndk       no      No
	yndk       dk      Don't know
	tip        means   Means
	tip        exploit  Exploit
	tip        wrong   Wrong
`),
	id: 'household',
}
const districts = ['PK607', 'PK609']
/** The i-th interview: 8 clusters of 10 in each of two districts. */
const interview = (i: number): Record<string, Answer> => {
	const district = districts[Math.floor(i / 80)] ?? ''
	const awareness = i % 5 === 0 ? 'dk' : i % 3 === 0 ? 'yes' : 'no'
	return {
		round: 'endline',
		district,
		cluster_id: `${district}-0${Math.floor((i % 80) / 10) + 1}`,
		area: i % 20 < 10 ? 'urban' : 'rural',
		gender: i % 2 ? 'female' : 'male',
		age: 18 + (i % 50),
		consent: 'yes',
		result: 'complete',
		heard_tip: awareness,
		...(awareness === 'yes' ? { def_tip: i % 4 === 0 ? ['means', 'exploit'] : ['wrong'] } : {}),
	}
}
/** Rounded as in responses. */
const shownShare = (share: number) => Math.round(share * 1000) / 1000
const all = Array.from({ length: 160 }, (_, i) => interview(i))
const aware = all.filter(({ heard_tip }) => heard_tip === 'yes')
const knowing = aware.filter(({ def_tip }) => (def_tip as string[]).length === 2)

describe.each(routeEngines)('results of a round, on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let phone: TestPhone
	let post: Parameters<TestPhone['sync']>[0]
	const send = (some: readonly Record<string, Answer>[]) =>
		phone.sync(
			post,
			some.map((answers) =>
				rewritten(phone.edit(phone.newRecord(), { $status: 'submitted', ...answers }), {
					form: { id: form.id, ver: 2 },
				}),
			),
		)
	const figures = async (by: string, desk = manager): Promise<EstimatesResponse> => {
		const { status, body } = await desk.get(`/api/results/estimates?round=endline&by=${by}`)
		expect(status).toBe(200)
		return body as EstimatesResponse
	}
	const tries = async (wording: object): Promise<TryIndicatorResponse> => {
		const label = { en: 'Tried', ur: 'آزمائش' }
		const { status, body } = await manager.post('/api/indicators/try', {
			round: 'endline',
			label,
			...wording,
		})
		expect(status).toBe(200)
		return body as TryIndicatorResponse
	}
	const indicator = (estimates: EstimatesResponse, id: string) => {
		const found = estimates.indicators.find((each) => each.id === id)
		if (!found) throw new Error(`there is no estimate ${id}`)
		return found
	}
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		await publishForms(server.store, server.forms, [form], new Date(0).toISOString())
		manager = await server.desk('data-manager')
		await approveWaitingForms(server, manager)
		;({ phone, post } = await enrolledPhone(server))
		await send([...all, { ...interview(0), result: 'refused', consent: 'no' }])
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})

	test('an estimate is the share of all completed interviews: "don’t know" counts as no, and stays in the base', async () => {
		const estimates = await figures('district')
		expect([estimates.interviews, estimates.withoutCluster]).toEqual([161, 0])
		const { whole, groups } = indicator(estimates, 'H1')
		expect(whole).toMatchObject({ n: 160, clusters: 16, df: 14 })
		expect(whole.value).toBe(shownShare(aware.length / 160))
		expect(whole.interval?.low).toBeLessThan(aware.length / 160)
		expect(whole.interval?.high).toBeGreaterThan(aware.length / 160)
		// By district, in the campaign's order; the others have no interviews.
		const at = estimates.groups.findIndex(({ code }) => code === 'PK609')
		expect(groups[at]).toMatchObject({ n: 80, clusters: 8, df: 7 })
		expect(groups.filter(({ n }) => n !== 0)).toHaveLength(2)
	})
	test('any question is broken down by a group: each choice a share, a number a mean, with the base of those asked', async () => {
		const answersTo = async (question: string, by = 'sex') =>
			(await manager.get(`/api/results/answers?round=endline&by=${by}&question=${question}`))
				.body as AnswersResponse
		const heard = await answersTo('heard_tip')
		// those of the newest version first
		expect(heard.questions.slice(0, 6).map(({ name }) => name)).toEqual([
			...['area', 'gender', 'age', 'consent', 'heard_tip', 'def_tip'],
		])
		const yes = heard.indicators.find(({ id }) => id === 'yes')
		expect(yes?.whole).toMatchObject({ n: 160, value: shownShare(aware.length / 160) })
		const women = all.filter(({ gender }) => gender === 'female')
		const at = heard.groups.findIndex(({ code }) => code === 'female')
		expect(yes?.groups[at]).toMatchObject({
			n: women.length,
			value: shownShare(women.filter(({ heard_tip }) => heard_tip === 'yes').length / women.length),
		})
		// several choices of one person count each; whoever was not asked is not in the base
		const { indicators } = await answersTo('def_tip')
		expect(indicators.map(({ id, whole }) => [id, whole.n, whole.value])).toEqual([
			['means', aware.length, shownShare(knowing.length / aware.length)],
			['exploit', aware.length, shownShare(knowing.length / aware.length)],
			['wrong', aware.length, shownShare(1 - knowing.length / aware.length)],
		])
		const { indicators: ages } = await answersTo('age')
		expect(ages.map(({ id, kind }) => [id, kind])).toEqual([['age', 'mean']])
		const mean = all.reduce((sum, { age }) => sum + Number(age), 0) / all.length
		expect(ages[0]?.whole.value).toBeCloseTo(mean, 2)
		// texts have no shares, and a group that is too small is suppressed
		const free = await manager.get('/api/results/answers?round=endline&by=sex&question=secret')
		expect(free.status).toBe(404)
		const first = (await manager.get('/api/results/answers?round=endline&by=sex')).body as AnswersResponse
		expect(first.question).toBe('area')
	})
	test('groups of a question that are too small are suppressed', async () => {
		const { indicators, groups } = (
			await manager.get('/api/results/answers?round=endline&by=district&question=heard_tip')
		).body as AnswersResponse
		expect(groups.length).toBeGreaterThan(2)
		for (const { groups: of } of indicators)
			for (const { n, value, suppression } of of)
				if (n !== null && n < 30) expect([value, suppression]).toEqual([null, 'too-few'])
	})
	test('a question that was not asked counts as no or is out of the base, as the indicator says', async () => {
		const estimates = await figures('sex')
		expect(indicator(estimates, 'S1').whole.value).toBe(shownShare(knowing.length / 160))
		const whole = indicator(estimates, 'S1-heard').whole
		expect(whole.n).toBe(aware.length)
		expect(whole.value).toBe(shownShare(knowing.length / aware.length))
	})
	test('below 30 interviews or 5 clusters an estimate is suppressed, with its counts', async () => {
		const estimates = await figures('age')
		const old = estimates.groups.findIndex(({ code }) => code === '50+')
		const few = all.filter(({ heard_tip, age }) => heard_tip === 'yes' && Number(age) >= 50).length
		expect(few).toBeLessThan(30)
		expect(indicator(estimates, 'S1-heard').groups[old]).toMatchObject({
			n: few,
			value: null,
			interval: null,
			se: null,
			deff: null,
			deffIs: 'own',
		})
		// Nor is it disclosed whether all of them, or none, are a yes.
		const { figure, yes } = await tries({
			kind: 'share',
			notAsked: 'is-no',
			says: "${heard_tip} != ''",
			base: "${heard_tip} = 'yes' and ${age} >= 50",
		})
		expect([figure.n, figure.value, figure.deffIs, yes]).toEqual([few, null, 'own', null])
	})
	test('the mean of a number includes negative values; other answers are out of its base', async () => {
		const ages = all.map(({ age }) => Number(age) - 40)
		const mean = { kind: 'mean', notAsked: 'is-out', base: "${result} = 'complete'" }
		const below = await tries({ ...mean, says: '${age} - 40' })
		expect(below.figure.n).toBe(160)
		expect(below.figure.value).toBe(Math.round((ages.reduce((sum, age) => sum + age, 0) / 160) * 100) / 100)
		const divided = await tries({ ...mean, says: '1 div (${age} - 40)' })
		expect(divided.figure.n).toBe(ages.filter((age) => age !== 0).length)
	})
	test('each group is broken down further, as the intersection of both', async () => {
		const estimates = await figures('district&within=sex')
		const men = estimates.groups.findIndex(({ code, within }) => code === 'PK609' && within?.code === 'male')
		const own = all.filter(({ district, gender }) => district === 'PK609' && gender === 'male')
		const { n, value } = indicator(estimates, 'H1').groups[men] ?? {}
		expect(n).toBe(own.length)
		expect(value).toBe(shownShare(own.filter(({ heard_tip }) => heard_tip === 'yes').length / own.length))
	})
	test('results by sex show only men and women: transgender people are too few in any round', async () => {
		expect((await figures('sex')).groups.map(({ code }) => code)).toEqual(['male', 'female'])
	})
	test('a coordinator of a district sees its results and no other', async () => {
		const estimates = await figures('district', await server.desk('coordinator', ['PK609']))
		expect(estimates.groups.map(({ code }) => code)).toEqual(['PK609'])
		expect(indicator(estimates, 'H1').whole.n).toBe(80)
	})
	test('the next request includes new records', async () => {
		await send([interview(3)])
		expect(indicator(await figures('area'), 'H1').whole.n).toBe(161)
	})
	test('an indicator is tried, saved and edited, with its former wordings; invalid ones are reported', async () => {
		const mine = {
			label: { en: 'Old and heard', ur: 'بوڑھے' },
			kind: 'share',
			notAsked: 'is-no',
			base: "${result} = 'complete' and ${age} >= 40",
			says: "${heard_tip} = 'yes'",
		}
		const tried = await manager.post('/api/indicators/try', { round: 'endline', ...mine })
		const old = all.filter(({ age }) => Number(age) >= 40)
		expect(tried.body as TryIndicatorResponse).toMatchObject({
			interviews: 162,
			out: 162 - old.length,
			yes: old.filter(({ heard_tip }) => heard_tip === 'yes').length,
		})
		for (const [says, part] of [
			['${nothing} = 1', '${nothing}'],
			["${heard_tip} = 'yes", "'yes"],
			["(${heard_tip} = 'yes'", "(${heard_tip} = 'yes'"],
			["${heard_tip} == 'yes'", "== 'yes'"],
			['unknown(1)', 'unknown()'],
			['. = 1', '.'],
			['today() > 1', 'today() > 1'],
			['../heard_tip = 1', 'heard_tip'],
		]) {
			const { status, body } = await manager.post('/api/indicators/try', { round: 'endline', ...mine, says })
			expect([says, status, (body as { details?: { part?: string } }).details?.part]).toEqual([
				says,
				422,
				expect.stringContaining(part ?? ''),
			])
		}
		const problemOf = async (says: string) =>
			(await manager.post('/api/indicators/try', { round: 'endline', ...mine, says })).body
		expect(await problemOf("(${heard_tip} = 'yes'")).toMatchObject({
			problem: 'expression-incomplete',
			details: { expected: '")"' },
		})
		expect(await problemOf("${heard_tip} == 'yes'")).toMatchObject({
			problem: 'expression-unreadable',
			details: { found: "== 'yes'", expected: '"="', at: '14' },
		})
		// An unknown code would match no record without an error.
		const foreign = {
			problem: 'not-a-choice',
			details: { name: 'heard_tip', value: 'yess', possible: 'yes, no, dk' },
		}
		expect(await problemOf("${heard_tip} = 'yess'")).toMatchObject(foreign)
		const saveIndicator = (change = {}) =>
			manager.post('/api/indicators', { id: 'X1', isOn: true, instead: 0, ...mine, ...change })
		expect((await saveIndicator({ says: "'yess' != ${heard_tip}" })).body).toMatchObject(foreign)
		expect((await saveIndicator({ base: "selected(${def_tip}, 'meanss')" })).body).toMatchObject({
			details: { name: 'def_tip', value: 'meanss' },
		})
		expect((await saveIndicator()).body).toEqual({ version: 1 })
		expect((await saveIndicator()).body).toEqual({ version: 1 })
		expect(indicator(await figures('area'), 'X1').version).toBe(1)
		const other = { ...mine, base: "${result} = 'complete'" }
		expect((await saveIndicator(other)).body).toMatchObject({ problem: 'indicator-changed' })
		expect((await saveIndicator({ ...other, instead: 1 })).body).toEqual({ version: 2 })
		expect(indicator(await figures('area'), 'X1').whole.n).toBe(161)
		// A built-in indicator too; an inactive one is not estimated.
		const [first] = (await manager.get('/api/indicators')).body as IndicatorListItem[]
		const { label, kind, base, says, notAsked } = first as IndicatorListItem
		const off = { label, kind, base, says, notAsked, id: 'H1', isOn: false, instead: 1 }
		expect((await manager.post('/api/indicators', off)).body).toEqual({ version: 2 })
		expect((await figures('area')).indicators.some(({ id }) => id === 'H1')).toBe(false)
		const listed = (await manager.get('/api/indicators')).body as IndicatorListItem[]
		expect(listed.find(({ id }) => id === 'X1')?.earlier.map(({ version }) => version)).toEqual([1])
		expect(listed.find(({ id }) => id === 'H1')).toMatchObject({
			version: 2,
			isOn: false,
			by: manager.person.name,
		})
	})
	test('next to a small district the next smallest is suppressed, in results, files and parts of it', async () => {
		await send(Array.from({ length: 12 }, (_, i) => ({ ...interview(i), district: 'PK608' })))
		const desk = await server.desk('data-manager')
		const estimates = await figures('district', desk)
		const inDistricts = (found: EstimatesResponse) =>
			Object.fromEntries(
				indicator(found, 'S1').groups.flatMap(({ n, suppression }, i) => {
					const { code = '', within } = found.groups[i] ?? {}
					return n !== 0 ? [[[code, within?.code].join(' ').trim(), [n, suppression]]] : []
				}),
			)
		expect(inDistricts(estimates)).toEqual({
			PK607: [81, null],
			PK608: [12, 'too-few'],
			PK609: [80, 'withheld'],
		})
		const at = estimates.groups.findIndex(({ code }) => code === 'PK609')
		expect(indicator(estimates, 'S1').groups[at]).toMatchObject({
			value: null,
			interval: null,
			se: null,
			deff: null,
		})
		// Nor the number of yes answers, which would reveal the suppressed share.
		for (const code of ['PK608', 'PK609'])
			expect(
				indicator(estimates, 'S1-heard').groups[estimates.groups.findIndex((each) => each.code === code)],
			).toMatchObject({ n: null, clusters: null, value: null })
		expect(estimates.lessDecoy?.groups[at]?.value ?? null).toBeNull()
		// They are one province, in which nothing has to be suppressed.
		expect(
			indicator(await figures('province', desk), 'S1').groups.map(({ suppression }) => suppression),
		).not.toContain('withheld')
		// Nor can it be computed from its men and women.
		const bySex = inDistricts(await figures('district&within=sex', desk))
		expect(bySex).toMatchObject({ 'PK609 male': [40, 'withheld'], 'PK609 female': [40, 'withheld'] })
		expect(bySex).toMatchObject({ 'PK607 male': [40, null], 'PK607 female': [41, null] })
		const sexFirst = inDistricts(await figures('sex&within=district', desk))
		expect(sexFirst).toEqual(
			Object.fromEntries(
				Object.entries(bySex).map(([name, each]) => [name.split(' ').reverse().join(' '), each]),
			),
		)
		const { raw } = await desk.get('/api/results/reproduction-files?round=endline&by=district')
		const [head = [], ...lines] = readCsv(unzip(raw).get('figures.csv')?.toString('utf8') ?? '')
		const cell = (line: readonly string[], name: string) => line[head.indexOf(name)]
		const inFile = lines.filter((line) => cell(line, 'indicator') === 'S1' && cell(line, 'n') !== '0')
		expect(
			inFile.map((line) => [cell(line, 'group'), cell(line, 'value') !== '', cell(line, 'not_told')]),
		).toEqual([
			['', true, ''],
			['PK607', true, ''],
			['PK608', false, 'too-few'],
			['PK609', false, 'withheld'],
		])
	})
	testWith('survey')(
		'R reproduces the estimates from the files, for all and for each group',
		async () => {
			const desk = await server.desk('data-manager')
			// No man can be a yes, so the design effect is taken from all groups.
			const ofWomen = await desk.post('/api/indicators', {
				id: 'X2',
				isOn: true,
				instead: 0,
				label: { en: 'Young women', ur: 'جوان عورتیں' },
				kind: 'share',
				notAsked: 'is-no',
				base: "${result} = 'complete'",
				says: "${gender} = 'female' and ${age} < 30",
			})
			expect(ofWomen.status).toBe(200)
			const bySex = indicator(await figures('sex', desk), 'X2')
			expect(bySex.groups[0]).toMatchObject({ value: 0, deffIs: 'neighbour' })
			expect(bySex.groups[0]?.deff).toBe(bySex.whole.deff)
			const groupings = ['area', 'district', 'age', 'sex'] as const
			const downloads = []
			for (const by of groupings) {
				const { raw, headers } = await desk.get(`/api/results/reproduction-files?round=endline&by=${by}`)
				expect(headers['content-disposition']).toBe(`attachment; filename="results-endline-${by}.zip"`)
				const files = unzip(raw)
				expect([...files.keys()]).toEqual([
					...['interviews.csv', 'figures.csv', 'figures.xlsx', 'figures.R', 'figures.do'],
				])
				downloads.push({ by, files, folder: folderOf(files) })
			}
			const outputs = runRScript(
				'figures.R',
				downloads.map(({ folder }) => folder),
			)
			for (const [i, { by, files }] of downloads.entries()) {
				const output = outputs[i]
				expect(output).toMatch(/\d+ figures, at most \S+ apart/)
				const withheld = (await figures(by, desk)).indicators
					.flatMap(({ groups }) => groups)
					.filter(({ suppression }) => suppression === 'withheld')
				expect(output).toContain(`${withheld.length} withheld beside these`)
				const csvRows = readCsv(files.get('figures.csv')?.toString('utf8') ?? '')
				const shown = await figures(by, desk)
				const [sheet] = await readWorkbook(files.get('figures.xlsx') ?? Buffer.alloc(0))
				const inBook = sheet?.data.find(([id, , group]) => id === 'S1' && !group)
				expect(shownShare(Number(inBook?.[6]))).toBe(indicator(shown, 'S1').whole.value)
				const line = csvRows.find(([indicator, , group]) => indicator === 'S1' && group === '')
				expect(Number(line?.[6])).toBe(inBook?.[6])
				const notAskedRow = csvRows.find(([indicator, , group]) => indicator === 'H2' && group === '')
				expect([notAskedRow?.[4], notAskedRow?.[6], notAskedRow?.at(-1)]).toEqual(['', '', 'not-asked'])
			}
			const other = await server.desk('coordinator')
			expect((await other.get('/api/results/reproduction-files?round=endline&by=area')).status).toBe(403)
		},
		60_000,
	)
	test('campaign material is counted by district and week, also for a coordinator', async () => {
		const entry = (change: Record<string, Answer>) =>
			rewritten(phone.edit(phone.newRecord(), { $status: 'submitted', 'what/round': 'endline', ...change }), {
				form: { id: 'material', ver: 1 },
			})
		const streamer = (district: string, day: string, change: Record<string, Answer> = {}) =>
			entry({
				'what/entry_type': 'placed',
				'what/material': 'streamer',
				'what/district': district,
				'what/date': day,
				'what/item_ref': day,
				'how_many/qty': 3,
				...change,
			})
		await phone.sync(post, [
			streamer('PK607', '2026-01-05'),
			streamer('PK607', '2026-01-13'),
			streamer('PK607', '2026-01-05', { 'what/entry_type': 'removed', 'how_many/qty': 3 }),
			streamer('PK609', '2026-01-14'),
			// Seen again: one of the three was counted, and another district has an item with the same code.
			streamer('PK607', '2026-01-20', {
				'what/entry_type': 'verified',
				'what/item_ref': '2026-01-13',
				'how_many/qty': 1,
			}),
			streamer('PK609', '2026-01-21', { 'what/item_ref': '2026-01-13', 'how_many/qty': 1 }),
			entry({
				'what/entry_type': 'placed',
				'what/material': 'sms',
				'what/district': 'PK609',
				'what/date': '2026-01-14',
				'how_many/reach_m': 500,
				'how_many/reach_u': 40,
			}),
		])
		const read = async (desk: Desk) =>
			(await desk.get('/api/results/material?round=endline')).body as MaterialResponse
		const all = await read(manager)
		expect(all.totals).toMatchObject({ streamer: { entries: 4, copies: 10 }, sms: { reached: 540 } })
		expect(all.displayedCopies).toBe(7)
		expect(all.districts.reduce((sum, { displayedCopies }) => sum + displayedCopies, 0)).toBe(7)
		expect(all.weeks.map(({ week }) => week)).toEqual(['2026-01-05', '2026-01-12', '2026-01-19'])
		const own = await read(await server.desk('coordinator', ['PK609']))
		expect(own.districts).toMatchObject([{ code: 'PK609', displayedCopies: 4 }])
		expect(own.districts[0]?.people).toBeGreaterThan(100_000)
		expect(own.totals.streamer?.copies).toBe(4)
	})
	test('two closed rounds are compared, an open one is not', async () => {
		const url = '/api/results/change?from=baseline&to=endline&by=district'
		expect((await manager.get(url)).body).toMatchObject({ problem: 'rounds-not-comparable' })
		// Four of five had heard of it in the first round, a quarter of the respondents added by the second round.
		await send(all.map((each, i) => ({ ...each, round: 'baseline', heard_tip: i % 5 === 0 ? 'no' : 'yes' })))
		const chief = await server.desk('administrator')
		for (const [round, state] of [
			['endline', 'closed'],
			['baseline', 'open'],
			['baseline', 'closed'],
		])
			expect((await chief.post('/api/rounds', { round, state })).status).toBeLessThan(300)
		const { body } = await manager.get(url)
		const response = body as ChangeResponse
		const { whole, groups } = response.indicators.find(
			({ id }) => id === 'S1',
		) as ChangeResponse['indicators'][number]
		// Each is rounded by itself.
		expect(whole.value).toBeCloseTo((whole.to.value ?? 0) - (whole.from.value ?? 0), 2)
		expect(groups.filter(({ from }) => from.n !== 0)).toHaveLength(2)
		// A cell that is suppressed in one round is suppressed here, and excluded from comparisons.
		const withheld = groups[response.groups.findIndex(({ code }) => code === 'PK609')]
		expect(withheld).toMatchObject({ value: null, verdict: null, from: { suppression: null } })
		expect(withheld?.to).toMatchObject({ value: null, suppression: 'withheld' })
		const judged = (some: ChangeResponse['indicators']) =>
			some.flatMap((each) => each.groups).filter(({ verdict }) => verdict !== null).length
		for (const each of response.indicators)
			expect([each.id, each.family, each.comparisons]).toEqual(
				/^H[1-4]$/.test(each.id)
					? [each.id, 'headline', judged(response.indicators.filter(({ family }) => family === 'headline'))]
					: [each.id, 'own', judged([each])],
			)
		const h2 = response.indicators.find(({ id }) => id === 'H2') as ChangeResponse['indicators'][number]
		// Not asked is not "no": nothing can have changed.
		expect(h2.whole).toMatchObject({
			value: null,
			verdict: null,
			from: { suppression: 'not-asked', n: null, value: null },
			to: { suppression: 'not-asked' },
		})
		expect(h2.groups.every(({ from, verdict }) => from.suppression === 'not-asked' && verdict === null)).toBe(
			true,
		)
		// The answers to one question, and the test of their distribution.
		const { body: answers } = await manager.get(`${url}&question=heard_tip`)
		const { test: came, indicators } = answers as ChangeResponse
		expect(indicators.map(({ id }) => id).sort()).toEqual(expect.arrayContaining(['dk', 'no', 'yes']))
		expect(indicators.reduce((sum, { whole }) => sum + (whole.to.value ?? 0), 0)).toBeCloseTo(1, 2)
		expect(came?.p).toBeLessThan(0.001)
		const same = (await manager.get(`${url}&question=area`)).body as ChangeResponse
		expect(same.test?.p ?? 1).toBeGreaterThan(0.5)
		expect((await manager.get(`${url}&question=def_tip`)).status).toBe(404)
		const unknown = await manager.get('/api/results/change?from=baseline&to=baseline&by=area')
		expect(unknown.body).toMatchObject({ problem: 'rounds-not-comparable' })
	})
})
