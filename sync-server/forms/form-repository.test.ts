import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formOf } from '#shared/testing/scenario'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { openStore } from '../storage/open-store.ts'
import type { Store } from '../storage/store.ts'
import { createFormRepository } from './form-repository.ts'

describe.each(engines)('the form repository on %s', (_name, freshEngine) => {
	let store: Store
	beforeAll(async () => {
		store = await openStore({ engine: await freshEngine(), project: 'test', now: () => 0 })
	})
	afterAll(() => store.close())
	const age = formOf('type | name | label\ninteger | age | Age')

	test('an unknown form is looked up at intervals; a known one, once', async () => {
		let looks = 0
		const counting: Store = {
			...store,
			get reading() {
				looks++
				return store.reading
			},
		}
		let now = 0
		const shelf = createFormRepository(counting, [], () => now)
		const ask = () => Promise.all(Array.from({ length: 20 }, () => shelf.compiled('scenario', 1)))
		expect(await ask()).toEqual(Array(20).fill(null))
		expect(await ask()).toEqual(Array(20).fill(null))
		expect(looks).toBe(1)
		now += 5000
		await ask()
		expect(looks).toBe(2)
		await shelf.publish(age, { by: null, now: '' })
		const [form, ...others] = await ask()
		expect(form?.definition).toEqual(age)
		expect(others.every((other) => other === form)).toBe(true)
		now += 1_000_000
		await ask()
		expect(looks).toBe(3)
	})
	test('a failed lookup is retried', async () => {
		let isDown = true
		const shelf = createFormRepository({
			...store,
			get reading() {
				if (isDown) throw new Error('no connection')
				return store.reading
			},
		})
		await expect(shelf.compiled('scenario', 1)).rejects.toThrow('no connection')
		isDown = false
		expect(await shelf.compiled('scenario', 1)).not.toBeNull()
	})
})
