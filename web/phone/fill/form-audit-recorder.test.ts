import { describe, expect, test } from 'vitest'
import type { Answer } from '#shared/forms/answers'
import { scenario } from '#shared/testing/scenario'
import type { FormFilling } from './filling.ts'
import { startFormAudit } from './form-audit-recorder.ts'

/** An open form, its audit, and a manual clock. */
function opened(stored?: string) {
	const { session } = scenario('type | name | label\naudit\ninteger | age | Age', {
		isNew: false,
		answers: new Map(stored === undefined ? [] : [['audit', stored]]),
	})
	const state = { now: 1000, hasBegun: true }
	const filling = {
		session,
		answer: (path: string, answer: Answer | null) => session.answer(path, answer),
	} as FormFilling
	const trail = startFormAudit({
		filling,
		path: 'audit',
		hasAnswers: () => state.hasBegun,
		now: () => state.now,
	})
	return { state, trail, audit: () => session.answerAt('audit') }
}

describe('collected timing is stored with the draft', () => {
	test('once any question was answered, and not before', () => {
		const { state, trail, audit } = opened()
		state.now += 500
		state.hasBegun = false
		trail?.save()
		expect(audit()).toBeUndefined()
		state.hasBegun = true
		trail?.save()
		expect(audit()).toBe('audit1 500 0')
	})
	test('appended to what was stored', () => {
		const { state, trail, audit } = opened('audit1 9000 3\nage 8000 1 1')
		state.now += 1
		trail?.save()
		expect(audit()).toBe('audit1 9001 3\nage 8000 1 1')
	})
	test('a last time when the record is finished; a failure does not prevent finishing', () => {
		const { state, trail, audit } = opened()
		state.now += 10
		const goOn = trail?.pause()
		state.now += 10
		trail?.save()
		expect(audit()).toBe('audit1 10 0')
		goOn?.()
		trail?.save()
		expect(audit()).toBe('audit1 20 0')
	})
	test('never over data of a newer app', () => {
		const { trail, audit } = opened('audit2 in another way')
		expect([trail, audit()]).toEqual([null, 'audit2 in another way'])
	})
})
