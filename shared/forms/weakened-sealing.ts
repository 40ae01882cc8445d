import { canonicalJson, type Json } from '../kernel/canonical-json.ts'
import { type Role, roles } from '../people/roles.ts'
import type { FormDefinition, Question } from './form-definition.ts'
import { type FormNode, nodesOf } from './form-nodes.ts'
import { formatRetentionPeriod } from './retention-period.ts'

/*
 * Protection that a new version of a form takes away from the people whose answers the version before
 * protected. Without a check, publishers of forms could read, with a new version, answers that are sealed to
 * another role.
 */

/** Kinds of protection that can be dropped or changed. */
export const weakenedFields = ['readers', 'sealed-to', 'unsealed-question', 'flag', 'keep'] as const
export type WeakenedField = (typeof weakenedFields)[number]

export interface Weakening {
	readonly field: WeakenedField
	/** The question, by its template; '' for the form. */
	readonly template: string
	/** Value before and after; '' if there is none. */
	readonly before: string
	readonly after: string
	/** A user with one of these roles has to approve it. */
	readonly losing: readonly Role[]
}

/** Roles that can approve the versions of others: those that read records at the desk. */
export const approvingRoles = [
	'coordinator',
	'data-manager',
	'safeguarding-lead',
] as const satisfies readonly Role[]

const canApprove = (role: string): role is Role => (approvingRoles as readonly string[]).includes(role)

/**
 * Lists all protection that is dropped or changed. Empty if all known questions are sealed as before, or more
 * strictly.
 */
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

/** True if these roles together can approve all of it. */
export const isApprovedBy = (all: readonly Weakening[], approved: ReadonlySet<Role>): boolean =>
	all.every(({ losing }) => losing.some((role) => approved.has(role)))

/** Roles whose approval is still missing, each once. */
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

/** Roles that read the records; data managers if the form names none. */
function ownersOf({ readers = [] }: FormDefinition): readonly Role[] {
	const owners = readers.filter(canApprove)
	return owners.length > 0 ? owners : ['data-manager']
}

/** Roles to which answers are sealed; the owners if there are none. */
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

/** True if a person answers the question: it is neither calculated nor a text to read. */
const isAnswered = ({ type, preset, calculation }: Question): boolean =>
	preset === undefined && calculation === undefined && !['note', 'calculate', 'audit'].includes(type)

/** Reports new open questions in a form that sealed everything: they can ask the same under another name. */
function unsealedQuestions(old: Questions, now: Questions, losing: readonly Role[]): Weakening[] {
	const oldQuestions = [...old.values()].filter(isAnswered)
	if (oldQuestions.length === 0 || oldQuestions.some(({ sealedTo }) => sealedTo === undefined)) return []
	return [...now].flatMap(([template, question]) =>
		!old.has(template) && isAnswered(question) && question.sealedTo === undefined
			? [{ field: 'unsealed-question' as const, template, before: '', after: question.type, losing }]
			: [],
	)
}

/**
 * A flag discloses information from sealed answers: a new or changed one reveals what only its role could
 * read.
 */
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
