import type { LocalizedText } from '#shared/forms/form-definition'
import { alsoColumn, alwaysColumn } from '#shared/forms/non-response-codes'
import type { Sheet } from '#shared/xlsform/sheets'
import { nationalDistrict } from './record-attributes.ts'
import type { Study } from './study.ts'

/** Returns the lists that the study's forms name in `select_one_from_file`. */
export function buildStudyLists({ districts, rounds }: Pick<Study, 'districts' | 'rounds'>): Sheet[] {
	const sheet = (
		name: string,
		rows: readonly { code: string; name: LocalizedText }[],
		more: readonly string[] = [],
		moreOf: (code: string) => readonly string[] = () => [],
	): Sheet => ({
		name,
		header: ['name', 'label::English (en)', 'label::اردو (ur)', ...more],
		rows: rows.map((row, i) => ({
			line: i + 2,
			cells: [row.code, row.name.en ?? row.code, row.name.ur ?? '', ...moreOf(row.code)],
		})),
	})
	// calls come from anywhere, and are compared with the districts of the study
	const elsewhere = [
		{
			code: 'elsewhere',
			name: {
				en: 'Another district of Pakistan (not in this list)',
				ur: 'پاکستان کا کوئی اور ضلع (جو اس فہرست میں نہیں)',
			},
		},
		{ code: 'abroad', name: { en: 'Abroad', ur: 'بیرونِ ملک' } },
		{ code: 'unknown', name: { en: 'Not known', ur: 'معلوم نہیں' } },
	]
	const national = { code: nationalDistrict, name: { en: 'National', ur: 'قومی' } }
	return [
		sheet('rounds.csv', rounds),
		sheet('districts.csv', districts),
		sheet('districts-or-national.csv', [...districts, national]),
		sheet('caller-districts.csv', [...districts, ...elsewhere], [alwaysColumn, alsoColumn], (code) => {
			const known = districts.find((each) => each.code === code)
			// the name of a city outside of the list finds the district that it belongs to
			return known ? ['', known.also.join(' ')] : ['yes', '']
		}),
	]
}
