/** Into what people are told apart. */
export interface Breakdown {
	/** Gives the code of a group, '' for none, in the form's language. */
	readonly value: string
	/** Whose choices the groups are; null where `groups` alone names them. */
	readonly question: string | null
	/** Of a question the choices that are groups; all where none is named. */
	readonly groups: readonly string[]
}

const ofQuestion = (name: string): Breakdown => ({ value: `\${${name}}`, question: name, groups: [] })
const realChannels = ['streamer', 'brochure', 'sms', 'radio', 'video_air', 'video_bus', 'social', 'session']
/** What the campaign did use; the electricity bills are there to be wrong (methods §2, S6). */
export const anyRealChannel = realChannels
	.map((channel) => `selected(\${exp_which}, '${channel}')`)
	.join(' or ')

export const breakdowns = {
	district: ofQuestion('district'),
	// of a province the districts are asked for: see `groupsOf`
	province: ofQuestion('district'),
	// of transgender people there are too few in any round: no share is ever told of them (methods §3)
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
