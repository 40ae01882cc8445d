import { describe, expect, test } from 'vitest'
import { allFunctions } from '#shared/expressions/functions'
import type { Answer } from '#shared/forms/answers'
import { compileForm } from '#shared/forms/compile-form'
import { fromBase64url, toBase64url } from '#shared/kernel/bytes'
import {
	answerInfo,
	buildSealedAnswerAad,
	decodeSealedAnswer,
	nonceOf,
	unpadAnswer,
} from '#shared/sync/sealed-answer'
import { formOf } from '#shared/testing/scenario'
import { hpke } from '#shared/testing/test-phone'
import { preserveSealed, sealAnswers } from './seal-answers.ts'

const compiled = compileForm(
	formOf(
		'type | name | label | bind::zila:sealed_to\ntext | what | What | safeguarding-lead\nselect_multiple yn | which | Which | safeguarding-lead\ninteger | age | Age\nchoices\nlist_name | name | label\nyn | y | Yes\nyn | n | No',
	),
	allFunctions,
)
if (!('form' in compiled)) throw new Error('the form does not compile')
const { form } = compiled

const pair = await hpke.kem.generateKeyPair()
const publicKey = toBase64url(new Uint8Array(await hpke.kem.serializePublicKey(pair.publicKey)))
const keys = new Map([['safeguarding-lead' as const, publicKey]])
const answers = new Map<string, Answer>([
	['what', 'a knife'],
	['which', ['y', 'n']],
	['age', 30],
])

/**
 * Decrypts with the library, which is an independent implementation of the RFC: message by message, in order.
 */
async function openAll(record: string, texts: readonly [path: string, text: unknown][]) {
	const first = decodeSealedAnswer(texts[0]?.[1])
	if (!first) throw new Error('the answer is not encrypted')
	const context = await hpke.createRecipientContext({
		recipientKey: pair.privateKey,
		enc: new Uint8Array(first.enc).buffer,
		info: answerInfo.buffer,
	})
	const opened: (Answer | null | undefined)[] = []
	for (const [path, text] of texts) {
		const sealed = decodeSealedAnswer(text)
		if (!sealed) throw new Error('the answer is not encrypted')
		const plain = await context.open(
			new Uint8Array(sealed.box).buffer,
			buildSealedAnswerAad(record, path).buffer,
		)
		opened.push(unpadAnswer(new Uint8Array(plain)))
	}
	return opened
}

describe('answers of encrypted questions', () => {
	test('are decrypted by the key of the role, and no others are encrypted', async () => {
		const sealed = await sealAnswers(form, 'r1', answers, keys)
		expect(sealed.get('age')).toBe(30)
		expect(JSON.stringify([...sealed])).not.toContain('knife')
		expect(
			await openAll('r1', [
				['what', sealed.get('what')],
				['which', sealed.get('which')],
			]),
		).toEqual(['a knife', ['y', 'n']])
	})
	test('are not decrypted under another record or question', async () => {
		const sealed = await sealAnswers(form, 'r1', answers, keys)
		await expect(openAll('r2', [['what', sealed.get('what')]])).rejects.toThrow()
		await expect(openAll('r1', [['which', sealed.get('what')]])).rejects.toThrow()
	})
	test('are not revealed by their length, nor by being equal', async () => {
		const lengths = new Set<number>()
		const texts = new Set<Answer | undefined>()
		for (const what of ['yes', 'no', 'no'])
			for (const text of [(await sealAnswers(form, 'r1', new Map([['what', what]]), keys)).get('what')]) {
				lengths.add(String(text).length)
				texts.add(text)
			}
		expect(lengths.size).toBe(1)
		expect(texts.size).toBe(3)
	})
	test('are encrypted whatever their value, and so are blanks: their presence reveals nothing', async () => {
		const typed = await sealAnswers(form, 'r1', new Map([['what', 'sealed.room, she said']]), keys)
		expect([...typed.keys()]).toEqual(['what', 'which'])
		expect(
			await openAll('r1', [
				['what', typed.get('what')],
				['which', typed.get('which')],
			]),
		).toEqual(['sealed.room, she said', null])
		const nothing = await sealAnswers(form, 'r1', new Map([['age', 30]]), keys)
		expect([...nothing.keys()].sort()).toEqual(['age', 'what', 'which'])
		expect(String(nothing.get('what')).length).toBe(String(typed.get('what')).length)
	})
	test('stay unchanged where a record is corrected without new answers: no key is required', async () => {
		const before = await sealAnswers(form, 'r1', answers, keys)
		const untouched = await sealAnswers(form, 'r1', new Map([...before, ['age', 31]]), new Map(), before)
		expect(untouched).toEqual(new Map([...before, ['age', 31]]))
		const again = await sealAnswers(form, 'r1', new Map([...before, ['what', 'a stone']]), keys, before)
		expect(again.get('which')).toBe(before.get('which'))
		expect(await openAll('r1', [['what', again.get('what')]])).toEqual(['a stone'])
	})
	test('are in no copy of unfinished work; those of a reopened record stay in it', async () => {
		expect([...preserveSealed(form, answers, new Map())]).toEqual([['age', 30]])
		const before = await sealAnswers(form, 'r1', answers, keys)
		const draftAnswers = new Map([...before, ['what', 'a stone'] as const, ['age', 31] as const])
		expect(preserveSealed(form, draftAnswers, before)).toEqual(new Map([...before, ['age', 31]]))
	})
	test('are not revealed by a flag before the record is finished', () => {
		const definition = formOf(
			"type | name | label | calculation | bind::zila:sealed_to | bind::zila:flag\ntext | what | What | - | data-manager\ncalculate | armed | - | contains(${what}, 'knife') | - | yes\ninteger | age | Age",
		)
		const flagged = compileForm(definition, allFunctions)
		if (!('form' in flagged)) throw new Error('the form does not compile')
		const draftAnswers = new Map<string, Answer>([
			['what', 'a knife'],
			['armed', 'true'],
			['age', 30],
		])
		expect([...preserveSealed(flagged.form, draftAnswers, new Map())]).toEqual([['age', 30]])
		expect([...preserveSealed(flagged.form, draftAnswers, new Map([['armed', 'false']]))]).toEqual([
			['age', 30],
			['armed', 'false'],
		])
	})
	test('that only look like encrypted ones are encrypted', async () => {
		const text = String((await sealAnswers(form, 'r2', answers, keys)).get('what'))
		const sealed = await sealAnswers(form, 'r1', new Map([['what', text]]), keys)
		expect(await openAll('r1', [['what', sealed.get('what')]])).toEqual([text])
	})
	test('of a repeat: every row has each of them, with an answer or without', async () => {
		const rows = compileForm(
			formOf(
				'type | name | label | bind::zila:sealed_to\nbegin repeat | child | Child\ntext | name | Name | safeguarding-lead\nbegin repeat | visit | Visit\ntext | ill | Ill | safeguarding-lead\nend repeat\nend repeat',
			),
			allFunctions,
		)
		if (!('form' in rows)) throw new Error('the form does not compile')
		const given = new Map<string, Answer>([
			['child/@a', 1],
			['child/@a/name', 'Zoya'],
			['child/@b', 2],
			['child/@b/visit/@c', 1],
		])
		const sealed = await sealAnswers(rows.form, 'r1', given, keys)
		const places = ['child/@a/name', 'child/@b/name', 'child/@b/visit/@c/ill']
		expect([...sealed.keys()].filter((path) => !given.has(path) || path === places[0])).toEqual(places)
		expect(
			await openAll(
				'r1',
				places.map((path) => [path, sealed.get(path)]),
			),
		).toEqual(['Zoya', null, null])
	})
	test('missing at the finish are not added by a correction, except in new rows', async () => {
		const rows = compileForm(
			formOf(
				'type | name | label | bind::zila:sealed_to\ntext | what | What | safeguarding-lead\nbegin repeat | child | Child\ntext | name | Name | safeguarding-lead\nend repeat\ninteger | age | Age',
			),
			allFunctions,
		)
		if (!('form' in rows)) throw new Error('the form does not compile')
		const before = new Map<string, Answer>([
			['child/@a', 1],
			['age', 30],
		])
		const corrected = new Map([...before, ['child/@b', 2] as const, ['age', 31] as const])
		const sealed = await sealAnswers(rows.form, 'r1', corrected, keys, before)
		expect([...sealed.keys()].filter((path) => !corrected.has(path))).toEqual(['child/@b/name'])
	})
	test('are never sent without a key', async () => {
		await expect(sealAnswers(form, 'r1', answers, new Map())).rejects.toMatchObject({ code: 'no-role-key' })
		await expect(
			sealAnswers(form, 'r1', answers, new Map([['safeguarding-lead', 'AAAA']])),
		).rejects.toMatchObject({ code: 'no-role-key' })
	})
	test('have a nonce each', () => {
		const nonce = new Uint8Array(12)
		expect(new Set(Array.from({ length: 600 }, (_, i) => toBase64url(nonceOf(nonce, i)))).size).toBe(600)
	})
	test('damaged, truncated or of another kind are not encrypted answers', async () => {
		const text = String((await sealAnswers(form, 'r1', answers, keys)).get('what'))
		for (const other of [
			'a knife',
			30,
			null,
			'sealed.',
			'sealed.AA',
			text.slice(0, 110),
			`sealed.Z${text.slice(8)}`,
		])
			expect(decodeSealedAnswer(other)).toBeNull()
		expect(fromBase64url(text.slice(7)).length).toBe(75 + 2 + 64 + 16)
	})
})
