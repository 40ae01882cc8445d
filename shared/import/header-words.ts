import { foldForSearch } from '#shared/kernel/fold-for-search'

/*
 * Compares headers of tables and labels of questions by their words: `dt_of_Call`, `Date of call` and
 * `dateOfCall` are the same, and so are words that offices use for one thing.
 */

/** Phrases that are replaced before a text is split into words. */
const phrases: readonly (readonly [RegExp, string])[] = [
	[/\b(number|num|no|nos)\.?\s+of\b/gi, ' size '],
	[/\bd\.?\s?o\.?\s?b\b\.?/gi, ' birth date '],
	[/(?<!\p{L})(s|sr|sl)\.?[\s_-]*(no|number|num|#)(?!\p{L})\.?/giu, ' serial number '],
	[/نمبر\s*شمار|شمار\s*نمبر|سیریل\s*نمبر/g, ' serial number '],
	[/(?<!\p{L})(mr\.?\s*\/?\s*)?m\s*\/\s*f(?!\p{L})/giu, ' sex '],
	[
		/\b(attended|handled|taken|received|answered|logged|recorded|entered|interviewed|collected|filled)[\s_-]*by\b/gi,
		' staff ',
	],
	[
		/\bdata[\s_-]*(collector|entry\s+operator)\b|\bfield[\s_-]*(worker|staff|officer)\b|شمار\s*کنندہ/gi,
		' staff ',
	],
	[/\b(created|submitted|registered|reported|received|lodged)[\s_-]*(on|at)\b/gi, ' date '],
	[/\btime[\s_-]*stamp\b/gi, ' date time '],
	[/\bdate[\s_-]*time\b/gi, ' date time '],
	[/\bmother[\s_-]*tongue\b|مادری\s*زبان/gi, ' home language '],
	[/شکایت\s*کنندہ/g, ' caller '],
	[/\bcame\s+to\s+know\b|\bhow\s+did\b[^?]*\b(hear|learn|know)\b/gi, ' source '],
]

/** One word for each thing, with its synonyms. */
const groups: Readonly<Record<string, string>> = {
	number: 'no nos num nr nbr numbers نمبر',
	reference:
		'ref id identifier identification uid uuid guid key token ticket instanceid instance حوالہ شناخت',
	serial: 'sr sl sn sno slno srno سیریل',
	case: 'fir complaint complaints enquiry inquiry grievance کیس شکایت مقدمہ',
	sex: 'gender صنف جنس',
	district: 'distt dist zila zilla adm2 ضلع',
	city: 'town شہر',
	province: 'prov adm1 صوبہ',
	date: 'dt day dated month تاریخ مہینہ',
	time: 'timing hour وقت',
	call: 'calls calling called phonecall کال',
	caller: 'callers complainant applicant client beneficiary informant سائل کالر',
	respondent: 'interviewee participant',
	nature: 'category cat type kind subject purpose reason matter classification topic issue نوعیت قسم معاملہ',
	duration: 'length minute second mins secs دورانیہ',
	staff:
		'operator agent attendant csr officer representative counsellor counselor enumerator interviewer surveyor investigator enum آپریٹر',
	language: 'lang tongue زبان',
	outcome: 'result disposition status resolution action resolved نتیجہ',
	remark: 'remarks comment note description detail observation narrative کیفیت تبصرہ ریمارکس',
	refer: 'referred referral forwarded transferred',
	source: 'src heard hear learn learned awareness ذریعہ',
	age: 'old عمر',
	year: 'yr yrs سال',
	education: 'edu qualification schooling تعلیم',
	occupation: 'occ profession job employment livelihood پیشہ روزگار',
	marital: 'married ازدواجی',
	household: 'hh family گھرانہ گھرانے خاندان',
	member: 'person people resident inhabitant individual افراد',
	size: 'total many count quantity qty تعداد',
	cluster: 'psu ea کلسٹر',
	area: 'locality urban rural علاقہ',
	visit: 'ملاقات',
	consent: 'agree agreed رضامندی',
	channel: 'mode medium via',
	urgency: 'urgent priority severity فوری',
	television: 'tv',
	internet: 'net online',
	end: 'ended closing finish finished اختتام',
	start: 'started begin began begun start آغاز شروع',
	birth: 'born پیدائش',
	name: 'نام',
	phone: 'mobile cell telephone contact whatsapp msisdn cli موبائل فون',
	identity: 'cnic nic nicop passport شناختی',
	address: 'پتہ',
	home: 'residence residential native permanent',
}

const noise = new Set(
	(
		'a an the of with is are was were be in on at by for to from and or your you his her their this that it its what which who how do does did please ' +
		'specify code coded value label text question here one main primary completed usually mostly if any s ' +
		'کا کی کے ہے ہیں میں سے کو پر اور یا کیا آپ جس اس'
	)
		.split(' ')
		.map(foldForSearch),
)

const canonical = new Map<string, string>()
for (const [word, others] of Object.entries(groups))
	for (const each of [word, ...others.split(' ')]) canonical.set(foldForSearch(each), word)

/** Returns the singular: `categories` → `category`. */
function singular(word: string): string {
	if (!/^[a-z]{4,}$/.test(word) || /(ss|us|is)$/.test(word)) return word
	return word.replace(/ies$/, 'y').replace(/([^s])s$/, '$1')
}

/**
 * Returns the words of a header or label, each once: lower case, one word for each thing, without those that
 * mean nothing.
 */
export function headerWords(text: string): ReadonlySet<string> {
	let spaced = text.normalize('NFC').replace(/\$\{[^}]*\}/g, ' ')
	spaced = spaced.replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2').replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
	for (const [phrase, instead] of phrases) spaced = spaced.replace(phrase, instead)
	const words = spaced
		.replace(/#/g, ' number ')
		.replace(/[’']s\b/g, ' ')
		// short vowels of Urdu are part of their word
		.replace(/\p{M}/gu, '')
		.split(/[^\p{L}\p{N}]+/u)
		.map(foldForSearch)
		.filter((word) => word !== '' && !noise.has(word))
		.map((word) => canonical.get(word) ?? canonical.get(singular(word)) ?? singular(word))
	return new Set(words)
}
