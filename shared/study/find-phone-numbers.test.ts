import { expect, test } from 'vitest'
import { findPhoneNumbers } from './find-phone-numbers.ts'

test.each([
	['Call now: \u2068Sana +92\u00a0300\u00a01234567\u2069', ['+92 300 1234567']],
	['Sana 0300-1234567, Bilal 0321 7654321', ['0300-1234567', '0321 7654321']],
	['Call now: 1991, 15', ['1991', '15']],
	['Nobody may read the answers before 15 June 2026. It takes 15 minutes.', []],
	['Cluster PK607-12, household 30', []],
	['', []],
])('the telephone numbers in “%s”', (text, numbers) => {
	expect(findPhoneNumbers(text)).toEqual(numbers)
})
