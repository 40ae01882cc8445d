import { describe, expect, test } from 'vitest'
import type { Answer } from './answers.ts'
import { emptyFormAudit, type FormAudit } from './form-audit.ts'
import { FormAuditClock, type OnPage } from './form-audit-clock.ts'

const question = (path: string, answer: Answer | null = null): OnPage => ({
	path,
	answer,
	isAnswerable: true,
	isTyped: false,
})
const typed = (path: string, answer: Answer | null = null): OnPage => ({
	...question(path, answer),
	isTyped: true,
})
const note = (path: string): OnPage => ({ ...question(path), isAnswerable: false })
const started = (page: readonly OnPage[], before: FormAudit = emptyFormAudit) => {
	const clock = new FormAuditClock(before, 0)
	clock.turn(0, page)
	return clock
}
/** `age 5000 1 2`: ms, changes, visits. */
const lines = ({ questions }: FormAudit) =>
	[...questions].map(([path, { ms, changes, visits }]) => `${path} ${ms} ${changes} ${visits}`)

describe('the time spent on a page', () => {
	test('is assigned to the first unanswered question, then to the next, then to the last', () => {
		const clock = started([note('hello'), question('sex'), question('job')])
		clock.look(3000, [note('hello'), question('sex', 'f'), question('job')])
		clock.look(5000, [note('hello'), question('sex', 'f'), question('job', 'none')])
		expect(lines(clock.audit(6000))).toEqual(['hello 0 0 1', 'sex 3000 1 1', 'job 3000 1 1'])
	})
	test('is assigned to the focused question', () => {
		const clock = started([question('sex'), typed('age')])
		clock.attend(1000, 'age')
		clock.attend(5000, null)
		expect(lines(clock.audit(5500))).toEqual(['sex 1500 0 1', 'age 4000 0 1'])
	})
	test('with notes only is assigned to the last note', () =>
		expect(lines(started([note('a'), note('b')]).audit(700))).toEqual(['a 0 0 1', 'b 700 0 1']))
	test('on the list of sections counts for the record only', () => {
		const clock = started([question('sex')])
		clock.turn(1000, [])
		const audit = clock.audit(4000)
		expect([audit.ms, ...lines(audit)]).toEqual([4000, 'sex 1000 0 1'])
	})
	test('does not run while the app is in the background', () => {
		const clock = started([question('sex')])
		clock.hide(1000)
		clock.hide(1001)
		clock.show(60_000)
		const audit = clock.audit(60_500)
		expect([audit.ms, audit.pauses, ...lines(audit)]).toEqual([1500, 1, 'sex 1500 0 1'])
	})
	test('never goes backwards', () => {
		const clock = started([question('sex')])
		clock.hide(-5)
		expect(clock.audit(-5).ms).toBe(0)
	})
})

describe('changes', () => {
	test('a word typed is one change; the same word again after another question is another', () => {
		const clock = started([typed('name'), question('sex')])
		clock.attend(0, 'name')
		for (const [i, name] of ['G', 'Gu', 'Gul'].entries())
			clock.look(i, [typed('name', name), question('sex')])
		clock.attend(10, 'sex')
		clock.look(11, [typed('name', 'Gul'), question('sex', 'f')])
		clock.attend(12, 'name')
		clock.look(13, [typed('name', 'Gula'), question('sex', 'f')])
		expect(lines(clock.audit(13)).map((line) => line.replace(/ \d+/, ''))).toEqual(['name 2 1', 'sex 1 1'])
	})
	test('each choice is one, also deselecting; choosing the same answer again is none', () => {
		const clock = started([question('sex', 'f')])
		for (const answer of ['f', 'm', null]) clock.look(0, [question('sex', answer)])
		expect(lines(clock.audit(0))).toEqual(['sex 0 2 1'])
	})
	test('calculated values are none', () => {
		const clock = started([{ ...note('sum'), answer: 1 }])
		clock.look(0, [{ ...note('sum'), answer: 2 }])
		expect(lines(clock.audit(0))).toEqual(['sum 0 0 1'])
	})
})

describe('visits', () => {
	test('returning to a question is one, also by way of the sections', () => {
		const clock = started([question('sex')])
		clock.turn(1, [question('job')])
		clock.turn(2, [question('sex')])
		clock.turn(3, [])
		clock.turn(4, [question('sex')])
		expect(lines(clock.audit(4))).toEqual(['sex 2 0 3', 'job 1 0 1'])
	})
	test('a question that appears after another is answered counts as visited then', () => {
		const clock = started([question('sex')])
		clock.look(5, [question('sex', 'f'), question('births')])
		expect(lines(clock.audit(8))).toEqual(['sex 5 1 1', 'births 3 0 1'])
	})
	test('reopening a form adds no visits and no changes', () => {
		const before = started([question('sex')])
		before.look(100, [question('sex', 'f')])
		const clock = started([question('sex', 'f'), question('job')], before.audit(200))
		const audit = clock.audit(50)
		expect([audit.ms, ...lines(audit)]).toEqual([250, 'sex 200 1 1', 'job 50 0 1'])
	})
})
