import { anyRealChannel } from './breakdowns.ts'
import type { IndicatorWording } from './indicator.ts'

/** Completed interviews with consent (methods §2): "don't know" and refusals stay in the denominator. */
export const allCompleted = "${result} = 'complete' and ${consent} = 'yes'"

const share = (
	en: string,
	ur: string,
	condition: string,
	{
		baseCondition,
		notAsked = 'is-no',
	}: { readonly baseCondition?: string; readonly notAsked?: IndicatorWording['notAsked'] } = {},
): IndicatorWording => ({
	label: { en, ur },
	kind: 'share',
	says: condition,
	notAsked,
	base: baseCondition ? `${allCompleted} and ${baseCondition}` : allCompleted,
})

const realSigns = [
	...[
		'toogood',
		'nopapers',
		'fee',
		'docs',
		'wages',
		'lock',
		'threat',
		'peshgi',
		'contact',
		'coached',
		'route',
	],
]
const signs = realSigns.map((sign) => `if(selected(\${signs}, '${sign}'), 1, 0)`).join(' + ')
/**
 * Right answers of the knowledge score, 0 to 9; "don't know" gives no point. Six statements and three
 * stories.
 */
export const rightAnswers = {
	k_consent: 'true',
	k_border: 'false',
	k_men: 'true',
	k_debt: 'true',
	k_smug_paid: 'true',
	k_same: 'false',
	v_kiln: 'tip',
	v_agent: 'som',
	v_job: 'tip',
}
const score = Object.entries(rightAnswers)
	.map(([name, answer]) => `if(\${${name}} = '${answer}', 1, 0)`)
	.join(' + ')
const distinctionScore =
	"if(${k_same} = 'false', 1, 0) + if(${v_agent} = 'som', 1, 0) + if(${v_kiln} = 'tip' or ${v_job} = 'tip', 1, 0)"
const understandsTip = "selected(${def_tip}, 'means') and selected(${def_tip}, 'exploit')"
const understandsSom =
	"selected(${def_som}, 'border') and not(selected(${def_som}, 'exploit')) and not(selected(${def_som}, 'goods'))"

/**
 * Indicators that are shipped (methods §2): the four published ones H1 to H4, S1 to S9, and alternative
 * readings of each. They are the initial wordings; a changed wording is a new version.
 */
export const shippedIndicators: Readonly<Record<string, IndicatorWording>> = {
	H1: share('Heard of human trafficking', 'انسانی تجارت کا نام سنا', "${heard_tip} = 'yes'"),
	'H1-first': share(
		'Heard of human trafficking, of those who were asked it first',
		'انسانی تجارت کا نام سنا، جن سے یہ پہلے پوچھا گیا',
		"${heard_tip} = 'yes'",
		{
			baseCondition: "${order_es} = 'tip_first'",
		},
	),
	H2: share('Heard of migrant smuggling', 'تارکینِ وطن کی اسمگلنگ کا نام سنا', "${heard_som} = 'yes'"),
	'H2-first': share(
		'Heard of migrant smuggling, of those who were asked it first',
		'تارکینِ وطن کی اسمگلنگ کا نام سنا، جن سے یہ پہلے پوچھا گیا',
		"${heard_som} = 'yes'",
		{
			baseCondition: "${order_es} = 'som_first'",
		},
	),
	'H2-either': share(
		'Heard of either',
		'دونوں میں سے کسی ایک کا نام سنا',
		"${heard_tip} = 'yes' or ${heard_som} = 'yes'",
	),
	'H2-both': share('Heard of both', 'دونوں کا نام سنا', "${heard_tip} = 'yes' and ${heard_som} = 'yes'"),
	H3: share(
		'Knows one of the 2018 laws',
		'2018 کے قوانین میں سے کوئی ایک جانتے ہیں',
		"${law_ptpa} = 'yes' or ${law_psma} = 'yes'",
	),
	'H3-both': share(
		'Knows both of the 2018 laws',
		'2018 کے دونوں قوانین جانتے ہیں',
		"${law_ptpa} = 'yes' and ${law_psma} = 'yes'",
	),
	'H3-any': share('Knows that there is any law', 'جانتے ہیں کہ کوئی قانون ہے', "${law_any} = 'yes'"),
	H4: share('Knows a helpline or centre', 'کوئی ہیلپ لائن یا مرکز جانتے ہیں', "${help_any} = 'yes'"),
	'H4-1991': share('Names 1991 by themselves', 'خود 1991 کا نام لیا', "selected(${help_which}, '1991')"),
	'H4-1991-any': share(
		'Knows 1991, by themselves or when asked',
		'1991 جانتے ہیں، خود یا پوچھنے پر',
		"selected(${help_which}, '1991') or ${help_1991} = 'yes'",
	),
	S1: share('Understands what trafficking is', 'سمجھتے ہیں کہ انسانی تجارت کیا ہے', understandsTip),
	'S1-heard': share(
		'Understands what trafficking is, of those who heard of it',
		'سمجھتے ہیں کہ انسانی تجارت کیا ہے، جنہوں نے نام سنا',
		understandsTip,
		{
			baseCondition: "${heard_tip} = 'yes'",
			notAsked: 'is-out',
		},
	),
	S2: share('Understands what smuggling is', 'سمجھتے ہیں کہ تارکینِ وطن کی اسمگلنگ کیا ہے', understandsSom),
	'S2-heard': share(
		'Understands what smuggling is, of those who heard of it',
		'سمجھتے ہیں کہ تارکینِ وطن کی اسمگلنگ کیا ہے، جنہوں نے نام سنا',
		understandsSom,
		{
			baseCondition: "${heard_som} = 'yes'",
			notAsked: 'is-out',
		},
	),
	S3: share('Tells the two apart', 'دونوں میں فرق کرتے ہیں', `${distinctionScore} = 3`),
	'S3-score': {
		label: { en: 'Tells the two apart, points of 3', ur: 'دونوں میں فرق، 3 میں سے نمبر' },
		kind: 'mean',
		base: allCompleted,
		says: distinctionScore,
		notAsked: 'is-no',
	},
	S4: share(
		'Names three or more warning signs',
		'تین یا زیادہ خبردار کرنے والی علامات بتائیں',
		`${signs} >= 3`,
	),
	'S4-signs': {
		label: { en: 'Warning signs named', ur: 'بتائی گئی علامات' },
		kind: 'mean',
		base: allCompleted,
		says: signs,
		notAsked: 'is-no',
	},
	S5: {
		label: { en: 'Knowledge, points of 9', ur: 'معلومات، 9 میں سے نمبر' },
		kind: 'mean',
		base: allCompleted,
		says: score,
		notAsked: 'is-no',
	},
	'S5-six': share(
		'Six or more of nine points of knowledge',
		'معلومات کے 9 میں سے 6 یا زیادہ نمبر',
		`${score} >= 6`,
	),
	S6: share('Reached by the campaign', 'مہم ان تک پہنچی', anyRealChannel),
	'S6-decoy': share(
		'Says to have seen what there never was',
		'وہ چیز دیکھنے کا کہا جو کبھی تھی ہی نہیں',
		"selected(${exp_which}, 'decoy')",
	),
	S7: share('Would report', 'اطلاع دیں گے', "${rep_would} = '3' or ${rep_would} = '4'"),
	S8: share('Would call 1991', '1991 پر کال کریں گے', "${help_would} = '3' or ${help_would} = '4'"),
	S9: share(
		'Finds going abroad without papers acceptable',
		'بغیر کاغذات باہر جانا قابلِ قبول سمجھتے ہیں',
		"${a_irreg_ok} = '4' or ${a_irreg_ok} = '5'",
	),
}

/** True for a main indicator; an alternative reading has a suffix: `H1-first`. */
export const isMainIndicator = (id: string): boolean => !id.includes('-')

/** True for H1 to H4, which the campaign published: judged together before and after (methods §6). */
export const isHeadlineIndicator = (id: string): boolean => Object.hasOwn(publishedBaseline, id)

/**
 * Baseline that the campaign published in January 2023: a reference line next to our estimates, and never one
 * of them.
 */
export const publishedBaseline: Readonly<Record<string, number>> = { H1: 0.55, H2: 0.6, H3: 0.09, H4: 0.05 }
