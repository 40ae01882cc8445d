import type { RandomAnswersOptions } from '#shared/exercise/random-answers'
import type { SeededRandom } from '#shared/kernel/seeded-random'
import { rightAnswers } from '#shared/results/shipped-indicators'

type Given = NonNullable<RandomAnswersOptions['given']>

/** Shares of the respondents of a round. */
interface Knowledge {
	readonly heardTip: number
	readonly heardSom: number
	readonly anyHelp: number
	/** Heard of one of the two laws; of the other one, as many again. */
	readonly laws: number
	/** Share of statements and stories that are judged correctly. */
	readonly right: number
	/** Reached by a message in the last months. */
	readonly reached: number
	readonly wouldAct: number
}

/** Knowledge in the closed rounds: close to the published baseline, and more after the campaign. */
const knowledgeIn: Readonly<Record<string, Knowledge>> = {
	'demo-baseline': {
		heardTip: 0.55,
		heardSom: 0.6,
		anyHelp: 0.05,
		laws: 0.05,
		right: 0.42,
		reached: 0.12,
		wouldAct: 0.45,
	},
	'demo-endline': {
		heardTip: 0.74,
		heardSom: 0.77,
		anyHelp: 0.19,
		laws: 0.11,
		right: 0.58,
		reached: 0.56,
		wouldAct: 0.61,
	},
}

const channels = ['streamer', 'sms', 'radio', 'social', 'brochure', 'session']

/** Generates what a respondent knows; in the running round nearly all of it is left to chance. */
export function generateKnowledge(round: string, random: SeededRandom): Given {
	const known = knowledgeIn[round]
	const yes = (share: number) => () => (random.chance(share) ? 'yes' : 'no')
	if (!known) return { heard_tip: yes(0.6), heard_som: yes(0.65), help_any: yes(0.12) }
	const judged = (right: string, others: readonly string[]) => () =>
		random.chance(known.right) ? right : random.pick(others.filter((each) => each !== right))
	const likely = () => random.pick(random.chance(known.wouldAct) ? ['3', '4'] : ['1', '2', '88'])
	const knowsLaw = yes(known.laws)
	return {
		heard_tip: yes(known.heardTip),
		heard_som: yes(known.heardSom),
		help_any: yes(known.anyHelp),
		law_ptpa: knowsLaw,
		law_psma: knowsLaw,
		...Object.fromEntries(
			Object.entries(rightAnswers).map(([name, right]) => [
				name,
				judged(right, name.startsWith('v_') ? ['tip', 'som', 'neither', 'dk'] : ['true', 'false', 'dk']),
			]),
		),
		exp_any: yes(known.reached),
		exp_which: () => random.pick(channels),
		rep_would: likely,
		help_would: likely,
	}
}
