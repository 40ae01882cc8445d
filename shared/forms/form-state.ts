import { asStored } from '#shared/expressions/evaluate'
import type { AnswerSource, Evaluate, EvaluationContext, Scope } from '#shared/expressions/scope'
import type { TreeNode } from '#shared/expressions/tree'
import { toNumber, toText, toTruth, type Value } from '#shared/expressions/values'
import { type Answer, type Answers, inRow, isRowPath, repeatOf, rowOf, templateOf } from './answers.ts'
import { asTyped, dropUnknownCodes } from './coerce-value.ts'
import type { CompiledForm } from './compile-form.ts'
import { hasConsentAnswer, isConsentGiven } from './consent.ts'
import type { FormPart, Presets, Question } from './form-definition.ts'
import { type FormNode, isFlag, isRecomputed } from './form-nodes.ts'
import { rowAt, rowsFrom } from './node-readers.ts'
import { questionTypes } from './question-types.ts'
import { isSealed } from './sealed-answer-text.ts'
import { rowsOfChoices, tableTree } from './table-tree.ts'
import { WaitingNodes } from './waiting-nodes.ts'

export interface SessionStart {
	/** Answers and row positions that the record already has; empty for a new record. */
	readonly answers: Answers
	/** Typed texts that could not be read, by path. */
	readonly unreadable?: ReadonlyMap<string, string>
	/** True when the record begins: defaults and presets are given once. */
	readonly isNew: boolean
	readonly presets?: Presets
	readonly context: EvaluationContext
	/** Only reads: calculations that read time or chance are not run. */
	readonly isReadOnly?: true
	/**
	 * True if the record was finished before: answers that stayed on the phone are gone and not asked again.
	 */
	readonly wasFinished?: boolean
	/**
	 * Answers of the finished record that is being corrected: sealed ones stay until they are answered again.
	 */
	readonly currentAnswers?: Answers
	/** Answers of the last saved record of this form on this phone. */
	readonly lastSaved?: Answers
	/** Paths that this user can see but not change. */
	readonly locked?: ReadonlySet<string>
}

/** Changes whose consequences are not computed yet. */
interface StateChanges {
	/** Nodes, and the row in which they have changed; '' for all rows. */
	readonly changed?: readonly (readonly [node: FormNode, row: string])[]
	/** Repeats whose count has to run again. */
	readonly counted?: readonly FormNode[]
	/** A triggered calculation to run now, and the rows in or below which it runs. */
	readonly triggered?: readonly [node: FormNode, rows: ReadonlySet<string>]
	/** A repeat with one row more or less, and the row around it. */
	readonly resized?: { readonly repeat: FormNode; readonly row: string }
}

/** Result of updating a node's instances. */
interface Updated {
	/** Rows in which the node changed. */
	readonly moved: Set<string>
	/** For a repeat: the rows in which it has other rows now. */
	readonly resizedIn: Set<string>
	/** New rows. */
	readonly opened: string[]
	/** The rows in which a trigger changed the answer. */
	readonly set: Set<string>
}

/** The row that contains all others: the record. */
const everywhere = ''
const everyRow: ReadonlySet<string> = new Set([everywhere])
/** Rows of nodes outside of repeats. */
const once: readonly string[] = [everywhere]

const depthOf = (row: string): number => row.split('/@').length - 1

/** The answers of one record and what follows from them: what is asked, calculations, rows. */
export class FormState implements AnswerSource {
	readonly form: CompiledForm
	protected readonly surroundings: EvaluationContext
	protected readonly answers = new Map<string, Answer>()
	protected readonly unreadable: Map<string, string>
	/** Answers to questions that this version does not have. */
	readonly foreign = new Map<string, Answer>()
	readonly #isReading: boolean
	readonly #isNew: boolean
	readonly #wasFinished: boolean
	#isClosing = false
	/** True while the record is opened: times and chances that it already has are not drawn again. */
	#isOpening = true
	/**
	 * Repeats whose count follows from their own rows, and the paths of those that have made new rows since the
	 * last answer.
	 */
	readonly #countingThemselves: ReadonlySet<FormNode>
	readonly #grown = new Set<string>()
	/** Path of the answer that is being given: a calculation there gives way to it. */
	#typing: string | null = null
	/** Rows by repeat path, in order. */
	readonly #rows = new Map<string, string[]>()
	/** Instance paths of parts that are not asked. */
	readonly #hidden = new Set<string>()
	/** Paths of parts that are shown because their relevance reads a sealed answer. */
	readonly #unsure = new Set<string>()
	/** True once an expression has read a sealed answer without its key. */
	#isBlind = false
	/**
	 * `#noticesDeleted` is set while deleted answers make a result unknown; `#sawDeleted` once the expression has
	 * read one, which was there before the record was finished.
	 */
	#noticesDeleted = false
	#sawDeleted = false
	/** Paths whose answer changed since `takeChanged`. */
	readonly #changed = new Set<string>()
	/**
	 * Number of the last answer, and of the last change by other answers, by template: a screen redraws a
	 * question when its number changed.
	 */
	readonly #answered = new Map<string, number>()
	readonly #moved = new Map<string, number>()
	#clock = 0
	/** Number of the last suggestion of a calculation, by path. */
	readonly #offers = new Map<string, number>()
	/** Templates whose stamp changed since `takeTouched`. */
	#touched = new Set<string>()
	/** Cache: looked up at every keystroke, for every row on the screen. */
	readonly #nodes = new Map<string, FormNode>()
	/** Number of rows that a repeat with a count shows; further ones keep their answers and are not asked. */
	readonly #limits = new Map<string, number>()
	readonly #lastSaved: Answers
	protected readonly currentAnswers: Answers
	/** Choice lists and tables as paths see them, built when first read. */
	readonly #instances = new Map<string, TreeNode | null>()

	constructor(form: CompiledForm, start: SessionStart) {
		this.form = form
		this.surroundings = start.context
		this.unreadable = new Map(start.unreadable ?? [])
		this.#isReading = start.isReadOnly ?? false
		this.#isNew = start.isNew
		this.#wasFinished = start.wasFinished ?? false
		this.#lastSaved = start.lastSaved ?? new Map()
		this.currentAnswers = start.currentAnswers ?? new Map()
		for (const [path, answer] of start.answers)
			if (this.#knows(path)) this.answers.set(path, answer)
			else this.foreign.set(path, answer)
		this.#countingThemselves = new Set(form.nodes.flatMap(({ countedBy }) => [...countedBy]))
		this.#arrangeRows()
		if (start.isNew) this.#begin(form.nodes, [''], start.presets ?? {})
		for (const node of form.inOrder)
			for (const row of this.#rowsUnder(node, everyRow)) this.#updateIn(node, row, null)
		this.#countAgain(this.#countingThemselves)
		this.#isOpening = false
	}

	read(path: string): Value {
		if (this.#noticesDeleted && this.#isDeleted(path)) this.#sawDeleted = true
		return this.#hidden.has(path) ? '' : this.#raw(path)
	}
	rows(repeatPath: string): readonly string[] {
		if (this.#hidden.has(repeatPath)) return []
		const rows = this.#rows.get(repeatPath) ?? []
		const limit = this.#limits.get(repeatPath)
		return limit === undefined || limit >= rows.length ? rows : rows.slice(0, limit)
	}
	instance(id: string): TreeNode | null {
		const known = this.#instances.get(id)
		if (known !== undefined) return known
		const { tables, choices, languages } = this.form.definition
		const listed = choices[id]
		const rows = tables?.[id] ?? (listed && rowsOfChoices(id, listed, languages[0]?.tag ?? 'en'))
		const instance = rows ? tableTree(id, rows) : null
		this.#instances.set(id, instance)
		return instance
	}
	lastSaved(path: string): Value {
		const answer = this.#lastSaved.get(path)
		return isSealed(answer) ? '' : plain(answer)
	}
	answerAt(path: string): Answer | undefined {
		return this.answers.get(path)
	}
	nodeAt(path: string): FormNode {
		const known = this.form.byTemplate.get(path) ?? this.#nodes.get(path)
		if (known) return known
		const node = this.form.byTemplate.get(templateOf(path))
		if (!node) throw new RangeError(`no part ${templateOf(path)} in form ${this.form.definition.id}`)
		this.#nodes.set(path, node)
		return node
	}
	isRelevant(path: string): boolean {
		return !this.#hidden.has(path)
	}
	/**
	 * True if it is unknown whether the part is asked, since that depends on a sealed answer: it is shown, and
	 * may stay empty.
	 */
	isUnsure(path: string): boolean {
		return this.#unsure.has(path)
	}
	/** Sealed answer of the finished record. Null if there is none. */
	protected sealedBefore(path: string): string | null {
		const before = this.currentAnswers.get(path)
		return isSealed(before) ? before : null
	}
	/** Number that changes whenever a question is answered, or other answers change how it looks. */
	stampOf(template: string): number {
		return Math.max(this.#answered.get(template) ?? 0, this.movedStampOf(template))
	}
	/** Like `stampOf`, but without its own answer: for a field that shows by itself what is typed into it. */
	movedStampOf(template: string): number {
		return this.#moved.get(template) ?? 0
	}

	/** Number that changes whenever a calculation suggests another answer; 0 if it never did. */
	offerStampOf(path: string): number {
		return this.#offers.get(path) ?? 0
	}
	/** Returns the templates whose stamp changed since the last call. */
	takeTouched(): ReadonlySet<string> {
		const touched = this.#touched
		this.#touched = new Set()
		return touched
	}

	/** Sets an answer from typed text or a picked choice, which is parsed by the question's type. */
	type(path: string, typed: string): void {
		const { part } = this.nodeAt(path)
		if (part.kind !== 'question') return
		const reading = questionTypes[part.type].read(typed)
		if (reading.kind === 'unreadable') this.unreadable.set(path, typed)
		else this.unreadable.delete(path)
		this.#set(path, reading.kind === 'answer' ? reading.value : null)
	}
	/** Sets an answer; null deletes it. */
	answer(path: string, answer: Answer | null): void {
		this.unreadable.delete(path)
		this.#set(path, answer)
	}
	/** Adds a row at the end of a repeat; `rowId` is random and comes from the edge. Returns the row's path. */
	addRow(repeatPath: string, rowId: string): string {
		const rows = this.#rows.get(repeatPath) ?? []
		const last = Math.max(0, ...rows.map((row) => this.#placeOf(row)))
		const row = `${repeatPath}/@${rowId}`
		this.answers.set(row, last + 1)
		this.#changed.add(row)
		this.#rows.set(repeatPath, [...rows, row])
		const repeat = this.nodeAt(repeatPath)
		this.#begin(inside(repeat), [row], {})
		this.#propagate({
			changed: inside(repeat).map((node) => [node, row]),
			resized: { repeat, row: rowOf(repeatPath) },
		})
		return row
	}
	/** Finishes the record: calculations of its end or duration run now. */
	close(): void {
		this.#isClosing = true
		const atEnd = this.form.nodes.filter(({ part }) => isComputedAtEnd(part))
		if (atEnd.length > 0) this.#propagate({ changed: atEnd.map((node) => [node, everywhere]) })
		this.#isClosing = false
	}
	/** Removes a row with everything in it. */
	removeRow(rowPath: string): void {
		const repeatPath = repeatOf(rowPath)
		for (const path of [...this.answers.keys()])
			if (path === rowPath || path.startsWith(`${rowPath}/`)) {
				this.answers.delete(path)
				this.#changed.add(path)
			}
		for (const path of [...this.unreadable.keys()])
			if (path.startsWith(`${rowPath}/`)) this.unreadable.delete(path)
		this.#rows.set(
			repeatPath,
			(this.#rows.get(repeatPath) ?? []).filter((row) => row !== rowPath),
		)
		const repeat = this.nodeAt(repeatPath)
		this.#propagate({ resized: { repeat, row: rowOf(repeatPath) } })
	}
	/**
	 * Returns the changes since the last call, to be saved: answers, rows, texts that could not be read; not
	 * the values that every reader computes.
	 */
	takeChanged(): { path: string; answer: Answer | null; typed?: string }[] {
		const changed = [...this.#changed]
		this.#changed.clear()
		return changed.map((path) => {
			const typed = this.unreadable.get(path)
			return { path, answer: this.answers.get(path) ?? null, ...(typed === undefined ? {} : { typed }) }
		})
	}

	/** True if the part is not asked, or is in a row of a repeat that is not. */
	protected isHiddenAnywhere(path: string): boolean {
		if (isRowPath(path))
			return this.#isBeyond(path) || this.#hidden.has(repeatOf(path)) || this.#isInHiddenRow(repeatOf(path))
		return this.#hidden.has(path) || (this.#limits.size > 0 && this.#isInHiddenRow(path))
	}
	/**
	 * True if readable answers alone decide that the part is not asked: it was surely not answered, even if its
	 * answer is sealed.
	 */
	protected isSurelyHidden(path: string): boolean {
		for (let node: FormNode | null = this.nodeAt(path); node; node = node.parent) {
			const at = node.part.kind === 'question' ? path : inRow(rowOf(path), node.suffix)
			if (node.closedBy && this.#isClosed(node.closedBy)) return true
			if (
				node.runs.relevant &&
				this.#evaluateUnlessDeleted(node.runs.relevant, this.scope(at), toTruth) === false
			)
				return true
		}
		return false
	}
	/** Scope of an expression at that path. */
	scope(path: string): Scope {
		return {
			answers: this,
			context: this.surroundings,
			self: this.read(path),
			row: rowOf(path),
			position: null,
		}
	}

	/** Returns the result of an expression. Undefined if it read a sealed answer without its key. */
	protected evaluate<Result>(
		run: Evaluate,
		scope: Scope,
		take: (value: Value) => Result,
	): Result | undefined {
		this.#isBlind = false
		const result = take(run(scope))
		return this.#isBlind ? undefined : result
	}
	/** Returns the result of an expression. Undefined also if it read an answer that has been deleted. */
	#evaluateUnlessDeleted<Result>(
		run: Evaluate,
		scope: Scope,
		take: (value: Value) => Result,
	): Result | undefined {
		this.#noticesDeleted = true
		this.#sawDeleted = false
		const result = this.evaluate(run, scope, take)
		this.#noticesDeleted = false
		return this.#sawDeleted ? undefined : result
	}
	/**
	 * Returns the result of a node's expression. A flag was calculated from everything that the phone had, so
	 * that of a finished record is undefined if it reads a deleted answer.
	 */
	#evaluateFor<Result>(
		node: FormNode,
		run: Evaluate,
		scope: Scope,
		take: (value: Value) => Result,
	): Result | undefined {
		return this.#wasFinished && isFlag(node)
			? this.#evaluateUnlessDeleted(run, scope, take)
			: this.evaluate(run, scope, take)
	}
	/**
	 * True if the answer is deleted: it stayed on the phone until the record was finished, or was sealed and
	 * its retention is over.
	 */
	#isDeleted(path: string): boolean {
		const part = this.form.byTemplate.get(templateOf(path))?.part
		if (part?.kind !== 'question' || this.answers.has(path)) return false
		if (part.onPhoneOnly) return true
		const row = rowOf(path)
		return (
			part.sealedTo !== undefined &&
			!this.#hidden.has(path) &&
			!this.currentAnswers.has(path) &&
			(row === everywhere || this.currentAnswers.has(row))
		)
	}
	/** True if the consent closes the part, whatever the form's own relevance. */
	#isClosed(closedBy: 'ask' | 'wish'): boolean {
		const { consent } = this.form
		return (
			consent !== null &&
			(hasConsentAnswer(consent.wish, this) || (closedBy === 'ask' && !isConsentGiven(consent, this)))
		)
	}
	#isInHiddenRow(path: string): boolean {
		const row = rowOf(path)
		if (row === '') return false
		return this.#isBeyond(row) || this.#hidden.has(repeatOf(row)) || this.#isInHiddenRow(repeatOf(row))
	}
	/** True for a row beyond the count of its repeat. */
	#isBeyond(row: string): boolean {
		const limit = this.#limits.get(repeatOf(row))
		return limit !== undefined && (this.#rows.get(repeatOf(row)) ?? []).indexOf(row) >= limit
	}
	#knows(path: string): boolean {
		const template = templateOf(path)
		return this.form.byTemplate.has(isRowPath(path) ? repeatOf(template) : template)
	}
	#placeOf(row: string): number {
		return Number(this.answers.get(row)) || 0
	}
	/** Sorts the rows by their position numbers; equal positions by id. */
	#arrangeRows(): void {
		this.#rows.clear()
		const rows = [...this.answers.keys()].filter(isRowPath)
		rows.sort((a, b) => this.#placeOf(a) - this.#placeOf(b) || (a < b ? -1 : 1))
		for (const row of rows) this.#rows.set(repeatOf(row), [...(this.#rows.get(repeatOf(row)) ?? []), row])
	}
	/** Applies defaults and presets to the nodes that are directly in these rows. */
	#begin(nodes: readonly FormNode[], rows: readonly string[], given: Presets): void {
		for (const row of rows)
			for (const node of nodes) {
				const { part } = node
				if (part.kind !== 'question' || node.repeats.length !== depthOf(row)) continue
				const path = inRow(row, node.suffix)
				const preset = part.preset ? given[part.preset] : undefined
				const byForm = node.runs.default && this.evaluate(node.runs.default, this.scope(path), toText)
				const value = preset ?? byForm ?? ''
				const reading = questionTypes[part.type].read(value)
				const answer =
					reading.kind === 'answer' ? dropUnknownCodes(reading.value, this.form, part) : undefined
				if (answer === undefined) continue
				this.answers.set(path, answer)
				this.#changed.add(path)
			}
	}
	#set(path: string, answer: Answer | null): void {
		const before = this.answers.get(path) ?? null
		const given = typeof answer === 'object' && answer !== null && answer.length === 0 ? null : answer
		if (given === null) this.answers.delete(path)
		else this.answers.set(path, given)
		this.#changed.add(path)
		const node = this.nodeAt(path)
		this.#answered.set(node.template, ++this.#clock)
		this.#touched.add(node.template)
		if (isExactly(before, given)) return
		const { consent } = this.form
		// a changed consent answer is another consent: its time, language and version are recorded again
		if (consent?.ask === node)
			for (const metadata of [consent.time, consent.language, consent.version])
				if (metadata && this.answers.delete(metadata.template)) this.#changed.add(metadata.template)
		this.#typing = path
		this.#propagate({ changed: [[node, rowOf(path)]] })
		this.#trigger(node, rowOf(path))
		this.#typing = null
	}
	#touch(node: FormNode): void {
		this.#moved.set(node.template, ++this.#clock)
		this.#touched.add(node.template)
	}
	/**
	 * Follows changes through everything that depends on them, each node at most once and after its sources: a
	 * dependent always comes later in `inOrder`, so one walk forward is enough. Nodes in a repeat are updated
	 * only in the rows that a change reaches. `changed` is answered or new, `counted` may have other rows,
	 * `resized` has. Returns the rows in which a triggered calculation changed its result.
	 */
	#propagate(changes: StateChanges): ReadonlySet<string> {
		this.#grown.clear()
		const { counted, set } = this.#follow(changes)
		for (const [node, row] of changes.changed ?? [])
			for (const repeat of this.#repeatsEndingIn(node, row)) counted.add(repeat)
		this.#countAgain(counted)
		return set
	}
	/**
	 * Runs the calculations that an answer triggers, then those that their results trigger, until nothing
	 * changes.
	 */
	#trigger(answered: FormNode, row: string): void {
		let changed: ReadonlyMap<FormNode, ReadonlySet<string>> = new Map([[answered, new Set([row])]])
		for (let turn = 0; changed.size > 0 && turn < maxTriggerRounds; turn++) {
			const setNow = new Map<FormNode, ReadonlySet<string>>()
			for (const [target, rows] of triggeredBy(changed)) {
				const set = this.#propagate({ triggered: [target, rows] })
				if (set.size > 0) setNow.set(target, set)
			}
			changed = setNow
		}
	}
	/**
	 * Repeats that count by their own rows and whose last row this is: an answer there can add the next one.
	 */
	#repeatsEndingIn(node: FormNode, row: string): FormNode[] {
		if (this.#countingThemselves.size === 0) return []
		return node.repeats.filter((repeat, level) => {
			const own = rowAt(row, level + 1, node.repeats.length)
			return this.#countingThemselves.has(repeat) && this.#shownRows(repeatOf(own)).at(-1) === own
		})
	}
	/**
	 * Repeats whose count follows from their own rows count once more when these have changed. New rows are
	 * made once per answer: a count that always wants one more would never end.
	 */
	#countAgain(repeats: ReadonlySet<FormNode>): void {
		let counted = repeats
		for (let step = 0; counted.size > 0 && step < maxCountedRows; step++)
			counted = this.#follow({ counted: [...counted] }).counted
	}
	/**
	 * Returns the repeats that have to count once more, and the rows in which a triggered calculation changed
	 * its result.
	 */
	#follow({ changed = [], counted = [], resized, triggered }: StateChanges): {
		readonly counted: Set<FormNode>
		readonly set: ReadonlySet<string>
	} {
		const sources = [
			...changed.map(([node]) => node),
			...(resized ? [resized.repeat, ...inside(resized.repeat)] : []),
		]
		const countingAgain = new Set(sources.flatMap((node) => [...node.countedBy]))
		const waiting = new WaitingNodes(this.form.inOrder)
		const schedule = (node: FormNode, rows: Iterable<string>) => waiting.add(node, rows)
		/** Schedules the nodes that depend on the node in these rows. */
		const follow = (node: FormNode, rows: ReadonlySet<string>) => {
			for (const watcher of node.watchers) this.#touch(watcher)
			for (const [dependent, shared] of node.dependents)
				schedule(
					dependent,
					[...rows].map((row) => rowAt(row, shared, node.repeats.length)),
				)
		}
		/** Schedules the nodes that depend on the rows of a repeat; nodes in rows that stay have not changed. */
		const resize = (repeat: FormNode, rows: ReadonlySet<string>) => {
			this.#touch(repeat)
			follow(repeat, rows)
			for (const part of inside(repeat)) for (const watcher of part.watchers) this.#touch(watcher)
		}
		for (const [node, row] of changed) schedule(node, [row])
		for (const node of counted) schedule(node, [everywhere])
		if (triggered) schedule(...triggered)
		const [target, triggeredIn] = triggered ?? []
		let setIn: ReadonlySet<string> = new Set()
		if (resized) {
			schedule(resized.repeat, [resized.row])
			resize(resized.repeat, new Set([resized.row]))
		}
		const given = new Map(changed)
		for (let next = waiting.next(); next; next = waiting.next()) {
			const { node, under } = next
			const { moved, resizedIn, opened, set } = this.#update(
				node,
				under,
				node === target ? triggeredIn : undefined,
			)
			if (set.size > 0) setIn = set
			const row = given.get(node)
			if (moved.size > 0 || (row !== undefined && node.part.kind !== 'question')) this.#touch(node)
			// the answer itself has already changed
			if (row !== undefined) moved.add(row)
			if (moved.size > 0 || resizedIn.size > 0) for (const repeat of node.countedBy) countingAgain.add(repeat)
			if (moved.size > 0) {
				follow(node, moved)
				// the relevance of its contents depends on the part around them
				for (const part of inside(node)) schedule(part, moved)
			}
			if (resizedIn.size === 0) continue
			resize(node, resizedIn)
			for (const part of inside(node)) schedule(part, opened)
		}
		return { counted: countingAgain, set: setIn }
	}
	/**
	 * Updates the instances of a node in or below these rows; in or below `triggeredIn` its calculation is
	 * triggered.
	 */
	#update(node: FormNode, under: ReadonlySet<string>, triggeredIn?: ReadonlySet<string>): Updated {
		const updated: Updated = { moved: new Set(), resizedIn: new Set(), opened: [], set: new Set() }
		const triggered = new Set(triggeredIn ? this.#rowsUnder(node, triggeredIn) : [])
		for (const row of this.#rowsUnder(node, under)) this.#updateIn(node, row, updated, triggered.has(row))
		return updated
	}
	/**
	 * Updates one instance of a node, and notes the changes. `updated` is null while the record is opened and
	 * all is new.
	 */
	#updateIn(node: FormNode, row: string, updated: Updated | null, isTriggeredNow = false): void {
		const { runs } = node
		const path = inRow(row, node.suffix)
		if (this.#updateRelevance(node, row, path)) updated?.moved.add(row)
		if (!isTriggeredNow && this.#hidden.has(path)) return
		const { offsetMinutes } = this.surroundings
		const count =
			runs.count &&
			this.evaluate(runs.count, this.#scopeIn(row, path), (value) => toNumber(value, offsetMinutes))
		if (count !== undefined) {
			const before = this.#shownRows(path)
			const isResized = this.#countRows(node, path, count)
			if (isResized) updated?.resizedIn.add(row)
			updated?.opened.push(...this.#shownRows(path).filter((each) => !before.includes(each)))
		}
		if (!this.#calculate(node, row, path, isTriggeredNow)) return
		updated?.moved.add(row)
		if (isTriggeredNow) updated?.set.add(row)
	}
	/** Evaluates whether an instance is asked. True if that has changed, or how certain it is. */
	#updateRelevance(node: FormNode, row: string, path: string): boolean {
		const { part, runs, parent } = node
		const relevant =
			!(this.#wasFinished && part.kind === 'question' && part.onPhoneOnly === true) &&
			!(parent && this.#hidden.size > 0 && this.#hidden.has(parentPath(parent, row))) &&
			!(node.closedBy && this.#isClosed(node.closedBy)) &&
			(!runs.relevant || this.#evaluateFor(node, runs.relevant, this.#scopeIn(row, path), toTruth))
		// a note is a warning, so it stays hidden if its relevance is unknown
		const isRelevant = relevant ?? !(part.kind === 'question' && part.type === 'note')
		const isUnsure =
			isRelevant &&
			(relevant === undefined ||
				(parent !== null && this.#unsure.size > 0 && this.#unsure.has(parentPath(parent, row))))
		if (isRelevant !== this.#hidden.has(path) && isUnsure === this.#unsure.has(path)) return false
		if (isRelevant) this.#hidden.delete(path)
		else this.#hidden.add(path)
		if (isUnsure) this.#unsure.add(path)
		else this.#unsure.delete(path)
		return true
	}
	/** Evaluates the calculation of an instance, if it has one. True if its answer has changed. */
	#calculate(node: FormNode, row: string, path: string, isTriggeredNow: boolean): boolean {
		const { runs } = node
		if (!runs.calculation || path === this.#typing || this.#keepsResult(node, path, isTriggeredNow))
			return false
		const worked = this.#evaluateFor(node, runs.calculation, this.#scopeIn(row, path), asStored)
		// a flag in the finished record was certainly asked
		const isUndisclosed = isFlag(node) && this.#unsure.has(path) && !this.currentAnswers.has(path)
		const value = isUndisclosed ? undefined : worked
		if (value === undefined && node.isOffered) return false
		const question = node.part as Question
		const typed =
			value === undefined
				? this.#lastKnownValue(node, path)
				: value === ''
					? undefined
					: dropUnknownCodes(asTyped(question, value), this.form, question)
		if (isTriggeredNow) this.unreadable.delete(path)
		if (isExactly(this.answers.get(path) ?? null, typed ?? null)) return false
		if (!isRecomputed(node)) this.#changed.add(path)
		if (node.isOffered) this.#offers.set(path, ++this.#clock)
		if (typed === undefined) this.answers.delete(path)
		else this.answers.set(path, typed)
		return true
	}
	/**
	 * Value of a calculation that cannot be made here: it stays as it was, even if its inputs are sealed again.
	 */
	#lastKnownValue(node: FormNode, path: string): Answer | undefined {
		return isFlag(node) && this.#wasFinished
			? this.currentAnswers.get(path)
			: (this.sealedBefore(path) ?? this.answers.get(path))
	}
	/**
	 * True if a calculation keeps its last result: time and chance are not read again only to show the record.
	 */
	#keepsResult(node: FormNode, path: string, isTriggeredNow: boolean): boolean {
		const isOpening = this.#isOpening
		const { part, isOffered, volatile, isTriggered } = node
		if (isTriggered && !isTriggeredNow) return true
		if (isFlag(node) && (this.#isReading || (isOpening && this.#wasFinished))) return true
		if (isOffered && (this.#isReading || (isOpening && (!this.#isNew || this.answers.has(path))))) return true
		if (isSealed(this.answers.get(path)) && (isOpening || (volatile && !isTriggered))) return true
		return volatile && this.#keepsVolatile(part, path)
	}
	/** True if time or chance is not read now: the record is only shown, or it is a question for the end. */
	#keepsVolatile(part: FormPart, path: string): boolean {
		if (this.#isReading || (this.#isOpening && this.answers.has(path))) return true
		return part.kind === 'question' && part.atEnd === true && !this.#isClosing
	}
	/** Scope of the calculations of an instance. */
	#scopeIn(row: string, path: string): Scope {
		return { answers: this, context: this.surroundings, self: this.#raw(path), row, position: null }
	}
	/** Rows of a node that are these or below them. */
	#rowsUnder(node: FormNode, under: ReadonlySet<string>): readonly string[] {
		if (node.repeats.length === 0) return once
		const shown = (repeat: string) => this.#shownRows(repeat)
		if (under.has(everywhere)) return rowsFrom(node, 0, everywhere, shown)
		return [...under].flatMap((row) => rowsFrom(node, depthOf(row), row, shown))
	}
	#shownRows(repeatPath: string): readonly string[] {
		const rows = this.#rows.get(repeatPath) ?? []
		const limit = this.#limits.get(repeatPath)
		return limit === undefined ? rows : rows.slice(0, limit)
	}
	/**
	 * Gives a repeat the rows of its count. They have the same names on every phone, so that a row that is
	 * filled in twice is one row. True if the number changed.
	 */
	#countRows(node: FormNode, path: string, count: number): boolean {
		const number = Math.floor(count)
		const rows = [...(this.#rows.get(path) ?? [])]
		const isByItself = this.#countingThemselves.has(node)
		const least = node.keepsRows ? rows.length : 0
		const most = isByItself && (this.#isReading || this.#grown.has(path)) ? rows.length : maxCountedRows
		const wanted = Math.min(most, Math.max(least, Number.isNaN(number) ? 0 : number))
		const before = this.#limits.get(path)
		const added: string[] = []
		for (let place = rows.length + 1; place <= wanted; place++) {
			const row = `${path}/@n${place}`
			if (this.answers.has(row)) continue
			this.answers.set(row, place)
			if (!this.#isReading) this.#changed.add(row)
			added.push(row)
		}
		if (added.length > 0 && isByItself) this.#grown.add(path)
		this.#rows.set(path, [...rows, ...added])
		this.#limits.set(path, wanted)
		if (added.length > 0 && !this.#isReading) this.#begin(inside(node), added, {})
		return before !== wanted || added.length > 0
	}
	/** A sealed answer reads as blank, and makes the result of the expression unknown. */
	#raw(path: string): Value {
		const answer = this.answers.get(path)
		if (!isSealed(answer)) return plain(answer)
		this.#isBlind = true
		return ''
	}
}

/**
 * Two questions can trigger each other. This normally ends when neither changes; after these rounds it is
 * stopped.
 */
const maxTriggerRounds = 20

/** Returns the calculations that these answers trigger, and the rows in or below which they run. */
function triggeredBy(
	answered: ReadonlyMap<FormNode, ReadonlySet<string>>,
): ReadonlyMap<FormNode, ReadonlySet<string>> {
	const found = new Map<FormNode, Set<string>>()
	for (const [node, rows] of answered)
		for (const [target, shared] of node.triggers) {
			const under = found.get(target) ?? new Set()
			for (const row of rows) under.add(rowAt(row, shared, node.repeats.length))
			found.set(target, under)
		}
	return found
}

/** True for a calculation that runs when the record is finished: its end, or how long it took. */
const isComputedAtEnd = (part: FormPart): boolean =>
	part.kind === 'question' && (part.atEnd === true || /\bduration\s*\(/.test(part.calculation ?? ''))

/**
 * Maximum rows of a count, which a person types: a thousand people in a household is a slip of the finger.
 */
export const maxCountedRows = 1000

/** Returns an answer as expressions read it: selected choices in one text, blank for none. */
const plain = (answer: Answer | undefined): string | number => {
	if (answer === undefined) return ''
	return typeof answer === 'object' ? ticksText(answer) : (answer as string | number)
}

/** Cache: selected choices are read far more often than they change. */
const ticksTexts = new WeakMap<readonly string[], string>()
function ticksText(ticks: readonly string[]): string {
	const known = ticksTexts.get(ticks)
	if (known !== undefined) return known
	const text = ticks.join(' ')
	ticksTexts.set(ticks, text)
	return text
}

/**
 * True if both are identical, unlike `sameAnswer`: expressions can read spaces and the order of selected
 * choices.
 */
const isExactly = (a: Answer | null, b: Answer | null): boolean =>
	a === b || (typeof a === 'object' && typeof b === 'object' && a?.join(' ') === b?.join(' '))

/** Everything below a repeat or group. */
const inside = (node: FormNode): FormNode[] => node.children.flatMap((child) => [child, ...inside(child)])

/** Path of the group or repeat that contains a part in this row. */
const parentPath = (parent: FormNode, row: string): string =>
	parent.part.kind === 'repeat' ? repeatOf(row) : inRow(row, parent.suffix)
