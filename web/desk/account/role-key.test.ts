import { afterEach, describe, expect, test } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import type { Answer } from '#shared/forms/answers'
import { compileForm } from '#shared/forms/compile-form'
import type { RoleKeyListItem } from '#shared/people/role-keys'
import { formOf } from '#shared/testing/scenario'
import { sealAnswers } from '../../storage/vault/seal-answers.ts'
import { clearUnlockedKeys, keyIdOf, makeRoleKey, openRoleKeys, unseal } from './role-key.ts'

const compiled = compileForm(
	formOf(
		'type | name | label | bind::zila:sealed_to\ntext | what | What | safeguarding-lead\ntext | done | Done | safeguarding-lead',
	),
	allFunctions,
)
if (!('form' in compiled)) throw new Error('the form does not compile')
const { form } = compiled
const listed = ({ publicKey, wrapped }: { publicKey: string; wrapped: string }): RoleKeyListItem => ({
	id: keyIdOf(publicKey),
	publicKey,
	wrapped,
	since: '',
	by: '',
	state: 'current',
	isOwn: false,
})
const sealedTo = (publicKey: string) =>
	sealAnswers(
		form,
		'r1',
		new Map<string, Answer>([
			['what', 'کسی نے دھمکی دی'],
			['done', 'we left'],
		]),
		new Map([['safeguarding-lead' as const, publicKey]]),
	)
afterEach(clearUnlockedKeys)

describe('the key of a role', () => {
	test('decrypts what a phone encrypted to it, with its words in any letter case', async () => {
		const { words, key } = await makeRoleKey()
		const sealed = await sealedTo(key.publicKey)
		expect(await openRoleKeys(words.toLowerCase().replaceAll('-', ' '), [listed(key)])).toBe(true)
		expect(await unseal(String(sealed.get('what')), 'r1', 'what')).toEqual({
			outcome: 'opened',
			answer: 'کسی نے دھمکی دی',
		})
		expect(await unseal(String(sealed.get('done')), 'r1', 'done')).toEqual({
			outcome: 'opened',
			answer: 'we left',
		})
	})
	test('is not unlocked by other words, and nothing is decrypted without it', async () => {
		const [{ key }, other] = [await makeRoleKey(), await makeRoleKey()]
		const sealed = await sealedTo(key.publicKey)
		expect(await openRoleKeys(other.words, [listed(key)])).toBe(false)
		expect(await unseal(String(sealed.get('what')), 'r1', 'what')).toEqual({ outcome: 'no-key' })
	})
	test('does not decrypt what was changed or moved to another question or record', async () => {
		const { words, key } = await makeRoleKey()
		const text = String((await sealedTo(key.publicKey)).get('what'))
		await openRoleKeys(words, [listed(key)])
		expect(await unseal(text, 'r1', 'done')).toEqual({ outcome: 'damaged' })
		expect(await unseal(text, 'r2', 'what')).toEqual({ outcome: 'damaged' })
		const turned = `${text.slice(0, -2)}${text.at(-2) === 'A' ? 'B' : 'A'}${text.at(-1)}`
		expect(await unseal(turned, 'r1', 'what')).toEqual({ outcome: 'damaged' })
		expect(await unseal('what somebody typed', 'r1', 'what')).toEqual({ outcome: 'damaged' })
	})
	test('of a previous generation still decrypts what was encrypted to it', async () => {
		const [before, now] = [await makeRoleKey(), await makeRoleKey()]
		const old = await sealedTo(before.key.publicKey)
		await openRoleKeys(now.words, [listed(now.key), listed(before.key)])
		expect(await unseal(String(old.get('what')), 'r1', 'what')).toEqual({ outcome: 'no-key' })
		await openRoleKeys(before.words, [listed(now.key), listed(before.key)])
		expect(await unseal(String(old.get('what')), 'r1', 'what')).toMatchObject({ outcome: 'opened' })
	})
	test('is removed when its holder signs out', async () => {
		const { words, key } = await makeRoleKey()
		const sealed = await sealedTo(key.publicKey)
		await openRoleKeys(words, [listed(key)])
		clearUnlockedKeys()
		expect(await unseal(String(sealed.get('what')), 'r1', 'what')).toEqual({ outcome: 'no-key' })
	})
	test('is wrapped: the server receives neither its words nor its private key', async () => {
		const { words, key } = await makeRoleKey()
		expect(words).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/)
		expect(JSON.stringify(key)).not.toContain(words)
		expect(key.wrapped.length).toBeLessThan(1000)
	})
})
