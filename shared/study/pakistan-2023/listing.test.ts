import { describe, expect, test } from 'vitest'
import { evaluateRecord } from '#shared/forms/evaluate-record'
import { closedPages, listRelevantPages, pagesOf } from '#shared/forms/pages'
import { recordFacts } from '#shared/study/record-attributes'
import { type Scenario, scenario } from '#shared/testing/scenario'
import { loadInstrument, presets } from '../../../tests/helpers/instruments.ts'

const definition = loadInstrument('listing')

/** Lists a cluster of structures, each with its number of households; 0: an empty structure. */
function listed(households: readonly number[], cluster = 'PK607-03', round = 'endline'): Scenario {
	const form = scenario(definition, { presets: { ...presets, round } })
	form.answer('cluster_id', cluster)
	form.answer('start_gps', '30.05 70.63 0 12')
	for (const count of households) {
		const row = form.addRow('structures')
		form.answer(`${row}/s_type`, count === 0 ? 'shop' : count === 1 ? 'single' : 'multi')
		if (count > 1) form.answer(`${row}/s_households`, String(count))
	}
	form.answer('list_complete', 'yes')
	return form
}
const singles = (count: number) => Array.from({ length: count }, () => 1)

interface Drawn {
	readonly household: number
	readonly structure: number
	readonly isReserve: boolean
	readonly order: number
}
/** Returns the draw as the desk receives it, row by row. */
function drawOf(form: Scenario): Drawn[] {
	const at = (row: string, name: string) => form.session.answerAt(`${row}/${name}`)
	return form.session.rows(form.path('draw')).map((row) => ({
		household: Number(at(row, 'd_hh_no')),
		structure: Number(at(row, 'd_s_no')),
		isReserve: at(row, 'd_is_reserve') === 'yes',
		order: Number(at(row, 'd_order')),
	}))
}

describe('the listing of a cluster', () => {
	test('counts the households across structures', () => {
		const form = listed([1, 0, 3])
		const rows = form.session.rows(form.path('structures'))
		const seen = rows.map((row) => ['s_no', 's_here'].map((name) => form.session.answerAt(`${row}/${name}`)))
		expect(seen).toEqual([
			[1, 1],
			[2, 0],
			[3, 3],
		])
		expect([form.value('n_structures'), form.value('n_listed')]).toEqual([3, 4])
	})
	test('asks for the number of households only where there are several, and accepts no number twice', () => {
		const form = listed([1, 2])
		const [first = '', second = ''] = form.session.rows(form.path('structures'))
		expect(form.isRelevant(`${first}/s_households`)).toBe(false)
		expect(form.isRelevant(`${second}/s_households`)).toBe(true)
		form.answer(`${second}/s_households`, '51')
		expect(form.violation(`${second}/s_households`)).toBe('constraint')
		form.answer(`${second}/s_no`, '1')
		expect(form.violation(`${second}/s_no`)).toBe('constraint')
		form.answer(`${second}/s_no`, '7')
		expect(form.violation(`${second}/s_no`)).toBeNull()
	})
	test('cannot be completed without a household, and draws nothing before the lister declares it complete', () => {
		const form = listed([0, 0])
		expect(form.violation('n_listed')).toBe('constraint')
		expect(form.isRelevant('list_complete')).toBe(false)
		expect(drawOf(form)).toEqual([])
		const open = listed(singles(30))
		open.answer('list_complete', '')
		expect(drawOf(open)).toEqual([])
		expect(open.isRelevant('show_chosen')).toBe(false)
		expect(open.violation('list_complete')).toBe('required')
	})
	test('is locked by the draw, so that nobody can repeat it', () => {
		const form = listed(singles(30))
		const pages = pagesOf(form.session.form)
		const closed = [...closedPages(pages, form.session)].map(({ group }) => group?.part.name)
		expect(closed).toEqual(['cluster', 'list'])
		const shown = listRelevantPages(pages, form.session).map(({ group }) => group?.part.name)
		expect(shown).toEqual(['cluster', 'list', 'complete', 'drawn'])
	})
	test('is listed with its cluster, its district and its number of households', () => {
		const form = listed(singles(30))
		const answers = form.session.finalAnswers()
		expect(recordFacts('listing', answers)).toMatchObject({
			round: 'endline',
			district: 'PK607',
			cluster: 'PK607-03',
			outcome: null,
		})
		expect(evaluateRecord(form.session.form, answers, 0).name).toBe('PK607-03 / 30')
	})
})

describe('the draw', () => {
	test.each([1, 2, 14, 15, 16, 19, 20, 21, 37, 150, 999])(
		'of %i households: 15 and 5 replacements, or all there are, none twice, and the record can be completed',
		(count) => {
			const form = listed([
				...Array.from({ length: Math.floor(count / 50) }, () => 50),
				...singles(count % 50),
			])
			const draw = drawOf(form)
			const chosen = draw.filter(({ isReserve }) => !isReserve)
			const reserve = draw.filter(({ isReserve }) => isReserve)
			expect([chosen.length, reserve.length]).toEqual([
				Math.min(count, 15),
				Math.min(Math.max(count - 15, 0), 5),
			])
			expect(new Set(draw.map(({ household }) => household)).size).toBe(draw.length)
			for (const { household } of draw) {
				expect(household).toBeGreaterThanOrEqual(1)
				expect(household).toBeLessThanOrEqual(count)
			}
			expect(chosen.map(({ order }) => order)).toEqual(chosen.map((_, i) => i + 1))
			expect(reserve.map(({ order }) => order)).toEqual(reserve.map((_, i) => i + 1))
			expect(form.session.violations()).toEqual([])
		},
	)
	test('is systematic: one household of each interval, with replacements spread among them', () => {
		const draw = drawOf(listed(singles(100)))
		draw.forEach(({ household }, i) => {
			expect(Math.ceil(household / 5)).toBe(i + 1)
		})
		// every interval begins at the same position
		expect(new Set(draw.map(({ household }) => household % 5)).size).toBe(1)
		const places = draw.flatMap(({ isReserve }, i) => (isReserve ? [i] : []))
		expect(places.map((place) => Math.floor(place / 4))).toEqual([0, 1, 2, 3, 4])
	})
	test('is the same for the same list on any phone, and different in another cluster or round', () => {
		const households = [1, 4, 0, 12, 1, 1, 30]
		const draw = drawOf(listed(households))
		expect(drawOf(listed(households))).toEqual(draw)
		const again = scenario(definition, { answers: listed(households).session.finalAnswers(), isNew: false })
		expect(drawOf(again)).toEqual(draw)
		const starts = [
			listed(households),
			listed(households, 'PK607-04'),
			listed(households, 'PK607-03', 'baseline'),
		].map((form) => form.value('r_start'))
		expect(new Set(starts).size).toBe(3)
		for (const start of starts) {
			expect(start).toBeGreaterThanOrEqual(0)
			expect(start).toBeLessThan(1)
		}
	})
	test('selects every household of a cluster equally often', () => {
		const times = new Map<number, number>()
		for (let cluster = 0; cluster < 100; cluster++)
			for (const { household, isReserve } of drawOf(
				listed([40], `PK607-${String(cluster).padStart(2, '0')}`),
			))
				if (!isReserve) times.set(household, (times.get(household) ?? 0) + 1)
		// 100 draws of 15 out of 40: 37.5 each
		expect(times.size).toBe(40)
		for (const count of times.values()) {
			expect(count).toBeGreaterThan(18)
			expect(count).toBeLessThan(58)
		}
	})
	test('shows the lister the structure of each household and its position there', () => {
		const form = listed([10, 0, 10, 1, 9])
		for (const { household, structure } of drawOf(form))
			expect(structure).toBe(household <= 10 ? 1 : household <= 20 ? 3 : household === 21 ? 4 : 5)
		const shown = `${form.value('chosen')}, ${form.value('reserve')}`.split(', ')
		const expected = drawOf(form).map(({ household, structure }) => {
			const inIt = household <= 10 ? household : household <= 20 ? household - 10 : household - 21
			return structure === 4 ? `${household} (4)` : `${household} (${structure}/${inIt})`
		})
		expect(shown.toSorted()).toEqual(expected.toSorted())
		expect(String(form.value('chosen')).split(', ')).toHaveLength(15)
	})
	test('finds the structure in a long list too, whatever number is on its door', () => {
		const form = listed(singles(120))
		const row = form.session.rows(form.path('structures')).at(99) ?? ''
		form.answer(`${row}/s_no`, '900')
		for (const { household, structure } of drawOf(form))
			expect(structure).toBe(household === 100 ? 900 : household)
	})
})
