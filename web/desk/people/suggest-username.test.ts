import { expect, test } from 'vitest'
import { suggestUsername } from './suggest-username.ts'

test.each([
	['Amina Bibi', 'amina.bibi'],
	['Amina', 'amina'],
	['  José María Núñez ', 'jose.nunez'],
	['Muhammad Abdul-Rahman Chaudhry', 'muhammad.chaudhry'],
	['Wolfeschlegelsteinhausen Bergerdorff', 'wolfeschlegelstein'],
	['آمنہ بی بی', ''],
	['A', ''],
	['', ''],
])('the username of “%s” is “%s”', (name, expected) => {
	expect(suggestUsername(name, [])).toBe(expected)
})

test('a taken username gets the next free number', () => {
	expect(suggestUsername('Amina Bibi', ['Amina.Bibi', 'amina.bibi2', 'amina'])).toBe('amina.bibi3')
})
