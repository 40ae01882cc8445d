import type { Question } from '#shared/forms/form-definition'

type QuestionKind = 'choice' | 'number' | 'day' | 'text'

interface Concept {
	/** Sets of words, one of which has to be present, the clearest first. */
	readonly words: readonly string[]
	/**
	 * Words that may be present too. With any other it is something else: "reason for refusal" is no nature of
	 * a call.
	 */
	readonly with: string
	/** Kinds of questions that ask for it; null if it belongs to the row as a whole. */
	readonly kinds: readonly QuestionKind[] | null
}

const personWords = 'caller respondent person member'

/** Concepts that registers of helplines and household surveys share, as words of `headerWords`. */
const concepts = {
	id: {
		words: ['reference', 'reference number', 'case number', 'call number', 'interview number', 'form number'],
		with: `call case interview record household form survey submission unique register registration helpline response entry file meta ${personWords}`,
		kinds: null,
	},
	rowNumber: { words: ['number'], with: '', kinds: null },
	staff: { words: ['staff'], with: 'reference name number user call phone', kinds: null },
	time: {
		words: [
			'date time',
			'date call',
			'date interview',
			'date',
			'call time',
			'call start',
			'start time',
			'interview start',
			'time',
		],
		with: 'call interview visit survey submission start record reporting report register registration collection data receipt received local caller date time',
		kinds: ['day'],
	},
	end: {
		words: ['end time', 'call end', 'date end', 'interview end', 'end'],
		with: 'call interview date time',
		kinds: ['day'],
	},
	nature: {
		words: ['nature'],
		with: 'call case incident crime problem concern query helpline report',
		kinds: ['choice'],
	},
	role: {
		words: ['role', 'nature caller', 'relation', 'relationship'],
		with: 'caller victim nature concerned',
		kinds: ['choice'],
	},
	sex: { words: ['sex'], with: personWords, kinds: ['choice'] },
	district: {
		words: ['district', 'city'],
		with: `home name reference location origin live call current ${personWords}`,
		kinds: ['choice', 'text'],
	},
	age: { words: ['age'], with: `year exact approximate ${personWords}`, kinds: ['number'] },
	adult: { words: ['adult'], with: personWords, kinds: ['choice'] },
	language: {
		words: ['language'],
		with: `call interview conversation spoken speak used preferred home ${personWords}`,
		kinds: ['choice'],
	},
	homeLanguage: {
		words: ['home language'],
		with: `spoken speak used main ${personWords}`,
		kinds: ['choice'],
	},
	education: {
		words: ['education'],
		with: `level highest school attained finish end ${personWords}`,
		kinds: ['choice'],
	},
	occupation: { words: ['occupation'], with: `current status work ${personWords}`, kinds: ['choice'] },
	marital: { words: ['marital'], with: `outcome ${personWords}`, kinds: ['choice'] },
	householdSize: {
		words: ['household size', 'household member', 'household member number', 'household member size'],
		with: 'number size live',
		kinds: ['number'],
	},
	householdNumber: { words: ['household number'], with: 'reference sample listing', kinds: ['number'] },
	cluster: { words: ['cluster'], with: 'reference number', kinds: ['text', 'choice'] },
	area: { words: ['area'], with: 'nature home cluster', kinds: ['choice'] },
	visit: { words: ['visit number'], with: 'call', kinds: ['number'] },
	consent: { words: ['consent'], with: 'take part given obtained interview respondent', kinds: ['choice'] },
	outcome: { words: ['outcome'], with: 'final call taken case interview current visit', kinds: ['choice'] },
	refer: {
		words: ['refer'],
		with: 'agency department organisation organization institution service office where',
		kinds: ['choice'],
	},
	source: {
		words: ['source'],
		with: 'information call helpline number about know 1991 caller respondent',
		kinds: ['choice'],
	},
	channel: { words: ['channel'], with: 'call case communication', kinds: ['choice'] },
	urgency: { words: ['urgency'], with: 'level call case', kinds: ['choice'] },
	caseNumber: {
		words: ['case number', 'case reference'],
		with: 'case number reference agency register',
		kinds: ['text'],
	},
	remark: {
		words: ['remark'],
		with: 'other additional general without name staff caller call',
		kinds: ['text'],
	},
} satisfies Readonly<Record<string, Concept>>
export type ConceptName = keyof typeof concepts

const table = Object.entries(concepts).map(([name, { words, with: others, kinds }]) => ({
	name: name as ConceptName,
	sets: words.map((each) => each.split(' ')),
	others: new Set(others.split(' ')),
	kinds: kinds as readonly QuestionKind[] | null,
}))

/** Returns the concepts that these words can mean, with a rank: 0 is the clearest. */
export function conceptsIn(words: ReadonlySet<string>): Map<ConceptName, number> {
	const found = new Map<ConceptName, number>()
	for (const { name, sets, others } of table) {
		const rank = sets.findIndex(
			(set) =>
				set.every((word) => words.has(word)) &&
				[...words].every((word) => set.includes(word) || others.has(word)),
		)
		if (rank >= 0) found.set(name, rank)
	}
	return found
}

/** True if the concept belongs to the row as a whole, and to no question. */
export const isOfRow = (concept: ConceptName): boolean =>
	table.find(({ name }) => name === concept)?.kinds === null

/** True if a question of this kind can ask for the concept. */
export const fitsConcept = (concept: ConceptName, question: Question): boolean => {
	const { kinds = null } = table.find(({ name }) => name === concept) ?? {}
	return kinds?.includes(kindOf(question)) ?? false
}

function kindOf({ type, atEnd }: Question): QuestionKind {
	if (type === 'select-one' || type === 'select-many' || type === 'rank') return 'choice'
	if (type === 'integer' || type === 'decimal' || type === 'range') return 'number'
	return type === 'date' || type === 'datetime' || atEnd ? 'day' : 'text'
}

const personal = ['name', 'phone', 'identity', 'address', 'email', 'father', 'husband']

/** True if a header points at a person: such a column is never chosen by a mere possibility. */
export const pointsAtPerson = (words: ReadonlySet<string>): boolean =>
	personal.some((word) => words.has(word))
