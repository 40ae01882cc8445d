import { expect, test } from 'vitest'
import { formOf } from '#shared/testing/scenario'
import type { Translate } from '../../ui/i18n.ts'
import { formReading } from './form-labels.ts'

const texts = { t: ((key: string) => key) as unknown as Translate, language: 'en' }
const reading = (definition: Parameters<typeof formReading>[0]) =>
	formReading(definition, texts, new Map([['people/@one', 1]]))

test('paths and codes are shown as the labels of the form', () => {
	const { label, answer, choicesAt } = reading(
		formOf(`
			type            name    label
			select_one sex  sex     Your sex
			begin repeat    people  People
			text            name    Name
			end repeat
			choices
			list_name  name  label
			sex        m     Man
		`),
	)
	expect([label('sex'), answer('sex', 'm'), answer('sex', null)]).toEqual(['Your sex', 'Man', 'review.blank'])
	expect(choicesAt('sex').map(({ name }) => name)).toEqual(['m'])
	expect(label('people/@one/name')).toBe('review.row › Name')
})
test('paths and answers of an unknown form are shown unchanged', () => {
	const { label, answer, choicesAt, nodeAt } = reading(null)
	expect([label('sex'), label('people/@one/name')]).toEqual(['sex', 'review.row › people/@one/name'])
	expect([answer('sex', 'm'), answer('ticks', ['a', 'b']), answer('sex', null)]).toEqual([
		'm',
		'a · b',
		'review.blank',
	])
	expect([choicesAt('sex'), nodeAt('sex')]).toEqual([[], undefined])
})
