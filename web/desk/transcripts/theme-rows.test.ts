import { expect, test } from 'vitest'
import { theme, transcriptListItem } from '../../testing/transcript-fixtures.ts'
import { themeRows } from './theme-rows.ts'

const words = {
	kindText: ({ group }: { group: { code: string } | null }) => group?.code ?? 'no group',
	districtText: (code: string | null) => code ?? 'whole country',
	language: 'en',
}

test('each code has a row for each type of group and district, also without a mention', () => {
	const found = { by: 'person-sadia', passages: 3, themes: { debt: 2 } }
	const rows = themeRows(
		[
			transcriptListItem('t1', { coded: [found] }),
			transcriptListItem('t2'),
			transcriptListItem('t3', { form: 'informant', group: null, district: null, coded: [found] }),
		],
		[theme('debt'), theme('law')],
		'',
		words,
	)
	expect(rows).toEqual([
		[
			'theme',
			'theme_label',
			'form',
			'group',
			'group_label',
			'district',
			'district_label',
			'talks',
			'mentions',
		],
		['debt', 'Theme debt', 'focus-group', 'women', 'women', 'PK607', 'PK607', '2', '1'],
		['debt', 'Theme debt', 'informant', '', 'no group', '', 'whole country', '1', '1'],
		['law', 'Theme law', 'focus-group', 'women', 'women', 'PK607', 'PK607', '2', '0'],
		['law', 'Theme law', 'informant', '', 'no group', '', 'whole country', '1', '0'],
	])
})

test('with one coder selected only that coder’s codings are counted', () => {
	const found = { by: 'person-imran', passages: 3, themes: { debt: 2 } }
	const rows = themeRows(
		[transcriptListItem('t1', { coded: [found] })],
		[theme('debt')],
		'person-sadia',
		words,
	)
	expect(rows[1]?.at(-1)).toBe('0')
})
