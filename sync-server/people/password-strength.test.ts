import { describe, expect, test } from 'vitest'
import { rejectWeakPassword } from './password-strength.ts'

const person = { name: 'Kamran Shah', code: 'kamran' }
const outcomeOf = (password: string) =>
	rejectWeakPassword(password, person).then(
		() => 'taken',
		(thrown: { code?: string }) => thrown.code,
	)

describe('a password chosen by a user', () => {
	test.each(['several plain words', 'tractor onion lamp', 'چار الگ الگ لفظ یہاں', 'vTq8-mfL2-xx0P'])(
		'%s is accepted',
		async (password) => {
			expect(await outcomeOf(password)).toBe('taken')
		},
	)
	test.each([
		...['password12345', 'Passw0rd2026!', 'qwertyuiop12', '123456789012', 'aaaaaaaaaaaaaaaa', 'Lahore@12345'],
		// first guesses of an attacker who knows the person and the campaign
		...['kamran.shah.zila', 'kamranshah2026', 'zilazilazila', 'survey2026survey'],
	])('%s is easy to guess', async (password) => {
		expect(await outcomeOf(password)).toBe('password-too-weak')
	})
	test('a short one reports the required length, also with letters of several code units', async () => {
		expect(await outcomeOf('vTq8-m')).toBe('password-too-short')
		expect(await outcomeOf('😀😁😂🤣😃😄')).toBe('password-too-short')
	})
	test('one of the maximum length takes no longer to check than sixty letters', async () => {
		expect(await outcomeOf('ab'.repeat(100))).toBe('password-too-weak')
		expect(await outcomeOf(`tractor onion lamp ${'x'.repeat(180)}`)).toBe('taken')
	})
})
