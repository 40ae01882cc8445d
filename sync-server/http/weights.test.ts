import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Release } from '#shared/export/release'
import type { Answer } from '#shared/forms/answers'
import { readCsvTable } from '#shared/kernel/csv'
import { withdrawalCodeOf } from '#shared/privacy/withdrawal-code'
import type { ChangeResponse, EstimatesResponse } from '#shared/results/estimates-response'
import { weightsIn } from '#shared/results/round-weights'
import type { WeightingResponse, WeightSet, WeightsVerification } from '#shared/results/weight-sets'
import { formOf } from '#shared/testing/scenario'
import type { Edit } from '#shared/testing/test-phone'
import { approveWaitingForms } from '../../tests/helpers/approve.ts'
import { type Desk, deskEdit, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { enginesOfOwner, routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { folderOf, runRScript, testWith } from '../../tests/helpers/reader.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { unzip } from '../../tests/walks/unzip.ts'
import { createBackup, restore } from '../backup/create-backup.ts'
import { weightsFile } from '../export/weights-file.ts'
import { checkWeights } from '../results/weight-sets.ts'
import { openStore } from '../storage/open-store.ts'
import { publishForms } from '../sync/publish-form.ts'

/** The parts of two forms that weights read, and one indicator. */
const household = {
	...formOf(`
	type                  name          label      bind::zila:quasi_identifier
	text                  round         Round
	text                  district      District
	text                  cluster_id    Cluster
	integer               hh_no         Household
	text                  assigned_sex  Sex
	integer               n_eligible    Adults
	select_one yndk       consent       Consent    1
	text                  result        Result
	select_one yndk       heard_tip     Heard
	choices
	list_name  name  label
	yndk       yes   Yes
	yndk       no    No
`),
	id: 'household',
}
const listing = {
	...formOf(`
	type          name          label
	text          round         Round
	text          district      District
	text          cluster_id    Cluster
	integer       n_listed      Households
	begin repeat  draw          Drawn
	integer       d_hh_no       Household
	text          d_is_reserve  Reserve
	end repeat
`),
	id: 'listing',
}
const districts = ['PK607', 'PK609']
const clusterOf = (i: number) => `${districts[Math.floor(i / 60)]}-0${Math.floor((i % 60) / 10) + 1}`
/** The i-th interview: 6 clusters of 10 in each of two districts. */
const interview = (i: number): Record<string, Answer> => ({
	round: 'endline',
	district: districts[Math.floor(i / 60)] ?? '',
	cluster_id: clusterOf(i),
	hh_no: (i % 10) + 1,
	assigned_sex: i % 2 ? 'female' : 'male',
	n_eligible: 1 + (i % 3),
	consent: 'yes',
	result: 'complete',
	heard_tip: i % 4 === 0 ? 'yes' : 'no',
})
const all = Array.from({ length: 120 }, (_, i) => interview(i))
const listed = (cluster: string, n_listed: number): Record<string, Answer> => ({
	round: 'endline',
	district: cluster.slice(0, 5),
	cluster_id: cluster,
	n_listed,
	...Object.fromEntries(
		Array.from({ length: 10 }, (_, i) => [
			[`draw/@${i}`, String(i)],
			[`draw/@${i}/d_hh_no`, i + 1],
			[`draw/@${i}/d_is_reserve`, 'no'],
		]).flat() as [string, Answer][],
	),
})
const people = { PK607: { male: 6000, female: 4000 }, PK609: { male: 900_000, female: 800_000 } }
const census = `district,sex,people\n${Object.entries(people)
	.flatMap(([district, each]) => Object.entries(each).map(([sex, n]) => `${district},${sex},${n}`))
	.join('\n')}\n`
const chances = `cluster,chance,listed\n${[1, 2, 3, 4, 5, 6].map((n) => `PK609-0${n},0.0${n},${100 + n}`).join('\n')}\n`

describe.each(routeEngines)('weights of a round on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let enrolled: Awaited<ReturnType<typeof enrolledPhone>>
	const edits: Edit[] = []
	let refused: Edit
	const write = (form: typeof household, answers: Record<string, Answer>): Edit =>
		rewritten(enrolled.phone.edit(enrolled.phone.newRecord(), { $status: 'submitted', ...answers }), {
			form: { id: form.id, ver: 2 },
		})
	const send = (some: readonly Edit[]) => enrolled.phone.sync(enrolled.post, some)
	const uploadFile = (kind: string, csv: string, more: object = {}) =>
		manager.post('/api/weights/files', {
			round: 'endline',
			kind,
			csv,
			source: 'Census 2023, table 3',
			...more,
		})
	const weighting = async () => (await manager.get('/api/weights?round=endline')).body as WeightingResponse
	const make = async (desk = manager, round = 'endline') => {
		const { status, body } = await desk.post('/api/weights', { round })
		return { status, body: body as { problem?: string } | null }
	}
	const newest = async () => (await weighting()).sets[0] as WeightSet
	const downloadSet = async (n: number) =>
		(await manager.get(`/api/weights/file?round=endline&n=${n}`)).raw.toString()
	const check = async (n: number) =>
		(await manager.post('/api/weights/verification', { round: 'endline', n })).body as WeightsVerification
	const figures = async (weights: string, desk = manager) =>
		(await desk.get(`/api/results/estimates?round=endline&by=district&weights=${weights}`))
			.body as EstimatesResponse
	const h1Of = (found: EstimatesResponse) => found.indicators.find(({ id }) => id === 'H1')?.whole
	const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
	const idOf = (i: number) => (edits[i] as Edit).revision.record

	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		await publishForms(server.store, server.forms, [household, listing], new Date(0).toISOString())
		manager = await server.desk('data-manager')
		await approveWaitingForms(server, manager)
		enrolled = await enrolledPhone(server, { districts })
		for (const each of all) edits.push(write(household, each))
		refused = write(household, { ...interview(0), hh_no: 11, result: 'refused', consent: 'no' })
		const handedBack = { ...interview(60), hh_no: 12, result: 'handed_back', consent: 'no' }
		await send([...edits, refused, write(household, handedBack)])
		await send([1, 2, 3, 4, 5, 6].map((n) => write(listing, listed(`PK607-0${n}`, 50 * n))))
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})

	test('are computed by data managers of the whole project, and not without a census', async () => {
		expect((await make(await server.desk('coordinator'))).status).toBe(403)
		expect((await make(await server.desk('data-manager', ['PK607']))).status).toBe(404)
		expect((await make(manager, 'nowhere')).status).toBe(404)
		expect(await make()).toMatchObject({ status: 409, body: { problem: 'census-missing' } })
		expect(await figures('people-of-the-districts')).toMatchObject({
			weights: { version: 'none', set: null, without: 0 },
		})
		expect(await weighting()).toMatchObject({
			interviews: 122,
			listings: 6,
			clusters: 0,
			files: [],
			sets: [],
		})
	})
	test('a census with an error is refused; a valid one is stored once, next to former ones', async () => {
		expect((await uploadFile('census', 'district,sex,people\nPK607,male,many\n')).status).toBe(422)
		expect((await uploadFile('census', census, { source: ' ' })).status).toBe(422)
		expect((await uploadFile('census', census.replaceAll('PK609,male,900000', 'PK609,male,1'))).status).toBe(
			204,
		)
		expect((await uploadFile('census', census)).status).toBe(204)
		expect((await uploadFile('census', census)).status).toBe(204)
		const { files } = await weighting()
		expect(files).toMatchObject([
			{ kind: 'census', n: 2, lines: 4, source: 'Census 2023, table 3', by: manager.person.name },
			{ kind: 'census', n: 1 },
		])
		const { raw } = await manager.get('/api/weights/files/file?round=endline&kind=census&n=2')
		expect(sha256(raw.toString())).toBe(files[0]?.digest)
		expect(readCsvTable(raw.toString())).toContainEqual({ district: 'PK609', sex: 'male', people: '900000' })
	})
	test('sum to the census by district and sex, and equally for each district in the other version', async () => {
		expect((await make()).status).toBe(204)
		const { n, report, checksum } = await newest()
		expect(n).toBe(1)
		expect(report).toMatchObject({
			interviews: 120,
			weighted: 120,
			empty: [],
			clusters: {
				chance: { file: 0, equal: 12 },
				listed: { listing: 6, file: 0, equal: 6 },
				drawn: { listing: 6, sample: 0, visited: 6 },
			},
		})
		const csv = await downloadSet(n)
		expect(sha256(csv)).toBe(checksum)
		const rows = readCsvTable(csv)
		expect(rows.map(({ record_id }) => record_id)).toEqual(edits.map((_each, i) => idOf(i)).sort())
		const at = new Map(edits.map((_each, i) => [idOf(i), all[i]]))
		const sumOf = (column: string, is: Record<string, Answer>) =>
			rows
				.filter(({ record_id: id = '' }) =>
					Object.entries(is).every(([name, value]) => at.get(id)?.[name] === value),
				)
				.reduce((sum, row) => sum + Number(row[column]), 0)
		for (const [district, each] of Object.entries(people)) {
			for (const [assigned_sex, population] of Object.entries(each))
				expect(sumOf('people_of_the_districts', { district, assigned_sex }) / population).toBeCloseTo(1, 9)
			expect(sumOf('average_of_the_districts', { district })).toBeCloseTo(300, 6)
			expect(sumOf('unweighted', { district })).toBe(60)
		}
		// Two men with equally many adults at home, in clusters with 100 and 300 listed households.
		const [least, most] = [14, 50].map((i) => rows.find(({ record_id }) => record_id === idOf(i)))
		expect([least?.cluster, most?.cluster]).toEqual(['PK607-02', 'PK607-06'])
		expect(Number(most?.people_of_the_districts) / Number(least?.people_of_the_districts)).toBeCloseTo(3, 6)
		// And two without a listing: a returned household is not drawn a second time.
		const [there, elsewhere] = [60, 72].map((i) => rows.find(({ record_id }) => record_id === idOf(i)))
		expect(there?.people_of_the_districts).toBe(elsewhere?.people_of_the_districts)
	})
	test('computed again from the same data are the same, and stored once; with selection probabilities of clusters they differ', async () => {
		expect((await make()).status).toBe(204)
		expect((await newest()).n).toBe(1)
		expect((await uploadFile('clusters', chances, { source: 'Frame' })).status).toBe(204)
		expect((await make()).status).toBe(204)
		const { n, madeOf, report } = await newest()
		expect({ n, census: madeOf.census, clusters: madeOf.clusters }).toEqual({ n: 2, census: 2, clusters: 1 })
		expect(report.clusters).toMatchObject({ chance: { file: 6, equal: 6 }, listed: { file: 6, equal: 0 } })
		expect(await check(1)).toEqual({ isSame: true, differs: [], gone: 0 })
		expect(await check(2)).toEqual({ isSame: true, differs: [], gone: 0 })
	})
	test('results use the newest set and name it; a coordinator sees the same for their own districts', async () => {
		const weights = weightsIn(await downloadSet(2), 'people-of-the-districts')
		const found = await figures('people-of-the-districts')
		expect(found.weights).toEqual({ version: 'people-of-the-districts', set: 2, without: 0 })
		const weightOf = (i: number) => weights.get(idOf(i)) ?? 0
		const sum = (is: (i: number) => boolean) =>
			all.reduce((total, _each, i) => total + (is(i) ? weightOf(i) : 0), 0)
		expect(h1Of(found)?.n).toBe(120)
		expect(h1Of(found)?.value).toBeCloseTo(sum((i) => i % 4 === 0) / sum(() => true), 3)
		expect(h1Of(await figures('none'))).toMatchObject({ value: 0.25 })
		const own = await figures('people-of-the-districts', await server.desk('coordinator', ['PK609']))
		expect(own.weights).toMatchObject({ set: 2, without: 0 })
		expect(h1Of(own)?.value).toBeCloseTo(sum((i) => i >= 60 && i % 4 === 0) / sum((i) => i >= 60), 3)
	})
	test('a codebook names their set, and how many interviews of the project have one only to users with all districts', async () => {
		const bookOf = async (desk: Desk) => {
			const { raw } = await desk.get('/api/export?form=household&round=endline&values=codes&format=codebook')
			const files = unzip(raw)
			return ['codebook.xml', 'codebook.html'].map((name) => files.get(name)?.toString('utf8') ?? '')
		}
		const [whole] = await bookOf(manager)
		expect(whole).toMatch(/Weight set 2, worked out \S+, for 120 of 120 completed interviews\./)
		const own = await bookOf(await server.desk('data-manager', ['PK607']))
		expect(own[0]).toMatch(/Weight set 2, worked out [\d-]+\./)
		for (const text of own) expect(text).not.toMatch(/\b120\b/)
	})
	testWith('survey')(
		'R reproduces the weighted estimates from the files, which name the set',
		async () => {
			const { raw } = await manager.get(
				'/api/results/reproduction-files?round=endline&by=district&weights=people-of-the-districts',
			)
			const files = unzip(raw)
			const [output] = runRScript('figures.R', [folderOf(files)])
			expect(output).toMatch(/\d+ figures, at most \S+ apart/)
			const lines = readCsvTable(files.get('figures.csv')?.toString('utf8') ?? '')
			const [line] = lines.filter(({ indicator, group }) => indicator === 'H1' && group === '')
			expect(line).toMatchObject({ weights: 'people-of-the-districts', weight_set: '2' })
			const shown = h1Of(await figures('people-of-the-districts'))?.value ?? Number.NaN
			expect(Number(line?.value)).toBeCloseTo(shown, 3)
		},
		60_000,
	)
	test('later additions, edits and cancellations change no set; results report interviews without a weight', async () => {
		const [before, other] = [await downloadSet(2), await downloadSet(1)]
		await send([write(household, { ...interview(7), hh_no: 12 }), write(listing, listed('PK607-01', 400))])
		await send([
			rewritten(enrolled.phone.edit(idOf(3), { n_eligible: 9 }, [edits[3] as Edit]), {
				form: { id: 'household', ver: 2 },
			}),
		])
		await deskEdit(server, manager.person, idOf(4), { $void: 'twice' })
		expect([await downloadSet(2), await downloadSet(1)]).toEqual([before, other])
		expect(await check(2)).toEqual({ isSame: true, differs: [], gone: 0 })
		const found = await figures('average-of-the-districts')
		expect(found.weights).toEqual({ version: 'average-of-the-districts', set: 2, without: 1 })
		expect(h1Of(found)?.n).toBe(119)
		await make()
		expect(await newest()).toMatchObject({ n: 3, report: { interviews: 120, weighted: 120 } })
		expect((await figures('average-of-the-districts')).weights).toMatchObject({ set: 3, without: 0 })
	})
	test('after backup and restore, on either database, they are the same, byte for byte', async () => {
		const { store, forms, clock } = server
		const now = () => clock.now
		const file = join(temporaryFolder(), 'backup.sqlite')
		await createBackup(store, file, now)
		const gone = new AbortController().signal
		for (const [, other] of enginesOfOwner) {
			const engine = await other()
			await restore(file, engine, store.project, now)
			const again = await openStore({ engine: engine.again(), project: store.project, now })
			const weighing = { store: again, forms, person: manager.person, signal: gone }
			for (const { n } of (await weighting()).sets) {
				const set = { round: 'endline', n }
				const same = { isSame: true, differs: [], gone: 0 }
				expect(await checkWeights(weighing, set)).toEqual(same)
				expect((await weightsFile(again, set)).csv).toBe(await downloadSet(n))
			}
			await again.close()
		}
	})
	test('an erased record has no weight, and computing again reports that', async () => {
		const destroy = async (id: string) => {
			const body = { code: withdrawalCodeOf(id), reason: 'withdrawal' }
			expect((await manager.post(`/api/records/${id}/erase`, body)).status).toBe(204)
		}
		await destroy(idOf(9))
		const rows = readCsvTable(await downloadSet(2))
		expect(rows).toHaveLength(119)
		expect(rows.map(({ record_id }) => record_id)).not.toContain(idOf(9))
		expect(await check(2)).toEqual({ isSame: false, differs: ['interviews'], gone: 1 })
		await make()
		expect(await newest()).toMatchObject({ n: 4, report: { interviews: 119 } })
		expect(await check(4)).toEqual({ isSame: true, differs: [], gone: 0 })
		// The refusal had no weight.
		await destroy(refused.revision.record)
		expect(await check(4)).toEqual({ isSame: true, differs: ['interviews'], gone: 0 })
	})
	test('two rounds are compared by weights where both have some', async () => {
		await (await server.desk('administrator')).post('/api/rounds', { round: 'endline', state: 'closed' })
		const change = async () =>
			(
				await manager.get(
					'/api/results/change?from=baseline&to=endline&by=sex&weights=people-of-the-districts',
				)
			).body as ChangeResponse
		expect((await change()).weights).toEqual({ version: 'none', sets: null })
		await uploadFile('census', census, { round: 'baseline' })
		await make(manager, 'baseline')
		expect((await change()).weights).toEqual({
			version: 'people-of-the-districts',
			sets: { from: 1, to: 4 },
		})
	})
	test('a release has the weights of its day, whatever is computed later', async () => {
		const release = async (name: string) => {
			const { status, body } = await manager.post('/api/releases', {
				name,
				notes: '',
				kind: 'clean',
				values: 'codes',
				mark: true,
				approvedOnly: false,
				form: 'household',
				round: 'endline',
			})
			expect(status).toBe(200)
			return body as Release
		}
		const filesOf = async ({ id }: Release) => {
			const zip = (await manager.get(`/api/releases/${id}/file`)).raw
			return { zip, files: unzip(zip) }
		}
		const { n, checksum } = await newest()
		const before = await release('before')
		expect(before.weights).toBe(n)
		const { zip, files } = await filesOf(before)
		const weights = String(files.get('weights.csv'))
		expect(weights).toBe(await downloadSet(n))
		const manifest = JSON.parse(String(files.get('manifest.json')))
		expect(manifest).toMatchObject({ weights: { set: n, file: 'weights.csv' } })
		expect(manifest.files.at(-1)).toEqual({
			name: 'weights.csv',
			lines: weights.split('\n').length - 1,
			bytes: weights.length,
			sha256: checksum,
		})
		const ids = readCsvTable(String(files.get('household.csv'))).map(({ record_id }) => record_id)
		for (const { record_id } of readCsvTable(weights)) expect(ids).toContain(record_id)

		await send([write(household, { ...interview(8), hh_no: 13 })])
		await make()
		expect(await newest()).toMatchObject({ n: n + 1 })
		expect((await filesOf(before)).zip.equals(zip)).toBe(true)
		expect((await release('after')).weights).toBe(n + 1)
	})
	test('the licensed file reproduces a published estimate by its weights; the public-use file has none', async () => {
		const rowsFor = async (audience: string) => {
			const { raw, status } = await manager.get(
				`/api/export?form=household&values=codes&round=endline&mark=0&for=${audience}`,
			)
			expect(status).toBe(200)
			return readCsvTable(String(unzip(raw).get('household.csv')))
		}
		const rows = await rowsFor('researchers')
		// Another version of the form has the question in another group.
		const heardTipColumn = Object.keys(rows[0] ?? {}).find((name) => name.startsWith('heard_tip')) ?? ''
		for (const [column, version] of [
			['zila_weight_people', 'people-of-the-districts'],
			['zila_weight_average', 'average-of-the-districts'],
		] as const) {
			const sum = (some: typeof rows) => some.reduce((all, row) => all + Number(row[column]), 0)
			const weighed = rows.filter((row) => row[column] !== '')
			const share = sum(weighed.filter((row) => row[heardTipColumn] === 'yes')) / sum(weighed)
			expect(Math.round(share * 1000) / 1000).toBe(h1Of(await figures(version))?.value)
			// Each interview has its cluster and district, which are its sampling unit and stratum.
			expect(weighed.every(({ zila_cluster, zila_district }) => zila_cluster && zila_district)).toBe(true)
		}
		expect(Object.keys((await rowsFor('anybody'))[0] ?? {}).some((name) => /weight|cluster/.test(name))).toBe(
			false,
		)

		const { body } = await manager.post('/api/releases', {
			name: 'licensed',
			notes: '',
			kind: 'researchers',
			values: 'codes',
			mark: true,
			approvedOnly: false,
			form: 'household',
			round: 'endline',
		})
		const { n } = await newest()
		const zip = unzip((await manager.get(`/api/releases/${(body as Release).id}/file`)).raw)
		expect([...zip.keys()]).not.toContain('weights.csv')
		expect(JSON.parse(String(zip.get('manifest.json')))).toMatchObject({ weights: { set: n } })
		const rowsInRelease = readCsvTable(String(zip.get('household.csv')))
		expect(rowsInRelease.map(({ zila_weight_people }) => zila_weight_people)).toEqual(
			rows.map(({ zila_weight_people }) => zila_weight_people),
		)
	})
})
