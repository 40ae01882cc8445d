import { describe, expect, test } from 'vitest'
import { formOf } from '#shared/testing/scenario'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import type { ColumnContent, TableContent } from './column-content.ts'
import { guessMapping } from './guess-mapping.ts'

/** Returns the proposed uses of each column: questions by their names, and facts of the row as a whole. */
function proposed(form: string, header: readonly string[], content: TableContent = {}) {
	const mapping = guessMapping({ version: 1, definition: loadInstrument(form) }, header, [], content)
	const found: Record<string, string[]> = Object.fromEntries(header.map((column) => [column, []]))
	const add = (column: string | null | undefined, use: string) => {
		if (column) found[column]?.push(use)
	}
	add(mapping.id[0], 'ID')
	add(mapping.time, 'TIME')
	add(mapping.district, 'DISTRICT')
	add(mapping.interviewer, 'STAFF')
	for (const [template, { columns }] of Object.entries(mapping.questions))
		for (const column of columns) add(column, template.slice(template.lastIndexOf('/') + 1))
	return Object.fromEntries(Object.entries(found).map(([column, uses]) => [column, uses.join(' ')]))
}
const columnContent = (...texts: string[]): ColumnContent => texts.map((text) => [text, 3] as const)

test('five of five columns of a ministry’s helpline register are matched', () => {
	expect(
		proposed('helpline', ['Reference No', 'Date and time of call', 'Nature of call', 'Sex', 'Home district']),
	).toEqual({
		'Reference No': 'ID',
		'Date and time of call': 'TIME call_time',
		'Nature of call': 'category',
		Sex: 'gender',
		'Home district': 'caller_district',
	})
})

describe('registers of other organisations', () => {
	test('columns with the opposite of a question, and row numbers, are matched to nothing', () => {
		const proposals = proposed('helpline', ['Minor', 'Is caller a minor?', 'Sr No', 'Serial'])
		expect(Object.values(proposals).filter((each) => each !== '')).toEqual([])
	})
	test('a register with row numbers, names and telephone numbers', () => {
		expect(
			proposed('helpline', [
				...[
					'S.No',
					'Ref. #',
					'Date',
					'Caller Name',
					'Contact No',
					'Gender',
					'City',
					'Province',
					'Type of Complaint',
				],
				...['Language', 'Action Taken', 'Referred To', 'Call Duration (min)', 'Attended by', 'Remarks'],
			]),
		).toEqual({
			'S.No': '',
			'Ref. #': 'ID',
			Date: 'TIME call_time',
			'Caller Name': '',
			'Contact No': '',
			Gender: 'gender',
			City: 'caller_district',
			Province: '',
			'Type of Complaint': 'category',
			Language: 'lang',
			'Action Taken': 'outcome',
			'Referred To': 'ref_to',
			'Call Duration (min)': '',
			'Attended by': 'STAFF',
			Remarks: 'remark',
		})
	})
	test('column names in program style', () => {
		expect(
			proposed('helpline', [
				...[
					'TICKET_ID',
					'CREATED_ON',
					'callCategory',
					'callerGender',
					'caller_district',
					'agentName',
					'end_time',
				],
				...['source_of_information', 'priority', 'FIR No', 'Relationship with victim', 'Mode'],
			]),
		).toEqual({
			TICKET_ID: 'ID',
			CREATED_ON: 'TIME call_time',
			callCategory: 'category',
			callerGender: 'gender',
			caller_district: 'caller_district',
			agentName: 'STAFF',
			end_time: 'end_time',
			Mode: 'channel',
			source_of_information: 'heard_from',
			priority: 'urgency',
			'FIR No': 'case_ref',
			'Relationship with victim': 'role',
		})
	})
	test('a register in Urdu', () => {
		expect(
			proposed('helpline', ['سیریل نمبر', 'تاریخ', 'کال کی نوعیت', 'جنس', 'ضلع', 'زبان', 'نتیجہ', 'کیفیت']),
		).toEqual({
			'سیریل نمبر': '',
			تاریخ: 'TIME call_time',
			'کال کی نوعیت': 'category',
			جنس: 'gender',
			ضلع: 'caller_district',
			زبان: 'lang',
			نتیجہ: 'outcome',
			کیفیت: 'remark',
		})
	})
	test('a household survey of another company', () => {
		expect(
			proposed('household', [
				...[
					'HH_ID',
					'Interview Date',
					'Surveyor',
					'Zila',
					'PSU',
					'Urban/Rural',
					'Sex of respondent',
					'Age (years)',
				],
				...[
					'Marital Status',
					'Qualification',
					'Profession',
					'No. of family members',
					'Mother tongue',
					'Final result',
				],
				...[
					'Language of interview',
					'HH No',
					'Heard of human trafficking before today',
					'How often do you watch TV',
				],
			]),
		).toEqual({
			HH_ID: 'ID',
			'Interview Date': 'TIME',
			Surveyor: 'STAFF',
			Zila: 'DISTRICT',
			PSU: 'cluster_id',
			'Urban/Rural': 'area',
			'Sex of respondent': 'gender',
			'Age (years)': 'age',
			'Marital Status': 'marital',
			Qualification: 'edu',
			Profession: 'occ',
			'No. of family members': 'hh_size',
			'Final result': 'result',
			'Mother tongue': 'lang_home',
			'Language of interview': 'int_lang',
			'HH No': 'hh_no',
			'Heard of human trafficking before today': 'heard_tip',
			'How often do you watch TV': 'm_tv',
		})
	})
})

describe('column contents', () => {
	test('decide between two columns with similar names, and match columns with other names', () => {
		const header = ['No', 'Call type', 'Reason for calling', 'Where', 'Speaks', 'When']
		expect(proposed('helpline', header)).toMatchObject({
			'Call type': '',
			'Reason for calling': '',
			Where: '',
		})
		const content = {
			'Call type': columnContent('Call', 'Missed call', 'Call back'),
			'Reason for calling': columnContent('Visa fraud', 'Human trafficking', 'Cyber'),
			Where: columnContent('Faisalabad', 'PK607', 'گجرات'),
			Speaks: columnContent('Urdu', 'Pashto'),
			No: [['1', 1] as const, ['2', 1] as const],
		}
		expect(proposed('helpline', header, content)).toEqual({
			No: 'ID',
			'Call type': 'channel',
			'Reason for calling': 'category',
			Where: 'caller_district',
			Speaks: 'lang',
			When: '',
		})
	})
	test('show that a column differs from its name', () => {
		const header = ['id', 'Date', 'Age', 'Nature of call']
		const content = {
			Date: columnContent('Faisalabad', 'Gujrat'),
			Age: columnContent('young', 'old'),
			'Nature of call': Array.from({ length: 60 }, (_, i) => [`caller ${i} says`, 1] as const),
		}
		expect(proposed('household', header.slice(0, 3), content)).toMatchObject({ Age: '' })
		expect(proposed('helpline', header, content)).toMatchObject({ 'Nature of call': '' })
		expect(proposed('household', ['Age'], { Age: columnContent('34', '۲۰', '61') })).toEqual({ Age: 'age' })
		// no age that the question accepts
		expect(proposed('household', ['Age'], { Age: columnContent('1990', '1985') })).toEqual({ Age: '' })
	})
	test('identify rows only where each value is different', () => {
		const repeated = {
			Reference: columnContent('a', 'b'),
			'Case number': [['1', 1] as const, ['2', 1] as const],
		}
		expect(proposed('helpline', ['Reference', 'Case number'], repeated)).toMatchObject({
			Reference: '',
			'Case number': 'ID',
		})
	})
	test('yes and no alone match nothing', () => {
		expect(proposed('helpline', ['Closed'], { Closed: columnContent('Yes', 'No') })).toEqual({ Closed: '' })
	})
})

test('a column fitting two questions, or two columns fitting one, are not matched', () => {
	expect(proposed('household', ['Language'])).toEqual({ Language: '' })
	expect(proposed('helpline', ['Home district', 'District of residence'])).toEqual({
		'Home district': '',
		'District of residence': '',
	})
})
test('a column is matched to one question, and an identifying one to none', () => {
	const form = formOf(`
		type     name     label
		text     first    Why?
		text     second   Why?
		text     remark   Remark
	`)
	const questions = (header: readonly string[]) =>
		guessMapping({ version: 1, definition: form }, header).questions
	expect(questions(['Why?'])).toEqual({})
	expect(questions(['second'])).toEqual({ second: { columns: ['second'] } })
	expect(questions(['Remarks with name and phone'])).toEqual({})
	expect(questions(['Other remarks'])).toEqual({ remark: { columns: ['Other remarks'] } })
})
