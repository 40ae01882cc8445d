import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { nodesOf } from '#shared/forms/form-nodes'
import { isNodeShown } from '#shared/forms/pages'
import { readingStyle } from '#shared/forms/reading-styles'
import { loadInstrument } from '../../../tests/helpers/instruments.ts'

const files = readdirSync(new URL('.', import.meta.url)).flatMap((file) => /^(.+)\.md$/.exec(file)?.[1] ?? [])

/** Words that only a text to the respondent has: instructions speak of "the respondent", not of "we" and "our". */
const firstPerson = /\b(?:[Ww]e|us|[Oo]ur|I)\b/

/** Multiple choices that an enumerator fills in alone. */
const notAsked = new Set(['present'])

const shownQuestions = (file: string) =>
	nodesOf(loadInstrument(file)).flatMap((node) =>
		node.part.kind === 'question' && isNodeShown(node) ? [{ question: node.part, node }] : [],
	)

describe.each(files)('%s', (file) => {
	test('marks each note and hint that is read to the respondent, and no other', () => {
		const wrong = shownQuestions(file).flatMap(({ question }) => {
			const style = readingStyle(question)
			const isSpoken = (text: string | undefined) => firstPerson.test(text ?? '')
			const isNoteWrong =
				question.type === 'note' && style.label === 'instruction' && isSpoken(question.label?.en)
			const isHintWrong = style.hint === 'instruction' && isSpoken(question.hint?.en)
			return isNoteWrong || isHintWrong ? [question.name] : []
		})
		expect(wrong).toEqual([])
	})
	test('marks choices as its hint says', () => {
		const wrong = shownQuestions(file).flatMap(({ question }) => {
			const hint = question.hint?.en ?? ''
			const said = /Do not read out/.test(hint) ? 'not-read-out' : /Read out/.test(hint) ? 'read-out' : null
			return readingStyle(question).choices === said ? [] : [question.name]
		})
		expect(wrong).toEqual([])
	})
	test('shows the text to read before it asks for consent', () => {
		const questions = shownQuestions(file)
		const asked = questions.find(({ question }) => question.consent?.role === 'ask')
		if (!asked) return
		const text = questions.find(
			({ question }) => question.type === 'note' && readingStyle(question).label === 'spoken',
		)
		expect(text && questions.indexOf(text) < questions.indexOf(asked)).toBe(true)
	})
})

test('each multiple choice of the household form says if its choices are read out', () => {
	const silent = shownQuestions('household').filter(
		({ question }) =>
			question.type === 'select-many' &&
			readingStyle(question).choices === null &&
			!notAsked.has(question.name),
	)
	expect(silent.map(({ question }) => question.name)).toEqual([])
})
