import { describe, expect, test } from 'vitest'
import { detectIdentifier, isFreeText } from './detect-identifier.ts'

describe('an identifying number is detected in a text', () => {
	test.each([
		['her card is 37405-1234567-8, she said', 'id-card'],
		['3740512345678', 'id-card'],
		['37405 1234567 8', 'id-card'],
		['37405 - 1234567 - 8', 'id-card'],
		['37405/1234567/8', 'id-card'],
		['37405\u200e-1234567\u2011\u00a08', 'id-card'],
		['شناختی کارڈ ۳۷۴۰۵-۱۲۳۴۵۶۷-۸', 'id-card'],
		['call 03001234567', 'telephone'],
		['0300-1234567', 'telephone'],
		['0300 123 45 67', 'telephone'],
		['+92 300 1234567', 'telephone'],
		['(0300) 1234567', 'telephone'],
		['+92 (300) 123 - 4567', 'telephone'],
		['+9203001234567', 'telephone'],
		['00923001234567', 'telephone'],
		['نمبر ۰۳۰۰۱۲۳۴۵۶۷ ہے', 'telephone'],
	])('%s', (text, what) => {
		expect(detectIdentifier(text)).toBe(what)
	})
	test.each([
		[''],
		['they heard of 1991 and of 15'],
		['in 2023-01-14 at 10.30, 400 people'],
		['PKR 1,250,000 to 3,000,000'],
		['an account 12345678901234567890'],
		['0345 12345'],
		['31.52037 74.3587'],
		['8740512345678'],
	])('nothing detected in "%s"', (text) => {
		expect(detectIdentifier(text)).toBeNull()
	})
})

test('typed texts are searched, including comments added after the interview', () => {
	const text = { kind: 'question', name: 'a', type: 'text' } as const
	expect(isFreeText(text)).toBe(true)
	expect(isFreeText({ ...text, personal: true })).toBe(false)
	expect(isFreeText({ ...text, type: 'calculate' })).toBe(false)
	expect(isFreeText({ ...text, type: 'calculate', checks: true })).toBe(true)
	const words = 'checks1\nQ06 far 1113 500 house-apart call 0300-1234567'
	expect([detectIdentifier(words), detectIdentifier(words.slice(0, 36))]).toEqual(['telephone', null])
})
