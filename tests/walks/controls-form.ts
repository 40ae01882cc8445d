import type { WalkLanguage } from './people.ts'

type Row = Readonly<Record<string, string>>

/** Columns of the English and the Urdu text. */
const en = 'label::English (en)'
const ur = 'label::اردو (ur)'
const labelled = (english: string, urdu: string): Row => ({ [en]: english, [ur]: urdu })
const q = (type: string, name: string, english: string, urdu: string, more: Row = {}): Row => ({
	type,
	name,
	...labelled(english, urdu),
	...more,
})
/** A row of a required question. */
const requiredRow = (type: string, name: string, english: string, urdu: string, more: Row = {}): Row =>
	q(type, name, english, urdu, { required: 'yes', ...more })
const page = (name: string, english: string, urdu: string, rows: readonly Row[], more: Row = {}): Row[] => [
	q('begin group', name, english, urdu, more),
	...rows,
	{ type: 'end group' },
]

const survey: readonly Row[] = [
	...page('typed', 'What is typed', 'جو لکھا جائے', [
		requiredRow('text', 'village', 'Your village', 'آپ کا گاؤں', {
			'hint::English (en)': 'As its people call it',
			'hint::اردو (ur)': 'جیسے وہاں کے لوگ کہتے ہیں',
			'guidance_hint::English (en)': 'Ask a second person if in doubt.',
			'guidance_hint::اردو (ur)': 'شک ہو تو کسی دوسرے سے پوچھیں۔',
		}),
		requiredRow('text', 'story', 'Its story', 'اس کی کہانی', { appearance: 'multiline' }),
		requiredRow('integer', 'age', 'Your age', 'آپ کی عمر', {
			constraint: '. >= 18',
			'constraint_message::English (en)': 'Adults only, from **18** years.',
			'constraint_message::اردو (ur)': 'صرف بالغ، **18** سال سے۔',
		}),
		requiredRow('decimal', 'weight', 'Your weight', 'آپ کا وزن', {
			'bind::zila:warning': '. > 150',
			'bind::zila:warning_message::English (en)': 'Is it so much?',
			'bind::zila:warning_message::اردو (ur)': 'کیا اتنا زیادہ ہے؟',
		}),
		{ type: 'text', name: 'untold', [en]: 'Nobody has translated this' },
	]),
	...page('told', 'Days and words', 'دن اور باتیں', [
		q(
			'note',
			'words',
			// two lines in one cell
			'# Listen<br>**Bold** and *leaning*, from ${village}',
			'# سنیں<br>**موٹا** اور *ترچھا*، ${village} سے',
		),
		requiredRow('date', 'born', 'Day of birth', 'تاریخ پیدائش'),
		requiredRow('time', 'woke', 'Time of waking', 'جاگنے کا وقت'),
		requiredRow('datetime', 'met', 'When you met', 'کب ملے'),
		requiredRow('acknowledge', 'understood', 'This was read out', 'یہ پڑھ کر سنایا گیا'),
	]),
	...page('chosen', 'Choices', 'انتخاب', [
		q('select_one trade', 'trade', 'Your trade', 'آپ کا پیشہ'),
		requiredRow('select_one trade', 'second', 'Your second trade', 'آپ کا دوسرا پیشہ', {
			appearance: 'minimal',
		}),
		requiredRow('select_one agree', 'content', 'Are you content?', 'کیا آپ مطمئن ہیں؟', {
			appearance: 'likert',
		}),
		requiredRow('select_one trade', 'wish', 'A trade you wish for', 'پسندیدہ پیشہ', {
			appearance: 'columns-2',
		}),
		requiredRow('select_one trade or_other', 'father', 'Your father’s trade', 'آپ کے والد کا پیشہ'),
		requiredRow('select_one fruit', 'fruit', 'Which fruit?', 'کون سا پھل؟', {
			'media::image::English (en)': 'orchard.png',
			'media::image::اردو (ur)': 'orchard.png',
		}),
		requiredRow('select_multiple trade', 'learned', 'What have you learned?', 'آپ نے کیا سیکھا؟'),
	]),
	...page('hurry', 'One only', 'صرف ایک', [
		requiredRow('select_one agree', 'quickly', 'Select and go on', 'چنیں اور آگے بڑھیں', {
			appearance: 'quick',
		}),
	]),
	...page('long', 'Long lists', 'لمبی فہرستیں', [
		requiredRow('select_one mauza', 'mauza', 'Which mauza?', 'کون سا موضع؟'),
		requiredRow('select_multiple mauza', 'visited', 'Which have you visited?', 'آپ کہاں کہاں گئے؟'),
	]),
	...page('scales', 'Order and scales', 'ترتیب اور پیمانے', [
		requiredRow('rank trade', 'order', 'Best trade first', 'بہترین پیشہ پہلے'),
		requiredRow('range', 'sure', 'How sure are you?', 'آپ کو کتنا یقین ہے؟', {
			parameters: 'start=1 end=7 step=1',
		}),
		requiredRow('range', 'often', 'How often?', 'کتنی بار؟', {
			parameters: 'start=0 end=100 step=5 tick_interval=25 placeholder=50 tick_labelset=often',
		}),
		requiredRow('range', 'deep', 'How deep is the well?', 'کنواں کتنا گہرا ہے؟', {
			appearance: 'vertical',
			parameters: 'start=0 end=10 step=1 tick_interval=5',
		}),
		requiredRow('range', 'rooms', 'How many rooms?', 'کتنے کمرے؟', {
			appearance: 'picker',
			parameters: 'start=1 end=9',
		}),
		requiredRow('range', 'stars', 'How good is the road?', 'سڑک کیسی ہے؟', {
			appearance: 'rating',
			parameters: 'start=1 end=5',
		}),
	]),
	...page('found', 'Places and codes', 'جگہیں اور کوڈ', [
		requiredRow('barcode', 'tag', 'Tag on the door', 'دروازے کا ٹیگ'),
		requiredRow('geopoint', 'place', 'Place of the house', 'گھر کی جگہ'),
		q('integer', 'years', 'Years until seventy', 'ستر تک کے سال', { calculation: '70 - ${age}' }),
		q('text', 'told_village', 'Village as told', 'بتایا گیا گاؤں', {
			calculation: '${village}',
			read_only: 'yes',
		}),
	]),
	...page('people', 'Users & teams', 'عملہ', [
		q('begin repeat', 'member', 'Member', 'فرد'),
		requiredRow('text', 'name', 'Name', 'نام'),
		q('integer', 'member_age', 'Age', 'عمر'),
		{ type: 'end repeat' },
		requiredRow('select_one ${name}', 'head', 'Who is the head?', 'سربراہ کون ہے؟'),
	]),
	...page(
		'table',
		'How do you find …',
		'آپ کو کیسا لگتا ہے …',
		[
			requiredRow('select_one agree', 'water', 'the water?', 'پانی؟'),
			requiredRow('select_one agree', 'school', 'the school?', 'اسکول؟'),
		],
		{ appearance: 'table-list' },
	),
	...page('attached', 'From a table', 'ایک جدول سے', [
		requiredRow('select_one_from_file tehsils.csv', 'district', 'District', 'ضلع', {
			choice_filter: "level = 'd'",
		}),
		requiredRow('select_one_from_file tehsils.csv', 'tehsil', 'Tehsil', 'تحصیل', {
			choice_filter: 'parent = ${district}',
		}),
	]),
]

const lists: Readonly<Record<string, readonly (readonly [string, string, string])[]>> = {
	trade: [
		['farm', 'Farming', 'کھیتی باڑی'],
		['shop', 'Keeping a shop', 'دکان داری'],
		['teach', '**Teaching**', '**پڑھانا**'],
		['build', 'Building', 'تعمیر'],
	],
	agree: [
		['1', 'Not at all', 'بالکل نہیں'],
		['2', 'A little', 'تھوڑا'],
		['3', 'Undecided', 'کچھ طے نہیں'],
		['4', 'Mostly', 'زیادہ تر'],
		['5', 'Completely', 'پوری طرح'],
	],
	fruit: [
		['mango', 'Mango', 'آم'],
		['date', 'Date', 'کھجور'],
	],
	often: [
		['0', 'Never', 'کبھی نہیں'],
		['50', 'At times', 'کبھی کبھی'],
		['100', 'Always', 'ہمیشہ'],
	],
	mauza: [
		...Array.from({ length: 58 }, (_, i) => [`m${i + 1}`, `Mauza ${i + 1}`, `موضع ${i + 1}`] as const),
		['kikri', 'Kikri', 'کیکری'],
		['kot', 'Kot Addu', 'کوٹ ادو'],
	],
}

/** Returns the label of a question or a choice. */
export const labelOf = (name: string, language: WalkLanguage): string => {
	const row = survey.find((each) => each.name === name)
	return row?.[language === 'ur' && row[ur] ? ur : en] ?? ''
}
export const choiceOf = (list: string, code: string, language: WalkLanguage): string => {
	const choice = lists[list]?.find(([each]) => each === code)
	return (choice?.[language === 'ur' ? 2 : 1] ?? '').replaceAll('**', '')
}

function markdown(sheet: string, rows: readonly Row[]): string {
	const header = [...new Set(rows.flatMap((row) => Object.keys(row)))]
	const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
	return [
		`## ${sheet}`,
		line(header),
		line(header.map(() => '---')),
		...rows.map((row) => line(header.map((column) => row[column] ?? ''))),
	].join('\n')
}

const pictures: Readonly<Record<string, string>> = { mango: 'mango.png', date: 'date.png' }
/** The form as Markdown tables. */
export const controlsForm = [
	markdown('survey', survey),
	markdown(
		'choices',
		Object.entries(lists).flatMap(([list_name, choices]) =>
			choices.map(([name, english, urdu]) => ({
				list_name,
				name,
				...labelled(english, urdu),
				...(list_name === 'fruit' ? { 'media::image': pictures[name] ?? '' } : {}),
			})),
		),
	),
	markdown('settings', [
		{
			form_id: 'controls',
			'form_title::English (en)': 'Everything',
			'form_title::اردو (ur)': 'سب کچھ',
			default_language: 'English (en)',
		},
	]),
].join('\n')
