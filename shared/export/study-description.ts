/*
 * Study description in a codebook, with the elements that archives require (DDI Codebook, stdyDscr). It is
 * fixed for the forms of the campaign; of any other form only its title is known.
 */

export interface StudyDescription {
	readonly abstract: string
	/** From DDI's controlled vocabulary if it has a term. */
	readonly unit: string
	readonly universe: string
	readonly sampling: string
	readonly mode: string
	readonly dataKind: string
	readonly keywords: readonly string[]
	/** True if its interviews are weighted. */
	readonly isWeighted: boolean
}

export const nation = { name: 'Pakistan', code: 'PK' }

const faceToFace =
	'Face-to-face interview: the enumerator fills in the form on a telephone (CAPI), with or without a network'
const topics = ['human trafficking', 'migrant smuggling', 'safe migration', 'awareness']

const household: StudyDescription = {
	abstract:
		'Survey of adults about what they know of human trafficking and migrant smuggling, of the laws against them and of where help is found, which messages of the campaign reached them, what they think, and what they plan. A record is a household of the sample, whatever the result of the visits; answers of the interview are there where one adult agreed to it.',
	unit: 'Household; Individual',
	universe:
		'Adults of 18 years and above who usually live in private households of the districts of the campaign',
	sampling:
		'Stratified sample in several stages; strata are districts. In each district clusters are drawn. In each cluster all structures and households are listed, and 15 households and 5 reserve households are drawn systematically, from a start that round and cluster alone fix. The sex of the respondent is assigned by the line of the sample: odd lines men, even lines women. In each household one adult of that sex is chosen from the list of its members by a random number of the sample. A reserve household takes the place of one with a final result other than an interview; it keeps its line.',
	mode: faceToFace,
	dataKind: 'Survey data',
	keywords: topics,
	isWeighted: true,
}

const describeTranscripts = (who: string): StudyDescription => ({
	abstract: `${who} about human trafficking, migrant smuggling and the campaign, with what was said in their transcripts and notes.`,
	unit: 'Group; Individual',
	universe: 'People of the districts of the campaign who know its themes from their own work or life',
	sampling: 'Purposive selection: no estimate for a population can be made',
	mode: 'Conversation led by a guide, with notes and, where all agree, a recording',
	dataKind: 'Qualitative data',
	keywords: topics,
	isWeighted: false,
})

const studies: Readonly<Record<string, StudyDescription>> = {
	household,
	'back-check': {
		...household,
		abstract:
			'Second, short interviews in households of the survey, by which the work of enumerators is checked.',
		sampling: 'Subsample of the interviews of the household survey, drawn by the office',
		isWeighted: false,
	},
	listing: {
		...household,
		abstract:
			'Listing of all structures and households of a cluster, from which the households of the survey are drawn.',
		unit: 'Cluster; Housing unit',
		universe: 'Structures of the clusters that were drawn',
		sampling: 'No sampling within a cluster: all structures are listed',
		mode: 'Observation in the field',
		isWeighted: false,
	},
	helpline: {
		abstract:
			'Register of the calls to the helpline 1991: one record for each call, with its matter, who called, from which district, and how it ended. No name and no number is in it.',
		unit: 'Event',
		universe: 'All calls to the helpline that an operator wrote down',
		sampling: 'No sampling: every call is to be written down',
		mode: 'Telephone call; the operator fills in the form',
		dataKind: 'Administrative records',
		keywords: [...topics, 'helplines'],
		isWeighted: false,
	},
	'focus-group': describeTranscripts('Discussions of groups'),
	'focus-group-second': describeTranscripts('Second notes of discussions of groups'),
	'key-informant': describeTranscripts('Interviews with key informants'),
}

export const studyOf = (form: string, title: string): StudyDescription =>
	Object.hasOwn(studies, form)
		? (studies[form] as StudyDescription)
		: {
				abstract: `Records of the form “${title}”.`,
				unit: 'Other',
				universe: 'As the form says',
				sampling: 'The form does not say how its records were selected',
				mode: 'Form on a telephone',
				dataKind: 'Survey data',
				keywords: [],
				isWeighted: false,
			}
