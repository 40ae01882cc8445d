/** A breakdown of estimates by groups of people. */
export interface Breakdown {
	/** Expression in the form's language that returns the code of the group; '' for none. */
	readonly value: string
	/** Question whose choices are the groups; null if `groups` alone names them. */
	readonly question: string | null
	/** Choices of the question that are groups; all if empty. */
	readonly groups: readonly string[]
}

const ofQuestion = (name: string): Breakdown => ({ value: `\${${name}}`, question: name, groups: [] })
const realChannels = ['streamer', 'brochure', 'sms', 'radio', 'video_air', 'video_bus', 'social', 'session']
/** Channels that the campaign used; electricity bills are a decoy (methods §2, S6). */
export const anyRealChannel = realChannels
	.map((channel) => `selected(\${exp_which}, '${channel}')`)
	.join(' or ')

export const breakdowns = {
	district: ofQuestion('district'),
	// provinces are derived from the districts: see `groupsOf`
	province: ofQuestion('district'),
	// transgender respondents are too few in every round: no share of them is ever published (methods §3)
	sex: { ...ofQuestion('gender'), groups: ['male', 'female'] },
	area: ofQuestion('area'),
	age: {
		value:
			"if(${age} = '', '', if(${age} < 25, '18-24', if(${age} < 35, '25-34', if(${age} < 50, '35-49', '50+'))))",
		question: null,
		groups: ['18-24', '25-34', '35-49', '50+'],
	},
	education: {
		value:
			"if(${edu} = '' or ${edu} = 'ref', '', if(${edu} = 'none' or ${edu} = 'madrasa', 'none', if(${edu} = 'primary' or ${edu} = 'middle', 'primary', if(${edu} = 'grad' or ${edu} = 'post', 'higher', 'secondary'))))",
		question: null,
		groups: ['none', 'primary', 'secondary', 'higher'],
	},
	language: ofQuestion('lang_home'),
	exposure: {
		value: `if(${anyRealChannel}, 'reached', 'not-reached')`,
		question: null,
		groups: ['reached', 'not-reached'],
	},
} as const satisfies Record<string, Breakdown>
export type BreakdownName = keyof typeof breakdowns
export const breakdownNames = Object.keys(breakdowns) as BreakdownName[]
