import type { Answer } from '#shared/forms/answers'
import type { SeededRandom } from '#shared/kernel/seeded-random'

/** Answers by question name. */
export type NamedAnswers = Map<string, Answer>

/** A simulated respondent, with the traits that correlate answers. */
export interface Respondent {
	readonly sex: 'male' | 'female'
	/** Knowledge of the topics; around 0, mostly between -2 and 2. */
	readonly knowing: number
	readonly languages: readonly string[]
	/** Similarity of neighbours: how much more likely a choice is here than elsewhere, in log odds. */
	readonly leaning?: (name: string, code: string) => number
	/** How much less answers vary here: 1 as elsewhere, 2 squares every probability. */
	readonly sameness?: number
	/** How many more ticks the enumerator records in a list, in log odds: some probe more. */
	readonly probing?: number
}

/**
 * Creates the leanings of a place: the same question and choice always lean the same way there. `spread` is
 * the standard deviation in log odds; the variance between places follows from it (with .35 the intra-cluster
 * correlation of a yes/no question is about .035).
 */
export function leaningOf(spread: number, random: SeededRandom): (name: string, code: string) => number {
	const known = new Map<string, number>()
	return (name, code) => {
		const key = `${name} ${code}`
		const lean = known.get(key) ?? normal(random) * spread
		known.set(key, lean)
		return lean
	}
}

export const normal = (random: SeededRandom): number =>
	Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
const chanceAt = (odds: number): number => 1 / (1 + Math.exp(-odds))

/** Generates a respondent's answers to the household survey, with the questions that are relevant. */
export function answersOf(
	{ sex, knowing, languages, leaning = () => 0, sameness = 1, probing = 0 }: Respondent,
	random: SeededRandom,
): NamedAnswers {
	const answers: NamedAnswers = new Map()
	const ask = (name: string, answer: Answer) => answers.set(name, answer)
	const of = (name: string, ...usual: readonly (readonly [string, number])[]) => {
		const weighted = usual.map(
			([code, weight]) => [code, (Math.max(0, weight) * Math.exp(leaning(name, code))) ** sameness] as const,
		)
		const whole = weighted.reduce((sum, [, weight]) => sum + weight, 0)
		let left = random.next() * whole
		const [code] = weighted.find(([, weight]) => {
			left -= weight
			return left < 0
		}) ??
			weighted[0] ?? ['']
		ask(name, code)
		return code
	}
	const yes = (name: string, odds: number, dk = 0.04) => {
		const local = (odds + leaning(name, 'yes')) * sameness
		const answer = random.chance(dk) ? 'dk' : random.chance(chanceAt(local)) ? 'yes' : 'no'
		ask(name, answer)
		return answer === 'yes'
	}
	const several = (name: string, codes: readonly string[], share: number, none: string) => {
		const odds = Math.log(share / (1 - share))
		const ticked = codes.filter((code) =>
			random.chance(chanceAt((odds + leaning(name, code) + probing) * sameness)),
		)
		ask(name, ticked.length > 0 ? ticked : [none])
	}
	const isMan = sex === 'male'
	const school = knowing + normal(random) * 0.7
	const size = Math.max(1, Math.min(24, Math.round(6.8 + normal(random) * 2.9)))
	ask('hh_size', size)
	ask('n_adults', Math.min(size, 1 + random.below(4)))
	ask('age', Math.min(95, 18 + Math.floor(Math.abs(normal(random)) * 19)))
	ask('gender', sex)
	of('marital', ['married', 68], ['single', 22], ['widowed', 7], ['divorced', 2], ['separated', 1])
	const levels = ['none', 'primary', 'middle', 'matric', 'inter', 'grad', 'post']
	const level = Math.max(0, Math.min(6, Math.round(1.8 + school * 1.5 + (isMan ? 0.5 : -0.3))))
	ask('edu', random.chance(0.05) ? 'madrasa' : (levels[level] ?? 'none'))
	ask('literate', level > 1 || random.chance(0.15) ? 'yes' : 'no')
	if (isMan)
		of(
			'occ',
			...([
				['farm_own', 18],
				['farm_lab', 10],
				['daily', 22],
				['private', 12],
				['govt', 7],
			] as const),
			...([
				['trade', 13],
				['skilled', 8],
				['transport', 6],
				['student', 6],
				['unemp', 6],
			] as const),
		)
	else of('occ', ['home', 68], ['farm_lab', 9], ['domestic', 5], ['student', 7], ['govt', 4], ['skilled', 4])
	ask('lang_home', random.chance(0.9) ? (languages[0] ?? 'ur') : (languages[1] ?? 'ur'))
	of('phone', ['smart', 38 + level * 4], ['basic', isMan ? 36 : 18], ['shared', isMan ? 8 : 26], ['none', 12])
	yes('hh_abroad', -1.3)
	const heardTip = yes('heard_tip', 0.25 + knowing * 1.2 + (isMan ? 0.3 : -0.2))
	const heardSom = yes('heard_som', 0.5 + knowing * 1.1 + (isMan ? 0.4 : -0.3))
	const sources = ['family', 'tv', 'radio', 'facebook', 'youtube', 'tiktok', 'whatsapp', 'streamer', 'mosque']
	if (heardTip || heardSom) several('src_heard', sources, 0.24, 'dk')
	if (heardTip) several('def_tip', ['recruit', 'means', 'exploit', 'abroad', 'kidnap'], 0.34, 'dk')
	if (heardSom) several('def_som', ['border', 'money', 'agent', 'exploit', 'goods'], 0.36, 'dk')
	for (const name of ['k_consent', 'k_border', 'k_men', 'k_debt', 'k_smug_paid', 'k_same'])
		of(name, ['true', 40 + knowing * 6], ['false', 38], ['dk', Math.max(4, 20 - knowing * 9)])
	for (const name of ['v_kiln', 'v_agent', 'v_job'])
		of(name, ['tip', 34], ['som', 30], ['both', 16], ['neither', 6], ['dk', Math.max(3, 15 - knowing * 7)])
	const signs = [
		'toogood',
		'nopapers',
		'fee',
		'docs',
		'wages',
		'lock',
		'threat',
		'peshgi',
		'contact',
		'route',
	]
	several('signs', signs, Math.min(0.6, Math.max(0.06, 0.2 + knowing * 0.08)), 'dk')
	several('victims', ['men', 'women', 'boys', 'girls', 'migrants', 'poor'], 0.42, 'dk')
	yes('law_any', -0.6 + knowing * 0.8, 0.2)
	yes('law_ptpa', -3 + knowing)
	yes('law_psma', -3 + knowing)
	several('law_agency', ['fia', 'police', 'levies', 'court', 'labour', 'jirga'], 0.3, 'dk')
	const helps = yes('help_any', -3 + knowing)
	if (helps) several('help_which', ['1991', '15', 'child', 'ngo'], 0.4, 'nonum')
	const named = answers.get('help_which')
	const knowsHelpline =
		typeof named !== 'object' || !named.includes('1991') ? yes('help_1991', -2.4 + knowing) : false
	if (helps || knowsHelpline) yes('help_used', -3)
	of('help_would', ['1', 12], ['2', 20], ['3', 36], ['4', 24], ['88', 8])
	of('m_radio', ['daily', 9], ['weekly', 14], ['rare', 22], ['never', 55])
	of('m_tv', ['daily', 34], ['weekly', 20], ['rare', 16], ['never', 30])
	of('m_net', ['daily', 32 + level * 6], ['weekly', 12], ['rare', 8], ['never', 46 - level * 5])
	if (yes('exp_any', -0.9 + knowing * 0.9)) {
		several('exp_which', ['streamer', 'brochure', 'sms', 'radio', 'social', 'session'], 0.3, 'dk')
		const which = answers.get('exp_which') as readonly string[]
		if (random.chance(0.05)) ask('exp_which', [...which.filter((each) => each !== 'dk'), 'decoy'])
		if (which.includes('streamer')) several('exp_place', ['road', 'market', 'school', 'bus'], 0.4, 'dk')
		if (which.includes('brochure')) several('exp_broch', ['read', 'part', 'shared', 'kept'], 0.35, 'dk')
		if (which.includes('radio')) ask('exp_lang', languages[0] ?? 'ur')
		several('exp_msg', ['what', 'signs', 'help', '1991', 'agents', 'legal'], 0.33, 'nothing')
		yes('exp_talk', -0.4)
	}
	const risk = normal(random) * 0.8
	for (const [name, lean] of [
		...([
			['a_risk_area', 0.4],
			['a_irreg_ok', -0.7],
			['a_agent_trust', -0.9],
		] as const),
		...([
			['a_blame', -0.5],
			['a_police', 0.1],
			['a_danger', 0.9],
		] as const),
	] as const) {
		const value = Math.max(1, Math.min(5, Math.round(3 + lean + risk * 0.3 + normal(random) * 1.2)))
		ask(name, random.chance(0.04) ? '88' : String(value))
	}
	const plan = of('mig_plan', ['no', 78], ['thinking', 14], ['planning', 5], ['preparing', 2])
	if (plan !== 'no') {
		of('mig_dest', ['gulf', 60], ['iran', 6], ['turkey', 6], ['eu', 14], ['uk', 8], ['any', 6])
		several('mig_advice', ['beoe', 'family', 'agent', 'internet', 'fia'], 0.35, 'dk')
	}
	of('mig_area', ['1', 20], ['2', 28], ['3', 32], ['4', 12], ['88', 8])
	const would = of('rep_would', ['1', 12], ['2', 22], ['3', 36], ['4', 24], ['88', 6])
	if (would === '3' || would === '4') several('rep_whom', ['fia', 'police', 'levies', 'jirga'], 0.4, 'dk')
	several(
		'rep_barrier',
		['unknown', 'fear_traf', 'fear_pol', 'honour', 'useless', 'private', 'cost'],
		0.27,
		'none',
	)
	if (yes('rep_seen', -2.9)) yes('rep_told', -1)
	return answers
}

/** Questions that are not asked after a "no" to the key. */
const hangsOn: Readonly<Record<string, readonly string[]>> = {
	heard_tip: ['def_tip', 'src_heard'],
	heard_som: ['def_som', 'src_heard'],
	exp_any: ['exp_which', 'exp_place', 'exp_broch', 'exp_lang', 'exp_msg', 'exp_talk'],
}
/** Changes answers to "no" and removes the dependent ones. */
export function answerNo(answers: NamedAnswers, ...names: readonly string[]): void {
	for (const name of names) {
		answers.set(name, 'no')
		for (const dependent of hangsOn[name] ?? []) answers.delete(dependent)
	}
}
