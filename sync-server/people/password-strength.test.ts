import { describe, expect, test } from 'vitest'
import { rejectWeakPassword } from './password-strength.ts'

const person = { name: 'Kamran Shah', code: 'kamran' }
const said = (password: string) =>
	rejectWeakPassword(password, person).then(
		() => 'taken',
		(thrown: { code?: string }) => thrown.code,
	)

describe('a password that somebody chooses', () => {
	test.each(['several plain words', 'tractor onion lamp', 'چار الگ الگ لفظ یہاں', 'vTq8-mfL2-xx0P'])(
		'%s is taken',
		async (password) => {
			expect(await said(password)).toBe('taken')
		},
	)
	test.each([
		...['password12345', 'Passw0rd2026!', 'qwertyuiop12', '123456789012', 'aaaaaaaaaaaaaaaa', 'Lahore@12345'],
		// first guesses of an attacker who knows the person and the campaign
		...['kamran.shah.zila', 'kamranshah2026', 'zilazilazila', 'survey2026survey'],
	])('%s is easy to guess', async (password) => {
		expect(await said(password)).toBe('password-too-weak')
	})
	test('a short one says how long it has to be, also where its letters take more than one code unit', async () => {
		expect(await said('vTq8-m')).toBe('password-too-short')
		expect(await said('😀😁😂🤣😃😄')).toBe('password-too-short')
	})
	test('one as long as it may be is looked at no longer than sixty letters', async () => {
		expect(await said('ab'.repeat(100))).toBe('password-too-weak')
		expect(await said(`tractor onion lamp ${'x'.repeat(180)}`)).toBe('taken')
	})
})
