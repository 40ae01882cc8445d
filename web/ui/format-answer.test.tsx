import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Answer } from '#shared/forms/answers'
import type { Choice, FormPart, Question } from '#shared/forms/form-definition'
import type { QuestionType } from '#shared/forms/question-types'
import { answerLanguage, answerText } from './format-answer.ts'
import { loadDeskTexts, loadTranslations, type Translate } from './i18n.ts'

let t: Translate
beforeAll(async () => {
	await loadDeskTexts()
	t = await loadTranslations('en')
})
beforeEach(() => {
	vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-25T10:00:00+05:00') })
})
afterEach(() => {
	vi.useRealTimers()
})

const choices: Choice[] = [
	{ name: 'farm', label: { en: '**Farm**', ur: 'کھیتی' } },
	{ name: 'kiln', label: { en: 'Brick kiln' } },
]
const question = (type: QuestionType, over: Partial<Question> = {}): FormPart => ({
	kind: 'question',
	type,
	name: 'q',
	...over,
})
const answerWords = (
	type: QuestionType,
	answer: Answer | undefined,
	language = 'en',
	over: Partial<Question> = {},
) => answerText(question(type, over), choices, answer, { t, language })

describe('an answer in readable form', () => {
	test.each<[QuestionType, Answer, string]>([
		['text', 'words', 'words'],
		['integer', 34, '34'],
		['select-one', 'farm', 'Farm'],
		['select-one', 'gone', 'gone'],
		['select-many', ['farm', 'kiln'], 'Farm · Brick kiln'],
		['rank', 'kiln farm', 'Brick kiln › Farm'],
		['date', '2026-11-20', '20 Nov 2026'],
		['date', 'some day', 'some day'],
		['time', '14:05', '14:05'],
		['datetime', '2026-11-20T14:05:00.000+05:00', '20 Nov, 14:05'],
		['calculate', '2026-11-20T09:05:00Z', '20 Nov, 14:05'],
		['calculate', '7', '7'],
		['geopoint', '30.05 70.63 0 12', '30.05, 70.63'],
		['geotrace', '1 1 0 9;2 2 0 9', '2 points'],
		['geoshape', '1 1 0 9;2 2 0 9;3 3 0 9;1 1 0 9', '3 points'],
		['audio', 'sound-a.webm sound-b.webm', '2 recordings'],
	])('%s %j → %s', (type, answer, expected) => {
		expect(answerWords(type, answer)).toBe(expected)
	})

	test('files and choices are described by what they are', () => {
		expect(answerWords('image', 'picture-a.jpg')).toBe(t('controls.photo.label'))
		expect(answerWords('video', 'video-a.mp4')).toBe(t('controls.video.label'))
		expect(answerWords('file', 'file-a.pdf')).toBe(t('controls.file.label'))
		expect(answerWords('acknowledge', 'OK')).toBe(t('fill.done'))
	})

	test('labels are in the language, or in another one available', () => {
		expect(answerWords('select-one', 'farm', 'ur')).toBe('کھیتی')
		expect(answerWords('select-one', 'kiln', 'ur')).toBe('Brick kiln')
	})

	test('a missing answer is no text, and an encrypted one says only that', () => {
		expect(answerWords('text', undefined)).toBe('')
		const sealed = `zila-sealed:1:${'A'.repeat(200)}`
		expect([t('record.encryptedAnswer'), sealed]).toContain(answerWords('text', sealed))
	})

	test('findings of an interview are shown with their reasons', () => {
		const checks = 'checks1\nQ04 hour 22 20 long-day after the harvest'
		const text = answerWords('calculate', checks, 'en', { checks: true })
		expect(text).toContain(t('finish.checks.kind.hour', { found: 22, limit: 20, next: 23 }))
		expect(text).toContain(t('finish.checks.reason.long-day'))
		expect(text).toContain('after the harvest')
	})
})

describe('the language of an answer', () => {
	const languageOf = (type: QuestionType, answer: Answer | undefined) =>
		answerLanguage(question(type), choices, answer, 'ur')

	test('of a choice is that of its label', () => {
		expect(languageOf('select-one', 'farm')).toBe('ur')
		expect(languageOf('select-one', 'kiln')).toBe('en')
		expect(languageOf('select-many', ['kiln', 'farm'])).toBe('en')
	})

	test('of typed text is unknown, and of texts of the app is the app’s', () => {
		expect(languageOf('text', 'words')).toBe('')
		expect(languageOf('barcode', 'A-7')).toBe('')
		expect(languageOf('image', 'picture-a.jpg')).toBe('ur')
		expect(languageOf('text', undefined)).toBe('ur')
	})
})
