import { type Role, roles } from '../access/roles.ts'
import { canonicalJson, type Json } from '../kernel/canonical-json.ts'
import type { FormDefinition, Question } from './form-definition.ts'
import { type FormNode, nodesOf } from './form-nodes.ts'
import { formatRetentionPeriod } from './keep.ts'

/*
 * What a new version of a form takes away from the people whose answers the version before protected. Whoever publishes forms could
 * else read, by a new version, what is sealed to another role.
 */

/** Which protection of the version before is dropped or changed. */
export const weakenedFields = ['readers', 'sealed-to', 'unsealed-question', 'flag', 'keep'] as const
export type WeakenedField = (typeof weakenedFields)[number]

export interface Weakening {
	readonly field: WeakenedField
	/** The question, by its template; '' for the form. */
	readonly template: string
	/** As it was, and as it would be; '' where there is none. */
	readonly before: string
	readonly after: string
	/** Somebody of one of these roles has to approve it. */
	readonly losing: readonly Role[]
}

/** The roles that can approve what others publish: those that read records at the desk. */
export const approvingRoles = [
	'coordinator',
	'data-manager',
	'safeguarding-lead',
] as const satisfies readonly Role[]

const canApprove = (role: string): role is Role => (approvingRoles as readonly string[]).includes(role)

/** Everything that is dropped or changed; empty where the sealing of all that is known is as it was, or stronger. */
export function weakenings(before: FormDefinition, after: FormDefinition): Weakening[] {
	const [old, now] = [questionsOf(before), questionsOf(after)]
	const owners = ownersOf(before)
	const holders = holdersOf(before, owners)
	return [
		...readersWeakened(before, after, owners),
		...[...old].flatMap(([template, question]) => [
			...sealingWeakened(template, question, now.get(template), owners),
			...reportWeakened(template, question, now.get(template), owners),
		]),
		...unsealedQuestions(old, now, holders),
		...flagsWeakened(old, now, holders),
	]
}

/** Whether these roles together may approve all of it. */
export const isApprovedBy = (all: readonly Weakening[], approved: ReadonlySet<Role>): boolean =>
	all.every(({ losing }) => losing.some((role) => approved.has(role)))

/** The roles whose approval is still missing, each once. */
export const rolesMissing = (all: readonly Weakening[], approved: ReadonlySet<Role>): Role[] =>
	roles.filter((role) =>
		all.some(({ losing }) => losing.includes(role) && !losing.some((each) => approved.has(each))),
	)

type Questions = ReadonlyMap<string, Question>
const questionsOf = (definition: FormDefinition): Questions =>
	new Map(
		nodesOf(definition).flatMap(({ template, part }: FormNode) =>
			part.kind === 'question' ? [[template, part] as const] : [],
		),
	)

/** Who alone reads the records; a form that names nobody is the data managers'. */
function ownersOf({ readers = [] }: FormDefinition): readonly Role[] {
	const owners = readers.filter(canApprove)
	return owners.length > 0 ? owners : ['data-manager']
}

/** The roles to which answers are sealed, or the owners where none is to a role. */
function holdersOf(definition: FormDefinition, owners: readonly Role[]): readonly Role[] {
	const sealed = [...questionsOf(definition).values()].flatMap(({ sealedTo }) => sealedTo ?? [])
	const holders = roles.filter((role) => canApprove(role) && (sealed as readonly string[]).includes(role))
	return holders.length > 0 ? holders : owners
}

const listed = (some: readonly string[] | undefined): string => [...(some ?? [])].sort().join(', ')

function readersWeakened(
	before: FormDefinition,
	after: FormDefinition,
	losing: readonly Role[],
): Weakening[] {
	const [old, now] = [listed(before.readers), listed(after.readers)]
	return before.readers && old !== now
		? [{ field: 'readers', template: '', before: old, after: now, losing }]
		: []
}

function sealingWeakened(
	template: string,
	{ sealedTo }: Question,
	now: Question | undefined,
	owners: readonly Role[],
): Weakening[] {
	if (sealedTo === undefined || now?.sealedTo === sealedTo) return []
	const losing = canApprove(sealedTo) ? [sealedTo] : owners
	return [{ field: 'sealed-to', template, before: sealedTo, after: now?.sealedTo ?? '', losing }]
}

function reportWeakened(
	template: string,
	{ keep }: Question,
	now: Question | undefined,
	losing: readonly Role[],
): Weakening[] {
	const [old, next] = [
		keep ? formatRetentionPeriod(keep) : '',
		now?.keep ? formatRetentionPeriod(now.keep) : '',
	]
	return old === '' || old === next ? [] : [{ field: 'keep', template, before: old, after: next, losing }]
}

/** Somebody is asked, and answers: nothing that the app works out, and no text to read. */
const isAnswered = ({ type, preset, calculation }: Question): boolean =>
	preset === undefined && calculation === undefined && !['note', 'calculate', 'audit'].includes(type)

/** Where everything was sealed, what is asked openly now asks the same under another name. */
function unsealedQuestions(old: Questions, now: Questions, losing: readonly Role[]): Weakening[] {
	const asked = [...old.values()].filter(isAnswered)
	if (asked.length === 0 || asked.some(({ sealedTo }) => sealedTo === undefined)) return []
	return [...now].flatMap(([template, question]) =>
		!old.has(template) && isAnswered(question) && question.sealedTo === undefined
			? [{ field: 'unsealed-question' as const, template, before: '', after: question.type, losing }]
			: [],
	)
}

/** A flag tells openly of sealed answers: a new one, or one that tells something else, gives away what its role alone knew. */
function flagsWeakened(old: Questions, now: Questions, losing: readonly Role[]): Weakening[] {
	if (![...old.values()].some(({ sealedTo }) => sealedTo !== undefined)) return []
	const templates = [...new Set([...old.keys(), ...now.keys()])]
	return templates.flatMap((template) => {
		const [before, after] = [flagText(old.get(template)), flagText(now.get(template))]
		return before === after ? [] : [{ field: 'flag' as const, template, before, after, losing }]
	})
}

function flagText(question: Question | undefined): string {
	if (!question?.flag) return ''
	const { calculation = '', relevant } = question
	return relevant === undefined ? calculation : canonicalJson({ calculation, relevant } as Json)
}
