import { dateTimeText } from '#shared/expressions/dates'
import type { AnswerSource, EvaluationContext } from '#shared/expressions/scope'
import type { Answers } from './answers.ts'
import { isAudit } from './form-definition.ts'
import type { FormNode } from './form-nodes.ts'
import type { ConsentRole } from './part-roles.ts'

/** Parts of a form that belong to its consent, by role. */
export type Consent = { readonly [Role in ConsentRole]?: FormNode } & { readonly ask: FormNode }

/**
 * True if the answer to a question with a role is one that counts: as a yes, as private, as to be deleted.
 */
export const hasConsentAnswer = (node: FormNode | undefined, answers: Pick<AnswerSource, 'read'>): boolean =>
	node?.part.consent?.answers?.includes(String(answers.read(node.template))) ?? false

export const isConsentGiven = ({ ask, privacy }: Consent, answers: Pick<AnswerSource, 'read'>): boolean =>
	hasConsentAnswer(ask, answers) && (!privacy || hasConsentAnswer(privacy, answers))

/** True if the answers of a finished record are to be deleted. */
export const hasDeletionRequest = (
	{ consent }: { readonly consent: Consent | null },
	answers: Answers,
): boolean => hasConsentAnswer(consent?.wish, { read: (path) => String(answers.get(path) ?? '') })

/** Values that the app fills in when consent is answered, by role. */
const consentValues: {
	readonly [Role in ConsentRole]?: (around: EvaluationContext, version: string) => string
} = {
	time: ({ now, offsetMinutes }) => dateTimeText(now(), offsetMinutes),
	language: ({ language, shownIn }) => shownIn?.() ?? language,
	code: ({ withdrawalCode = '' }) => withdrawalCode,
	version: ({ formVersion }, version) => (formVersion ? `${version} (form ${formVersion})` : version),
}

/**
 * Finds the consent among the nodes and marks the parts that it closes: questions after it, whatever their
 * own relevance, until privacy and consent are given; and parts that are deleted on the respondent's wish. A
 * group is closed with all that is in it, unless some of it is open. Without a question for consent nothing
 * is closed.
 *
 * CN1 Without consent a part is not asked: its answers are set aside as with any other relevance, and come
 *     back unchanged.
 * CN2 The values that the app fills in for a consent are set once for each answer: hiding the question and
 *     showing it again changes nothing.
 */
export function findConsent(
	nodes: readonly FormNode[],
	version: string,
	depend: (target: FormNode, node: FormNode) => void,
): Consent | null {
	const found: { [Role in ConsentRole]?: FormNode } = {}
	for (const node of nodes) if (node.part.consent && !node.repeats[0]) found[node.part.consent.role] ??= node
	const { ask, privacy, wish } = found
	if (!ask) return null
	const close = (node: FormNode): void => {
		const closedBy = closing(node, ask)
		if (closedBy) {
			node.closedBy = closedBy
			for (const source of [ask, privacy, wish]) if (source) depend(source, node)
		} else if (node.part.consent?.role !== 'open') node.children.forEach(close)
	}
	for (const node of nodes) if (!node.parent) close(node)
	for (const [role, computeValue] of Object.entries(consentValues)) {
		const node = found[role as ConsentRole]
		if (!node) continue
		const isCode = role === 'code'
		// the code is computed from the record and not stored; the others are answers
		node.volatile = node.isTriggered = !isCode
		if (isCode) depend(ask, node)
		else ask.triggers.set(node, 0)
		node.runs.calculation = ({ self, answers, context }) => {
			if (self && !isCode) return self
			return (isCode ? hasConsentAnswer(ask, answers) : answers.read(ask.template) !== '')
				? computeValue(context, version)
				: ''
		}
	}
	return { ...found, ask }
}

/** Returns what closes a part. Null if it stays open, or is a group with an open part. */
function closing({ part, index, children }: FormNode, ask: FormNode): FormNode['closedBy'] {
	const role = part.consent?.role
	if (role === 'goes' || isAudit(part) || (part.kind === 'question' && part.checks)) return 'wish'
	if (role !== undefined || index <= ask.index || !hasQuestion({ part, children })) return null
	return children.filter(hasQuestion).every((child) => closing(child, ask) === 'ask') ? 'ask' : null
}

/**
 * True if a part asks something. A calculation does not: it may read what it needs, and is closed only with
 * its group. A flag counts as asked, because it is disclosed like an answer.
 */
const hasQuestion = ({ part, children }: Pick<FormNode, 'part' | 'children'>): boolean =>
	part.kind === 'question' ? part.type !== 'calculate' || part.flag === true : children.some(hasQuestion)
