import { describe, expect, test } from 'vitest'
import { readFindings, writeFindings } from './explained-findings.ts'
import { checkInterview } from './interview-checks.ts'
import { type InterviewFacts, interviewFacts } from './interview-facts.ts'
import { startThresholds, thresholdsWith } from './thresholds.ts'

/** Ten o'clock in Pakistan. */
const morning = Date.parse('2026-11-25T10:00:00+05:00')
const usual: InterviewFacts = {
	isComplete: true,
	activeMinutes: 25,
	formVersion: 3,
	newestVersion: 3,
	startedAt: morning,
	offsetMinutes: 300,
	lastFinishedAt: null,
	finishedThatDay: 0,
	area: 'urban',
	distanceMetres: 80,
	accuracyMetres: 12,
	isPlaceExplained: false,
	assignedSex: 'female',
	gender: 'female',
}
const found = (more: Partial<InterviewFacts>, thresholds = startThresholds) =>
	checkInterview({ ...usual, ...more }, thresholds).map(
		({ kind, found: what, limit }) => `${kind} ${what} ${limit}`,
	)
const at = (time: string) => Date.parse(`2026-11-25T${time}:00+05:00`)

describe('flags of an interview', () => {
	test('an ordinary one has none', () => {
		expect(found({})).toEqual([])
	})
	test.each<[string, Partial<InterviewFacts>, string[]]>([
		['Q01 an older form', { formVersion: 2 }, ['old-form 2 3']],
		['Q01 a form that this phone alone has', { newestVersion: null }, []],
		['Q03 eleven and a half minutes', { activeMinutes: 11.5 }, ['short 12 12']],
		['Q03 twelve minutes', { activeMinutes: 12 }, []],
		['Q03 an hour and a half', { activeMinutes: 90 }, []],
		['Q03 longer', { activeMinutes: 91 }, ['long 91 90']],
		['Q03 a refusal of one minute', { isComplete: false, activeMinutes: 1 }, []],
		['Q03 nobody knows', { activeMinutes: null }, []],
		['Q04 four minutes after the one before', { lastFinishedAt: at('09:56') }, ['soon 4 5']],
		['Q04 five minutes after it', { lastFinishedAt: at('09:55') }, []],
		['Q04 begun before the other was finished', { lastFinishedAt: at('10:20') }, []],
		['Q04 the tenth of a day', { finishedThatDay: 9 }, []],
		['Q04 the eleventh', { finishedThatDay: 10 }, ['many 11 10']],
		['Q04 on a day that nobody knows', { finishedThatDay: null }, []],
		['Q04 at an hour that nobody knows', { startedAt: at('03:00'), offsetMinutes: null }, []],
		['Q04 before seven', { startedAt: at('06:59') }, ['hour 6 7']],
		['Q04 at seven', { startedAt: at('07:00') }, []],
		['Q04 at eight in the evening', { startedAt: at('20:00') }, ['hour 20 20']],
		['Q06 in a town, 500 m away', { distanceMetres: 500 }, []],
		['Q06 further', { distanceMetres: 501 }, ['far 501 500']],
		['Q06 in the country, as far', { area: 'rural', distanceMetres: 2000 }, []],
		['Q06 further there', { area: 'rural', distanceMetres: 2001 }, ['far 2001 2000']],
		['Q06 a refusal too', { isComplete: false, distanceMetres: 900 }, ['far 900 500']],
		['Q08 a vague place', { accuracyMetres: 101 }, ['vague 101 100']],
		['Q08 none', { accuracyMetres: 'none' }, ['no-place  100']],
		['Q08 none, and told why', { accuracyMetres: 'none', isPlaceExplained: true }, []],
		['Q08 by hand', { accuracyMetres: null }, []],
		['Q15 a man on a line for women', { gender: 'male' }, ['other-sex male female']],
		['Q15 a transgender person', { gender: 'transgender' }, []],
		['Q15 somebody who does not say', { gender: 'ref' }, []],
	])('%s', (_, more, expected) => {
		expect(found(more)).toEqual(expected)
	})
	test('a study can set its own thresholds', () => {
		const own = thresholdsWith({ q06UrbanMetres: 50 })
		expect(found({ activeMinutes: 11 }, own)).toEqual(['short 11 12', 'far 80 50'])
	})
})

describe('metadata of a record', () => {
	const facts = (answers: Record<string, string | number>) =>
		interviewFacts(Object.entries(answers), ['a/gps', ...Object.keys(answers)])
	test('is read by the names of its questions', () => {
		const answers = {
			'a/line/area': 'rural',
			'a/door/gps': '30.05 70.63 0 45',
			'a/door/gps_distance': 2300,
			'p/assigned_sex': 'male',
			'd/gender': 'female',
			'c/consent': 'yes',
			'n/result': 'complete',
			audit: 'audit1 1500000 2',
		}
		expect(facts(answers)).toEqual({
			isComplete: true,
			activeMinutes: 25,
			area: 'rural',
			distanceMetres: 2300,
			accuracyMetres: 45,
			isPlaceExplained: false,
			assignedSex: 'male',
			gender: 'female',
		})
	})
	test('a location entered manually has no accuracy, and none is missing where the form asks for none', () => {
		expect(facts({ 'a/gps': '30.05 70.63 0 0 map of the office' }).accuracyMetres).toBeNull()
		expect(facts({}).accuracyMetres).toBe('none')
		expect(interviewFacts([], ['a/age']).accuracyMetres).toBeNull()
	})
	test('repeat rows are not taken for the interview', () => {
		expect(facts({ 'b/members/@x/gender': 'male' }).gender).toBeNull()
	})
})

describe('flags and their reasons, as stored in a record', () => {
	const findings = [
		{ kind: 'short', found: 8, limit: 12, reason: 'few-questions', words: 'she had heard of neither' },
		{ kind: 'no-place', found: '', limit: 100, reason: '', words: '' },
		{ kind: 'other-sex', found: 'male', limit: 'female', reason: '', words: 'کارڈ پر غلط لکھا تھا' },
	] as const
	test('survive serialization', () => {
		expect(readFindings(writeFindings(findings))).toEqual(findings)
		expect(writeFindings(findings)).toContain('Q03 short 8 12 few-questions she had heard of neither')
	})
	test('free text stays in its line, and is cut at the limit', () => {
		const words = `a\nQ06 far 9 9 -\n${'b'.repeat(300)}`
		const [back, ...more] = readFindings(writeFindings([{ ...findings[0], words }])) ?? []
		expect(more).toEqual([])
		expect(back?.words).toHaveLength(200)
	})
	test('other formats and foreign text are ignored', () => {
		expect(readFindings('checks2\nQ03')).toBeNull()
		expect(readFindings('anything')).toBeNull()
		expect(readFindings(4)).toBeNull()
		expect(readFindings('checks1\nQ99 unheard 1 2 -\n<b>')).toEqual([])
	})
})
