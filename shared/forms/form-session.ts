import { dateTimeText } from '#shared/expressions/dates'
import type { Evaluate, Scope } from '#shared/expressions/scope'
import { shuffle } from '#shared/expressions/shuffle'
import { toNumber, toText, toTruth } from '#shared/expressions/values'
import { type Answer, inRow, isRowPath, templateOf } from './answers.ts'
import { type CompiledForm, choicesOf } from './compile-form.ts'
import type { Choice, LocalizedText } from './form-definition.ts'
import { type FormNode, isRecomputed, isShuffled } from './form-nodes.ts'
import { FormState, type SessionStart } from './form-state.ts'
import { canStop, questionTypes } from './question-types.ts'
import { isSealed } from './sealed-answer-text.ts'
import { choiceNode } from './table-tree.ts'

/** Why an answer is invalid. `message` is the form's own sentence, if it has one. */
export interface Violation {
	readonly path: string
	readonly kind: 'required' | 'constraint' | 'unreadable' | 'not-offered'
	readonly message?: LocalizedText
}

/**
 * One record that is being filled in: accepts answers, derives what follows from them (relevance,
 * calculations, rows) and reports violations. A change recomputes only what depends on it.
 *
 * FE1 The same answers give the same state, in whatever order they were entered.
 * FE2 An answer that is no longer relevant is stored, but reads as blank and is not in `finalAnswers`.
 * FE3 Text that cannot be converted to the question's type is stored as typed, and is a violation.
 * FE4 A calculation that uses the time, chance or its own last result stores that as an answer; opening the
 *     record again does not compute it again.
 * FE5 Answers to questions that this version does not have stay unchanged.
 * FE6 A sealed answer counts as answered, but cannot be read here: it violates nothing, and expressions that
 *     read it keep their last result.
 */
export class FormSession extends FormState {
	readonly #locked: ReadonlySet<string>
	#order: number | null = null
	#before: FormSession | null = null

	constructor(form: CompiledForm, start: SessionStart) {
		super(form, start)
		this.#locked = start.locked ?? new Set()
	}

	// — queries of a screen

	/** Text in the field: the typed text if it could not be read, else the answer. */
	typedAt(path: string): string {
		const typed = this.unreadable.get(path)
		if (typed !== undefined) return typed
		const answer = this.answers.get(path)
		const { part } = this.nodeAt(path)
		return answer === undefined || isSealed(answer) || part.kind !== 'question'
			? ''
			: questionTypes[part.type].write(answer)
	}
	isRequired(path: string): boolean {
		return !this.isUnsure(path) && this.#truth(this.nodeAt(path).runs.required, path)
	}
	isReadOnly(path: string): boolean {
		const { part, runs, isOffered } = this.nodeAt(path)
		return (
			this.isLocked(path) ||
			this.#truth(runs.readOnly, path) ||
			(part.kind === 'question' && part.calculation !== undefined && !isOffered)
		)
	}
	/** True if this user can see the answer or row but not change it. */
	isLocked(path: string): boolean {
		return this.#locked.has(path)
	}
	/** Choices that a select offers now. */
	choices(path: string): readonly Choice[] {
		const node = this.nodeAt(path)
		if (node.part.kind !== 'question') return []
		const offered = node.runs.listFrom ? this.#fromRows(node, path) : this.#fromList(node, path)
		return isShuffled(node.part) ? this.#shuffled(offered, node, path) : offered
	}
	/** Label, hint or message with the answers it names. */
	text(path: string, texts: LocalizedText | undefined, language: string): string {
		return this.form
			.textParts(this.nodeAt(path), texts, language)
			.map((part) =>
				typeof part === 'string' ? part : isolated(this.evaluate(part, this.scope(path), toText) ?? '…'),
			)
			.join('')
	}
	/** Names of a group's parts in display order. Null if the form's own order applies. */
	orderOf(path: string): readonly string[] | null {
		const { order } = this.nodeAt(path).runs
		return (order && this.evaluate(order, this.scope(path), toText)?.split(/\s+/)) ?? null
	}
	/** Returns the current time as an answer that is a date and a time. */
	thisMoment(): string {
		return dateTimeText(this.surroundings.now(), this.surroundings.offsetMinutes)
	}
	instanceName(): string {
		const { instanceName } = this.form
		return instanceName ? toText(instanceName({ ...this.scope(''), row: '' })).trim() : ''
	}

	// — results

	/** Returns the violation of one answer. Null if it is valid, or the question cannot be answered. */
	violationAt(path: string): Violation | null {
		const node = this.nodeAt(path)
		const { part, runs } = node
		if (part.kind !== 'question' || !this.isRelevant(path) || !canStop(part)) return null
		if (this.unreadable.has(path)) return { path, kind: 'unreadable' }
		const answer = this.answerAt(path)
		if (answer === undefined)
			return this.isRequired(path) ? { path, kind: 'required', ...messageOf(part.requiredMessage) } : null
		if (isSealed(answer)) return null
		if (!questionTypes[part.type].schema.safeParse(answer).success) return { path, kind: 'unreadable' }
		if (runs.constraint && this.evaluate(runs.constraint, this.scope(path), toTruth) === false)
			return { path, kind: 'constraint', ...messageOf(part.constraintMessage) }
		if ((part.type === 'select-one' || part.type === 'select-many') && !this.#isOffered(path, answer))
			return { path, kind: 'not-offered' }
		return null
	}
	/** True if the form wants the answer confirmed; never blocks. */
	hasWarning(path: string): boolean {
		const { warning } = this.nodeAt(path).runs
		const answer = this.answers.get(path)
		if (!warning || !this.isRelevant(path) || answer === undefined || isSealed(answer)) return false
		return this.#truth(warning, path)
	}
	/** True if the form would neither refuse the current time as an answer nor want it confirmed. */
	acceptsThisMoment(path: string): boolean {
		const { constraint, warning } = this.nodeAt(path).runs
		const scope = { ...this.scope(path), self: this.thisMoment() }
		return (
			!(constraint && this.evaluate(constraint, scope, toTruth) === false) &&
			!(warning && this.evaluate(warning, scope, toTruth) === true)
		)
	}
	/** All violations in document order, rows in their order. */
	violations(): Violation[] {
		return this.questionPaths().flatMap((path) => this.violationAt(path) ?? [])
	}
	/** The instance paths of all asked questions, in document order. */
	questionPaths(): string[] {
		const paths: string[] = []
		const visit = (nodes: readonly FormNode[], row: string): void => {
			for (const node of nodes) {
				const path = inRow(row, node.suffix)
				if (!this.isRelevant(path)) continue
				if (node.part.kind === 'question') paths.push(path)
				else if (node.part.kind === 'group') visit(node.children, row)
				else for (const each of this.rows(path)) visit(node.children, each)
			}
		}
		visit(
			this.form.nodes.filter((node) => node.parent === null),
			'',
		)
		return paths
	}
	/**
	 * Answers of a revision: those that are asked, and rows. Calculations are left out, since every reader
	 * recomputes them, except those that read time or chance, and sealed ones.
	 */
	finalAnswers(): Map<string, Answer> {
		return this.#retainedAnswers((path) => !this.isHiddenAnywhere(path) || this.#isSealedBlank(path))
	}
	/** Answers of a draft: also those that are not asked at the moment. */
	draftAnswers(): Map<string, Answer> {
		return this.#retainedAnswers(() => true)
	}
	/**
	 * Paths of answers that a person gave and that other answers have hidden since: a finished record is
	 * without them.
	 */
	hiddenAnswers(): string[] {
		return [...this.answers.keys()].filter((path) => {
			if (isRowPath(path) || !this.isHiddenAnywhere(path) || this.#isSealedBlank(path)) return false
			const { part } = this.nodeAt(path)
			return part.kind === 'question' && questionTypes[part.type].isInput && part.calculation === undefined
		})
	}
	/** All calculations that can be recomputed from the answers. */
	calculated(): Map<string, Answer> {
		const values = new Map<string, Answer>()
		for (const [path, answer] of this.answers)
			if (!isRowPath(path) && isRecomputed(this.nodeAt(path)) && !this.isHiddenAnywhere(path))
				values.set(path, answer)
		return values
	}

	/**
	 * Undefined for a sealed blank: the question was not asked when the record was finished and is asked now,
	 * so that it has no answer yet.
	 */
	override answerAt(path: string): Answer | undefined {
		const answer = super.answerAt(path)
		return isSealed(answer) &&
			this.isRelevant(path) &&
			this.#isUnchanged(path) &&
			this.sealedToKeep(path) === null
			? undefined
			: answer
	}
	/** Sealed answer that can stay. Null if there was none, or the question had not been asked. */
	sealedToKeep(path: string): string | null {
		const before = this.sealedBefore(path)
		return before !== null && this.#asFinished().isSurelyHidden(path) ? null : before
	}
	/**
	 * True for a sealed blank: the question was not asked when the record was finished, and its sealed value
	 * stays as it is.
	 */
	#isSealedBlank(path: string): boolean {
		return this.#isUnchanged(path) && this.#asFinished().isHiddenAnywhere(path)
	}
	/** True if the sealed answer has not changed since the record was finished. */
	#isUnchanged(path: string): boolean {
		const before = this.sealedBefore(path)
		return before !== null && this.answers.get(path) === before
	}
	#asFinished(): FormSession {
		this.#before ??= new FormSession(this.form, {
			answers: this.currentAnswers,
			isNew: false,
			isReadOnly: true,
			wasFinished: true,
			context: this.surroundings,
		})
		return this.#before
	}
	#retainedAnswers(wanted: (path: string) => boolean): Map<string, Answer> {
		const retained = new Map(this.foreign)
		for (const [path, answer] of this.answers) {
			if (isRowPath(path) ? !wanted(path) : isRecomputed(this.nodeAt(path)) || !wanted(path)) continue
			retained.set(path, answer)
		}
		return retained
	}
	#fromList({ part, runs }: FormNode, path: string): readonly Choice[] {
		const filter = runs.choiceFilter
		const list = choicesOf(this.form.definition, part)
		if (!filter) return list
		const scope = this.scope(path)
		const language = this.form.definition.languages[0]?.tag ?? 'en'
		return list.filter((choice) =>
			this.#mayOffer(filter, {
				...scope,
				position: { node: choiceNode(choice, language), position: 1, size: 1 },
			}),
		)
	}
	/** Returns the answers to a question in the rows of its repeat as choices, each once, in their order. */
	#fromRows({ runs }: FormNode, path: string): readonly Choice[] {
		const scope = this.scope(path)
		const found = runs.listFrom?.(scope) ?? ''
		if (typeof found !== 'object') return []
		const names = found.nodes
			.filter(
				(node) =>
					!runs.choiceFilter ||
					this.#mayOffer(runs.choiceFilter, {
						...scope,
						position: { node: node.parent ?? node, position: 1, size: 1 },
					}),
			)
			.map((node) => String(node.value()))
		const language = this.form.definition.languages[0]?.tag ?? 'en'
		return [...new Set(names)]
			.filter((name) => name !== '')
			.map((name) => ({ name, label: { [language]: name } }))
	}
	/** Without a seed the order is drawn once per session. */
	#shuffled(list: readonly Choice[], { runs }: FormNode, path: string): readonly Choice[] {
		this.#order ??= this.surroundings.random()
		const { offsetMinutes } = this.surroundings
		const seed =
			runs.seed && this.evaluate(runs.seed, this.scope(path), (value) => toNumber(value, offsetMinutes))
		return shuffle(list, seed ?? this.#order)
	}
	/** True if the choice passes the filter. If the filter reads a sealed answer, everything is offered. */
	#mayOffer(filter: Evaluate, scope: Scope): boolean {
		return this.evaluate(filter, scope, toTruth) ?? true
	}
	#isOffered(path: string, answer: Answer): boolean {
		const offered = new Set(this.choices(path).map((choice) => choice.name))
		return (typeof answer === 'object' ? answer : [String(answer)]).every((code) => offered.has(code))
	}
	#truth(evaluate: Evaluate | undefined, path: string): boolean {
		return (evaluate && this.evaluate(evaluate, this.scope(path), toTruth)) ?? false
	}
}

/** A name or number inside a sentence keeps its own direction (rule L2): U+2068 … U+2069. */
const isolated = (text: string): string => `\u2068${text}\u2069`

const messageOf = (message: LocalizedText | undefined) => (message ? { message } : {})

/** Returns the answers without those that stay on the phone. */
export function withoutPhoneOnly(
	form: CompiledForm,
	answers: ReadonlyMap<string, Answer>,
): Map<string, Answer> {
	return new Map(
		[...answers].filter(([path]) => {
			const part = form.byTemplate.get(templateOf(path))?.part
			return !(part?.kind === 'question' && part.onPhoneOnly)
		}),
	)
}
