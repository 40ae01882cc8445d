import { describe, expect, test } from 'vitest'
import { appointmentOf, buildDayPlan, buildInterviewPresets, leftOf } from './day-plan.ts'
import { furtherOf, type HouseholdProgress, readHouseholdProgress } from './household-progress.ts'
import { type SampleLine, sampleClusterSchema } from './sample.ts'
import { parseSampleFile } from './sample-file.ts'

const districts = [{ code: 'PK607' }, { code: 'PK608' }]
const header = 'cluster,area,line,household,r_sel,reserve\n'
const read = (...rows: string[]) => parseSampleFile(header + rows.join('\n'), districts)

describe('a sample file', () => {
	test('gives the clusters with their households in the order of the file', () => {
		const { clusters, faults } = read(
			'PK607-03,urban,1,12,0.25,no',
			'PK607-03,urban,2,7,0.5,0',
			'PK608-01,rural,1,3,0,no',
			'PK607-03,urban,,30,.75,yes',
		)
		expect(faults).toEqual([])
		expect(clusters).toEqual([
			{
				cluster: 'PK607-03',
				area: 'urban',
				lines: [
					{ household: 12, line: 1, selection: 0.25 },
					{ household: 7, line: 2, selection: 0.5 },
					{ household: 30, line: null, selection: 0.75 },
				],
			},
			{ cluster: 'PK608-01', area: 'rural', lines: [{ household: 3, line: 1, selection: 0 }] },
		])
	})
	test('may mark a cluster as reserve; all of its rows say so', () => {
		const withReserve = (...rows: string[]) =>
			parseSampleFile(
				`cluster,area,line,household,r_sel,reserve,reserve_cluster\n${rows.join('\n')}`,
				districts,
			)
		const { clusters } = withReserve('PK607-01,urban,1,1,0.5,no,', 'PK607-21,urban,3,1,0.5,no,yes')
		expect(clusters.map(({ isReserve }) => isReserve)).toEqual([undefined, true])
		const mixed = withReserve('PK607-21,urban,1,1,0.5,no,yes', 'PK607-21,urban,2,2,0.5,no,no')
		expect(mixed.faults).toMatchObject([{ at: 3, column: 'reserve_cluster', found: 'no', possible: 'yes' }])
	})
	test.each([
		['a district that is not of the study', 'PK999-01,urban,1,1,0.5,no', 'cluster', 'PK999-01'],
		['an area that is none', 'PK607-01,town,1,1,0.5,no', 'area', 'town'],
		['a line that is none', 'PK607-01,urban,0,1,0.5,no', 'line', '0'],
		['a reserve household with a line', 'PK607-01,urban,4,1,0.5,yes', 'line', '4'],
		['a household without a number', 'PK607-01,urban,1,,0.5,no', 'household', ''],
		['a random number of one', 'PK607-01,urban,1,1,1,no', 'r_sel', '1'],
		['a household beyond what the form takes', 'PK607-01,urban,1,1000,0.5,no', 'household', '1000'],
		['a random number with a comma', 'PK607-01,urban,1,1,"0,5",no', 'r_sel', '0,5'],
		['a reserve that is neither yes nor no', 'PK607-01,urban,1,1,0.5,maybe', 'reserve', 'maybe'],
	])('%s is reported with its row and column', (_, row, column, found) => {
		const { clusters, faults } = read('PK607-01,urban,9,9,0.5,no', row)
		expect(faults).toEqual([expect.objectContaining({ at: 3, column, found })])
		expect(clusters[0]?.lines).toHaveLength(1)
	})
	test('random numbers are accepted in any notation, to nine digits', () => {
		const { clusters, faults } = read(
			'PK607-01,urban,1,1,0.13436424411240122,no',
			'PK607-01,urban,2,2,1e-7,no',
			'PK607-01,urban,3,3,.9999999999999,no',
		)
		expect(faults).toEqual([])
		expect(clusters[0]?.lines.map(({ selection }) => selection)).toEqual([0.134364244, 1e-7, 0.999999999])
	})
	test('a household twice in a cluster, and a line twice in a district, are reported', () => {
		const { faults } = read(
			'PK607-01,urban,1,5,0.5,no',
			'PK607-01,urban,2,5,0.5,no',
			'PK607-02,rural,1,1,0.5,no',
			'PK608-01,rural,1,5,0.5,no',
		)
		expect(faults.map(({ at, column }) => `${at} ${column}`)).toEqual(['3 household', '4 line'])
	})
	const withCentre = (...rows: string[]) =>
		parseSampleFile(
			['cluster,area,line,household,r_sel,reserve,latitude,longitude', ...rows].join('\n'),
			districts,
		)
	test('may give the centre of a cluster', () => {
		const { clusters, faults } = withCentre(
			'PK607-01,urban,1,1,0.5,no,30.05,70.6345678',
			'PK607-01,urban,2,2,0.5,no,30.050,70.6345678',
			'PK607-02,rural,3,1,0.5,no,,',
		)
		expect(faults).toEqual([])
		expect(clusters.map(({ cluster, centre }) => [cluster, centre])).toEqual([
			['PK607-01', '30.05 70.63457'],
			['PK607-02', undefined],
		])
		expect(sampleClusterSchema.safeParse(clusters[0]).success).toBe(true)
	})
	test.each([
		['half of it', '30.05,', 'longitude', ''],
		['beyond the poles', '95,70.63', 'latitude', '95'],
		['what is no number', '30.05,70° 38′', 'longitude', '70° 38′'],
		['another one than in the line above', '30.06,70.63', 'latitude', '30.06'],
		['none, where the line above has one', ',', 'latitude', ''],
	])('a centre that is %s is reported with its row and column', (_, cells, column, found) => {
		const { faults } = withCentre(
			'PK607-01,urban,1,1,0.5,no,30.05,70.63',
			`PK607-01,urban,2,2,0.5,no,${cells}`,
		)
		expect(faults[0]).toMatchObject({ at: 3, column, found })
	})
	const withPlaces = (...rows: string[]) =>
		parseSampleFile(
			[
				'cluster,area,line,household,r_sel,reserve,structure,household_latitude,household_longitude',
				...rows,
			].join('\n'),
			districts,
		)
	test('may give the structure of a household and its location', () => {
		const { clusters, faults } = withPlaces(
			'PK607-01,urban,1,1,0.5,no,12/2,30.0512345,70.63',
			'PK607-01,urban,2,2,0.5,no,,,',
		)
		expect(faults).toEqual([])
		expect(clusters[0]?.lines).toEqual([
			{ household: 1, line: 1, selection: 0.5, structure: '12/2', point: '30.05123 70.63' },
			{ household: 2, line: 2, selection: 0.5 },
		])
		expect(sampleClusterSchema.safeParse(clusters[0]).success).toBe(true)
	})
	test.each([
		['half a location', '12,30.05,', 'household_longitude', ''],
		['a longitude beyond 180', '12,30.05,181', 'household_longitude', '181'],
		['a long name of a structure', `${'x'.repeat(61)},,`, 'structure', 'x'.repeat(61)],
	])('%s is reported with its row and column', (_, cells, column, found) => {
		const { faults } = withPlaces(`PK607-01,urban,1,1,0.5,no,${cells}`)
		expect(faults).toMatchObject([{ at: 2, column, found }])
	})
	test('a centre given only by a later row is reported: all rows of a cluster must agree', () => {
		const { faults } = withCentre('PK607-01,urban,1,1,0.5,no,,', 'PK607-01,urban,2,2,0.5,no,30.05,70.63')
		expect(faults.map(({ at, column }) => `${at} ${column}`)).toEqual(['3 latitude', '3 longitude'])
	})
	test('a cluster is urban or rural, not both', () => {
		const { faults } = read('PK607-01,urban,1,1,0.5,no', 'PK607-01,rural,2,2,0.5,no')
		expect(faults).toEqual([expect.objectContaining({ at: 3, column: 'area', possible: 'urban' })])
	})
})

const lines: SampleLine[] = [
	{ household: 10, line: 1, selection: 0.1 },
	{ household: 20, line: 2, selection: 0.2 },
	{ household: 30, line: 3, selection: 0.3 },
	{ household: 40, line: null, selection: 0.4 },
	{ household: 50, line: null, selection: 0.5 },
]
const workFrom = (more: Partial<HouseholdProgress>): HouseholdProgress => ({
	round: 'endline',
	cluster: 'PK607-01',
	household: 0,
	visit: 1,
	appointment: '',
	isVisited: true,
	comesBack: false,
	result: '',
	replaces: null,
	...more,
})
const workOf = (...all: Partial<HouseholdProgress>[]) =>
	new Map(all.map(workFrom).map((work) => [work.household, work]))
const states = (...all: Partial<HouseholdProgress>[]) =>
	buildDayPlan(lines, workOf(...all)).map(({ household, state }) => `${household} ${state}`)

describe('the households to visit', () => {
	test('before any visit all are waiting and replacements are closed', () => {
		expect(states()).toEqual(['10 to-visit', '20 to-visit', '30 to-visit', '40 closed', '50 closed'])
		expect(leftOf(buildDayPlan(lines, new Map()))).toEqual({ male: 2, female: 1 })
	})
	test('a replacement household opens when another ends without an interview, with its line and sex', () => {
		const found = buildDayPlan(lines, workOf({ household: 20, result: 'refused' }))
		expect(found[3]).toMatchObject({ state: 'to-visit', replaces: 20, line: 2, sex: 'female' })
		expect(found[4]).toMatchObject({ state: 'closed', replaces: null, sex: null })
		expect(leftOf(found)).toEqual({ male: 2, female: 1 })
	})
	test('a completed interview opens none, and neither does a household returned to the office', () => {
		expect(states({ household: 10, result: 'complete' }, { household: 20, result: 'handed_back' })).toEqual([
			'10 done',
			'20 handed-back',
			'30 to-visit',
			'40 closed',
			'50 closed',
		])
	})
	test('a replacement household that ends without an interview opens the next, on the same line', () => {
		const found = buildDayPlan(
			lines,
			workOf({ household: 20, result: 'absent' }, { household: 40, result: 'refused', replaces: 20 }),
		)
		expect(found[3]).toMatchObject({ state: 'ended', replaces: 20 })
		expect(found[4]).toMatchObject({ state: 'to-visit', replaces: 40, line: 2, sex: 'female' })
	})
	test('a started replacement keeps the household it replaces, also when another one ends', () => {
		const found = buildDayPlan(
			lines,
			workOf(
				{ household: 30, result: 'refused' },
				{ household: 10, result: 'refused' },
				{ household: 40, replaces: 30 },
			),
		)
		expect(found.slice(3).map(({ replaces }) => replaces)).toEqual([30, 10])
	})
	const linesWithEnded = (isReplaced: boolean) =>
		lines.map((line) =>
			line.household === 10 ? { ...line, over: { state: 'ended' as const, isReplaced } } : line,
		)
	test('a household ended by another enumerator opens the replacement too, but not twice', () => {
		expect(buildDayPlan(linesWithEnded(false), new Map())[0]).toMatchObject({ state: 'ended' })
		expect(buildDayPlan(linesWithEnded(false), new Map())[3]).toMatchObject({
			state: 'to-visit',
			replaces: 10,
			sex: 'male',
		})
		expect(buildDayPlan(linesWithEnded(true), new Map())[3]).toMatchObject({ state: 'closed' })
	})
	test('a replacement for a household of another enumerator can be visited, on that line', () => {
		const given = [{ household: 40, line: null, selection: 0.4, stands: { replaces: 20, line: 2 } }]
		expect(buildDayPlan(given, new Map())[0]).toMatchObject({
			state: 'to-visit',
			replaces: 20,
			line: 2,
			sex: 'female',
		})
	})
	test('each enumerator opens replacements for the households that they ended', () => {
		const held = lines.map((line, i) => ({ ...line, person: i === 1 || i === 4 ? 'bilal' : 'amina' }))
		const found = buildDayPlan(held, workOf({ household: 20, result: 'refused' }))
		expect(found.map(({ state }) => state)).toEqual(['to-visit', 'ended', 'to-visit', 'closed', 'to-visit'])
	})
	test('every replacement has the line of the household it replaces, and none is visited without a line', () => {
		const found = buildDayPlan(
			lines,
			workOf(
				{ household: 10, result: 'complete' },
				{ household: 20, result: 'refused' },
				{ household: 50, result: 'refused', replaces: 20 },
			),
		)
		expect(found[3]).toMatchObject({ state: 'to-visit', replaces: 50, line: 2 })
		const separatePlan = buildDayPlan(
			[{ household: 50, line: null, selection: 0, stands: { replaces: 20, line: null } }],
			new Map(),
		)
		expect(separatePlan[0]).toMatchObject({ state: 'closed', line: null })
	})
	test('an appointment counts while a return visit is due', () => {
		const appointment = '2026-11-26T16:30:00.000+05:00'
		const at = (more: Partial<HouseholdProgress>) => {
			const [first] = buildDayPlan(lines, workOf({ household: 10, appointment, ...more }))
			return first ? appointmentOf(first) : null
		}
		expect(at({ comesBack: true })).toBe(Date.parse(appointment))
		expect(at({ comesBack: true, appointment: 'tomorrow' })).toBe(null)
		expect(at({ result: 'complete' })).toBe(null)
	})
	test('of two records of one household a completed interview counts, whichever came last', () => {
		const done = workFrom({ result: 'complete' })
		for (const other of [{ result: 'refused' }, { result: '' }, { result: 'handed_back' }].map(workFrom)) {
			expect(furtherOf(done, other)).toBe(done)
			expect(furtherOf(other, done)).toBe(done)
		}
		const [first, second] = [workFrom({ visit: 1 }), workFrom({ visit: 2 })]
		expect(furtherOf(first, second)).toBe(second)
	})
	test('an interview is prefilled from the sample line of its household', () => {
		const [, , , reserve] = buildDayPlan(lines, workOf({ household: 20, result: 'refused' }))
		if (!reserve) throw new Error('the replacement is missing')
		const centre = '30.05 70.63'
		expect(buildInterviewPresets({ cluster: 'PK607-01', area: 'urban', centre }, reserve)).toEqual({
			centre,
			sampled: 'yes',
			district: 'PK607',
			cluster: 'PK607-01',
			area: 'urban',
			line: '2',
			household: '40',
			reserve: 'yes',
			replaced: '20',
			selection: '0.400000000',
		})
	})
})

describe('the household result of a record', () => {
	const progressOf = (more: Record<string, string | number>, isFinal = false) =>
		readHouseholdProgress(
			Object.entries({
				'a_visit/line/round': 'endline',
				'a_visit/line/cluster_id': 'PK607-01',
				'a_visit/line/hh_no': 10,
				...more,
			}),
			isFinal,
		)
	const stateAfter = (more: Record<string, string>, isFinal = false) => {
		const work = progressOf(more, isFinal)
		return buildDayPlan(lines, new Map(work ? [[10, work]] : []))[0]?.state
	}
	test.each([
		['nobody is home', { 'a/contact': 'nobody' }, 'come-back'],
		['a time is agreed', { 'a/contact': 'contacted', 'b/sel_avail': 'later' }, 'come-back'],
		['somebody could hear', { 'a/contact': 'contacted', 'c/privacy': 'adult' }, 'come-back'],
		['the household refuses', { 'a/contact': 'refused' }, 'begun'],
		['it was not safe', { 'a/contact': 'unsafe' }, 'begun'],
		['the person says no', { 'a/contact': 'contacted', 'c/consent': 'no' }, 'begun'],
		['the interview is under way', { 'a/contact': 'contacted', 'c/consent': 'yes' }, 'begun'],
		['nobody has been there', {}, 'to-visit'],
		['a logged visit is asked anew', { 'a/visits': '1 2026-11-25T10:00 nobody' }, 'come-back'],
	])('%s', (_, answers, state) => {
		expect(stateAfter(answers)).toBe(state)
	})
	test('is final once the form is complete', () => {
		expect(stateAfter({ 'a/contact': 'refused', 'n/result': 'refused' })).toBe('begun')
		expect(stateAfter({ 'a/contact': 'refused', 'n/result': 'refused' }, true)).toBe('ended')
	})
	test('is none without a cluster or a household', () => {
		expect(progressOf({ 'a_visit/line/cluster_id': '' })).toBe(null)
		expect(progressOf({ 'a_visit/line/hh_no': 0 })).toBe(null)
	})
})
